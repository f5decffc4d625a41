"""The picks from a pool: chunk by chunk where each candidate stands for itself, else from all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nblabel.active._context import Context, FloatArray, IntArray
from nblabel.active._strategy import Strategy
from nblabel.active.asking.draw import asked, checked, draw, reason
from nblabel.active.asking.top_k import TopK
from nblabel.active.pools import Pool


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many of which.

    Parameters
    ----------
    pool : Pool, optional
        The probabilities, where there are any.
    size : int or None
        How many items there are; None where only reading them tells.
    k : int or None
        How many are wanted; None for all.
    taken : ndarray of int
        Positions that are no candidates, sorted.
    """

    pool: Pool | None
    size: int | None
    k: int | None
    taken: IntArray

    def check_before(self) -> None:
        """Refuse a k that cannot be met, as far as it is known before anything is read."""
        if self.k is not None and (isinstance(self.k, bool) or not isinstance(self.k, (int, np.integer))):
            raise TypeError(f"k={self.k!r} is {type(self.k).__name__}; give how many items are wanted, an int")
        if self.size is not None:
            self.check(self.size - len(self.taken))
        elif self.k is not None and self.k < 1:
            raise ValueError(f"k={self.k}; give at least 1")

    def check_read(self, rows: int) -> None:
        """Refuse a pool that had another number of rows than there are items."""
        if self.size is not None and rows != self.size:
            raise ValueError(f"proba has {rows} rows, and there are {self.size} items")

    def check(self, candidates: int) -> None:
        """Refuse a pool that is empty, and a k that cannot be met from so many."""
        taken = len(self.taken)
        if candidates < 1:
            why = f"all {taken} items are labeled" if taken else "it has no rows"
            raise ValueError(f"the pool is empty: {why}, so there is nothing to rank")
        if self.k is not None and not 1 <= self.k <= candidates:
            labeled = f" ({taken} more are labeled)" if taken else ""
            raise ValueError(
                f"k={self.k}, and there are {candidates} candidates{labeled}; give k from 1 to {candidates}"
            )


@dataclass(frozen=True, slots=True)
class Picks:
    """The picks, best first: positions, priorities, and why each."""

    positions: IntArray
    priorities: FloatArray
    reasons: Sequence[str]


def by_chunks(strategy: Strategy, context: Context, wanted: Wanted) -> Picks:
    """Choose the k highest of a strategy that looks at each candidate alone, reading the pool once.

    Raises
    ------
    ValueError
        If a row is no probabilities, or there are fewer than k.
    """
    best = TopK(wanted.k)
    causes: dict[int, str] = {}
    candidates = 0
    screens = strategy.may_reach is not None
    for positions, proba in _chunks(wanted):
        candidates += len(positions)
        here = checked(strategy, replace(context, pool=positions, k=len(positions), proba=proba))
        if screens and best.bound is not None:
            left = _screened(strategy, here, best.bound)
            screens = len(left.pool) <= len(here.pool) / 2  # else it costs more than it saves
            here = left
        if not here.k:
            continue
        answer = asked(strategy, here)
        best.add(answer.priorities, here.pool)
        if answer.cause is not None:
            # Said while the chunk is here, and only of what may be returned.
            places = np.arange(here.k)
            if wanted.k is not None:
                places = np.flatnonzero(np.isin(here.pool, best.positions))
                causes = {each: causes[each] for each in best.positions.tolist() if each in causes}
            causes |= {int(here.pool[place]): answer.cause(int(place)) for place in places}
    wanted.check(candidates)
    found, priorities = best.positions, best.priorities
    reasons = [
        reason(strategy, priority, causes.get(position))
        for position, priority in zip(found.tolist(), priorities.tolist(), strict=True)
    ]
    return Picks(found, priorities, reasons)


def at_once(strategy: Strategy, context: Context, wanted: Wanted) -> Picks:
    """Choose k with a strategy that must see all candidates.

    Raises
    ------
    ValueError
        If a row is no probabilities, there are fewer than k, or the strategy answers with no ranking.
    """
    if wanted.pool is None:
        assert wanted.size is not None
        positions, proba = np.setdiff1d(np.arange(wanted.size), wanted.taken), None
    else:
        whole = wanted.pool.whole()
        wanted.check_read(_count(whole))
        positions, proba = _without(wanted.taken, 0, whole)
    wanted.check(len(positions))
    k = len(positions) if wanted.k is None else int(wanted.k)
    drawn = draw(strategy, replace(context, pool=positions, k=k, proba=proba))
    return Picks(positions[drawn.places], drawn.priorities, drawn.reasons)


def _chunks(wanted: Wanted) -> Iterator[tuple[IntArray, Any]]:
    """Give the candidates' positions and probabilities, chunk by chunk."""
    if wanted.pool is None:
        assert wanted.size is not None
        yield np.setdiff1d(np.arange(wanted.size), wanted.taken), None
        return
    start = 0
    for chunk in wanted.pool.chunks():
        positions, proba = _without(wanted.taken, start, chunk)
        if len(positions):
            yield positions, proba
        start += _count(chunk)
    wanted.check_read(start)


def _count(proba: Any) -> int:
    return len(proba) if isinstance(proba, list) else int(proba.shape[-2])


def _without(taken: IntArray, start: int, proba: Any) -> tuple[IntArray, Any]:
    """Leave out what is no candidate; where there is nothing to leave out nothing is copied."""
    positions = np.arange(start, start + _count(proba))
    first, last = np.searchsorted(taken, [start, start + len(positions)])
    if first == last:
        return positions, proba
    left = np.delete(np.arange(len(positions)), taken[first:last] - start)
    return positions[left], [proba[place] for place in left] if isinstance(proba, list) else proba[..., left, :]


def _screened(strategy: Strategy, context: Context, bound: float) -> Context:
    assert strategy.may_reach is not None
    places = strategy.may_reach(context, bound)
    return replace(context, pool=context.pool[places], k=len(places), proba=context.proba[places])
