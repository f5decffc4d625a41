"""What a tab must know to begin: the message `opened`, and the rows that do not fit in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nblabel.changes import BLANK_ANSWER
from nblabel.kinds import ColumnType, by_name
from nblabel.widgets import messages
from nblabel.widgets.messages import Message
from nblabel.widgets.table import Columns

if TYPE_CHECKING:
    from nblabel.labels import Field
    from nblabel.session import Session

ROWS_AT_ONCE = 20_000
UNDO_DEPTH = 500

_ANNOTATION_COLUMNS: Mapping[str, ColumnType] = {
    "field": "utf8",
    "kind": "utf8",
    "label": "utf8",
    "group": "utf8",
    "score": "f64",
    "source": "utf8",
    "model": "utf8",
    "decision": "utf8",
    "created": "f64",
    "updated": "f64",
    "attributes": "json",
}

Rows = Sequence[tuple[str, Mapping[str, object]]]


def opened(session: Session, *, to: str, view: str | None, request: int | None = None) -> list[Message]:
    """Write everything a tab needs, as one snapshot: `opened`, then further rows if there are many."""
    with session.lock:
        state = session.state
        order = session.order
        items = items_table(order, state.answers)
        shown = set(order)
        # Copies: a change that is committed while these are encoded edits the originals in place.
        rows = [(name, dict(row)) for name, row in state.annotations.items() if row["item"] in shown]
        commit = session.commit
        headers, ops = messages.write_committed(session.recent(UNDO_DEPTH))
        asked = session.fields
    loop = session.loop
    queue, progress = (None, None) if loop is None else (loop.queue, loop.progress)
    said: dict[str, object] = {
        "commit": commit,
        "task": {
            "id": session.task.id,
            "name": session.task.name,
            "medium": session.task.medium,
            "store": session.task.store,
            "path": session.task.path,
            "kept": session.task.kept,
        },
        "annotator": {
            "name": session.annotator,
            "generic": session.annotator_is_generic,
            "others": [
                {"name": name, "annotations": annotations, "done": done} for name, annotations, done in session.others()
            ],
        },
        "fields": messages.write_fields(asked),
        "view": {"item": view},
        "notices": [{"level": each.level, "text": each.text} for each in session.notices],
        "changes": headers,
        "round": messages.write_round(queue),
        "loop": messages.write_loop(progress),
        "last": len(rows) <= ROWS_AT_ONCE,
    }
    if request is not None:
        said["request"] = request
    first = annotations_table(rows[:ROWS_AT_ONCE], asked)
    tables = {
        "items": items,
        "annotations": first,
        "ops": ops,
        "queue": messages.queue_table(queue),
        "curve": messages.curve_table(progress),
    }
    sent = [messages.message("opened", to, said, tables)]
    for start in range(ROWS_AT_ONCE, len(rows), ROWS_AT_ONCE):
        end = start + ROWS_AT_ONCE
        more = {"annotations": annotations_table(rows[start:end], asked)}
        sent.append(messages.message("annotations", to, {"last": end >= len(rows)}, more))
    return sent


def items_table(order: Sequence[str], answers: Mapping[str, Mapping[str, object]]) -> Columns:
    """Lay out the items in the order shown, with this annotator's answers."""
    said = [answers.get(item, BLANK_ANSWER) for item in order]
    return {
        "key": ("utf8", order),
        "status": ("utf8", [each["status"] for each in said]),
        "flagged": ("bool", [each["flagged"] for each in said]),
        "comment": ("utf8", [each["comment"] for each in said]),
        "seconds": ("f64", [each["seconds"] for each in said]),
    }


def annotations_table(rows: Rows, asked: Sequence[Field]) -> Columns:
    """Lay out annotations in columns; geometry under the names of every declared kind."""
    columns: dict[str, tuple[ColumnType, Sequence[Any]]] = {
        "id": ("utf8", [name for name, _ in rows]),
        "item": ("utf8", [row["item"] for _, row in rows]),
    }
    for column, kind in _ANNOTATION_COLUMNS.items():
        columns[column] = (kind, [row.get(column) for _, row in rows])
    for column, kind in geometry_columns(asked).items():
        columns[column] = (kind, [_part(row, column) for _, row in rows])
    return columns


def geometry_columns(asked: Sequence[Field]) -> dict[str, ColumnType]:
    """Give the geometry columns of the kinds that are asked for, in declared order."""
    found: dict[str, ColumnType] = {}
    for each in asked:
        found.update(by_name()[each.kind].columns)
    return found


def _part(row: Mapping[str, object], column: str) -> object:
    geometry = row.get("geometry")
    return geometry.get(column) if isinstance(geometry, Mapping) else None
