"""The highest and the second highest probability of each row."""

from __future__ import annotations

import numpy as np

from nblabel.active._context import FloatArray

# Below this many classes a pass over each column beats numpy's reduction of short rows.
_NARROW = 48


def highest(proba: FloatArray) -> FloatArray:
    """Give the highest of each row of (n, classes)."""
    classes = proba.shape[1]
    if classes > _NARROW:
        return proba.max(axis=1)  # type: ignore[no-any-return]
    first = proba[:, 0].copy()
    for column in range(1, classes):
        np.maximum(first, proba[:, column], out=first)
    return first


def highest_two(proba: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the highest and the second highest of each row of (n, classes), equal where two classes tie."""
    classes = proba.shape[1]
    if classes > _NARROW:
        best = proba.argmax(axis=1)
        rows = np.arange(len(proba))
        others = proba.copy()
        others[rows, best] = -1
        return proba[rows, best], others.max(axis=1)
    first, second = np.maximum(proba[:, 0], proba[:, 1]), np.minimum(proba[:, 0], proba[:, 1])
    beaten = np.empty_like(first)
    for column in range(2, classes):
        np.minimum(first, proba[:, column], out=beaten)
        np.maximum(second, beaten, out=second)
        np.maximum(first, proba[:, column], out=first)
    return first, second
