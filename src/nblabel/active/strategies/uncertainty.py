"""Uncertainty sampling: what one model is least sure of. Each looks at a row alone."""

from __future__ import annotations

from nblabel.active._context import Context, FloatArray
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy, figure
from nblabel.active.measures.entropy import entropy as _entropy
from nblabel.active.measures.entropy import may_reach, rounded
from nblabel.active.measures.maxima import highest, highest_two


def least_confidence(context: Context) -> FloatArray:
    """Give 1 − p₁, p₁ being the probability of the most likely class.

    From 0 to 1 − 1/classes.

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (n, classes).

    Returns
    -------
    ndarray of float, shape (n,)
        In the dtype of ``proba``.

    References
    ----------
    Lewis and Gale, "A sequential algorithm for training text classifiers", SIGIR 1994; in this form
    Settles, "Active Learning Literature Survey", 2009, section 3.1.

    Examples
    --------
    >>> import numpy as np
    >>> context = Context(
    ...     pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=np.array([[0.5, 0.25, 0.25], [0.75, 0.25, 0.0]])
    ... )
    >>> least_confidence(context)
    array([0.5 , 0.25])
    """
    options_of(context, "least-confidence")
    return 1 - highest(context.proba)


def margin(context: Context) -> FloatArray:
    """Give 1 − (p₁ − p₂), p₁ and p₂ being the probabilities of the two most likely classes.

    From 0 to 1; 1 where the two tie.

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (n, classes).

    Returns
    -------
    ndarray of float, shape (n,)
        In the dtype of ``proba``.

    References
    ----------
    Scheffer, Decomain and Wrobel, "Active Hidden Markov Models for Information Extraction", IDA 2001.

    Examples
    --------
    >>> import numpy as np
    >>> context = Context(
    ...     pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=np.array([[0.5, 0.25, 0.25], [0.5, 0.5, 0.0]])
    ... )
    >>> margin(context)
    array([0.75, 1.  ])
    """
    options_of(context, "margin")
    first, second = highest_two(context.proba)
    return 1 - (first - second)


def ratio(context: Context) -> FloatArray:
    """Give p₂ / p₁, p₁ and p₂ being the probabilities of the two most likely classes.

    From 0 to 1; 1 where the two tie. Of two rows with the same margin it prefers the one whose
    best class is the more likely.

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (n, classes).

    Returns
    -------
    ndarray of float, shape (n,)
        In the dtype of ``proba``.

    References
    ----------
    Monarch, "Human-in-the-Loop Machine Learning", Manning 2021, section 3.2.3.

    Examples
    --------
    >>> import numpy as np
    >>> context = Context(
    ...     pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=np.array([[0.5, 0.25, 0.25], [0.5, 0.5, 0.0]])
    ... )
    >>> ratio(context)
    array([0.5, 1. ])
    """
    options_of(context, "ratio")
    first, second = highest_two(context.proba)
    return second / first


def entropy(context: Context) -> FloatArray:
    """Give −Σ p log p over the classes, in nats.

    From 0 to log(classes).

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (n, classes).

    Returns
    -------
    ndarray of float, shape (n,)
        In the dtype of ``proba``.

    References
    ----------
    Shannon, "A Mathematical Theory of Communication", 1948; for sampling Settles, "Active Learning
    Literature Survey", 2009, section 3.1.

    Examples
    --------
    >>> import numpy as np
    >>> context = Context(
    ...     pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=np.array([[0.5, 0.5], [1.0, 0.0]])
    ... )
    >>> entropy(context).round(4)
    array([0.6931, 0.    ])
    """
    options_of(context, "entropy")
    return rounded(_entropy(context.proba))


def _one_less(name: str, priority: float) -> str:
    return f"{name} {figure(max(1 - priority, 0))}"


STRATEGIES = (
    Strategy("least-confidence", least_confidence, ("proba",), lambda p: _one_less("confidence", p), by_row=True),
    Strategy("margin", margin, ("proba",), lambda p: _one_less("margin", p), by_row=True),
    Strategy("ratio", ratio, ("proba",), lambda p: f"ratio {figure(p)}", by_row=True),
    Strategy(
        "entropy",
        entropy,
        ("proba",),
        lambda p: f"entropy {figure(max(p, 0))}",
        by_row=True,
        may_reach=lambda context, bound: may_reach(context.proba, bound),
    ),
)
