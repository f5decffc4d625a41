"""What a store has: its tasks, their fields, and the items somebody touched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from nblabel.kinds import canonical_json
from nblabel.store._schema import annotations_table, answers, draws, fields, items, ops, sides, tasks

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredTask:
    """One task: ``sketch`` tells a few of its items, so that an untouched one is found again."""

    id: str
    name: str
    medium: str
    sketch: Mapping[str, object]
    created: int


@dataclass(frozen=True, slots=True)
class StoredField:
    """One field; ``labels`` are all ever declared, each with ``offered``."""

    name: str
    kind: str
    multiple: bool
    options: Mapping[str, object]
    labels: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One item that was touched, as it was known when it was last seen."""

    row: int
    key: str
    fingerprint: str | None
    size: int | None
    modified: int | None


def all_tasks(db: Connection) -> list[StoredTask]:
    """Give all tasks, oldest first."""
    rows = db.execute(select(tasks).order_by(tasks.c.created, tasks.c.id))
    return [StoredTask(each.id, each.name, each.medium, json.loads(each.sketch), each.created) for each in rows]


def add_task(db: Connection, task: StoredTask) -> None:
    """Keep a new task."""
    db.execute(
        insert(tasks).values(
            id=task.id, name=task.name, medium=task.medium, sketch=canonical_json(task.sketch), created=task.created
        )
    )


def put_sketch(db: Connection, task: str, sketch: Mapping[str, object]) -> None:
    """Keep what the task's items look like now."""
    db.execute(update(tasks).where(tasks.c.id == task).values(sketch=canonical_json(sketch)))


def fields_of(db: Connection, task: str) -> list[StoredField]:
    """Give a task's fields in declared order."""
    rows = db.execute(select(fields).where(fields.c.task == task).order_by(fields.c.position))
    return [
        StoredField(each.name, each.kind, each.multiple, json.loads(each.options), json.loads(each.labels))
        for each in rows
    ]


def put_fields(db: Connection, task: str, declared: Iterable[StoredField]) -> None:
    """Keep a task's fields, in this order, in place of those it had."""
    db.execute(delete(fields).where(fields.c.task == task))
    lines = [
        {
            "task": task,
            "name": each.name,
            "position": position,
            "kind": each.kind,
            "multiple": each.multiple,
            "options": canonical_json(dict(each.options)),
            "labels": canonical_json([dict(label) for label in each.labels]),
        }
        for position, each in enumerate(declared)
    ]
    if lines:
        db.execute(insert(fields), lines)


def items_of(db: Connection, task: str) -> list[StoredItem]:
    """Give the items of a task that somebody touched, first touched first."""
    rows = db.execute(select(items).where(items.c.task == task).order_by(items.c.id))
    return [StoredItem(each.id, each.key, each.fingerprint, each.size, each.mtime) for each in rows]


def item_rows(db: Connection, rows: Iterable[int]) -> list[StoredItem]:
    """Give some items by their row number."""
    found = db.execute(select(items).where(items.c.id.in_(list(rows))))
    return [StoredItem(each.id, each.key, each.fingerprint, each.size, each.mtime) for each in found]


def add_items(db: Connection, task: str, wanted: Sequence[StoredItem]) -> list[int]:
    """Give the row of each item, made where there is none yet. Their ``row`` is not looked at."""
    first = (db.execute(select(func.max(items.c.id))).scalar_one() or 0) + 1
    # Another process may have touched the same items first.
    known = _rows_of(db, task, [each.key for each in wanted])
    found: list[int] = []
    lines: list[dict[str, object]] = []
    for each in wanted:
        row = known.get((each.key, each.fingerprint))
        if row is None:
            row = first + len(lines)
            lines.append(
                {
                    "id": row,
                    "task": task,
                    "key": each.key,
                    "fingerprint": each.fingerprint,
                    "size": each.size,
                    "mtime": each.modified,
                }
            )
        found.append(row)
    if lines:
        db.execute(insert(items), lines)
    return found


def _rows_of(db: Connection, task: str, keys: Sequence[str]) -> dict[tuple[str, str | None], int]:
    """Give the row of each key and fingerprint that is there, the first if there are several."""
    made: dict[tuple[str, str | None], int] = {}
    for start in range(0, len(keys), _AT_ONCE):
        asked = select(items.c.key, items.c.fingerprint, items.c.id).where(
            items.c.task == task, items.c.key.in_(keys[start : start + _AT_ONCE])
        )
        for key, fingerprint, row in db.execute(asked.order_by(items.c.id)):
            made.setdefault((key, fingerprint), row)
    return made


def put_item(db: Connection, item: StoredItem) -> None:
    """Keep how an item is known now: its key, its fingerprint and its cheap evidence."""
    known = {"key": item.key, "fingerprint": item.fingerprint, "size": item.size, "mtime": item.modified}
    db.execute(update(items).where(items.c.id == item.row).values(**known))


def merge_items(db: Connection, old: int, new: int) -> None:
    """Give what was said about item ``old`` to ``new``, whose own answers stay."""
    db.execute(update(annotations_table).where(annotations_table.c.item == old).values(item=new))
    theirs = select(answers.c.annotator).where(answers.c.item == new)
    db.execute(delete(answers).where(and_(answers.c.item == old, answers.c.annotator.in_(theirs.scalar_subquery()))))
    db.execute(update(answers).where(answers.c.item == old).values(item=new))
    db.execute(update(ops).where(ops.c.item == old).values(item=new))
    db.execute(update(draws).where(draws.c.item == old).values(item=new))
    decided = select(sides.c.loop).where(sides.c.item == new).scalar_subquery()
    db.execute(delete(sides).where(sides.c.item == old, sides.c.loop.in_(decided)))
    db.execute(update(sides).where(sides.c.item == old).values(item=new))
    db.execute(delete(items).where(items.c.id == old))


def said_about(db: Connection, rows: Iterable[int]) -> int:
    """Count the annotations, of whomever, that stand on some items."""
    asked = select(func.count()).where(annotations_table.c.item.in_(list(rows)), annotations_table.c.deleted.is_(False))
    return int(db.execute(asked).scalar_one())
