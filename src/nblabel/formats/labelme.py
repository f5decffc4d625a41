"""Labelme: a JSON file for each picture, beside it or in a folder of its own.

A box is a shape ``rectangle`` of two corners, a turned one an ``oriented_rectangle`` of four, in pixels of
the upright picture; numbers are written in full. Upright boxes are read back to within the rounding
of one addition, turned ones to within a millionth of a pixel. The flags of a picture are its
classes; the field takes several if a picture has several. The lists ``labels.txt`` and ``flags.txt``,
which labelme takes as ``--labels`` and ``--flags``, keep the order in which labels are declared.

Attributes that are true or false are flags of a shape, ``description`` is its description; other
attributes, ``comment`` and ``flagged`` stand under those names, and labelme keeps them. Groups are whole numbers
there, so other names of groups become some. Polygons, circles, lines, points and masks are not held yet;
reading says so in the report. https://github.com/wkentaro/labelme
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Entry, Holds, entries, fields_of, labels_of
from nblabel.formats._folder import replacing_folder
from nblabel.formats._format import DONE, IMAGES, FormatError, Write
from nblabel.formats._groups import numbered_groups
from nblabel.formats._inside import as_file_name
from nblabel.formats._label_lists import as_list
from nblabel.formats._labelme_reading import CORNERS, LISTS, files_of, read_files
from nblabel.formats._pictures_beside import PicturesBeside, picture_name
from nblabel.items.folder import ENDINGS
from nblabel.kinds.oriented import corners

_HOLDS = Holds(
    frozenset({"box", "class"}),
    angle=True,
    group=True,
    attributes=True,
    comment=True,
    flagged=True,
    bare=frozenset({"class"}),
)
_KEYS = frozenset({"shapes", "imagePath"})

_LOOKED_AT = 20
"""Files of a folder from which it is told what it is: one of them may be damaged."""


class Labelme:
    """JSON files of labelme; upright boxes to within the rounding of one addition, turned ones to a millionth."""

    name = "labelme"
    endings = ()
    media = IMAGES
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by the keys of the file, or of the first JSON files in a folder."""
        if not contents.is_folder:
            return contents.keys >= _KEYS
        looked_at = (Contents(file) for file in islice(files_of(contents.path), _LOOKED_AT))
        # Whole files are parsed for their keys: only those that may be of it.
        return any(b'"shapes"' in each.head and each.keys >= _KEYS for each in looked_at)

    def prepare(self, dataset: Dataset, path: Path, report: Report, *, images: str | None = None) -> Write:
        """Report what is lost; give what writes a folder with a file for each item: the pictures' own will do.

        ``images`` is ``"copy"`` or ``"link"``, to have the pictures beside the files, as labelme opens
        them, or None for the files alone.
        """
        if images not in {"copy", "link", None}:
            raise ValueError(f"images={images!r} is not 'copy', 'link' or None")
        if path.is_file():
            raise FormatError(f"{str(path)!r} is a file; labelme has one for each picture, so name a folder")
        files = {LISTS[field.kind]: as_list(field, report) for field in fields_of(dataset, _HOLDS)}
        pictures = PicturesBeside(dataset, images)
        for entry in entries(dataset, _HOLDS, report):
            name = as_file_name(entry.key)
            if images is not None:
                name = picture_name(dataset, entry.position, name, ENDINGS)
            if name != entry.key:
                report.left_out(f"its key {entry.key!r} becomes the file name {name!r}", item=entry.key)
            place = str(PurePosixPath(name).with_suffix(".json"))
            if place in files:
                report.lost(f"another item is written to {place!r} too", item=entry.key)
                continue
            files[place] = json.dumps(_document(dataset, entry, name, report), ensure_ascii=False, indent=2)
            pictures.add(entry.position, name)
        return lambda: replacing_folder(path, files, pictures, _reads)

    def read(self, contents: Contents, report: Report, *, images: str | PathLike[str] | None = None) -> Dataset:
        """Read a folder, or one file. ``images`` is the folder that the pictures are in, if not beside them."""
        return read_files(contents, report, images=images)


def _reads(name: PurePosixPath, file: Path) -> bool:
    if str(name) in LISTS.values():
        return True
    return name.suffix == ".json" and not name.name.startswith(".") and b'"shapes"' in Contents(file).head


def _document(dataset: Dataset, entry: Entry, name: str, report: Report) -> dict[str, Any]:
    extent = dataset.extent(entry.position)
    known = not np.isinf(extent.width)
    if not known:
        report.lost("its size is not known: the picture is not at hand", item=entry.key)
    chosen = {record["label"] for record in entry.annotations if record["kind"] == "class"}
    groups = numbered_groups(entry.annotations, first=0)
    shapes = [_shape(record, groups) for record in entry.annotations if record["kind"] == "box"]
    made: dict[str, Any] = {
        "version": "5.0.1",
        "flags": {label: label in chosen for label in labels_of(dataset, "class")},
        "shapes": shapes,
        "imagePath": PurePosixPath(name).name,
        "imageData": None,
        "imageHeight": int(extent.height) if known else None,
        "imageWidth": int(extent.width) if known else None,
    }
    return made | {say: entry.answer[say] for say in ("comment", "flagged") if entry.answer[say]}


def _shape(record: Mapping[str, Any], groups: Mapping[str, int]) -> dict[str, Any]:
    box = record["geometry"]
    attributes = dict(record["attributes"] or {})
    flags = {name: value for name, value in attributes.items() if isinstance(value, bool)}
    described = attributes.pop("description") if _is_text(attributes.get("description")) else ""
    rest = {name: value for name, value in attributes.items() if name not in flags}
    points = [(box["x"], box["y"]), (box["x"] + box["width"], box["y"] + box["height"])]
    if box["angle"]:
        points = corners(box)
    made: dict[str, Any] = {
        "label": record["label"], "points": [list(point) for point in points],
        "group_id": None if record["group"] is None else groups[record["group"]],
        "description": described, "shape_type": CORNERS[len(points)], "flags": flags, "mask": None,
    }  # fmt: skip
    more = {"attributes": rest or None, "score": record["score"]}
    return made | {name: value for name, value in more.items() if value is not None}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


FORMAT = Labelme()
