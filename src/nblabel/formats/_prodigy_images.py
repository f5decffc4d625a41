"""Prodigy's tasks on pictures: rectangles in pixels of the upright picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from typing import Any

import numpy as np

from nblabel.dataset import Dataset
from nblabel.dataset.annotations import Record
from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Entry, Holds, entries
from nblabel.formats._format import FormatError
from nblabel.formats._pictures import name_for
from nblabel.formats._prodigy_tasks import answered, beside, given, offered, report_rest, said_about_task
from nblabel.formats._text_lines import declared_first
from nblabel.formats._values import dicts, number, numbers, short


def image_tasks(dataset: Dataset, holds: Holds, report: Report) -> Iterator[tuple[Entry, dict[str, Any], list[str]]]:
    """Give each picture, its task, and its classes; report what cannot be held."""
    has_boxes = any(field.kind == "box" for field in dataset.fields)
    for entry in entries(dataset, holds, report):
        row: dict[str, Any] = {"image": name_for(entry.key, report)}
        extent = dataset.extent(entry.position)
        if np.isinf(extent.width):
            report.lost("its size is not known: the picture is not at hand", item=entry.key)
        else:
            row |= {"width": int(extent.width), "height": int(extent.height)}
        if has_boxes:
            row["spans"] = [_rectangle(record) for record in entry.annotations if record["kind"] == "box"]
        classes = [record["label"] for record in entry.annotations if record["kind"] == "class"]
        yield entry, row, list(dict.fromkeys(classes))


def read_images(
    rows: Iterable[tuple[str, object]], contents: Contents, report: Report, images: str | PathLike[str] | None
) -> Dataset:
    """Read tasks on pictures."""
    tasks: list[tuple[str, dict[str, Any]]] = []
    for where, row in rows:
        if isinstance(row, dict) and _name(row) is not None:
            tasks.append((where, row))
        else:
            report.skipped(f"{where} names no picture; one that stands in the file itself needs a path beside it")
    if not tasks:
        raise FormatError(f"{contents.path.name!r} names no pictures")
    report_rest([row for _, row in tasks], report)
    build = Builder(contents, report, images=images)
    fields = declared_first(tasks)
    called = {"box": "box", "class": "class", **build.declare_as(fields)}
    read = [(where, row, *answered(row)) for where, row in tasks]
    for where, row in tasks:
        if dicts(row.get("spans") or []) is None:
            report.skipped(f"{where}: its spans are no list of objects but {short(row['spans'])}")
    marks = [dicts(row.get("spans") or []) or [] for _, row in tasks]
    known = [each["label"] for spans in marks for each in spans if isinstance(each.get("label"), str)]
    has_spans = any("spans" in row for _, row in tasks)
    if has_spans or not fields:
        build.declare("box", [label for label in known if label.strip()], field=called["box"])
    classes = offered(row for _, row in tasks)
    chosen = [[str(one) for one in each if isinstance(one, str | int)] for _, _, _, each, _ in read]
    if classes or any(chosen):
        several = any(len(set(each)) > 1 for each in chosen)
        build.declare("class", [*classes, *(one for each in chosen for one in each)], field=called["class"],
                      multiple=several)  # fmt: skip
    for (where, row, status, _, notes), spans, picked in zip(read, marks, chosen, strict=True):
        said = said_about_task(row, status)
        width, height = number(row.get("width")), number(row.get("height"))
        size = None if width is None or height is None else (width, height)
        item = build.image(_name(row) or "", size=size, row=said["row"], answer=said["answer"])
        if item is None:
            continue
        for note in notes:
            report.skipped(note, item=build.key(item))
        for each in () if status == "skipped" else spans:
            _read_shape(each, item, where, called["box"], build)
        for label in dict.fromkeys(picked):
            build.annotate(item, called["class"], label)
    return build.finish()


def _rectangle(record: Record) -> dict[str, Any]:
    x, y, width, height = (record["geometry"][name] for name in ("x", "y", "width", "height"))
    points = [[x, y], [x, y + height], [x + width, y + height], [x + width, y]]
    place = {"x": x, "y": y, "width": width, "height": height, "points": points}
    return {"type": "rect", "label": record["label"], **place, **beside(record)}


def _read_shape(each: Mapping[str, Any], item: str, where: str, field: str, build: Builder) -> None:
    label = each.get("label")
    if not isinstance(label, str):
        build.report.skipped(f"{where}: a shape has label {short(label)}", item=build.key(item), field=field)
        return
    box = numbers([each.get(name) for name in ("x", "y", "width", "height")])
    outline = each.get("points")
    listed = outline if isinstance(outline, list) else []
    points = [pair for one in listed if (pair := numbers(one, 2)) is not None]
    is_rectangle = each.get("type", "rect") == "rect"
    if (box is None or not is_rectangle) and points:
        across, down = zip(*points, strict=True)
        box = [min(across), min(down), max(across) - min(across), max(down) - min(down)]
    if box is None:
        build.report.skipped(f"{where}: {short(dict(each))} is no shape", item=build.key(item), field=field)
        return
    shape = dict(zip(("x", "y", "width", "height"), box, strict=True))
    made = build.annotate(item, field, label, shape, **given(each))
    if not is_rectangle:
        why = f"an outline of {len(points)} points; outlines are not held yet, the box is"
        build.report.skipped(why, item=build.key(item), annotation=made, field=field)


def _name(row: Mapping[str, Any]) -> str | None:
    """Give the path of a picture; one that is in the file itself has it beside."""
    for name in (row.get("image"), row.get("path")):
        if isinstance(name, str) and name.strip() and not name.startswith("data:"):
            return name
    return None
