"""CVAT for images 1.1: one XML file of images with their shapes and tags.

A ``<box>`` has its corners in pixels, and ``rotation`` in degrees clockwise about its centre, which
is our own convention. Numbers are written in full, while CVAT itself rounds to two digits; a corner
is ``x + width``, so that sizes are read back to within the rounding of one addition. A ``<tag>`` is a
class of the picture; the field takes several if a picture has several. Labels keep their order and
colours in ``<meta>``; a column ``split`` is CVAT's ``subset``; ``occluded`` is an attribute, and the
others are text. Angles are written from 0 to 360.

Groups are whole numbers there, so other names of groups become some. Polygons, points, skeletons,
masks and the rest are not held yet; reading says so in the report.
https://docs.cvat.ai/docs/other/xml_format
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np

from nblabel.dataset import Dataset
from nblabel.dataset.columns import is_missing
from nblabel.dataset.counted import counted
from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Entry, Holds, entries, labels_of
from nblabel.formats._format import DONE, IMAGES, FormatError, Write
from nblabel.formats._groups import numbered_groups
from nblabel.formats._passed_over import PassedOver
from nblabel.formats._pictures import name_for
from nblabel.formats._replacing import write_files
from nblabel.formats._values import number, short
from nblabel.formats._xml import UNFIT, plain
from nblabel.labels import Label

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HOLDS = Holds(frozenset({"box", "class"}), angle=True, group=True, attributes=True)
_TYPES = {"box": "rectangle", "class": "tag"}
_OF_BOXES = frozenset({"", "any", "rectangle", "bbox"})
"""Types of a label that boxes may have; CVAT 1 gave none."""

_OCCLUDED = "occluded"
_CORNERS = ("xtl", "ytl", "xbr", "ybr")
_OF_IMAGES = frozenset({"id", "name", "width", "height", "subset", "task_id"})
_OF_SHAPES = frozenset({"label", "source", "group_id", "rotation", _OCCLUDED, *_CORNERS})
_COLORS = (4, 7)
"""Lengths of ``#rgb`` and ``#rrggbb``."""


class Cvat:
    """CVAT for images 1.1; places are read back exactly, sizes to within the rounding of one addition."""

    name = "cvat"
    endings = (".xml",)
    media = IMAGES
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by the root element, or by the name that CVAT gives the file in what it exports."""
        return contents.tag == "annotations" or "annotations.xml" in contents.names

    def prepare(self, dataset: Dataset, path: Path, report: Report) -> Write:
        """Report what is lost; give what writes the file."""
        root = ElementTree.Element("annotations")
        _put(root, "version", "1.1")
        task = ElementTree.SubElement(ElementTree.SubElement(root, "meta"), "task")
        for tag, text in (("name", dataset.name), ("size", str(len(dataset))), ("mode", "annotation")):
            _put(task, tag, _sound(text))
        _put_labels(task, dataset, report)
        subsets = _subsets(dataset)
        for place, entry in enumerate(entries(dataset, _HOLDS, report)):
            root.append(_image(dataset, entry, place, subsets, report))
        ElementTree.indent(root)
        text = ElementTree.tostring(root, "unicode")
        return lambda: write_files({path: f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'})

    def read(self, contents: Contents, report: Report, *, images: str | PathLike[str] | None = None) -> Dataset:
        """Read the file, or a folder with ``annotations.xml``. ``images`` is where its pictures are, if not there."""
        file = Contents(contents.path / "annotations.xml") if contents.is_folder else contents
        root = file.xml
        if root.tag != "annotations":
            raise FormatError(f"{file.path.name!r} is no CVAT file: its root is <{root.tag}>, not <annotations>")
        found, tracks = root.findall("image"), len(root.findall("track"))
        if tracks and not found:
            raise FormatError(
                f"{file.path.name!r} is CVAT for video ({counted(tracks, 'track')}); "
                "export the task as 'CVAT for images 1.1'"
            )
        if tracks:
            report.skipped(f"{counted(tracks, 'track')}; tracks are of videos, which are not held")
        build = Builder(file, report, images=images)
        _declare(root, found, build)
        of_images, of_shapes = PassedOver("an image", _OF_IMAGES), PassedOver("a shape", _OF_SHAPES)
        for each in found:
            of_images.note(_filled(each))
            for shape in (*each.iterfind("box"), *each.iterfind("tag")):
                of_shapes.note(_filled(shape))
            _read_image(each, build)
        of_images.say(report)
        of_shapes.say(report)
        return build.finish(contents.path.name if contents.is_folder else None)


# Writing -----------------------------------------------------------------------------------------------


def _put_labels(task: Element, dataset: Dataset, report: Report) -> None:
    labels = ElementTree.SubElement(task, "labels")
    colors = {
        (each.kind, label.name): label.color for each in dataset.fields for label in (*each.labels, *each.retired)
    }
    for kind, type_ in _TYPES.items():
        for name in labels_of(dataset, kind):
            label = ElementTree.SubElement(labels, "label")
            _put(label, "name", _said(name, f"label {name!r}", report, {"field": kind}))
            _put(label, "color", colors[kind, name] or "#000000")
            _put(label, "type", type_)
            ElementTree.SubElement(label, "attributes")


def _image(dataset: Dataset, entry: Entry, id_: int, subsets: Mapping[int, str], report: Report) -> Element:
    where: dict[str, Any] = {"item": entry.key}
    made = ElementTree.Element("image", id=str(id_), name=_said(name_for(entry.key, report), "its key", report, where))
    if entry.position in subsets:
        made.set("subset", _said(subsets[entry.position], "its split", report, where))
    extent = dataset.extent(entry.position)
    if np.isinf(extent.width):
        report.lost("its size is not known: the picture is not at hand", **where)
    else:
        made.set("width", str(int(extent.width)))
        made.set("height", str(int(extent.height)))
    groups = numbered_groups(entry.annotations, first=1)
    for record in entry.annotations:
        made.append(_shape(record, groups, report, {**where, "annotation": record["id"], "field": record["field"]}))
    return made


def _shape(record: Mapping[str, Any], groups: Mapping[str, int], report: Report, where: dict[str, Any]) -> Element:
    attributes = dict(record["attributes"] or {})
    made = ElementTree.Element("box" if record["kind"] == "box" else "tag")
    made.set("label", _said(record["label"], "its label", report, where))
    made.set("source", "manual")
    if record["kind"] == "box":
        occluded = attributes.get(_OCCLUDED) is True
        if occluded:
            del attributes[_OCCLUDED]
        box = record["geometry"]
        corners = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
        made.set(_OCCLUDED, str(int(occluded)))
        for name, value in zip(_CORNERS, corners, strict=True):
            made.set(name, plain(value))
        if box["angle"]:
            made.set("rotation", plain(box["angle"] % 360))  # CVAT refuses what is below 0
        made.set("z_order", "0")
    if record["group"] is not None:
        made.set("group_id", str(groups[record["group"]]))
    for name, value in attributes.items():
        if not isinstance(value, str) or not name:
            report.lost(f"attribute {name!r} becomes the text {str(value)!r}", **where)
        each = ElementTree.SubElement(made, "attribute", name=_said(name, f"attribute {name!r}", report, where))
        each.text = _said(str(value), f"attribute {name!r}", report, where)
    return made


def _subsets(dataset: Dataset) -> dict[int, str]:
    rows = dataset.rows
    if rows is None or "split" not in rows.columns:
        return {}
    return {place: str(value) for place, value in enumerate(rows["split"].tolist()) if not is_missing(value)}


def _sound(text: str) -> str:
    """Give text that XML can hold; a bare carriage return would be read back as a new line."""
    return UNFIT.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")


def _said(text: str, what: str, report: Report, where: Mapping[str, Any]) -> str:
    sound = _sound(text)
    if sound != text:
        report.lost(f"{what} has characters that XML cannot hold, and becomes {sound!r}", **where)
    return sound


# Reading -----------------------------------------------------------------------------------------------


def _declare(root: Element, images: list[Element], build: Builder) -> None:
    """Declare the fields with their labels, those of ``any`` sort where they may stand."""
    said = [
        (name, (each.findtext("type") or "").strip(), each.findtext("color") or "")
        for each in root.findall("meta//labels/label")
        if (name := each.findtext("name") or "").strip() and each.find("parent") is None
    ]
    tags = [[tag.get("label") for tag in image.findall("tag")] for image in images]
    has_tags = any(tags) or any(type_ == "tag" for _, type_, _ in said)
    boxes = {name: color for name, type_, color in said if type_ in _OF_BOXES}
    if boxes or not has_tags or any(image.find("box") is not None for image in images):
        build.declare("box", [_label(name, color) for name, color in boxes.items()])
    if has_tags:
        used = {name for each in tags for name in each}
        of_tags = {name: color for name, type_, color in said if type_ == "tag" or (type_ == "any" and name in used)}
        several = any(len(set(each)) > 1 for each in tags)
        build.declare("class", [_label(name, color) for name, color in of_tags.items()], multiple=several)
    for name, type_, _ in said:
        if type_ not in {*_OF_BOXES, "tag"}:
            build.report.skipped(f"label {name!r} is of the type {type_!r}, which is not held yet")


def _label(name: str, color: str) -> Label:
    try:
        return Label(name, color if len(color) in _COLORS else None)
    except ValueError:
        return Label(name)


def _read_image(image: Element, build: Builder) -> None:
    name = image.get("name", "")
    if not name.strip():
        build.report.skipped(f"image {short(image.get('id'))} has no name")
        return
    width, height = number(image.get("width")), number(image.get("height"))
    subset = image.get("subset", "default")
    item = build.image(
        name,
        size=None if width is None or height is None else (width, height),
        row={} if subset == "default" else {"split": subset},
    )
    if item is None:
        return
    others: Counter[str] = Counter()
    for each in image:
        if each.tag == "tag":
            build.annotate(item, "class", each.get("label", ""), None, **_about(each))
        elif each.tag == "box":
            _read_box(each, item, build)
        else:
            count = sum(part.get("points", "").count(";") + ("points" in part.attrib) for part in each.iter())
            size = f" of {count} points" if count else ""
            others[f"a <{each.tag}>{size}; such shapes are not held yet"] += 1
    for why, count in others.items():
        build.report.skipped(why if count == 1 else f"{count} times {why}", item=build.key(item))


def _filled(each: Element) -> dict[str, bool]:
    """Give what is said of an element, and whether it says anything."""
    return {name: value not in {"", "0"} for name, value in each.attrib.items()}


def _read_box(each: Element, item: str, build: Builder) -> None:
    corners = [each.get(name) for name in _CORNERS]
    left, top, right, bottom = (number(corner) for corner in corners)
    angle = number(each.get("rotation", "0"))
    where: dict[str, Any] = {"item": build.key(item), "field": "box"}
    if left is None or top is None or right is None or bottom is None or angle is None:
        said = f"a box has the corners {short(corners)}"
        build.report.skipped(said if angle is not None else f"a box is turned by {each.get('rotation')!r}", **where)
        return
    if right < left or bottom < top:
        build.report.repaired(f"a box has its corners swapped: {short(corners)}", **where)
        left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    shape = {"x": left, "y": top, "width": right - left, "height": bottom - top, "angle": angle}
    build.annotate(item, "box", each.get("label"), shape, **_about(each))


def _about(each: Element) -> dict[str, Any]:
    """Give the group and the attributes of a shape."""
    attributes: dict[str, Any] = {
        own.get("name", ""): own.text or "" for own in each.findall("attribute") if own.get("name")
    }
    if each.get(_OCCLUDED) == "1":
        attributes[_OCCLUDED] = True
    group = each.get("group_id")
    return {"attributes": attributes or None, "group": group if group not in {None, "", "0"} else None}


def _put(parent: Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text


FORMAT = Cvat()
