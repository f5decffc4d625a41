"""Reading labelme's files: what stands in each, checked, with a report of what is no box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._contents import Contents
from nblabel.formats._format import FormatError
from nblabel.formats._label_lists import NO_LABELS, read_list
from nblabel.formats._passed_over import PassedOver
from nblabel.formats._values import dicts, number, numbers, short
from nblabel.kinds.oriented import box_of

LISTS = {"box": "labels.txt", "class": "flags.txt"}
"""Files that keep the order of labels, by kind."""

CORNERS = {2: "rectangle", 4: "oriented_rectangle"}
"""What a box is called by its number of corners."""

_OF_SHAPES = frozenset(
    {"label", "points", "group_id", "shape_type", "flags", "description", "mask", "attributes", "score"}
    | {"line_color", "fill_color", "direction"}  # the last follows from the corners
)
_OF_FILES = frozenset(
    {"version", "flags", "shapes", "imagePath", "imageData", "imageHeight", "imageWidth", "comment", "flagged"}
    | {"lineColor", "fillColor"}
)
_BOXES = frozenset({*CORNERS.values(), "rotation"})  # the last is what a fork calls a turned one


def read_files(contents: Contents, report: Report, *, images: str | PathLike[str] | None) -> Dataset:
    """Read a folder, or one file; raises `FormatError` if there is none of labelme."""
    files = sorted(files_of(contents.path)) if contents.is_folder else [contents.path]
    documents = list(_documents(files, contents, report))
    if not documents:
        raise FormatError(f"the folder {str(contents.path)!r} has no JSON file of labelme")
    build = Builder(contents, report, images=images, also=("images", "../images"))
    listed = {kind: read_list(contents.root / name) for kind, name in LISTS.items()}
    # A file without a list declares what stands in it, so nothing is amiss.
    shapes = [shape for _, document in documents for shape in document["shapes"] if _is_box(shape)]
    flags = [_flags(document) for _, document in documents]
    has_flags = bool(listed["class"]) or any(flags)
    if listed["box"] or shapes or not has_flags:
        build.declare("box", listed["box"] or [label for shape in shapes if (label := _label(shape)) is not None])
    if has_flags:
        several = any(sum(each.values()) > 1 for each in flags)
        build.declare("class", dict.fromkeys([*listed["class"], *(name for each in flags for name in each)]),
                      multiple=several)  # fmt: skip
    of_files, of_shapes = PassedOver("a picture", _OF_FILES), PassedOver("a shape", _OF_SHAPES)
    for file, document in documents:
        of_files.note(document)
        for shape in filter(_is_box, document["shapes"]):
            of_shapes.note(shape)
        _read_document(document, file, contents.root, build)
    of_files.say(report)
    of_shapes.say(report)
    return build.finish(contents.path.name if contents.is_folder else None)


def _documents(files: list[Path], contents: Contents, report: Report) -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in files:
        try:
            one = Contents(file) if contents.is_folder else contents
            document = one.json
            if one is not contents:
                contents.mended += one.mended
            _check(document, file)
            # A whole picture may stand in it; thousands of them would not fit in memory.
            document["imageData"] = bool(document.get("imageData"))
        except FormatError as error:
            if not contents.is_folder:
                raise
            report.skipped(str(error))
            continue
        yield file, document


def _check(document: object, file: Path) -> None:
    if not isinstance(document, dict) or dicts(document.get("shapes")) is None:
        raise FormatError(f"{file.name!r} is no labelme file: it has no list of 'shapes'")


def _read_document(document: Mapping[str, Any], file: Path, root: Path, build: Builder) -> None:
    said = document.get("imagePath")
    named = _is_text(said) and bool(str(said).strip())
    name = str(said).replace("\\", "/") if named else f"{file.stem}.jpg"
    parent = file.parent.relative_to(root).as_posix()
    prefixed = name if parent == "." or name.startswith("/") else f"{parent}/{name}"
    width, height = number(document.get("imageWidth")), number(document.get("imageHeight"))
    answer: dict[str, object] = {}
    if isinstance(document.get("comment"), str):
        answer["comment"] = document["comment"]
    if document.get("flagged") is True:
        answer["flagged"] = True
    size = None if width is None or height is None else (width, height)
    item = build.image(prefixed, size=size, answer=answer)
    if item is None:
        return
    where: dict[str, Any] = {"item": build.key(item)}
    if not named:
        build.report.repaired("the file names no picture; its own name stands for it", **where)
    if document["imageData"] and not build.at_hand(prefixed):
        build.report.skipped("the picture is inside the file only, and is not read from there", **where)
    for label, chosen in _flags(document).items():
        if chosen:
            build.annotate(item, "class", label)
    others: Counter[str] = Counter()
    for place, shape in enumerate(document["shapes"], 1):
        if _is_box(shape):
            _read_box(shape, place, item, build)
        else:
            points = shape.get("points")
            count = len(points) if isinstance(points, list) else 0
            what = f"a shape {short(shape.get('shape_type', 'polygon'))} of {count} points"
            others[f"{what}; such shapes are not held yet"] += 1
    for why, times in others.items():
        build.report.skipped(why if times == 1 else f"{times} times {why}", **where)


def _read_box(shape: Mapping[str, Any], place: int, item: str, build: Builder) -> None:
    where: dict[str, Any] = {"item": build.key(item), "field": "box"}
    given = shape.get("points")
    read = [numbers(point, 2) for point in given] if isinstance(given, list) else []
    points = [(point[0], point[1]) for point in read if point is not None]
    if len(points) != len(read) or len(points) not in CORNERS:
        build.report.skipped(f"shape {place} has the points {short(given)}", **where)
        return
    across, down = [x for x, _ in points], [y for _, y in points]
    box = {"x": min(across), "y": min(down), "width": max(across) - min(across), "height": max(down) - min(down)}
    if shape.get("shape_type") != "rectangle":
        found = box_of(points) if CORNERS[len(points)] != "rectangle" else None
        if found is None:
            why = f"the corners of shape {place} are not those of a rectangle; it is their upright bounds"
            build.report.repaired(why, **where)
        else:
            box = {name: round(value, 6) for name, value in {**found, "angle": found["angle"] % 360}.items()}
    group = shape.get("group_id")
    build.annotate(
        item,
        "box",
        _label(shape),
        box,
        group=str(group) if group != "" and isinstance(group, int | str) and not isinstance(group, bool) else None,
        attributes=_attributes(shape) or None,
        score=number(shape.get("score")),
    )


def _is_box(shape: Mapping[str, Any]) -> bool:
    return isinstance(shape.get("shape_type"), str) and shape["shape_type"] in _BOXES


def _label(shape: Mapping[str, Any]) -> str | None:
    label = shape.get("label")
    return label if isinstance(label, str) and label.strip() else None


def _attributes(shape: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in ("flags", "attributes"):
        if isinstance(shape.get(name), dict):
            made |= shape[name]
    if _is_text(shape.get("description")):
        made["description"] = shape["description"]
    return made


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _flags(document: Mapping[str, Any]) -> dict[str, bool]:
    """Give the flags of a picture, each set or not."""
    flags = document.get("flags")
    if not isinstance(flags, dict):
        return {}
    return {name: bool(value) for name, value in flags.items() if name.strip() and (value or name not in NO_LABELS)}


def files_of(folder: Path) -> Iterator[Path]:
    """Give the JSON files of a folder."""
    return (file for file in folder.rglob("*.json") if file.is_file() and not file.name.startswith("."))
