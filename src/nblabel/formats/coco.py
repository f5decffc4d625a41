"""COCO's object instances: one JSON file of images, categories and annotations.

``bbox`` is ``[x, y, width, height]`` in pixels from the top-left corner, which is our own
convention; numbers are written in full, so they are read back exactly. Categories stand in the
order in which labels are declared, with ids from 1; read, their ids may be any.

Besides COCO's own keys these are read and written, which other readers pass over: ``attributes`` (as
CVAT has them), ``score`` and ``group`` of an annotation, ``comment``, ``flagged`` and the user's own
columns of an image. Polygons, masks and keypoints are not held yet: reading gives the box, and says
so in the report where that is not all there was. Other keys of an annotation or a category are not read, and
counted in the report; ``info`` and ``licenses`` are about the file, and left there.
https://cocodataset.org/#format-data
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from nblabel.dataset import Dataset
from nblabel.dataset.counted import counted
from nblabel.dataset.reporting import Report
from nblabel.formats import _rle
from nblabel.formats._building import NO_NAME, Builder
from nblabel.formats._columns import own_columns
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Entry, Holds, entries, labels_of
from nblabel.formats._format import DONE, IMAGES, FormatError, Write
from nblabel.formats._passed_over import PassedOver
from nblabel.formats._pictures import name_for
from nblabel.formats._replacing import write_files
from nblabel.formats._values import dicts, number, numbers, short, used_up
from nblabel.labels import Label

_HOLDS = Holds(frozenset({"box"}), group=True, attributes=True, comment=True, flagged=True, columns=True)
_OF_IMAGES = ("id", "file_name", "width", "height", "comment", "flagged")
_ID = (int, str)
_json = json.JSONEncoder(ensure_ascii=False).encode
_BESIDE = frozenset({"attributes", "group", "score"})
_OF_ANNOTATIONS = _BESIDE | {
    "id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation", "keypoints", "num_keypoints",
}  # fmt: skip
_OF_THE_FILE = frozenset({"info", "licenses", "images", "categories", "annotations", "type"})
_OF_RESULTS = frozenset({"image_id", "category_id", "bbox"})
_CORNERS = 8
"""Numbers in the polygon of a rectangle."""


class Coco:
    """COCO instances; boxes are read back exactly."""

    name = "coco"
    endings = (".json",)
    media = IMAGES
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by the keys of the JSON object."""
        keys = contents.keys
        return {"images", "annotations"} <= keys or {"images", "categories"} <= keys or keys >= _OF_RESULTS

    def prepare(self, dataset: Dataset, path: Path, report: Report) -> Write:
        """Report what is lost; give what writes the file."""
        labels = labels_of(dataset, "box")
        numbered = {label: number for number, label in enumerate(labels, 1)}
        images: list[dict[str, Any]] = []
        annotations: list[str] = []
        columns = own_columns(dataset, _OF_IMAGES, report)
        for place, entry in enumerate(entries(dataset, _HOLDS, report), 1):
            own = {name: plain[entry.position] for name, plain in columns.items() if plain[entry.position] is not None}
            images.append({**_image(dataset, entry, place, report), **own})
            for record in entry.annotations:
                annotations.append(_line(record, len(annotations) + 1, place, numbered))
        content = {
            "info": {"description": dataset.name, "version": "1.0", "contributor": dataset.annotator},
            "licenses": [],
            "images": images,
            "categories": [{"id": id_, "name": label, "supercategory": ""} for label, id_ in numbered.items()],
        }
        return lambda: write_files({path: f'{_json(content)[:-1]}, "annotations": [{", ".join(annotations)}]}}'})

    def read(self, contents: Contents, report: Report, *, images: str | PathLike[str] | None = None) -> Dataset:
        """Read the file. ``images`` is the folder that its pictures are in, if not beside it."""
        content = contents.take_json()
        if _are_results(content):
            raise FormatError(
                f"{contents.path.name!r} is a list of COCO's results, which names neither pictures nor categories; "
                "read the file of annotations that goes with it, and hand the results to labeler.suggest() as a frame"
            )
        if not isinstance(content, dict):
            raise FormatError(f"{contents.path.name!r} is no COCO file: it is no JSON object")
        parts = {name: dicts(content.get(name, [])) for name in ("images", "categories", "annotations")}
        for name, part in parts.items():
            if part is None:
                raise FormatError(f"{contents.path.name!r} is no COCO file: {name!r} is no list of objects")
        build = Builder(contents, report, images=images, also=("images", "../images", "data"))
        whole = PassedOver("the file", _OF_THE_FILE)
        whole.note(content)
        whole.say(report)
        labels = _labels(parts["categories"] or [], report)
        build.declare("box", [Label(name) for name in dict.fromkeys(labels.values())])
        items = _items(parts["images"] or [], build)
        passed = PassedOver("an annotation", _OF_ANNOTATIONS)
        for each in used_up(parts["annotations"] or []):
            passed.note(each)
            _read_annotation(each, items, labels, build)
        passed.say(report)
        return build.finish()


def _are_results(content: object) -> bool:
    first = content[0] if isinstance(content, list) and content else None
    return isinstance(first, dict) and first.keys() >= _OF_RESULTS


def _image(dataset: Dataset, entry: Entry, id_: int, report: Report) -> dict[str, Any]:
    made: dict[str, Any] = {"id": id_, "file_name": name_for(entry.key, report)}
    extent = dataset.extent(entry.position)
    if np.isinf(extent.width):
        report.lost("its size is not known: the picture is not at hand", item=entry.key)
    else:
        made |= {"width": int(extent.width), "height": int(extent.height)}
    if entry.answer["comment"]:
        made["comment"] = entry.answer["comment"]
    if entry.answer["flagged"]:
        made["flagged"] = True
    return made


def _line(record: Mapping[str, Any], id_: int, image: int, numbered: Mapping[str, int]) -> str:
    """Write an annotation as JSON; most say no more than a box, and are written without a detour."""
    box = record["geometry"]
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    area, category = width * height, numbered[record["label"]]
    is_box = record["attributes"] is None and record["score"] is None and record["group"] is None
    if is_box and type(x) is type(y) is type(width) is type(height) is float and area < math.inf:
        return (
            f'{{"id": {id_}, "image_id": {image}, "category_id": {category}, "bbox": [{x!r}, {y!r}, {width!r}, '
            f'{height!r}], "area": {area!r}, "iscrowd": 0, "segmentation": []}}'
        )
    attributes = dict(record["attributes"] or {})
    crowd = attributes.pop("iscrowd", False) if attributes.get("iscrowd") is True else False
    made = {
        "id": id_, "image_id": image, "category_id": category, "bbox": [x, y, width, height], "area": area,
        "iscrowd": int(crowd), "segmentation": [],
    }  # fmt: skip
    more = {"attributes": attributes or None, "score": record["score"], "group": record["group"]}
    return _json({**made, **{name: value for name, value in more.items() if value is not None}})


def _labels(categories: list[dict[str, Any]], report: Report) -> dict[object, str]:
    """Give the name of each category by its id, in their order."""
    labels: dict[object, str] = {}
    passed = PassedOver("a category", ("id", "name"))
    for each in categories:
        id_, name = each.get("id"), each.get("name")
        says_no_more = each.get("supercategory") in ("none", name)
        passed.note({**each, "supercategory": None} if says_no_more else each)
        if not isinstance(id_, _ID):
            report.skipped(f"a category has id {short(id_)}")
            continue
        known = name if isinstance(name, str) and name.strip() else NO_NAME
        if known != name:
            report.repaired(f"category {id_} is named {short(name)}; it is called {NO_NAME!r}")
        if known in labels.values():
            report.repaired(f"category {id_} is named {known!r}, as another is; they are one label")
        labels[id_] = known
    passed.say(report)
    return labels


def _items(images: list[dict[str, Any]], build: Builder) -> dict[object, str]:
    """Add the images; give the item of each image id."""
    items: dict[object, str] = {}
    for each in images:
        id_, name = each.get("id"), each.get("file_name")
        if not isinstance(id_, _ID) or not isinstance(name, str) or not name.strip():
            build.report.skipped(f"an image has id {short(id_)} and file_name {short(name)}")
            continue
        width, height = number(each.get("width")), number(each.get("height"))
        answer: dict[str, object] = {}
        if isinstance(each.get("comment"), str):
            answer["comment"] = each["comment"]
        if each.get("flagged") is True:
            answer["flagged"] = True
        item = build.image(
            name,
            size=None if width is None or height is None else (width, height),
            row={key: value for key, value in each.items() if key not in _OF_IMAGES},
            answer=answer,
        )
        if item is not None:
            if id_ in items:
                build.report.skipped(f"image id {id_} stands twice; annotations go to the first", item=build.key(item))
            items.setdefault(id_, item)
    return items


def _read_annotation(
    each: dict[str, Any], items: Mapping[object, str], labels: Mapping[object, str], build: Builder
) -> None:
    id_, image, category = each.get("id"), each.get("image_id"), each.get("category_id")
    item = items.get(image) if isinstance(image, _ID) else None
    if item is None:
        build.report.skipped(f"annotation {short(id_)} is on image {short(image)}, which is not in the file")
        return
    if not isinstance(category, _ID) or category not in labels:
        why = f"annotation {short(id_)} has category {short(category)}, which is not in the file"
        build.report.skipped(why, item=build.key(item))
        return
    box = numbers(each.get("bbox"), 4)
    if box is None:
        key, found = build.key(item), _box_of(each.get("segmentation"))
        if found is None:
            build.report.skipped(f"annotation {short(id_)} has bbox {short(each.get('bbox'))} and no outline", item=key)
            return
        build.report.repaired(f"annotation {short(id_)} has no bbox; it is that of its outline", item=key, field="box")
        box = list(found)
    x, y, width, height = box
    shape = {"x": x, "y": y, "width": width, "height": height}
    made = build.annotate(item, "box", labels[category], shape, **_columns(each))
    if made is not None:
        _report_rest(each, box, made, item, build)


def _columns(each: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the file says of an annotation beside its label and its box."""
    if each.get("iscrowd") != 1 and _BESIDE.isdisjoint(each):
        return {}
    attributes = dict(each["attributes"]) if isinstance(each.get("attributes"), dict) else {}
    if each.get("iscrowd") == 1:
        attributes["iscrowd"] = True
    group = each.get("group")
    return {
        "attributes": attributes or None,
        "group": str(group) if group != "" and isinstance(group, _ID) and not isinstance(group, bool) else None,
        "score": number(each.get("score")),
    }


def _report_rest(each: Mapping[str, Any], box: list[float], id_: str, item: str, build: Builder) -> None:
    """Report what of an annotation is more than its box."""
    outline, points, area = each.get("segmentation"), each.get("keypoints"), number(each.get("area"))
    own = box[2] * box[3]
    _report_angle(each, id_, item, build)
    off = abs(area - own) if area else 0.0
    is_off = off > 1.0 and off > 0.01 * own
    if not (is_off or outline or points or isinstance(outline, dict)):
        return
    report = build.report
    where: dict[str, Any] = {"item": build.key(item), "annotation": id_, "field": "box"}
    if isinstance(outline, dict):
        report.skipped("a mask in run lengths; masks are not held yet, its box is", **where)
    elif isinstance(outline, list) and outline and not _is_box(outline, box):
        count = f"{len(outline)} polygons" if len(outline) > 1 else "a polygon"
        report.skipped(f"{count}; polygons are not held yet, the box is", **where)
    if isinstance(points, list) and any(points):
        seen = sum(1 for flag in points[2::3] if flag)
        report.skipped(f"{counted(seen, 'keypoint')}; keypoints are not held yet, the box is", **where)
    if is_off and (not outline or (isinstance(outline, list) and _is_box(outline, box))):
        report.repaired(f"its area is given as {area:g}, but its box has {own:g}", **where)


def _report_angle(each: Mapping[str, Any], id_: str, item: str, build: Builder) -> None:
    attributes = each.get("attributes")
    angle = number(attributes.get("rotation")) if isinstance(attributes, dict) else None
    if angle:
        why = (
            f"its attribute 'rotation' is {angle:g}: CVAT means a turned box, and COCO has none; the box is read as "
            "an upright one. CVAT for images has its angle"
        )
        build.report.skipped(why, item=build.key(item), annotation=id_, field="box")


def _is_box(outline: list[Any], box: list[float]) -> bool:
    """Tell whether an outline says no more than the box: its four corners."""
    ring = numbers(outline[0]) if len(outline) == 1 else None
    if ring is None or len(ring) not in {_CORNERS, _CORNERS + 2}:
        return False
    x, y, width, height = box
    corners = {(x, y), (x + width, y), (x + width, y + height), (x, y + height)}
    return set(zip(ring[::2], ring[1::2], strict=True)) == corners


def _box_of(outline: object) -> tuple[float, float, float, float] | None:
    if isinstance(outline, dict):
        return _rle.bounds(outline)
    rings = [numbers(ring) for ring in outline] if isinstance(outline, list) else []
    points = [number for ring in rings for number in (ring or [])]
    if not points or any(ring is None or len(ring) % 2 for ring in rings):
        return None
    across, down = points[::2], points[1::2]
    return min(across), min(down), max(across) - min(across), max(down) - min(down)


FORMAT = Coco()
