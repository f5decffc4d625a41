"""JSONL of doccano, one text a line: ``{"id": 1, "text": …, "label": [[0, 3, "person"]], "Comments": []}``.

Offsets are UTF-16 units, end exclusive, as the browser counts them that doccano labels in; here they
are code points, and are turned at this edge. A dataset of classes alone writes ``"label": ["bug"]``, one of
both ``"entities": [[0, 3, "person"]], "cats": ["bug"]``, each as the project type in question imports it.
Read are also ``labels``, the ``annotations`` of older exports, where ``user=`` tells whose, and the
``entities`` of relations. The shared keys are those of `nblabel.formats._text_lines`; a comment goes
where doccano has it, in ``Comments``. https://doccano.github.io/doccano/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from nblabel.dataset import Dataset
from nblabel.dataset.counted import counted
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Holds, fields_of
from nblabel.formats._format import DONE, TEXTS, FormatError, Write
from nblabel.formats._replacing import write_files
from nblabel.formats._text_items import TextItem, own_rows, plain_key, text_items
from nblabel.formats._text_lines import about, as_lines, declared_first, dicts_with_text, first_of, rows_of, said_about
from nblabel.formats._text_reading import ReadSpan, ReadText, dataset_of_texts
from nblabel.formats._utf16 import Utf16
from nblabel.formats._values import short

_HOLDS = Holds(frozenset({"span", "class"}), questions=True, comment=True, flagged=True, columns=True)
_SAID = ("label", "labels", "annotations", "entities", "cats")
"""Where doccano, in one version or another, keeps what was said of a text."""
_KNOWN = frozenset({*_SAID, "relations", "Comments", "annotation_approver"})

_TRIPLE = 3


class Doccano:
    """JSONL of doccano; spans and classes are read back exactly."""

    name = "doccano"
    endings = (".jsonl",)
    media = TEXTS
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by the keys of the first text, and by what is in them."""
        row = first_of(contents)
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or {"answer", "_input_hash"} & set(row):
            return False
        entities = row.get("entities")
        return (
            any(isinstance(row.get(name), list) for name in ("label", "labels", "annotations", "cats"))
            or isinstance(row.get("label"), str)
            or (isinstance(entities, list) and any(isinstance(one, dict) and "start_offset" in one for one in entities))
        )

    def prepare(self, dataset: Dataset, path: Path, report: Report) -> Write:
        """Report what is lost; give what writes the file."""
        columns = own_rows(dataset, report)
        kinds = {field.kind for field in dataset.fields}
        rows: list[dict[str, Any]] = []
        for item in text_items(dataset, _HOLDS, report):
            own = about(item, columns)
            comment = own.pop("comment", None)
            row: dict[str, Any] = {"id": plain_key(item.key, report), "text": item.text}
            if "span" in kinds:
                row["entities" if "class" in kinds else "label"] = _spans(item)
            if "class" in kinds:
                row["cats" if "span" in kinds else "label"] = list(item.classes)
            rows.append({**row, "Comments": [comment] if comment else [], **own})
        content = as_lines(rows, fields_of(dataset, _HOLDS), report)
        return lambda: write_files({path: content})

    def read(self, contents: Contents, report: Report, *, user: int | str | None = None) -> Dataset:
        """Read the file. ``user`` is whose annotations are read, if there are those of several."""
        rows = dicts_with_text(rows_of(contents), contents, report)
        users = {id_: None for _, row in rows for each in _annotations(row) if (id_ := _user(each)) is not None}
        if user is None and len(users) > 1:
            listed = ", ".join(f"{each!r}" for each in users)
            raise FormatError(
                f"{contents.path.name!r} holds the work of users {listed}, and a dataset is one person's; "
                f"read one at a time: user={next(iter(users))!r}"
            )
        if user is not None and user not in users:
            raise FormatError(f"user={user!r} made none of the annotations in {contents.path.name!r}")
        texts = [_read_row(row, where, user, report) for where, row in rows]
        return dataset_of_texts(contents, report, texts, kinds=_kinds(rows, texts), fields=declared_first(rows))


@dataclass(frozen=True, slots=True)
class _Class:
    label: object


def _spans(item: TextItem) -> list[list[Any]]:
    units = Utf16(item.text).units
    return [
        [units(record["geometry"]["start"]), units(record["geometry"]["end"]), record["label"]] for record in item.spans
    ]


def _read_row(row: Mapping[str, Any], where: str, user: int | str | None, report: Report) -> ReadText:
    own = [one for one in _annotations(row) if user is None or _user(one) in {None, user}]
    read: list[ReadSpan | _Class] = []
    notes: list[str] = []
    points = Utf16(row["text"]).points
    for one in [*own, *(one for name in _SAID if name != "annotations" for one in _listed(row.get(name)))]:
        made = _read(one)
        if made is None:
            report.skipped(f"{where}: {short(one)} is neither [start, end, label] nor a class")
        elif isinstance(made, ReadSpan):
            start, end = (points(place) if _is_place(place) else place for place in (made.start, made.end))
            if (start is None) is (made.start is None) and (end is None) is (made.end is None):
                read.append(ReadSpan(made.label, start, end))
            else:
                notes.append(f"{short(one)} begins or ends inside a character of two UTF-16 units")
        else:
            read.append(made)
    if isinstance(row.get("relations"), list) and row["relations"]:
        notes.append(f"{counted(len(row['relations']), 'relation')}; relations are not held yet, their spans are")
    about_it = said_about({"comment": _comment(row.get("Comments")), **row}, _KNOWN)
    if user is not None and not own and "annotations" in row:
        about_it["answer"] = {**about_it["answer"], "status": "todo"}  # others labeled it, this one did not
    classes = [each.label for each in read if isinstance(each, _Class)]
    return ReadText(
        row["text"],
        spans=[each for each in read if isinstance(each, ReadSpan)],
        classes=classes,
        notes=notes,
        **about_it,
    )


def _read(one: object) -> ReadSpan | _Class | None:
    if isinstance(one, str):
        return _Class(one)
    if isinstance(one, list) and len(one) == _TRIPLE:
        return ReadSpan(one[2], one[0], one[1])
    if isinstance(one, dict) and "label" in one:
        start, end = one.get("start_offset"), one.get("end_offset")
        return _Class(one["label"]) if start is None and end is None else ReadSpan(one["label"], start, end)
    return None


def _kinds(rows: list[tuple[str, dict[str, Any]]], texts: list[ReadText]) -> set[str]:
    """Give what the keys have a place for; ``label`` may be for either, so what stands in it tells."""
    keys = {key for _, row in rows for key in row}
    kinds = ({"span"} if "entities" in keys else set()) | ({"class"} if "cats" in keys else set())
    kinds |= {"span"} if any(each.spans for each in texts) else set()
    return kinds | ({"class"} if any(each.classes for each in texts) else set())


def _is_place(value: object) -> TypeGuard[int]:
    return type(value) is int and value >= 0  # what is none is left to be refused with its own sentence


def _annotations(row: Mapping[str, Any]) -> list[Any]:
    return list(_listed(row.get("annotations")))


def _listed(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, str) and value:
        yield value  # one class


def _user(annotation: object) -> int | str | None:
    user = annotation.get("user") if isinstance(annotation, dict) else None
    return user if isinstance(user, int | str) else None


def _comment(comments: object) -> str:
    return "\n".join(one for one in comments if isinstance(one, str)) if isinstance(comments, list) else ""


FORMAT = Doccano()
