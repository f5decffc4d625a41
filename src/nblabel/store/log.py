"""The log: which changes were committed, by whom, in which order. Items go by their row's number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, takewhile
from typing import cast

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select

from nblabel.changes import Action, Change, Op
from nblabel.store._json import read_optional, write_optional
from nblabel.store._schema import changes, meta, ops

_AT_ONCE = 500

SUGGESTING = "suggests-"
"""What the name of a client begins with that only brings suggestions, or takes them back."""


@dataclass(frozen=True, slots=True)
class Tip:
    """How far a store has come, for all tasks: what to compare to know that something is new."""

    commit: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log. ``change.ops`` name their items by ``str(row number)``."""

    commit: int
    owner: str
    change: Change
    refused: str | None


_TIP = select(
    select(func.coalesce(func.max(changes.c.commit), 0)).scalar_subquery(),
    select(meta.c.value).where(meta.c.name == "epoch").scalar_subquery(),
)
_SINCE = (
    select(changes)
    .where(changes.c.task == bindparam("in_task"), changes.c.commit > bindparam("after"))
    .order_by(changes.c.commit)
)
_OPS = select(ops).where(ops.c.commit.in_(bindparam("commits", expanding=True))).order_by(ops.c.commit, ops.c.position)
# Positions have no gaps, and the last one is found without reading the others.
_LENGTH = (
    select(func.coalesce(func.max(ops.c.position) + 1, 0))
    .where(ops.c.commit == changes.c.commit)
    .scalar_subquery()
    .label("length")
)
_COUNTS = (
    select(changes.c.made_as, changes.c.client, func.max(changes.c.n))
    .where(changes.c.task == bindparam("in_task"))
    .group_by(changes.c.made_as, changes.c.client)
)


def tip(db: Connection) -> Tip:
    """Give the last commit of the whole store, and its epoch."""
    commit, epoch = db.execute(_TIP).one()
    return Tip(int(commit), int(epoch))


def next_epoch(db: Connection) -> None:
    """Say that something changed that no change tells: others must read everything again."""
    now = int(db.execute(select(meta.c.value).where(meta.c.name == "epoch")).scalar_one())
    db.execute(meta.update().where(meta.c.name == "epoch").values(value=str(now + 1)))


def counts(db: Connection, task: str) -> dict[tuple[str, str], int]:
    """Give the last ``n`` of each ``(made_as, client)`` in a task."""
    return {(made_as, client): n for made_as, client, n in db.execute(_COUNTS, {"in_task": task})}


def known(db: Connection, names: Iterable[str]) -> set[str]:
    """Give those change ids that are in the log already."""
    return set(db.scalars(select(changes.c.change).where(changes.c.change.in_(list(names)))))


def since(db: Connection, task: str, commit: int) -> list[Entry]:
    """Give all that was logged in a task after ``commit``, refused changes included."""
    return _entries(db, db.execute(_SINCE, {"in_task": task, "after": commit}).mappings().all())


def committed(
    db: Connection, task: str, annotator: str, *, after: int = 0, limit: int | None = None, steps: int | None = None
) -> list[Entry]:
    """Give an annotator's commits after ``after``, oldest first.

    Of more than ``limit``, or of so many that they have more than ``steps`` operations together,
    the last; each is whole. With ``steps``, commits that only bring suggestions are left out.
    """
    asked = select(changes).where(
        changes.c.task == task,
        changes.c.annotator == annotator,
        changes.c.commit > after,
        changes.c.refused.is_(None),
    )
    if steps is not None:
        asked = asked.add_columns(_LENGTH).where(changes.c.client.not_like(f"{SUGGESTING}%"))
    rows = db.execute(asked.order_by(changes.c.commit.desc()).limit(limit)).mappings().all()
    if steps is not None:
        together = accumulate(cast("int", row["length"]) for row in rows)
        rows = rows[: sum(1 for _ in takewhile(lambda so_far: so_far <= steps, together))]
    return _entries(db, rows[::-1])


def last_commit(db: Connection, task: str, annotator: str, *, before: int | None = None) -> int | None:
    """Give an annotator's last commit in a task, or the last one before ``before``."""
    asked = select(func.max(changes.c.commit)).where(
        changes.c.task == task, changes.c.annotator == annotator, changes.c.refused.is_(None)
    )
    if before is not None:
        asked = asked.where(changes.c.commit < before)
    found = db.execute(asked).scalar_one()
    return None if found is None else int(found)


def first_made(db: Connection, task: str, annotator: str, names: Collection[str]) -> dict[str, Mapping[str, object]]:
    """Give annotations as they were when they were first made, by id."""
    asked = (
        select(ops.c.annotation, ops.c.after)
        .join(changes, changes.c.commit == ops.c.commit)
        .where(changes.c.task == task, changes.c.annotator == annotator, ops.c.action == "create")
        .order_by(ops.c.commit.desc(), ops.c.position.desc())
    )
    # The earliest comes last and stays.
    found = {name: after for name, after in db.execute(asked) if name in names}
    return {name: cast("Mapping[str, object]", read_optional(after)) for name, after in found.items()}


def append(db: Connection, entries: Sequence[Entry], rows: Mapping[str, int]) -> None:
    """Log changes; ``rows`` gives the row number of each item that their ops name by key."""
    db.execute(insert(changes), [_write_change(each) for each in entries])
    lines = [
        {
            "commit": each.commit,
            "position": position,
            "item": rows[op.item],
            "annotation": op.annotation,
            "action": op.action,
            "before": write_optional(op.before),
            "after": write_optional(op.after),
        }
        for each in entries
        if each.refused is None
        for position, op in enumerate(each.change.ops)
    ]
    if lines:
        db.execute(insert(ops), lines)


def _write_change(entry: Entry) -> dict[str, object]:
    change = entry.change
    return {
        "commit": entry.commit,
        "change": change.change,
        "task": change.task,
        "annotator": entry.owner,
        "made_as": change.annotator,
        "client": change.client,
        "n": change.n,
        "reverts": change.reverts,
        "at": change.at,
        "refused": entry.refused,
    }


def _entries(db: Connection, rows: Sequence[RowMapping]) -> list[Entry]:
    steps: dict[int, tuple[Op, ...]] = {}
    numbers = [cast("int", row["commit"]) for row in rows]
    for start in range(0, len(numbers), _AT_ONCE):
        found = db.execute(_OPS, {"commits": numbers[start : start + _AT_ONCE]}).mappings()
        for commit, lines in groupby(found, key=lambda line: line["commit"]):
            steps[commit] = tuple(_read_op(line) for line in lines)
    return [
        Entry(
            cast("int", row["commit"]),
            cast("str", row["annotator"]),
            Change(
                change=cast("str", row["change"]),
                task=cast("str", row["task"]),
                annotator=cast("str", row["made_as"]),
                client=cast("str", row["client"]),
                n=cast("int", row["n"]),
                reverts=cast("str | None", row["reverts"]),
                at=cast("int", row["at"]),
                ops=steps.get(cast("int", row["commit"]), ()),
            ),
            cast("str | None", row["refused"]),
        )
        for row in rows
    ]


def _read_op(line: RowMapping) -> Op:
    return Op(
        action=cast("Action", line["action"]),
        item=str(line["item"]),
        annotation=cast("str | None", line["annotation"]),
        before=cast("dict[str, object] | None", read_optional(cast("str | None", line["before"]))),
        after=cast("dict[str, object] | None", read_optional(cast("str | None", line["after"]))),
    )


__all__ = [
    "SUGGESTING",
    "Entry",
    "Tip",
    "append",
    "committed",
    "counts",
    "first_made",
    "known",
    "last_commit",
    "next_epoch",
    "since",
    "tip",
]
