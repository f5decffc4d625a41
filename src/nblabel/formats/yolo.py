"""YOLO as Ultralytics keeps it: ``data.yaml``, and for each picture a text file of one line per box.

A line is ``class x_centre y_centre width height`` in shares of the upright picture, with twelve
digits: read back, a box is where it was to within 1e-6 of a pixel. With ``task="obb"`` it is ``class`` and four
corners, and rotated boxes are held. Reading takes outlines and poses too: the box is kept, the rest reported.
Classes are numbered from 0 in the order in which labels are declared; read, the numbers may be any.

An empty file is a picture with nothing on it; one without a file is read as ``todo``. As training does, a label file
is looked for, and written, where the last ``images`` in its picture's path is ``labels``.
https://docs.ultralytics.com/datasets/detect/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import yaml

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Entry, Holds, entries, labels_of
from nblabel.formats._folder import replacing_folder
from nblabel.formats._format import DONE, IMAGES, FormatError, Write
from nblabel.formats._inside import as_file_name
from nblabel.formats._pictures_beside import PicturesBeside, picture_name
from nblabel.formats._yolo_reading import ENDINGS, labels_path, read_folder
from nblabel.items.keys import to_wire
from nblabel.kinds.oriented import corners

SPLITS = ("train", "val", "test")
_TASKS = ("detect", "obb")
_ROUNDING = 1e-9
_TRAINED = frozenset(
    {".avif", ".bmp", ".dng", ".heic", ".heif", ".jp2", ".jpeg", ".jpg", ".mpo", ".png", ".tif", ".tiff", ".webp"}
)
"""How pictures that Ultralytics trains with end."""


class Yolo:
    """YOLO's folders; boxes are read back to within 1e-6 of a pixel."""

    name = "yolo"
    endings = ()
    media = IMAGES
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by ``data.yaml`` (or another YAML file that has ``names``), or a folder of labels with its classes."""
        if contents.is_folder:
            yamls = any(name.lower().endswith((".yaml", ".yml")) for name in contents.names)
            return "data.yaml" in contents.names or (
                "labels" in contents.names and (yamls or "classes.txt" in contents.names)
            )
        return contents.path.suffix.lower() in {".yaml", ".yml"} and b"names" in contents.head

    def prepare(
        self,
        dataset: Dataset,
        path: Path,
        report: Report,
        *,
        images: str | None = None,
        task: str = "detect",
    ) -> Write:
        """Report what is lost; give what writes the folder.

        ``images`` is ``"copy"`` or ``"link"``, to have the pictures beside the labels, as training
        needs them, or None for the labels alone. A column ``split`` of ``train``, ``val`` and
        ``test`` says which folder an item goes to; without one all go to ``train``, which then
        stands in for ``val``.
        """
        if images not in {"copy", "link", None}:
            raise ValueError(f"images={images!r} is not 'copy', 'link' or None")
        if task not in _TASKS:
            raise ValueError(f"task={task!r} is not one of {list(_TASKS)}: other tasks are read, not written")
        if path.is_file():
            raise FormatError(f"{str(path)!r} is a file; YOLO is a folder, so name one")
        labels = labels_of(dataset, "box")
        numbered = {label: number for number, label in enumerate(labels)}
        splits = _splits(dataset)
        files: dict[str, str] = {}
        pictures = PicturesBeside(dataset, images)
        for entry in entries(dataset, Holds(frozenset({"box"}), angle=task == "obb"), report):
            name, split = _file_name(dataset, entry), splits.get(to_wire(entry.key), "train")
            if name != entry.key:
                report.left_out(f"its key {entry.key!r} becomes the file name {name!r}", item=entry.key)
            picture = f"images/{split}/{name}"
            # Where training looks for it: for a key that has a folder `images` of its own, that one counts.
            place = str(PurePosixPath(labels_path(picture)).with_suffix(".txt"))
            if place in files:
                report.lost(f"another item is written to {place!r} too", item=entry.key)
                continue
            if PurePosixPath(name).suffix.lower() not in _TRAINED:
                why = f"training passes over pictures that end in {PurePosixPath(name).suffix!r}; make it a .png first"
                report.left_out(why, item=entry.key)
            extent = dataset.extent(entry.position)
            if np.isinf(extent.width):
                report.lost(
                    "its size is not known (the picture is not at hand), and places are shares of it", item=entry.key
                )
                continue
            shares = _corners if task == "obb" else _centre
            lines: list[str] = []
            for each in entry.annotations:
                values = shares(each["geometry"], extent.width, extent.height)
                if min(values) < -_ROUNDING or max(values) > 1 + _ROUNDING:
                    why = "it reaches out of the picture; written so, training passes over all of its boxes"
                    report.lost(why, item=entry.key, annotation=each["id"], field=each["field"])
                lines.append(f"{numbered[each['label']]} {_written(values)}\n")
            files[place] = "".join(lines)
            pictures.add(entry.position, picture)
        caches = {(path / place).parent.with_suffix(".cache") for place in files}
        files["data.yaml"] = _yaml(numbered, {*splits.values()} or {"train"})

        def write() -> None:
            replacing_folder(path, files, pictures, _reads)
            # Older trainers tell by the size of the label files whether theirs is stale, and a new class keeps that.
            for cache in caches:
                cache.unlink(missing_ok=True)

        return write

    def read(
        self,
        contents: Contents,
        report: Report,
        *,
        images: str | PathLike[str] | None = None,
        labels: str = "labels",
    ) -> Dataset:
        """Read a folder, or its ``data.yaml``.

        ``images`` is the folder that the pictures are in, if not beside the labels; ``labels`` what the
        folder of label files is called.
        """
        return read_folder(contents, report, images=images, labels=labels)


def _reads(name: PurePosixPath, _file: Path) -> bool:
    if len(name.parts) == 1:
        return name.suffix.lower() in {".yaml", ".yml", ".txt"}
    return name.parts[0] in {"images", "labels"} and name.suffix.lower() in {".txt", *ENDINGS}


def _splits(dataset: Dataset) -> Mapping[str, str]:
    """Give the split of each item, by typed key; none where there is no such column."""
    rows = dataset.rows
    if rows is None or "split" not in rows.columns:
        return {}
    said = {to_wire(key): split for key, split in zip(dataset.keys.tolist(), rows["split"].tolist(), strict=True)}
    for wire, split in said.items():
        if split not in SPLITS:
            raise ValueError(
                f"item {wire[2:]!r} has split={split!r}; YOLO has 'train', 'val' and 'test', as "
                "dataset.split({'train': .8, 'val': .2}) gives them"
            )
    return said


def _file_name(dataset: Dataset, entry: Entry) -> str:
    return picture_name(dataset, entry.position, as_file_name(entry.key), ENDINGS)


def _centre(box: Mapping[str, float], width: float, height: float) -> list[float]:
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return [across / width, down / height, box["width"] / width, box["height"] / height]


def _corners(box: Mapping[str, float], width: float, height: float) -> list[float]:
    return [share for x, y in corners(box) for share in (x / width, y / height)]


def _written(values: Sequence[float]) -> str:
    # Training drops a picture with a share below 0, be it by rounding.
    return " ".join(f"{0.0 if -_ROUNDING <= value < 0 else value:.12f}".rstrip("0").rstrip(".") for value in values)


def _yaml(numbered: Mapping[str, int], splits: set[str]) -> str:
    """Write ``data.yaml``. It has no ``path``: the folder it lies in is meant then, wherever that is moved."""
    content: dict[str, Any] = {split: f"images/{split}" for split in SPLITS if split in splits}
    said = ""
    for needed, other in (("train", "val"), ("val", "train")):
        if needed not in content:
            content[needed] = content[other if other in content else "test"]
            said += f"# No item is in {needed!r}: {content[needed]!r} stands in for it.\n"
    content["names"] = {number: label for label, number in numbered.items()}
    return said + str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000))


FORMAT = Yolo()
