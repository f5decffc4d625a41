"""Sequences: the probabilities of each token's tag, or of each token generated. Each looks at an item alone.

``proba`` is a list with one array for each item: (tokens, classes), a row for each token; or, where
only those are known, (tokens,), the probability of the tag or token that was chosen. The tokens are
taken as independent, so the likeliest sequence is the likeliest tag of each. An item without tokens
has priority 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nblabel.active._context import Context, FloatArray, Ranked
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy, figure
from nblabel.active.measures.entropy import entropy, rounded
from nblabel.active.measures.maxima import highest
from nblabel.active.measures.ragged import Ragged


def sequence_least_confidence(context: Context) -> Ranked:
    """Give −log P(y*), y* being the likeliest sequence.

    It orders as 1 − P(y*) does, and tells apart what that rounds to 1: long sequences. It prefers
    these; `mnlp` does not.

    Parameters
    ----------
    context : Context
        With ``proba``, a list of n arrays of shape (tokens, classes) or (tokens,).

    Returns
    -------
    Ranked
        In nats, with the tokens that were decisive.

    References
    ----------
    Culotta and McCallum, "Reducing labeling effort for structured prediction tasks", AAAI 2005;
    Settles and Craven, "An analysis of active learning strategies for sequence labeling tasks", EMNLP 2008.

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=[np.array([0.5, 0.5]), np.array([0.9])]
    ... )
    >>> sequence_least_confidence(context).priorities.round(4)
    array([1.3863, 0.1054])
    """
    return _folded(context, "sequence-least-confidence", _surprise, lambda all_, each: all_.folded(each, np.add))


def mnlp(context: Context) -> Ranked:
    """Give the mean over the tokens of −log p₁: maximum normalised log-probability, turned round.

    Parameters
    ----------
    context : Context
        With ``proba``, a list of n arrays of shape (tokens, classes) or (tokens,).

    Returns
    -------
    Ranked
        In nats a token, with the tokens that were decisive.

    References
    ----------
    Shen, Yun, Lipton, Kronrod and Anandkumar, "Deep Active Learning for Named Entity Recognition", ICLR 2018.

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=[np.array([0.5, 0.5]), np.array([0.9])]
    ... )
    >>> mnlp(context).priorities.round(4)
    array([0.6931, 0.1054])
    """
    return _folded(context, "mnlp", _surprise, Ragged.mean)


def token_entropy(context: Context) -> Ranked:
    """Give the mean of the tokens' entropies.

    Parameters
    ----------
    context : Context
        With ``proba``, a list of n arrays of shape (tokens, classes).

    Returns
    -------
    Ranked
        In nats a token, with the tokens that were decisive.

    References
    ----------
    Settles and Craven, "An analysis of active learning strategies for sequence labeling tasks", EMNLP 2008: TE.

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(1), k=1, rng=np.random.default_rng(0), proba=[np.array([[0.5, 0.5], [1.0, 0.0]])]
    ... )
    >>> token_entropy(context).priorities.round(4)
    array([0.3466])
    """
    return _folded(context, "token-entropy", entropy, Ragged.mean)


def total_token_entropy(context: Context) -> Ranked:
    """Give the sum of the tokens' entropies: it prefers long sequences.

    Parameters
    ----------
    context : Context
        With ``proba``, a list of n arrays of shape (tokens, classes).

    Returns
    -------
    Ranked
        In nats, with the tokens that were decisive.

    References
    ----------
    Settles and Craven, "An analysis of active learning strategies for sequence labeling tasks", EMNLP 2008: TTE.

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(1), k=1, rng=np.random.default_rng(0), proba=[np.array([[0.5, 0.5], [1.0, 0.0]])]
    ... )
    >>> total_token_entropy(context).priorities.round(4)
    array([0.6931])
    """
    return _folded(context, "total-token-entropy", entropy, lambda all_, each: all_.folded(each, np.add))


def _folded(
    context: Context,
    name: str,
    of_each: Callable[[FloatArray], FloatArray],
    fold: Callable[[Ragged, FloatArray], FloatArray],
) -> Ranked:
    options_of(context, name)
    tokens = Ragged.of(context.proba)
    if name in _OF_ALL_CLASSES and tokens.rows.ndim == 1 and len(tokens.rows):
        raise ValueError(
            f"strategy={name!r} needs the probabilities of all classes, (tokens, classes), for each item; "
            "for the chosen ones alone there are strategy='mnlp' and strategy='sequence-least-confidence'"
        )
    each = of_each(tokens.rows) if len(tokens.rows) else tokens.rows
    return Ranked(rounded(fold(tokens, each)), cause=lambda place: _decisive(tokens.item(each, place)))


def _surprise(rows: FloatArray) -> FloatArray:
    best = rows if rows.ndim == 1 else highest(rows)
    # One token that was given no chance at all must not make every such item as high as the other.
    return -np.log(np.maximum(best, np.finfo(best.dtype).tiny))


def _decisive(each: FloatArray) -> str:
    """Say which tokens: the most uncertain one, and its neighbours at least half as uncertain."""
    if not len(each):
        return "no tokens"
    peak = int(np.argmax(each))
    weak = np.flatnonzero(each < each[peak] / 2)
    after = int(np.searchsorted(weak, peak))
    first = int(weak[after - 1]) + 1 if after else 0
    last = int(weak[after]) - 1 if after < len(weak) else len(each) - 1
    return f"token {first}" if first == last else f"tokens {first}–{last}"


_OF_ALL_CLASSES = ("token-entropy", "total-token-entropy")
STRATEGIES = (
    Strategy(
        "sequence-least-confidence",
        sequence_least_confidence,
        ("sequences",),
        lambda p: f"confidence {figure(np.exp(-p))}",
        by_row=True,
    ),
    Strategy("mnlp", mnlp, ("sequences",), lambda p: f"confidence per token {figure(np.exp(-p))}", by_row=True),
    Strategy("token-entropy", token_entropy, ("sequences",), lambda p: f"entropy per token {figure(p)}", by_row=True),
    Strategy("total-token-entropy", total_token_entropy, ("sequences",), lambda p: f"entropy {figure(p)}", by_row=True),
)
