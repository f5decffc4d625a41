"""Prodigy's JSONL, one task a line: ``{"text": …, "spans": [{"start": 0, "end": 3, "label": …}], "answer": "accept"}``.

Offsets are code points, end exclusive, as spaCy counts them. Classes are ``options``, in the order in which
they are declared, and ``accept``, the ids of those chosen. Pictures have ``image``, ``width``, ``height``, and
rectangles ``{"type": "rect", "x": …, "y": …, "width": …, "height": …}`` in pixels of the upright picture; numbers are
written in full.

``answer`` is ``accept`` for what is done and ``ignore`` for what is skipped. Of what was rejected nothing is taken,
and the item is skipped, for nobody said what is right; where a single ``label`` was, the item is done without it. The
shared keys are those of `nblabel.formats._text_lines`. https://prodi.gy/docs/api-interfaces
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Holds, fields_of, labels_of
from nblabel.formats._format import EVERY_MEDIUM, Write
from nblabel.formats._prodigy_images import image_tasks, read_images
from nblabel.formats._prodigy_tasks import answered, beside, given, offered, report_rest, said_about_task
from nblabel.formats._replacing import write_files
from nblabel.formats._text_items import TextItem, own_rows, plain_key, text_items
from nblabel.formats._text_lines import about, as_lines, declared_first, dicts_with_text, first_of, rows_of
from nblabel.formats._text_reading import ReadSpan, ReadText, dataset_of_texts
from nblabel.formats._values import dicts, short

_HOLDS = Holds(
    frozenset({"span", "box", "class"}),
    questions=True,
    group=True,
    attributes=True,
    comment=True,
    flagged=True,
    columns=True,
    bare=frozenset({"class"}),
)


class Prodigy:
    """Prodigy's tasks; spans, boxes and classes are read back exactly."""

    name = "prodigy"
    endings = (".jsonl",)
    media = EVERY_MEDIUM
    statuses = frozenset({"done", "skipped"})

    def claims(self, contents: Contents) -> bool:
        """Tell by the keys of the first task."""
        row = first_of(contents)
        if not isinstance(row, dict) or not {"text", "image"} & set(row):
            return False
        return bool({"answer", "_input_hash", "_task_hash"} & set(row)) or isinstance(row.get("spans"), list)

    def prepare(self, dataset: Dataset, path: Path, report: Report) -> Write:
        """Report what is lost; give what writes the file."""
        options = [{"id": label, "text": label} for label in labels_of(dataset, "class")]
        columns = own_rows(dataset, report)
        rows: list[dict[str, Any]] = []
        is_image = dataset.medium == "image"
        for item, row, classes in image_tasks(dataset, _HOLDS, report) if is_image else _text_tasks(dataset, report):
            if options:
                row |= {"options": options, "accept": classes}
            answer = "ignore" if item.answer["status"] == "skipped" else "accept"
            for record in item.annotations if answer == "ignore" else ():
                why = "its item is skipped, and what is ignored is not read as said"
                report.lost(why, item=item.key, annotation=record["id"], field=record["field"])
            row["answer"] = answer
            if not is_image:  # or the picture's name says it
                row["id"] = plain_key(item.key, report)
            rows.append({**row, **about(item, columns)})
        content = as_lines(rows, fields_of(dataset, _HOLDS), report)
        return lambda: write_files({path: content})

    def read(self, contents: Contents, report: Report, *, images: str | PathLike[str] | None = None) -> Dataset:
        """Read the file. ``images`` is the folder that its pictures are in, if not beside it."""
        listed = rows_of(contents)
        if any(isinstance(row, dict) and "image" in row for _, row in listed):
            return read_images(listed, contents, report, images)
        rows = dicts_with_text(listed, contents, report)
        texts = [_read_task(row, where, report) for where, row in rows]
        report_rest([row for _, row in rows], report)
        classes = offered(row for _, row in rows)
        labels = {"class": classes} if classes else {}
        kinds = {"span"} if any("spans" in row for _, row in rows) else set()
        return dataset_of_texts(contents, report, texts, kinds=kinds, labels=labels, fields=declared_first(rows))


def _text_tasks(dataset: Dataset, report: Report) -> Iterator[tuple[TextItem, dict[str, Any], list[str]]]:
    has_spans = any(field.kind == "span" for field in dataset.fields)
    for item in text_items(dataset, _HOLDS, report):
        row: dict[str, Any] = {"text": item.text}
        if has_spans:
            row["spans"] = [{**each["geometry"], "label": each["label"], **beside(each)} for each in item.spans]
        yield item, row, list(item.classes)


def _read_task(row: Mapping[str, Any], where: str, report: Report) -> ReadText:
    status, classes, notes = answered(row)
    marks = dicts(row.get("spans") or [])
    if marks is None:
        report.skipped(f"{where}: its spans are no list of objects but {short(row['spans'])}")
    spans = [
        ReadSpan(each.get("label"), each.get("start"), each.get("end"), each.get("text"), given(each))
        for each in (() if status == "skipped" else marks or ())
    ]
    return ReadText(row["text"], spans=spans, classes=classes, notes=notes, **said_about_task(row, status))


FORMAT = Prodigy()
