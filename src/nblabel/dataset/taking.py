"""Annotations of a dataset, taken over as they are: most are right, and need no frame to be read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nblabel.changes import ANNOTATION_COLUMNS
from nblabel.dataset.annotations import Record, is_decided
from nblabel.dataset.checks import RowError, attributes_of
from nblabel.dataset.columns import DECISIONS, SOURCES
from nblabel.dataset.reading import ExtentOf, Places
from nblabel.kinds import by_name
from nblabel.labels import Field


def taken_as_they_are(
    records: Mapping[str, Record], *, fields: Sequence[Field], extent_of: ExtentOf
) -> list[dict[str, Any]] | None:
    """Give annotations as `read_annotations` would read them from their frame; None if it has something to say.

    Parameters
    ----------
    records
        Annotations by id, on items that are there.
    fields
        What is captured.
    extent_of
        How far an item reaches, by its typed key.
    """
    reader = _Taking(fields, extent_of)
    try:
        return [{"id": id_, **reader.taken(record)} for id_, record in records.items()]
    except RowError:
        return None


class _Taking:
    def __init__(self, fields: Sequence[Field], extent_of: ExtentOf) -> None:
        self._fields = {field.name: (field, frozenset(field.known)) for field in fields}
        self._places = Places(extent_of)
        self._answered: dict[tuple[str, str], str | None] = {}

    def taken(self, record: Record) -> dict[str, Any]:
        """Give a copy of one; raises `RowError` where it is not plainly right."""
        field, labels = self._fields.get(record["field"], (None, frozenset[str]()))
        if field is None or field.kind != record["kind"]:
            raise RowError("it is of a field that is not captured")
        label, item, placed = record["label"], record["item"], bool(by_name()[field.kind].columns)
        if not (label in labels or (label is None and placed)):
            raise RowError("its label is not known")
        is_only = not (placed or field.multiple) and is_decided(record)
        if is_only and self._answered.setdefault((item, field.name), label) != label:
            raise RowError("it answers what is answered otherwise")
        geometry, why = self._places.clean(field.kind, record["geometry"], item, item)
        if why is not None or not _is_plain(record):
            raise RowError("it would be changed")
        made = {name: record[name] for name in ANNOTATION_COLUMNS}
        return {**made, "item": item, "geometry": geometry, "attributes": attributes_of(record["attributes"])}


def _is_plain(record: Record) -> bool:
    decision, score = record["decision"], record["score"]
    return (
        record["source"] in SOURCES
        and (decision is None or (decision in DECISIONS and record["source"] == "model"))
        and (score is None or (type(score) is float and abs(score) < float("inf")))
        and all(each is None or (type(each) is str and each != "") for each in (record["group"], record["model"]))
        and type(record["created"]) is int
        and type(record["updated"]) is int
    )
