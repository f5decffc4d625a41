"""Query by committee: what several models disagree on. Each looks at an item alone.

The committee's probabilities have shape (models, n, classes); its *consensus* is their mean over the models.
"""

from __future__ import annotations

import numpy as np

from nblabel.active._context import Context, FloatArray
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy, figure
from nblabel.active.measures.entropy import divergence, entropy, rounded


def vote_entropy(context: Context) -> FloatArray:
    """Give the entropy of the votes, in nats: each model votes for its most likely class.

    A model torn between two classes votes for the first. From 0 to log(min(models, classes)).

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (models, n, classes).

    Returns
    -------
    ndarray of float, shape (n,)
        In the dtype of ``proba``.

    References
    ----------
    Dagan and Engelson, "Committee-Based Sampling for Training Probabilistic Classifiers", ICML 1995,
    without their division by log(models).

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(1), k=1, rng=np.random.default_rng(0), proba=np.array([[[0.9, 0.1]], [[0.4, 0.6]]])
    ... )
    >>> vote_entropy(context).round(4)
    array([0.6931])
    """
    options_of(context, "vote-entropy")
    proba: FloatArray = context.proba
    models, n, classes = proba.shape
    votes = proba.argmax(axis=2) + np.arange(n) * classes
    counts = np.bincount(votes.ravel(), minlength=n * classes).reshape(n, classes)
    return rounded(entropy(counts.astype(proba.dtype) / proba.dtype.type(models)))


def consensus_kl(context: Context) -> FloatArray:
    """Give the mean over the models of KL(model ‖ consensus), in nats.

    From 0 to log(models).

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (models, n, classes).

    Returns
    -------
    ndarray of float, shape (n,)
        In the dtype of ``proba``.

    Notes
    -----
    Up to rounding it equals `bald` of the same committee: both are its Jensen–Shannon divergence.

    References
    ----------
    McCallum and Nigam, "Employing EM and Pool-Based Active Learning for Text Classification", ICML 1998.

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(1), k=1, rng=np.random.default_rng(0), proba=np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    ... )
    >>> consensus_kl(context).round(4)
    array([0.6931])
    """
    options_of(context, "consensus-kl")
    return rounded(_divergences(context.proba).mean(axis=0))


def max_disagreement(context: Context) -> FloatArray:
    """Give the largest KL(model ‖ consensus) of any model, in nats.

    From 0 to log(models); one dissenter among many is enough.

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (models, n, classes).

    Returns
    -------
    ndarray of float, shape (n,)
        In the dtype of ``proba``.

    References
    ----------
    The divergence is that of McCallum and Nigam, ICML 1998; the maximum in place of their mean is
    modAL's ``max_disagreement_sampling`` (Danka and Horvath, arXiv:1805.00979).

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(1), k=1, rng=np.random.default_rng(0), proba=np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    ... )
    >>> max_disagreement(context).round(4)
    array([0.6931])
    """
    options_of(context, "max-disagreement")
    return rounded(_divergences(context.proba).max(axis=0))


def bald(context: Context) -> FloatArray:
    """Give H(consensus) − mean H(model), in nats: what the label would tell about the models.

    The "models" may as well be draws from one model's posterior, or passes with dropout.

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (models, n, classes).

    Returns
    -------
    ndarray of float, shape (n,)
        In the dtype of ``proba``, from 0 to log(models); what rounding puts below 0 is 0.

    References
    ----------
    Houlsby, Huszár, Ghahramani and Lengyel, "Bayesian Active Learning for Classification and
    Preference Learning", arXiv:1112.5745, 2011; with dropout Gal, Islam and Ghahramani, ICML 2017.

    Examples
    --------
    Models that are sure of different classes are worth asking about; models that all say 50:50 are not:

    >>> context = Context(
    ...     pool=np.arange(2),
    ...     k=1,
    ...     rng=np.random.default_rng(0),
    ...     proba=np.array([[[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0], [0.5, 0.5]]]),
    ... )
    >>> bald(context).round(4)
    array([0.6931, 0.    ])
    """
    options_of(context, "bald")
    proba: FloatArray = context.proba
    told = entropy(proba.mean(axis=0)) - entropy(proba).mean(axis=0)
    return rounded(np.maximum(told, 0))


def _divergences(proba: FloatArray) -> FloatArray:
    return np.maximum(divergence(proba, proba.mean(axis=0)), 0)


STRATEGIES = (
    Strategy("vote-entropy", vote_entropy, ("committee",), lambda p: f"vote entropy {figure(max(p, 0))}", by_row=True),
    Strategy("consensus-kl", consensus_kl, ("committee",), lambda p: f"disagreement {figure(p)}", by_row=True),
    Strategy("max-disagreement", max_disagreement, ("committee",), lambda p: f"disagreement {figure(p)}", by_row=True),
    Strategy("bald", bald, ("committee",), lambda p: f"BALD {figure(p)}", by_row=True),
)
