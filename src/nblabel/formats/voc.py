"""Pascal VOC: a folder with an XML file for each picture, and a list of the labels.

The specification counts pixels from 1 and names the last pixel of a box; most tools that write VOC
today count from 0 and write where the box ends. ``voc_offset`` says which: 0 (the default, as
labelImg and CVAT write) or 1 (as the devkit of 2007 to 2012 does). With both, ``xmax - xmin`` differs by
that one: pixels 1 to 10 counted from 1 are ``x=0, width=10``. Numbers are written in full: whole and half
pixels are read back exactly, others but for the last digits of a float64.

``pose, truncated, difficult`` and ``occluded`` are attributes; others that are text are written as CVAT
does, in ``<attributes>``. The file ``labels.txt`` keeps the order in which labels are declared, which the XML has no
place for. http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Entry, Holds, entries, fields_of
from nblabel.formats._folder import replacing_folder
from nblabel.formats._format import DONE, IMAGES, FormatError, Write
from nblabel.formats._inside import as_file_name
from nblabel.formats._label_lists import as_list, read_list
from nblabel.formats._passed_over import PassedOver
from nblabel.formats._pictures_beside import PicturesBeside
from nblabel.formats._values import number, short
from nblabel.formats._xml import UNFIT, parse_xml, plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HOLDS = Holds(frozenset({"box"}), attributes=True)
_FLAGS = ("truncated", "difficult", "occluded")
_LABELS = "labels.txt"
_LOOKED_AT = 20
"""Files of a folder from which it is told what it is: one of them may be damaged."""
_OF_OBJECTS = frozenset({"name", "pose", *_FLAGS, "bndbox", "attributes", "part", "polygon", "mask", "actions"})
_OF_FILES = frozenset({"folder", "filename", "path", "source", "owner", "size", "segmented", "object"})
_IMAGES = ("JPEGImages", "../JPEGImages", "images", "../images")
_ENDINGS = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp", ".gif", ".JPG", ".JPEG", ".PNG", ".TIF")


class Voc:
    """Pascal VOC; boxes are read back but for the last digits of a float64, whole pixels exactly."""

    name = "voc"
    endings = ()
    media = IMAGES
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by the root element, of the first XML files in a folder."""
        if not contents.is_folder:
            return contents.tag == "annotation" and not any(True for _ in contents.xml.iter("polygon"))
        return any(Contents(file).tag == "annotation" for file in islice(_files(contents.path), _LOOKED_AT))

    def prepare(self, dataset: Dataset, path: Path, report: Report, *, voc_offset: int = 0) -> Write:
        """Report what is lost; give what writes a folder with a file for each item: the pictures' own will do."""
        _check_offset(voc_offset)
        if path.is_file():
            raise FormatError(f"{str(path)!r} is a file; VOC is a folder of XML files, so name one")
        files: dict[str, str] = {}
        for field in fields_of(dataset, _HOLDS):
            files[_LABELS] = as_list(field, report)
        for entry in entries(dataset, _HOLDS, report):
            name = as_file_name(entry.key)
            if name != entry.key:
                report.left_out(f"its key {entry.key!r} becomes the file name {name!r}", item=entry.key)
            place = str(PurePosixPath(name).with_suffix(".xml"))
            if place in files:
                report.lost(f"another item is written to {place!r} too", item=entry.key)
                continue
            root = _document(dataset, entry, name, voc_offset, report)
            ElementTree.indent(root)
            files[place] = ElementTree.tostring(root, "unicode") + "\n"
        return lambda: replacing_folder(path, files, PicturesBeside(dataset), _reads)

    def read(
        self,
        contents: Contents,
        report: Report,
        *,
        voc_offset: int = 0,
        images: str | PathLike[str] | None = None,
    ) -> Dataset:
        """Read a folder, or one file. ``images`` is the folder that the pictures are in, if not beside them."""
        _check_offset(voc_offset)
        build = Builder(contents, report, images=images, also=_IMAGES)
        build.declare("box", read_list(contents.root / _LABELS))
        files = sorted(_files(contents.path)) if contents.is_folder else [contents.path]
        if not files:
            raise FormatError(f"the folder {str(contents.path)!r} has no XML files")
        of_files, of_objects = PassedOver("a picture", _OF_FILES), PassedOver("an object", _OF_OBJECTS)
        for file in files:
            try:
                root = parse_xml(file) if contents.is_folder else contents.xml
            except FormatError as error:
                if not contents.is_folder:
                    raise
                report.skipped(str(error))
                continue
            if root.tag != "annotation":
                report.skipped(f"{file.name!r} is no VOC file: its root is <{root.tag}>")
                continue
            _read_document(root, file, contents.root, voc_offset, build)
            of_files.note({**_parts(root), "verified": root.get("verified") == "yes"})
            for each in root.iter("object"):
                of_objects.note(_parts(each))
        of_files.say(report)
        of_objects.say(report)
        return build.finish(contents.path.name if contents.is_folder else None)


def _reads(name: PurePosixPath, file: Path) -> bool:
    return str(name) == _LABELS or (name.suffix == ".xml" and Contents(file).tag == "annotation")


def _document(dataset: Dataset, entry: Entry, name: str, offset: int, report: Report) -> Element:
    path = PurePosixPath(name)
    root = ElementTree.Element("annotation")
    _put(root, "folder", path.parent.name)
    _put(root, "filename", path.name)
    extent = dataset.extent(entry.position)
    if np.isinf(extent.width):
        report.lost("its size is not known: the picture is not at hand", item=entry.key)
    else:
        size = ElementTree.SubElement(root, "size")
        for tag, side in (("width", extent.width), ("height", extent.height), ("depth", 3)):
            _put(size, tag, f"{side:g}" if side < 1e5 else str(int(side)))  # noqa: PLR2004  (%g rounds beyond)
    _put(root, "segmented", "0")
    for record in entry.annotations:
        root.append(_object(record, offset, report, entry))
    return root


def _object(record: Mapping[str, Any], offset: int, report: Report, entry: Entry) -> Element:
    made = ElementTree.Element("object")
    where: dict[str, Any] = {"item": entry.key, "annotation": record["id"], "field": record["field"]}
    label = _sound(record["label"])
    if label != record["label"]:
        report.lost(f"its label {record['label']!r} becomes {label!r}", **where)
    _put(made, "name", label)
    attributes = dict(record["attributes"] or {})
    pose = attributes.pop("pose", None) if isinstance(attributes.get("pose"), str) else None
    _put(made, "pose", _sound(pose) if pose else "Unspecified")
    for flag in _FLAGS:
        raised = attributes.get(flag) is True
        if raised:
            del attributes[flag]
        if raised or flag != "occluded":
            _put(made, flag, str(int(raised)))
    box = record["geometry"]
    corners = ElementTree.SubElement(made, "bndbox")
    for tag, value in (
        ("xmin", box["x"] + offset),
        ("ymin", box["y"] + offset),
        ("xmax", box["x"] + box["width"]),
        ("ymax", box["y"] + box["height"]),
    ):
        _put(corners, tag, plain(value))
    if attributes:
        _put_attributes(made, attributes, report, where)
    return made


def _put_attributes(made: Element, attributes: Mapping[str, Any], report: Report, where: Mapping[str, Any]) -> None:
    own = ElementTree.SubElement(made, "attributes")
    for name, value in attributes.items():
        text = value if isinstance(value, str) else str(value)
        if not isinstance(value, str) or _sound(text) != text or _sound(name) != name:
            report.lost(f"attribute {name!r} becomes the text {_sound(text)!r}", **where)
        each = ElementTree.SubElement(own, "attribute")
        _put(each, "name", _sound(name))
        _put(each, "value", _sound(text))


def _read_document(root: Element, file: Path, folder: Path, offset: int, build: Builder) -> None:
    said = root.findtext("filename") or ""
    name = (said.strip() if "\n" in said or not said.strip() else said).replace("\\", "/").rsplit("/", 1)[-1]
    parent = file.parent.relative_to(folder).as_posix()
    prefix = "" if parent in {".", "Annotations"} else f"{parent.removeprefix('Annotations/')}/"
    found, why = _picture(build, prefix, name, file.stem)
    width, height = number(root.findtext("size/width")), number(root.findtext("size/height"))
    item = build.image(found, size=None if width is None or height is None else (width, height))
    if item is None:
        return
    if why:
        build.report.repaired(why, item=build.key(item))
    for place, each in enumerate(root.iter("object"), 1):
        _read_object(each, place, item, offset, build)


def _picture(build: Builder, prefix: str, name: str, stem: str) -> tuple[str, str | None]:
    """Give the picture that is meant: the one named, else one called as the XML file is."""
    if name and build.at_hand(prefix + name):
        return prefix + name, None
    for ending in _ENDINGS:
        if build.at_hand(f"{prefix}{stem}{ending}"):
            said = f"it is called {name!r} in the file" if name else "the file names no picture"
            return f"{prefix}{stem}{ending}", f"{said}; taken is the picture named like the file"
    return prefix + (name or f"{stem}.jpg"), None if name else "the file names no picture; its own name stands for it"


def _read_object(each: Element, place: int, item: str, offset: int, build: Builder) -> None:
    where: dict[str, Any] = {"item": build.key(item), "field": "box"}
    corners = [each.findtext(f"bndbox/{tag}") for tag in ("xmin", "ymin", "xmax", "ymax")]
    read = [number(corner.strip()) if corner else None for corner in corners]
    left, top, right, bottom = read
    if left is None or top is None or right is None or bottom is None:
        build.report.skipped(f"object {place} has the corners {short(corners)}", **where)
        return
    left, top = left - offset, top - offset
    if right < left or bottom < top:
        build.report.repaired(f"object {place} has its corners swapped", **where)
        left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    label = (each.findtext("name") or "").strip()
    if label:
        build.declare("box", [label])
    shape = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    made = build.annotate(item, "box", label or None, shape, attributes=_attributes(each) or None)
    where["annotation"] = made
    parts = [part.findtext("name") or "?" for part in each.findall("part")]
    if parts:
        build.report.skipped(f"its parts {parts} are not held", **where)
    for tag in ("polygon", "mask", "actions"):
        if each.find(tag) is not None:
            build.report.skipped(f"<{tag}> is not held yet, the box is", **where)


def _parts(each: Element) -> dict[str, bool]:
    """Give the parts of an element, and whether there is anything in them."""
    return {part.tag: bool(len(part) or (part.text or "").strip() not in {"", "0"}) for part in each}


def _attributes(each: Element) -> dict[str, Any]:
    made: dict[str, Any] = {}
    pose = (each.findtext("pose") or "").strip()
    if pose and pose != "Unspecified":
        made["pose"] = pose
    for flag in _FLAGS:
        if number((each.findtext(flag) or "").strip()):
            made[flag] = True
    for own in each.findall("attributes/attribute"):
        name = own.findtext("name")
        if name:
            made[name] = own.findtext("value") or ""
    return made


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*.xml") if file.is_file())


def _check_offset(offset: object) -> None:
    if offset not in {0, 1}:
        raise ValueError(f"voc_offset={offset!r} is not 0 (pixels counted from 0) or 1 (as the specification counts)")


def _sound(text: str) -> str:
    """Give text that is read back as it is written."""
    return " ".join(UNFIT.sub(" ", text).split()) if text != text.strip() or UNFIT.search(text) else _one_line(text)


def _one_line(text: str) -> str:
    return " ".join(text.splitlines()) if len(text.splitlines()) > 1 else text


def _put(parent: Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text


FORMAT = Voc()
