"""Making a dataset of texts from what a file says of each: keys, labels in order, spans and classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._contents import Contents
from nblabel.formats._values import short
from nblabel.items.keys import Key
from nblabel.labels import Field

_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """A span as a file says it, places in code points; values may still be of any type."""

    label: object
    start: object
    end: object
    text: object = None
    """What stands there, where the file says it too; it is then checked."""

    given: Mapping[str, object] = field(default_factory=dict[str, object])
    """Its ``attributes``, ``group`` and ``score``."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as a file says it, and what is said of it."""

    text: str
    id: object = None
    spans: Sequence[ReadSpan] = ()
    classes: Sequence[object] = ()
    row: Mapping[str, object] = field(default_factory=dict[str, object])
    answer: Mapping[str, object] = field(default_factory=dict[str, object])
    notes: Sequence[str] = ()
    """Sentences on what of it was not taken."""


def dataset_of_texts(
    contents: Contents,
    report: Report,
    texts: Sequence[ReadText],
    *,
    kinds: Iterable[str] = (),
    labels: Mapping[str, Iterable[str]] | None = None,
    fields: Sequence[Field] = (),
    name: str | None = None,
) -> Dataset:
    """Make the dataset.

    Parameters
    ----------
    contents, report
        What is read, and where what was not taken is said.
    texts
        In order.
    kinds
        What the file has a place for, ``"span"`` or ``"class"``, though it may hold none of them.
    labels
        By kind, the labels in their declared order, as far as the file says it; others follow as they come.
    fields
        As they were declared, where the file says it.
    name
        Of the dataset; by default that of the file.
    """
    build = Builder(contents, report, medium="text")
    called = {"span": "span", "class": "class", **build.declare_as(fields)}
    declared = {kind: list(names) for kind, names in (labels or {}).items()}
    known = _Names(report)
    spans = [[(span, label) for span in each.spans if (label := known.of(span.label)) is not None] for each in texts]
    classes = [[label for one in each.classes if (label := known.of(one)) is not None] for each in texts]
    wanted = {*kinds, *declared, *(field.kind for field in fields)} | ({"class"} if any(classes) else set())
    if "span" in wanted or any(spans) or not wanted:
        found = (label for pairs in spans for _, label in pairs if label.strip())
        build.declare("span", [*declared.get("span", ()), *found], field=called["span"])
    if "class" in wanted:
        several = any(len(set(each)) > 1 for each in classes)
        found = (label for each in classes for label in each)
        build.declare("class", [*declared.get("class", ()), *found], field=called["class"], multiple=several)
    for key, each, marked, chosen in zip(
        keys_of([each.id for each in texts], report), texts, spans, classes, strict=True
    ):
        item = build.text(key, each.text, row=each.row, answer=each.answer)
        if item is None:
            continue
        for note in each.notes:
            report.skipped(note, item=key)
        for span, label in marked:
            shape = {"start": span.start, "end": span.end, "text": span.text}
            shape = {name: value for name, value in shape.items() if value is not None}
            build.annotate(item, called["span"], label, shape, **span.given)
        for label in dict.fromkeys(chosen):
            build.annotate(item, called["class"], label)
    return build.finish(name)


class _Names:
    """Labels as text: some tools write the number a label has in their own database."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._said: set[object] = set()

    def of(self, label: object) -> str | None:
        if isinstance(label, str):
            return label
        if isinstance(label, int) and not isinstance(label, bool):
            if label not in self._said:
                self._said.add(label)
                self._report.repaired(f"label {label} is a number; it is called {str(label)!r}")
            return str(label)
        self._report.skipped(f"a label is {short(label)}, which is no text")
        return None


def keys_of(ids: Sequence[Any], report: Report) -> Sequence[Key]:
    """Give the file's own ids where each text has one of its own; else numbers from 0."""
    if not any(id_ is not None for id_ in ids):
        return range(len(ids))
    text = all(isinstance(id_, str) for id_ in ids)
    whole = all(type(id_) is int and -_LARGEST <= id_ < _LARGEST for id_ in ids)
    if (text or whole) and len(set(ids)) == len(ids):
        return ids
    report.repaired("not every text has an id of its own, of one type; they are numbered from 0 instead")
    return range(len(ids))
