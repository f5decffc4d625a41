"""What stands now: annotations and answers of one annotator in one task."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import cast

from sqlalchemy import ColumnClause, Connection, Row, and_, bindparam, delete, func, literal_column, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from nblabel.kinds import canonical_json
from nblabel.store._json import read_optional, write_optional
from nblabel.store._schema import annotations_table, answers, changes, identities, loops

_KEPT = tuple(column.name for column in annotations_table.c if not column.primary_key)
_PUT_ANNOTATION = insert(annotations_table)
_PUT_ANNOTATION = _PUT_ANNOTATION.on_conflict_do_update(
    index_elements=["task", "annotator", "id"], set_={name: _PUT_ANNOTATION.excluded[name] for name in _KEPT}
)
_SAID = ("status", "flagged", "comment", "seconds", "updated")
_PUT_ANSWER = insert(answers)
_PUT_ANSWER = _PUT_ANSWER.on_conflict_do_update(
    index_elements=["task", "item", "annotator"], set_={name: _PUT_ANSWER.excluded[name] for name in _SAID}
)
_OF = and_(annotations_table.c.task == bindparam("in_task"), annotations_table.c.annotator == bindparam("by"))

Record = dict[str, object]

# The rows of one add() were created at one time; they come back in the order they were given.
_ARRIVAL: ColumnClause[int] = literal_column("rowid")


def read_annotations(db: Connection, task: str, annotator: str) -> Iterable[tuple[str, int, bool, Record]]:
    """Give ``(id, item row, deleted, columns)`` of each annotation, oldest first."""
    asked = select(annotations_table).where(_OF).order_by(annotations_table.c.created, _ARRIVAL)
    for row in db.execute(asked, {"in_task": task, "by": annotator}):
        yield row.id, row.item, row.deleted, _read(row)


def _read(row: Row[tuple[object, ...]]) -> Record:
    kept = row._mapping  # noqa: SLF001  (SQLAlchemy's public name for it)
    return {
        "field": kept["field"],
        "kind": kept["kind"],
        "label": kept["label"],
        "geometry": json.loads(cast("str", kept["geometry"])),
        "group": kept["group"],
        "score": kept["score"],
        "source": kept["source"],
        "model": kept["model"],
        "decision": kept["decision"],
        "attributes": read_optional(cast("str | None", kept["attributes"])),
        "created": kept["created"],
        "updated": kept["updated"],
    }


def write_annotations(
    db: Connection, task: str, annotator: str, rows: Iterable[tuple[str, int, bool, Mapping[str, object]]]
) -> None:
    """Put annotations as they stand now; what is deleted keeps its row, marked."""
    lines = [
        {
            "task": task,
            "annotator": annotator,
            "id": name,
            "item": item,
            "field": made["field"],
            "kind": made["kind"],
            "label": made.get("label"),
            "geometry": canonical_json(made.get("geometry") or {}),
            "group": made.get("group"),
            "score": made.get("score"),
            "source": made.get("source") or "human",
            "model": made.get("model"),
            "decision": made.get("decision"),
            "attributes": write_optional(made.get("attributes")),
            "created": made["created"],
            "updated": made["updated"],
            "deleted": deleted,
        }
        for name, item, deleted, made in rows
    ]
    if lines:
        db.execute(_PUT_ANNOTATION, lines)


def read_answers(db: Connection, task: str, annotator: str) -> Iterable[tuple[int, Record]]:
    """Give ``(item row, answer)`` of each item this annotator said something about."""
    asked = select(answers).where(answers.c.task == task, answers.c.annotator == annotator)
    for row in db.execute(asked):
        yield row.item, {name: row._mapping[name] for name in _SAID}  # noqa: SLF001


def write_answers(db: Connection, task: str, annotator: str, rows: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    """Put answers as they stand now."""
    lines = [
        {"task": task, "annotator": annotator, "item": item, **{name: said[name] for name in _SAID}}
        for item, said in rows
    ]
    if lines:
        db.execute(_PUT_ANSWER, lines)


def others(db: Connection, task: str, annotator: str) -> list[tuple[str, int, int]]:
    """Give ``(annotator, annotations, done items)`` of everybody else in a task."""
    table = annotations_table
    drawn = db.execute(
        select(table.c.annotator, func.count())
        .where(
            table.c.task == task,
            table.c.annotator != annotator,
            table.c.deleted.is_(False),
            # What a model proposed is nobody's work until it is taken.
            or_(table.c.source != "model", table.c.decision.in_(("accepted", "edited"))),
        )
        .group_by(table.c.annotator)
    )
    done = db.execute(
        select(answers.c.annotator, func.count())
        .where(answers.c.task == task, answers.c.annotator != annotator, answers.c.status == "done")
        .group_by(answers.c.annotator)
    )
    n_drawn = {name: n for name, n in drawn}  # noqa: C416  (rows, not pairs, to a type checker)
    n_done = {name: n for name, n in done}  # noqa: C416
    return [(name, n_drawn.get(name, 0), n_done.get(name, 0)) for name in sorted({*n_drawn, *n_done})]


def labels_in_use(db: Connection, task: str) -> set[tuple[str, str]]:
    """Give each ``(field, label)`` that some annotation of the task carries now."""
    table = annotations_table
    asked = (
        select(table.c.field, table.c.label)
        .distinct()
        .where(table.c.task == task, table.c.deleted.is_(False), table.c.label.is_not(None))
    )
    return {(field, label) for field, label in db.execute(asked)}


def annotated_items(db: Connection, task: str) -> set[int]:
    """Give the rows of items that carry an annotation or an answer, of whomever."""
    table = annotations_table
    drawn = db.scalars(select(table.c.item).distinct().where(table.c.task == task, table.c.deleted.is_(False)))
    said = db.scalars(select(answers.c.item).distinct().where(answers.c.task == task))
    return {*drawn, *said}


def hand_to(db: Connection, task: str, old: str, new: str) -> None:
    """Move everything ``old`` did in a task to ``new``; where both have a row, ``new``'s stays."""
    for table, key in ((annotations_table, annotations_table.c.id), (answers, answers.c.item)):
        theirs = select(key).where(table.c.task == task, table.c.annotator == new)
        mine = and_(table.c.task == task, table.c.annotator == old)
        db.execute(delete(table).where(mine, key.in_(theirs.scalar_subquery())))
        db.execute(update(table).where(mine).values(annotator=new))
    db.execute(update(changes).where(changes.c.task == task, changes.c.annotator == old).values(annotator=new))
    has = select(loops.c.target).where(loops.c.task == task, loops.c.annotator == new).scalar_subquery()
    mine = and_(loops.c.task == task, loops.c.annotator == old, loops.c.target.not_in(has))
    db.execute(update(loops).where(mine).values(annotator=new))


def who_is(db: Connection, task: str, name: str) -> str | None:
    """Give who a login name turned out to be in a task; None if nobody said."""
    asked = select(identities.c.annotator).where(identities.c.task == task, identities.c.name == name)
    return db.execute(asked).scalar_one_or_none()


def remember(db: Connection, task: str, name: str, annotator: str) -> None:
    """Keep who a login name turned out to be."""
    db.execute(delete(identities).where(identities.c.task == task, identities.c.name == name))
    if name != annotator:
        db.execute(insert(identities).values(task=task, name=name, annotator=annotator))


def names_of(db: Connection, task: str, annotator: str) -> list[str]:
    """Give the login names that turned out to be an annotator."""
    asked = select(identities.c.name).where(identities.c.task == task, identities.c.annotator == annotator)
    return list(db.scalars(asked))
