"""Label Studio's JSON: a list of tasks, each with its data and what was said of it.

A rectangle's ``x, y`` are its top-left corner **after** it was turned, and ``width, height`` those
before, all in percent of the original size; ``rotation`` is degrees clockwise. Boxes are read back to
within a billionth of a pixel, angles from 0 to 360. Spans count code points, as we do. Choices are
classes; each ``from_name`` is a field. Columns of the user are ``data``, attributes of an annotation its ``meta``.

The tasks do not say in which order labels are declared; the labeling interface does, and is written
beside them (``street.json``, ``street.config.xml``), ready to be pasted into a project's settings. It is read where
it lies there, or from ``config=``.

A task without annotations is todo, a cancelled one skipped; what stands on a todo item is a draft.
Predictions are suggestions. Polygons, key points, brushes, relations, ratings and free text are not
held yet; reading says so in the report. https://labelstud.io/guide/task_format
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._columns import own_columns
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Entry, Holds, entries
from nblabel.formats._format import EVERY_MEDIUM, EVERY_STATUS, Write
from nblabel.formats._label_studio_config import ENDING, write_interface
from nblabel.formats._label_studio_reading import KEY, LABELS, read_everybody, read_tasks
from nblabel.formats._pictures import name_for
from nblabel.formats._replacing import write_files
from nblabel.kinds import Extent
from nblabel.kinds.oriented import corners

_HOLDS = Holds(
    frozenset({"box", "class", "span"}), fields=True, questions=True, angle=True, unlabeled=True,
    attributes=True, comment=True, flagged=True, columns=True,
)  # fmt: skip
_PREFIX = "/data/local-files/?d="
"""Where Label Studio serves the files of a folder that it was allowed to read."""


class LabelStudio:
    """Label Studio's JSON; boxes to within a billionth of a pixel, spans and classes exactly."""

    name = "label_studio"
    endings = (".json",)
    media = EVERY_MEDIUM
    statuses = EVERY_STATUS

    def claims(self, contents: Contents) -> bool:
        """Tell by the keys of the first task."""
        return "data" in contents.keys and not contents.keys.isdisjoint({"annotations", "completions", "predictions"})

    def prepare(
        self, dataset: Dataset, path: Path, report: Report, *, prefix: str = _PREFIX, data: str | None = None
    ) -> Write:
        """Report what is lost; give what writes the tasks and the labeling interface.

        ``prefix`` is put before the name of each picture: where Label Studio finds it. ``data`` is the
        key of a task's data that has the picture or the text.
        """
        shown = data or dataset.medium
        columns = own_columns(dataset, {shown, KEY} if dataset.medium == "text" else {shown}, report)
        tasks = []
        for number, entry in enumerate(entries(dataset, _HOLDS, report), 1):
            own = {
                name: values[entry.position] for name, values in columns.items() if values[entry.position] is not None
            }
            extent = dataset.extent(entry.position)
            task = {"id": number, "data": {**_data(dataset, entry, extent, shown, prefix, report), **own}}
            tasks.append(task | _said(dataset, entry, extent, report))
        files: dict[Path, str | bytes] = {path: json.dumps(tasks, ensure_ascii=False)}
        files[path.with_name(path.stem + ENDING)] = write_interface(dataset.fields, dataset.medium, shown)
        return lambda: write_files(files)

    def read(
        self,
        contents: Contents,
        report: Report,
        *,
        images: str | PathLike[str] | None = None,
        data: str | None = None,
        config: str | PathLike[str] | None = None,
        completed_by: int | str | None = None,
    ) -> Dataset:
        """Read the tasks.

        ``images`` is the folder that the pictures are in, if not beside the file; ``data`` the key of a
        task's data that has the picture or the text; ``config`` the file of the labeling interface, if
        not beside it. ``completed_by`` is whose annotation is taken (a number or an e-mail), where
        several people worked on a task; else it is the ground truth, or the first that was not cancelled.
        ``"all"`` takes everybody's, each signed by whose it is.
        """
        if completed_by == "all":
            return read_everybody(contents, report, images=images, data=data, config=config)
        return read_tasks(contents, report, images=images, data=data, config=config, completed_by=completed_by)


def _data(dataset: Dataset, entry: Entry, extent: Extent, shown: str, prefix: str, report: Report) -> dict[str, Any]:
    if dataset.medium == "text":
        key = entry.key if isinstance(entry.key, str | int) else str(entry.key)
        if key != entry.key:
            report.left_out(f"its key {entry.key!r} becomes the text {key!r}", item=entry.key)
        if extent.text is None:
            why = "its text is empty or not at hand, so it is written as an empty one"
            (report.lost if entry.annotations else report.left_out)(why, item=entry.key)
        return {shown: extent.text or "", KEY: key}
    name = name_for(entry.key, report)
    return {shown: prefix + (quote(name) if "?" in prefix or "://" in prefix else name)}


def _said(dataset: Dataset, entry: Entry, extent: Extent, report: Report) -> dict[str, Any]:
    """Give the annotations of a task, its drafts, and what else was said of it."""
    if dataset.medium == "image" and np.isinf(extent.width) and any(each["geometry"] for each in entry.annotations):
        report.lost("its size is not known (the picture is not at hand), and places are shares of it", item=entry.key)
        results = [_result(each, extent, dataset.medium) for each in entry.annotations if not each["geometry"]]
    else:
        results = [_result(each, extent, dataset.medium) for each in entry.annotations]
    meta: dict[str, Any] = {say: entry.answer[say] for say in ("comment", "flagged") if entry.answer[say]}
    if dataset.medium == "image" and not np.isinf(extent.width):
        meta |= {"width": int(extent.width), "height": int(extent.height)}
    status = entry.answer["status"]
    if status == "todo":
        if results:
            report.left_out("it is todo: what stands on it is written as a draft", item=entry.key)
        return {"annotations": [], "drafts": [{"result": results}] if results else [], "predictions": [], "meta": meta}
    annotation = {
        "result": results, "was_cancelled": status == "skipped", "ground_truth": False,
        "lead_time": entry.answer["seconds"],
    }  # fmt: skip
    return {"annotations": [annotation], "predictions": [], "meta": meta}


def _result(record: Mapping[str, Any], extent: Extent, medium: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": record["id"], "from_name": record["field"], "to_name": medium, "origin": "manual",
        "type": LABELS[record["kind"]], "value": {LABELS[record["kind"]]: [record["label"]]},
    }  # fmt: skip
    if record["label"] is None:
        # As Label Studio writes a region that nobody gave a label.
        made |= {"type": "rectangle" if record["kind"] == "box" else "labels", "value": {}}
    if record["kind"] == "box":
        made |= {"original_width": int(extent.width), "original_height": int(extent.height), "image_rotation": 0}
        made["value"] = {**_percent(record["geometry"], extent), **made["value"]}
    elif record["kind"] == "span":
        made["value"] = {**record["geometry"], **made["value"]}
    more = {"meta": record["attributes"] or None, "score": record["score"]}
    return made | {name: value for name, value in more.items() if value is not None}


def _percent(box: Mapping[str, float], extent: Extent) -> dict[str, float]:
    left, top = corners(box)[0] if box["angle"] else (box["x"], box["y"])
    across, down = 100 / extent.width, 100 / extent.height
    return {
        "x": left * across, "y": top * down, "width": box["width"] * across, "height": box["height"] * down,
        "rotation": box["angle"] % 360,
    }  # fmt: skip


FORMAT = LabelStudio()
