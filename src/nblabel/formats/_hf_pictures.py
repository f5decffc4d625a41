"""Rows of a Hugging Face dataset that are pictures, with boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from os import PathLike
from typing import Any

import pandas as pd

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._contents import Contents
from nblabel.formats._hf_cells import SAID, Classes, answer_in, label_in, own_row, report_parts
from nblabel.formats._hf_features import lists_of, names_of, part_of
from nblabel.formats._values import number, numbers, short
from nblabel.items import ItemError
from nblabel.items.pixels.header import read_header

_CATEGORIES = ("category", "categories", "label", "labels", "category_id")


class Pictures:
    """The columns of a dataset of pictures."""

    def __init__(
        self, features: Mapping[str, Any], contents: Contents, report: Report, *, images: str | PathLike[str] | None
    ) -> None:
        self._report = report
        self._build = Builder(contents, report, images=images)
        self._has_boxes = "objects" in features
        said = features.get("objects")
        self._category = next((name for name in _CATEGORIES if part_of(said, name) is not None), _CATEGORIES[0])
        self._names = names_of(part_of(said, self._category))
        if self._has_boxes:
            self._build.declare("box", self._names or ())
            report_parts("objects", said, {"bbox", self._category}, report)
        self._classes = Classes(features, self._build, ())
        self._known = {*self._classes.columns, *SAID, "file_name", "image", "objects", "width", "height"}

    def read(self, rows: Sequence[tuple[str | None, dict[str, Any]]]) -> Dataset:
        """Make a dataset of rows, each with its split."""
        inside: dict[Any, bytes] = {}
        seen: set[str] = set()
        for place, (split, row) in enumerate(rows):
            cell = row.get("image")
            picture: dict[str, Any] = cell if isinstance(cell, dict) else {}
            called = (row.get("file_name"), picture.get("path"), f"{place}.jpg")
            name: str = next(each for each in called if isinstance(each, str) and each)
            name = f"{split}/{name}" if name in seen and split else name
            seen.add(name)
            data = picture.get("bytes")
            size = _size(data) if isinstance(data, bytes) else None
            said = number(row.get("width")), number(row.get("height"))
            if size is None and said[0] is not None and said[1] is not None:
                size = (said[0], said[1])
            item = self._build.image(name, size=size, row=own_row(row, self._known, split), answer=answer_in(row))
            if item is None:
                continue
            if isinstance(data, bytes):
                inside[self._build.key(item)] = data
            if self._has_boxes:
                self._draw(item, row)
            self._classes.annotate(item, row)
        made = self._build.finish()
        return made.with_items(pd.Series(inside, dtype=object)) if inside else made

    def _draw(self, item: str, row: Mapping[str, Any]) -> None:
        lists = lists_of(row.get("objects"))
        boxes = None if lists is None else lists.get("bbox", [])
        labels = None if lists is None else lists.get(self._category, [])
        if boxes is None or labels is None or len(boxes) != len(labels):
            self._report.skipped(
                f"its objects are {short(row.get('objects'))}", item=self._build.key(item), field="box"
            )
            return
        for cell, name in zip(boxes, labels, strict=True):
            box = numbers(cell, 4)
            if box is None:
                self._report.skipped(
                    f"bbox is {short(cell)}, not four numbers", item=self._build.key(item), field="box"
                )
                continue
            label = label_in(name, self._names, item, self._build)
            shape = dict(zip(("x", "y", "width", "height"), box, strict=True))
            if label is not None and self._names is None:
                self._build.declare("box", [label])
            self._build.annotate(item, "box", label, shape)


def _size(data: bytes) -> tuple[float, float] | None:
    try:
        header = read_header(BytesIO(data), "the picture")
    except (ItemError, OSError, ValueError):
        return None
    return header.width, header.height
