"""How good the model is on what it never saw, and how sure that is.

Accuracy has Wilson's interval (Wilson 1927, "Probable inference", JASA 22: 209–212), which holds
for few items and near 0 and 1. F1 has the percentile interval of a bootstrap over items (Efron
1979, "Bootstrap methods", Ann. Statist. 7: 1–26).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Metric = Literal["accuracy", "F1"]

_Z = 1.959963984540054  # of 95 %
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Score:
    """A score with its 95 % interval, and on how many items; None where there were none."""

    value: float | None
    low: float | None
    high: float | None
    tested: int


def accuracy(truths: Sequence[Any], guesses: Sequence[Any]) -> Score:
    """Give the share that is right.

    Examples
    --------
    >>> score = accuracy(["a", "a", "b", "b"], ["a", "a", "b", "a"])
    >>> score.value, round(score.low, 3), round(score.high, 3)
    (0.75, 0.301, 0.954)
    """
    n = len(truths)
    if n == 0:
        return Score(None, None, None, 0)
    share = sum(truth == guess for truth, guess in zip(truths, guesses, strict=True)) / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    reach = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return Score(share, max(0.0, middle - reach), min(1.0, middle + reach), n)


def macro_f1(truths: Sequence[Any], guesses: Sequence[Any], seed: int) -> Score:
    """Give the mean over the classes of F1, each class that stands in either counting the same.

    Examples
    --------
    >>> macro_f1(["a", "a", "b", "b"], ["a", "a", "b", "a"], seed=0).value
    0.7333333333333334
    """
    names = {name: place for place, name in enumerate(dict.fromkeys([*truths, *guesses]))}
    counts = np.zeros((len(truths), len(names), 3))
    for row, (truth, guess) in enumerate(zip(truths, guesses, strict=True)):
        if truth == guess:
            counts[row, names[truth], 0] += 1
        else:
            counts[row, names[guess], 1] += 1
            counts[row, names[truth], 2] += 1
    return f1_of_counts(counts, seed)


def f1_of_counts(counts: NDArray[np.float64], seed: int) -> Score:
    """Give F1 from true and false positives and false negatives.

    Parameters
    ----------
    counts : ndarray of shape (items, classes, 3)
        Of each item and class; F1 is of the sums over items, then averaged over classes.
    seed : int
        Of the bootstrap.
    """
    n = len(counts)
    if n == 0:
        return Score(None, None, None, 0)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=_RESAMPLES)
    drawn = _f1(np.tensordot(weights, counts, axes=1))
    low, high = np.quantile(drawn, [0.025, 0.975])
    value = float(_f1(counts.sum(axis=0)[np.newaxis])[0])
    return Score(value, float(low), float(high), n)


def _f1(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give F1 of (…, classes, 3): the mean over the classes that stand in this resample."""
    hit, wrong, missed = (sums[..., place] for place in range(3))
    among = 2 * hit + wrong + missed
    each = np.divide(2 * hit, among, out=np.zeros_like(hit), where=among > 0)
    standing = (among > 0).sum(axis=-1)
    mean: NDArray[np.float64] = np.where(standing > 0, each.sum(axis=-1) / np.maximum(standing, 1), 1.0)
    return mean
