"""The parts that a caller gives of the same items: that they are as many, and what each item is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nblabel.active._context import IntArray
from nblabel.active.pools import Pool


@dataclass(frozen=True, slots=True)
class Parts:
    """What goes with the probabilities, lined up with them.

    Parameters
    ----------
    size : int or None
        How many items there are; None where only reading them tells.
    labeled : ndarray of int, shape (m,)
        Positions of what is labeled.
    labels : sequence of length m, optional
        Their labels.
    items
        What the items are called, the name of a column of ``pool``, or None for positions.
    pool : Pool, optional
        The probabilities.
    """

    size: int | None
    labeled: IntArray
    labels: Sequence[Any] | None
    items: Any
    pool: Pool | None

    @classmethod
    def of(cls, pool: Pool | None, *, items: Any, embeddings: Any, X: Any, labeled: Any, labels: Any) -> Parts:
        """Line the parts up.

        Raises
        ------
        ValueError
            If they differ in length, or say nothing of how many items there are.
        TypeError
            If ``items`` names a column and there are no columns.
        """
        if isinstance(items, str) and (pool is None or pool.column is None):
            raise TypeError(
                f"items={items!r} names a column, and proba has no named columns; give the items themselves"
            )
        sizes = {
            "proba": None if pool is None else pool.size,
            "embeddings": _length(embeddings),
            "X": _length(X),
            "items": None if isinstance(items, str) else _length(items),
            "labels": _length(labels) if labeled is None else None,
        }
        known = {name: size for name, size in sizes.items() if size is not None}
        if len(set(known.values())) > 1:
            said = ", ".join(f"{name} {size}" for name, size in known.items())
            raise ValueError(f"the parts differ in how many items they have: {said}; each wants a row for each item")
        if not known and pool is None:
            raise ValueError("there is nothing to rank: give proba, or embeddings= or items=")
        size = next(iter(known.values()), None)
        places = _positions(labeled, labels, size)
        if labels is not None and labeled is None:
            labels = [_at(labels, place) for place in places.tolist()]
        if labels is not None and len(labels) != len(places):
            raise ValueError(f"there are {len(labels)} labels, and {len(places)} items are labeled")
        return cls(size, places, labels, items, pool)

    def named(self, positions: IntArray) -> Any:
        """Give what the items at these positions are called."""
        if self.items is None:
            return positions
        if isinstance(self.items, str):
            assert self.pool is not None
            assert self.pool.column is not None
            return self.pool.column(self.items, positions)
        if isinstance(self.items, (pd.Index, pd.Series, pd.api.extensions.ExtensionArray, np.ndarray)):
            return pd.Series(self.items).iloc[positions].array
        items = self.items if hasattr(self.items, "__getitem__") else list(self.items)
        return [_at(items, position) for position in positions.tolist()]


def _length(part: Any) -> int | None:
    if part is None:
        return None
    return int(part.shape[0]) if hasattr(part, "shape") else len(part)


def _at(sequence: Any, place: int) -> Any:
    return (sequence.iloc if hasattr(sequence, "iloc") else sequence)[place]


def _positions(labeled: Any, labels: Any, size: int | None) -> IntArray:
    if labeled is None:
        if labels is None:
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero([bool(np.all(pd.notna(_at(labels, place)))) for place in range(len(labels))])
    found = np.asarray(labeled)
    if found.dtype == bool:
        if size is not None and found.shape != (size,):
            raise ValueError(f"labeled is a mask of shape {found.shape}; one of shape ({size},) is wanted")
        return np.flatnonzero(found)
    if not found.size:
        return np.empty(0, dtype=np.int64)
    if found.dtype.kind not in "iu" or found.ndim != 1:
        raise TypeError(
            f"labeled holds {found.dtype}, shape {found.shape}; give positions, or a mask with a bool for each item"
        )
    outside = found[(found < 0) | (found >= (np.inf if size is None else size))]
    if len(outside):
        raise ValueError(f"labeled has position {outside[0]}; there are {size} items, from position 0")
    values, counts = np.unique(found, return_counts=True)
    if counts.max() > 1:
        raise ValueError(f"labeled has position {values[counts.argmax()]} twice")
    return found.astype(np.int64)
