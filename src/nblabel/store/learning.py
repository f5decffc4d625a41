"""What an active-learning loop keeps: which items it holds out, its rounds, and every draw.

Items go by their row's number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select, update

from nblabel.kinds import canonical_json
from nblabel.store._schema import draws, loops, rounds, sides


@dataclass(frozen=True, slots=True)
class StoredLoop:
    """One loop; ``settings`` are its arguments as they were last, to say what changed."""

    id: str
    task: str
    annotator: str
    target: str
    seed: int
    settings: Mapping[str, object]
    created: int


@dataclass(frozen=True, slots=True)
class StoredRound:
    """One fit: on how many labels, after how many seconds of labeling, and what came of it.

    ``guesses`` gives what the model said of each held-out item, by the item's key: most of them were
    never touched, so they have no row.
    """

    round: int
    at: int
    strategy: str
    labels: int
    labeling_seconds: float
    fit_seconds: float
    metric: str
    score: float | None
    low: float | None
    high: float | None
    tested: int
    guesses: Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class StoredPick:
    """One item of one draw; ``seed`` is the draw's own, from which it can be drawn again."""

    draw: int
    position: int
    item: int
    why: str
    strategy: str | None
    round: int
    seed: int
    priority: float | None
    reason: str | None
    shown: bool
    at: int


def find_loop(db: Connection, task: str, annotator: str, target: str) -> StoredLoop | None:
    """Give the loop of a task, annotator and target; None if there was none yet."""
    asked = select(loops).where(loops.c.task == task, loops.c.annotator == annotator, loops.c.target == target)
    row = db.execute(asked).one_or_none()
    if row is None:
        return None
    return StoredLoop(row.id, row.task, row.annotator, row.target, int(row.seed), json.loads(row.settings), row.created)


def put_loop(db: Connection, loop: StoredLoop) -> None:
    """Keep a loop, or its settings where it is there."""
    settings = canonical_json(dict(loop.settings))
    if db.execute(update(loops).where(loops.c.id == loop.id).values(settings=settings)).rowcount == 0:
        db.execute(insert(loops).values(**{**asdict(loop), "seed": str(loop.seed), "settings": settings}))


def sides_of(db: Connection, loop: str) -> dict[int, bool]:
    """Give the rows of the items that stand on a side for good: True for those held out."""
    asked = select(sides.c.item, sides.c.held).where(sides.c.loop == loop)
    return {item: held for item, held in db.execute(asked)}  # noqa: C416  (rows, not pairs, to a type checker)


def add_sides(db: Connection, loop: str, items: Mapping[int, bool]) -> None:
    """Put further items on a side; where one stands already, it stays."""
    known = sides_of(db, loop)
    new = [{"loop": loop, "item": item, "held": held} for item, held in items.items() if item not in known]
    if new:
        db.execute(insert(sides), new)


def rounds_of(db: Connection, loop: str) -> list[StoredRound]:
    """Give a loop's rounds, first first."""
    found = db.execute(select(rounds).where(rounds.c.loop == loop).order_by(rounds.c.round))
    return [
        StoredRound(
            round=each.round,
            at=each.at,
            strategy=each.strategy,
            labels=each.labels,
            labeling_seconds=each.labeling_seconds,
            fit_seconds=each.fit_seconds,
            metric=each.metric,
            score=each.score,
            low=each.low,
            high=each.high,
            tested=each.tested,
            guesses=[(key, guess) for key, guess in json.loads(each.guesses)],
        )
        for each in found
    ]


def add_round(db: Connection, loop: str, made: StoredRound) -> None:
    """Keep one more round."""
    guesses = canonical_json([list(each) for each in made.guesses])
    db.execute(insert(rounds).values(**{**asdict(made), "loop": loop, "guesses": guesses}))


def draws_of(db: Connection, loop: str) -> list[StoredPick]:
    """Give everything a loop ever put into a queue, in order."""
    found = db.execute(select(draws).where(draws.c.loop == loop).order_by(draws.c.draw, draws.c.position)).mappings()
    return [StoredPick(**{str(name): value for name, value in row.items() if name != "loop"}) for row in found]


def add_draw(db: Connection, loop: str, picks: Sequence[StoredPick]) -> None:
    """Keep one more draw."""
    if picks:
        db.execute(insert(draws), [{"loop": loop, **asdict(each)} for each in picks])
