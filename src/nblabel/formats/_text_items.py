"""Texts and what was said of them, as the formats of texts write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.annotations import Record
from nblabel.dataset.reporting import Report
from nblabel.formats._columns import own_columns
from nblabel.formats._entries import Holds, entries
from nblabel.items.keys import Key


@dataclass(frozen=True, slots=True)
class TextItem:
    """One text, and what of it is written."""

    position: int
    key: Key
    text: str
    annotations: Sequence[Record]
    """In order of creation; places in code points."""

    answer: Mapping[str, Any]
    """Its status, flag, comment and seconds."""

    @property
    def spans(self) -> list[Record]:
        """Those that mark a place in the text."""
        return [record for record in self.annotations if record["kind"] == "span"]

    @property
    def classes(self) -> tuple[str, ...]:
        """What the text is as a whole."""
        return tuple(dict.fromkeys(record["label"] for record in self.annotations if record["kind"] == "class"))


def text_items(dataset: Dataset, holds: Holds, report: Report) -> list[TextItem]:
    """Give all texts in order with what can be held; report the rest."""
    made: list[TextItem] = []
    for entry in entries(dataset, holds, report):
        text = dataset.extent(entry.position).text
        if text is None:
            why = "its text is empty or not at hand, so it is left out"
            (report.lost if entry.annotations else report.left_out)(why, item=entry.key)
            continue
        made.append(TextItem(entry.position, entry.key, text, entry.annotations, entry.answer))
    return made


def place_of(item: TextItem, record: Record) -> dict[str, Any]:
    """Give what a report says a row is about."""
    return {"item": item.key, "annotation": record["id"], "field": record["field"]}


def plain_key(key: Key, report: Report) -> str | int:
    """Give a key as JSON has it; a time becomes text, and that is reported."""
    if isinstance(key, str | int):
        return key
    report.left_out(f"its key {key!r} becomes the text {key.isoformat()!r}", item=key)
    return key.isoformat()


def own_rows(dataset: Dataset, report: Report) -> list[dict[str, Any]]:
    """Give the user's own columns as one JSON object an item; report those that are no plain JSON."""
    columns = own_columns(dataset, (), report)
    return [
        {name: values[place] for name, values in columns.items() if values[place] is not None}
        for place in range(len(dataset))
    ]


def apart(item: TextItem, report: Report, why: str) -> list[Record]:
    """Give the spans of which no two overlap, the longer first; report the rest with the mend ``why``."""
    kept: set[str] = set()
    last: Record | None = None
    for record in sorted(item.spans, key=lambda each: (each["geometry"]["start"], -each["geometry"]["end"])):
        if last is not None and record["geometry"]["start"] < last["geometry"]["end"]:
            shape = last["geometry"]
            said = f"it overlaps {shape['text']!r:.40} ({shape['start']} to {shape['end']}); {why}"
            report.lost(said, **place_of(item, record))
            continue
        kept.add(record["id"])
        last = record
    return [record for record in item.spans if record["id"] in kept]
