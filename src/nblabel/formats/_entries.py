"""A dataset item by item, as far as a format can hold it; what it cannot hold is reported on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nblabel.changes import BLANK_ANSWER
from nblabel.dataset import Dataset
from nblabel.dataset.annotations import Record, is_decided
from nblabel.dataset.reporting import Report
from nblabel.formats._several import report_several
from nblabel.items.keys import Key, to_wire
from nblabel.kinds import by_name
from nblabel.labels import Field


@dataclass(frozen=True, slots=True)
class Holds:
    """What a format can hold of what a person said."""

    kinds: frozenset[str]
    fields: bool = False
    """Whether it keeps two fields of one kind apart."""

    questions: bool = False
    """Whether it keeps what a field is called, and whether it takes several answers."""

    angle: bool = False
    unlabeled: bool = False
    """Whether a box or span may have no label."""

    group: bool = False
    attributes: bool = False
    bare: frozenset[str] = frozenset()
    """Kinds that have neither a group nor attributes, though others have."""

    comment: bool = False
    flagged: bool = False
    columns: bool = False
    """Whether it has a place for the user's own columns."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item, and what of it is written."""

    position: int
    key: Key
    annotations: list[Record]
    """In order of creation, each with its ``id``; a rotated box as its bounds where angles cannot be held."""

    answer: Mapping[str, Any]
    """Its status, flag, comment and seconds."""


def entries(dataset: Dataset, holds: Holds, report: Report) -> list[Entry]:
    """Give all items in order with what can be held; report the rest.

    Times, ids, colours, and who or what made an annotation are not what was said, and are not
    reported; the user's own columns are reported as left out.
    """
    held = {field.name: field for field in fields_of(dataset, holds)}
    report_several(dataset, report)
    by_item: dict[str, list[Record]] = {}
    for id_, record in dataset.records.items():
        if is_decided(record):
            by_item.setdefault(record["item"], []).append(_with_id(record, id_))
        else:
            report.left_out("it is a suggestion that nobody decided on", annotation=id_, field=record["field"])
    for field in dataset.fields:
        _report_field(field, held, holds, by_item, report)
    made: list[Entry] = []
    for position, key in enumerate(dataset.keys.tolist()):
        wire = to_wire(key)
        answer = dataset.answers.get(wire, BLANK_ANSWER)
        if answer["comment"] and not holds.comment:
            report.lost("its comment cannot be held", item=key)
        if answer["flagged"] and not holds.flagged:
            report.lost("its flag cannot be held", item=key)
        records = sorted(by_item.get(wire, ()), key=lambda record: int(record["created"]))
        kept = [each for record in records if (each := _held(record, key, held, holds, report)) is not None]
        made.append(Entry(position, key, kept, answer))
    rows = dataset.rows
    for column in () if rows is None or holds.columns else rows.columns:
        if column != "split":
            report.left_out(f"your own column {str(column)!r} has no place in this format")
    return made


def _with_id(record: Record, id_: str) -> Record:
    # A dict's own copy goes on sharing its keys, where it shares them.
    made: dict[str, Any] = record.copy() if isinstance(record, dict) else dict(record)
    made["id"] = id_
    return made


def fields_of(dataset: Dataset, holds: Holds) -> list[Field]:
    """Give the fields of which anything is written, as declared: the first of each kind, or all."""
    held = [field for field in dataset.fields if field.kind in holds.kinds]
    if holds.fields:
        return held
    first: dict[str, Field] = {}
    for field in held:
        first.setdefault(field.kind, field)
    return list(first.values())


def labels_of(dataset: Dataset, kind: str) -> list[str]:
    """Give the labels of the field of a kind that is written: as declared, then those that only stand in the data."""
    return next((list(field.known) for field in dataset.fields if field.kind == kind), [])


def _report_field(
    field: Field, held: Mapping[str, Field], holds: Holds, said: Mapping[str, list[Record]], report: Report
) -> None:
    answers = [sum(each["field"] == field.name for each in records) for records in said.values()]
    if field.name not in held:
        if any(answers):
            return  # each of them is reported
        second = "a second field of " if field.kind in holds.kinds else ""
        report.left_out(f"{second}{field.kind} annotations cannot be held, so the field is not there", field=field.name)
        return
    if holds.questions:
        return
    if field.name != field.kind:
        report.left_out(f"its name has no place in this format; read back it is {field.kind!r}", field=field.name)
    if field.multiple and max(answers, default=0) <= 1:
        why = "that it takes several answers has no place in this format, and no item has several"
        report.left_out(why, field=field.name)


def _held(record: Record, key: Key, held: Mapping[str, Field], holds: Holds, report: Report) -> Record | None:
    id_, field = record["id"], record["field"]
    if field not in held:
        kind = record["kind"]
        why = f"{kind} annotations" if kind not in holds.kinds else f"a second field of {kind} annotations"
        report.lost(f"{why} cannot be held", item=key, annotation=id_, field=field)
        return None
    if record["label"] is None and not holds.unlabeled:
        report.lost("it has no label, and the format asks for one", item=key, annotation=id_, field=field)
        return None
    is_bare = record["kind"] in holds.bare
    if record["group"] is not None and (is_bare or not holds.group):
        report.lost("its group cannot be held", item=key, annotation=id_, field=field)
    if record["attributes"] and (is_bare or not holds.attributes):
        report.lost("its attributes cannot be held", item=key, annotation=id_, field=field)
    if record["geometry"].get("angle") and not holds.angle:
        report.lost(
            "its angle cannot be held; written are its exact upright bounds", item=key, annotation=id_, field=field
        )
        bounds = by_name()[record["kind"]].bounds(record["geometry"])
        assert bounds is not None
        return {**record, "geometry": {**dict(zip(("x", "y", "width", "height"), bounds, strict=True)), "angle": 0.0}}
    return record
