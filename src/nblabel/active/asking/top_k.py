"""The k highest of many, in order, without sorting them all."""

from __future__ import annotations

import numpy as np

from nblabel.active._context import FloatArray, IntArray


def top_k(priorities: FloatArray, k: int) -> IntArray:
    """Give the places of the k highest priorities, highest first; of equal ones the earlier first.

    Examples
    --------
    >>> top_k(np.array([0.2, 0.9, 0.2, 0.5]), 3).tolist()
    [1, 3, 0]
    """
    n = len(priorities)
    if k >= n:
        return np.argsort(-priorities, kind="stable")
    # Everything above the k-th value is in; of those equal to it the earliest fill up.
    bound = np.partition(priorities, n - k)[n - k]
    above = np.flatnonzero(priorities > bound)
    equal = np.flatnonzero(priorities == bound)[: k - len(above)]
    places = np.sort(np.concatenate([above, equal]))
    return places[np.argsort(-priorities[places], kind="stable")]


class TopK:
    """The k highest of all that was added, whatever the order and the chunks it came in.

    No more than a chunk and 2 k of them are kept at a time; two of these, each over its own part of
    a pool, merge into what one over both would be.

    Parameters
    ----------
    k : int, optional
        How many; None for all.

    Examples
    --------
    >>> best = TopK(2)
    >>> best.add(np.array([0.2, 0.9]), np.array([0, 1]))
    >>> best.add(np.array([0.5, 0.1]), np.array([2, 3]))
    >>> best.positions.tolist(), best.priorities.tolist()
    ([1, 2], [0.9, 0.5])
    """

    def __init__(self, k: int | None) -> None:
        self._k = k
        self._positions: list[IntArray] = []
        self._priorities: list[FloatArray] = []
        self._waiting = 0
        self._bound: float | None = None

    @property
    def bound(self) -> float | None:
        """What a priority must reach to get in; None while there is room."""
        return self._bound

    @property
    def positions(self) -> IntArray:
        """The positions of the highest, highest first."""
        self._settle()
        return self._positions[0] if self._positions else np.empty(0, dtype=np.int64)

    @property
    def priorities(self) -> FloatArray:
        """Their priorities."""
        self._settle()
        return self._priorities[0] if self._priorities else np.empty(0)

    def add(self, priorities: FloatArray, positions: IntArray) -> None:
        """Take in the candidates at these positions."""
        if self._bound is not None:
            # As high as the bound may still be in: its position may be the earlier one.
            reaching = np.flatnonzero(priorities >= self._bound)
            priorities, positions = priorities[reaching], positions[reaching]
        if len(positions):
            self._priorities.append(priorities)
            self._positions.append(positions)
            self._waiting += len(positions)
        if self._k is not None and self._waiting > 2 * self._k:
            self._settle()

    def merge(self, other: TopK) -> None:
        """Take in what another one kept."""
        self.add(other.priorities, other.positions)

    def _settle(self) -> None:
        if not self._waiting:
            return
        positions, priorities = np.concatenate(self._positions), np.concatenate(self._priorities)
        order = np.argsort(positions, kind="stable")
        positions, priorities = positions[order], priorities[order]
        kept = top_k(priorities, len(positions) if self._k is None else self._k)
        self._positions, self._priorities = [positions[kept]], [priorities[kept]]
        self._waiting = 0
        if len(kept) == self._k:
            self._bound = float(priorities[kept[-1]])
