"""Shannon entropy and Kullback–Leibler divergence of rows, in nats."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from nblabel.active._context import FloatArray, IntArray
from nblabel.active._proba import TOLERANCE


def entropy(proba: FloatArray) -> FloatArray:
    """Give −Σ p log p over the last axis; 0 log 0 is 0."""
    logs = _log(proba)
    total: FloatArray = np.einsum("...c,...c->...", logs, proba)
    return np.subtract(0, total, out=total)  # a sure row has 0, not −0


def divergence(proba: FloatArray, reference: FloatArray) -> FloatArray:
    """Give KL(proba ‖ reference) = Σ p log(p / q) over the last axis."""
    return np.einsum("...c,...c->...", _log(proba) - _log(reference), proba)  # type: ignore[no-any-return]


def rounded(nats: FloatArray) -> FloatArray:
    """Round to the 12th decimal, of float32 to the 6th.

    Logarithms and sums differ in their last bits between machines, and with the order of the
    classes; what is equal but for these is a tie, and ties go by position.
    """
    return np.round(nats, 12 if nats.dtype.itemsize == 8 else 6)  # noqa: PLR2004 bytes of float64


def may_reach(proba: FloatArray, bound: float) -> IntArray:
    """Give the rows whose entropy may be ``bound`` or more, without a logarithm of any.

    Of all distributions with the same Σ p² the one with the highest entropy has one high
    probability and all others equal (Harremoës and Topsøe, "Inequalities between entropy and index
    of coincidence derived from information diagrams", IEEE Trans. Inf. Theory, 2001). So where Σ p²
    is above that of such a distribution whose entropy is the bound, the entropy is below the bound.

    Parameters
    ----------
    proba : ndarray of float, shape (n, classes)
        Rows that sum to 1, within `TOLERANCE`.
    bound : float
        In nats.

    Returns
    -------
    ndarray of int
        Places of rows, in order.

    Examples
    --------
    >>> may_reach(np.array([[0.5, 0.5], [0.9, 0.1]]), 0.6)
    array([0])
    """
    squares = np.einsum("rc,rc->r", proba, proba)
    # A sum that is off by d moves entropy and Σ p² by no more than about d (1 + log classes) and 2 d.
    classes = proba.shape[1]
    surely = _most_coincidence(bound - 1.5 * TOLERANCE * (1 + math.log(classes)), classes) + 3 * TOLERANCE
    return np.flatnonzero(squares <= surely)


@lru_cache(maxsize=1)  # the bound stays the same over many chunks
def _most_coincidence(bound: float, classes: int) -> float:
    """Give the highest Σ p² of any distribution with at least this entropy."""
    low, high = 1 / classes, 1.0
    for _ in range(50):
        peak = (low + high) / 2
        rest = (1 - peak) / (classes - 1)
        reached = -peak * math.log(peak) - (1 - peak) * (math.log(rest) if rest > 0 else 0)
        low, high = (peak, high) if reached >= bound else (low, peak)
    return high**2 + (1 - high) ** 2 / (classes - 1)


def _log(proba: FloatArray) -> FloatArray:
    # At 0 the logarithm of the smallest number stands in for −inf: times 0 it is 0, and nothing warns.
    raised = np.maximum(proba, np.finfo(proba.dtype).tiny)
    return np.log(raised, out=raised)
