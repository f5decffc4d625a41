"""Items of different lengths laid end to end, so that what is inside them is reckoned in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nblabel.active._context import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Ragged:
    """The rows of all items, and where each item's begin and end.

    Parameters
    ----------
    rows : ndarray of float
        The tokens or boxes of all items, one after the other: (total, classes), or (total,) of scores.
    ends : ndarray of int, shape (n,)
        Where each item's rows end.
    """

    rows: FloatArray
    ends: IntArray

    @classmethod
    def of(cls, items: Sequence[FloatArray]) -> Ragged:
        """Lay items end to end; one without rows may have any shape."""
        filled = [item for item in items if len(item)]
        rows = np.concatenate(filled) if filled else np.empty(0)
        return cls(rows, np.cumsum([len(item) for item in items], dtype=np.int64))

    @property
    def lengths(self) -> IntArray:
        """How many rows each item has."""
        return np.diff(self.ends, prepend=0)

    def folded(self, values: FloatArray, fold: np.ufunc) -> FloatArray:
        """Fold the values of each item's rows into one; of an item without rows it is 0."""
        out = np.zeros(len(self.ends), dtype=values.dtype)
        filled = np.flatnonzero(self.lengths)
        if len(filled):
            # reduceat makes nonsense of an empty stretch, and a stretch ends where the next one begins.
            out[filled] = fold.reduceat(values, (self.ends - self.lengths)[filled])
        return out

    def mean(self, values: FloatArray) -> FloatArray:
        """Give the mean of the values of each item's rows; of an item without rows it is 0."""
        return self.folded(values, np.add) / np.maximum(self.lengths, 1).astype(values.dtype)

    def item(self, values: FloatArray, place: int) -> FloatArray:
        """Give the values of one item's rows."""
        end = self.ends[place]
        return values[end - self.lengths[place] : end]
