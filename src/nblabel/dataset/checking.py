"""What is probably wrong in a dataset: found, not mended."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from nblabel.dataset.annotations import Record, is_decided
from nblabel.dataset.columns import category, objects, text
from nblabel.dataset.report_frame import ReportFrame
from nblabel.items import ItemError
from nblabel.items.keys import from_wire, to_wire
from nblabel.kinds import Extent, by_name, canonical_json

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset

PROBLEMS = ("outside", "tiny", "duplicate", "used once", "text differs", "same content", "unreadable")
_ROUNDING = 1e-6


def problems(dataset: Dataset, tiny: float) -> pd.DataFrame:
    """Give what is probably wrong: ``item, annotation, field, problem, why``."""
    found = _Findings()
    keys = dataset.keys.tolist()
    by_item: dict[str, list[tuple[str, Record]]] = {}
    for id_, record in dataset.records.items():
        if is_decided(record):
            by_item.setdefault(record["item"], []).append((id_, record))
    for position, key in enumerate(keys):
        standing = by_item.get(to_wire(key), [])
        extent = dataset.extent(position) if standing else Extent()
        for id_, record in standing:
            _check_place(found, key, id_, record, extent, tiny)
        _check_duplicates(found, key, standing)
    _check_rare(found, dataset)
    _check_content(found, dataset)
    said = f"{len(dataset):,} item{'' if len(dataset) == 1 else 's'} checked"
    frame = found.frame
    return ReportFrame(frame, f"{said}: nothing odd" if frame.empty else f"{said}; {len(frame):,} found:")


class _Findings:
    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []

    def add(
        self, problem: str, why: str, item: object = None, annotation: str | None = None, field: str | None = None
    ) -> None:
        self._rows.append((item, annotation, field, problem, why))

    @property
    def frame(self) -> pd.DataFrame:
        items, annotations, fields, said, whys = ([row[place] for row in self._rows] for place in range(5))
        return pd.DataFrame(
            {
                "item": objects(items), "annotation": text(annotations), "field": text(fields),
                "problem": category(said, PROBLEMS), "why": text(whys),
            }
        )  # fmt: skip


def _check_place(found: _Findings, key: object, id_: str, record: Record, extent: Extent, tiny: float) -> None:
    shape, about = record["geometry"], (key, id_, record["field"])
    if record["kind"] == "span":
        if extent.text is not None and extent.text[shape["start"] : shape["end"]] != shape["text"]:
            stands = extent.text[shape["start"] : shape["end"]]
            found.add("text differs", f"it says {shape['text']!r:.60}, but there stands {stands!r:.60}", *about)
        return
    bounds = by_name()[record["kind"]].bounds(shape)
    if bounds is None:
        return
    x, y, width, height = bounds
    size = f"{extent.width:g} x {extent.height:g}"
    if shape.get("angle"):
        inside = 0 <= x + width / 2 <= extent.width and 0 <= y + height / 2 <= extent.height
    else:
        inside = (
            min(x, y) >= -_ROUNDING
            and x + width <= extent.width + _ROUNDING
            and y + height <= extent.height + _ROUNDING
        )
    if not inside:
        found.add("outside", f"x={x:g}, y={y:g}, width={width:g}, height={height:g} reaches out of {size}", *about)
    if min(shape["width"], shape["height"]) < tiny:
        found.add("tiny", f"it is {shape['width']:g} x {shape['height']:g} pixels", *about)


def _check_duplicates(found: _Findings, key: object, standing: list[tuple[str, Record]]) -> None:
    seen: dict[str, str] = {}
    for id_, record in standing:
        if by_name()[record["kind"]].columns:
            said = canonical_json([record["field"], record["label"], record["geometry"], record.get("annotator")])
            first = seen.setdefault(said, id_)
            if first != id_:
                found.add("duplicate", f"it is the same as annotation {first!r}", key, id_, record["field"])


def _check_rare(found: _Findings, dataset: Dataset) -> None:
    uses = Counter((record["field"], record["label"]) for record in dataset.records.values() if is_decided(record))
    for id_, record in dataset.records.items():
        if is_decided(record) and record["label"] is not None and uses[record["field"], record["label"]] == 1:
            why = f"label {record['label']!r} stands nowhere else"
            found.add("used once", why, from_wire(record["item"]), id_, record["field"])


def _check_content(found: _Findings, dataset: Dataset) -> None:
    if dataset.source is None:
        return
    seen: dict[str, object] = {}
    for position, key in enumerate(dataset.keys.tolist()):
        try:
            content = dataset.source.fingerprint(position)
        except (ItemError, OSError) as error:
            found.add("unreadable", str(error), key)
            continue
        first = seen.setdefault(content, key)
        if first != key:
            found.add("same content", f"it is the same as item {first!r}", key)
