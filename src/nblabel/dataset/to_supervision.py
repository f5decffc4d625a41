"""One item's boxes as `supervision.Detections`: drawn, tracked, measured with the tools around it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.dataset.annotations import is_decided
from nblabel.items.keys import Key, to_wire
from nblabel.kinds import by_name
from nblabel.kinds.oriented import corners

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset


def detections(dataset: Dataset, item: Key) -> Any:
    """Give the boxes of one item; see `Dataset.to_supervision`."""
    try:
        from supervision import Detections  # noqa: PLC0415
    except ImportError as error:
        raise ImportError("to_supervision needs supervision: pip install supervision") from error
    if item not in dataset.keys:
        raise KeyError(f"{item!r} is not the key of an item of {dataset!r}")
    fields = [field for field in dataset.fields if field.kind == "box"]
    names = dict.fromkeys(name for field in fields for name in field.known)
    numbers = {name: number for number, name in enumerate(names)}
    records = [
        (id_, record)
        for id_, record in dataset.records.items()
        if record["kind"] == "box" and record["item"] == to_wire(item) and is_decided(record)
    ]
    records.sort(key=lambda each: int(each[1]["created"]))
    box = by_name()["box"]
    bounds = np.array([box.bounds(record["geometry"]) for _, record in records], dtype=np.float64).reshape(-1, 4)
    scores = [record["score"] for _, record in records]
    data: dict[str, Any] = {
        "class_name": np.array([record["label"] or "" for _, record in records], dtype=str),
        "id": np.array([id_ for id_, _ in records], dtype=str),
    }
    if any(record["geometry"].get("angle") for _, record in records):
        data["xyxyxyxy"] = np.array([corners(record["geometry"]) for _, record in records])
    return Detections(
        xyxy=np.column_stack([bounds[:, :2], bounds[:, :2] + bounds[:, 2:]]),
        class_id=np.array([numbers.get(record["label"], -1) for _, record in records], dtype=np.int64),
        confidence=None
        if all(score is None for score in scores)
        else np.array([math.nan if score is None else score for score in scores], dtype=np.float64),
        data=data,
    )
