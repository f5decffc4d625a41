"""A loop's own rows in the store: found again with its task, annotator and target."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast
from uuid import uuid4

from nblabel.active.loop.history.rounds import Pick, Round, Why
from nblabel.active.loop.history.score import Score
from nblabel.store import StoreUnavailable, learning
from nblabel.store.learning import StoredLoop, StoredPick, StoredRound

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from nblabel.session import Session


@dataclass(slots=True)
class Memory:
    """What is kept of one loop, and what still waits to be.

    A store that cannot be written now stops nobody from labeling; what could not be kept is kept
    with the next draw.
    """

    session: Session
    loop: StoredLoop
    sides: dict[str, bool] = field(default_factory=dict[str, bool])
    """Items that stand on a side for good, True for the hold-out; of others the seed says it."""

    rounds: list[Round] = field(default_factory=list[Round])
    picks: list[Pick] = field(default_factory=list[Pick])
    _waiting: list[_Page] = field(default_factory=list["_Page"])
    _new: bool = True

    @classmethod
    def open(cls, session: Session, target: str, seed: int, settings: Mapping[str, object]) -> Memory:
        """Find what was kept, or begin anew with this seed and these settings."""
        with session.recorded() as (db, keys):
            found = learning.find_loop(db, session.task.id, session.annotator, target)
            if found is None:
                loop = StoredLoop(
                    uuid4().hex, session.task.id, session.annotator, target, seed, settings, time.time_ns() // 1000
                )
                return cls(session, loop)
            sides = {keys[row]: held for row, held in learning.sides_of(db, found.id).items() if row in keys}
            rounds = [_round(each) for each in learning.rounds_of(db, found.id)]
            picks = [_pick(each, keys[each.item]) for each in learning.draws_of(db, found.id) if each.item in keys]
            return cls(session, found, sides, rounds, picks, _new=False)

    @property
    def resumed(self) -> bool:
        """Whether there was such a loop before."""
        return not self._new

    @property
    def round(self) -> int:
        """The number of the last round, 0 before the first."""
        return self.rounds[-1].round if self.rounds else 0

    @property
    def draws(self) -> int:
        """How many draws there were."""
        return self.picks[-1].draw + 1 if self.picks else 0

    @property
    def last(self) -> list[Pick]:
        """The draw that was made last."""
        return [each for each in self.picks if each.draw == self.picks[-1].draw] if self.picks else []

    def rearrange(self, settings: Mapping[str, object]) -> None:
        """Keep other settings, with whatever is kept next."""
        self.loop = replace(self.loop, settings=settings)

    def keep(
        self, *, sides: Mapping[str, bool] | None = None, made: Round | None = None, picks: Sequence[Pick] = ()
    ) -> None:
        """Remember, and write it all in one transaction."""
        page = _Page({item: held for item, held in (sides or {}).items() if item not in self.sides}, made, picks)
        self.sides.update(page.sides)
        if made is not None:
            self.rounds.append(made)
        self.picks.extend(picks)
        self._waiting.append(page)
        named = {item for each in self._waiting for item in (*each.sides, *(pick.item for pick in each.picks))}
        try:
            with self.session.recording(named) as (db, rows):
                learning.put_loop(db, self.loop)
                for each in self._waiting:
                    each.write(db, self.loop.id, rows)
        except StoreUnavailable:
            return
        self._waiting.clear()
        self._new = False


@dataclass(frozen=True, slots=True)
class _Page:
    """What is written together."""

    sides: Mapping[str, bool]
    made: Round | None
    picks: Sequence[Pick]

    def write(self, db: Connection, loop: str, rows: Mapping[str, int]) -> None:
        learning.add_sides(db, loop, {rows[item]: held for item, held in self.sides.items() if item in rows})
        if self.made is not None:
            learning.add_round(db, loop, _stored_round(self.made))
        learning.add_draw(db, loop, [_stored_pick(each, rows[each.item]) for each in self.picks if each.item in rows])


def _round(stored: StoredRound) -> Round:
    return Round(
        round=stored.round,
        at=stored.at,
        strategy=stored.strategy,
        metric=stored.metric,
        labels=stored.labels,
        labeling_seconds=stored.labeling_seconds,
        fit_seconds=stored.fit_seconds,
        score=Score(stored.score, stored.low, stored.high, stored.tested),
        guesses=dict(stored.guesses),
    )


def _stored_round(made: Round) -> StoredRound:
    return StoredRound(
        round=made.round,
        at=made.at,
        strategy=made.strategy,
        labels=made.labels,
        labeling_seconds=made.labeling_seconds,
        fit_seconds=made.fit_seconds,
        metric=made.metric,
        score=made.score.value,
        low=made.score.low,
        high=made.score.high,
        tested=made.score.tested,
        guesses=list(made.guesses.items()),
    )


def _pick(stored: StoredPick, item: str) -> Pick:
    return Pick(
        draw=stored.draw,
        position=stored.position,
        item=item,
        why=cast("Why", stored.why),
        strategy=stored.strategy,
        round=stored.round,
        seed=stored.seed,
        priority=stored.priority,
        reason=stored.reason,
        shown=stored.shown,
        at=stored.at,
    )


def _stored_pick(pick: Pick, row: int) -> StoredPick:
    return StoredPick(
        draw=pick.draw,
        position=pick.position,
        item=row,
        why=pick.why,
        strategy=pick.strategy,
        round=pick.round,
        seed=pick.seed,
        priority=pick.priority,
        reason=pick.reason,
        shown=pick.shown,
        at=pick.at,
    )
