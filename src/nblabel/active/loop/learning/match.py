"""Which annotations of a model agree with those of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_OVERLAP = 0.5
_PLACE = {"span": ("start", "end")}
"""Kinds whose annotations agree only where these are the same; the others overlap, or have no place."""


def hits(stands: Sequence[Mapping[str, Any]], said: Sequence[Mapping[str, Any]], kind: str) -> int:
    """Count what was said that agrees with something that stands, each of these once; the surest first.

    Boxes of one label agree where they share half of what they cover together (intersection over
    union of 0.5: Everingham et al. 2010, "The Pascal VOC challenge", IJCV 88: 303–338).

    Examples
    --------
    >>> box = {"x": 0.0, "y": 0.0, "width": 10.0, "height": 10.0}
    >>> stands = [{"label": "bus", "geometry": box}]
    >>> hits(stands, [{"label": "bus", "score": 0.9, "geometry": {**box, "x": 2.0}}], "box")
    1
    """
    left = list(stands)
    count = 0
    for each in sorted(said, key=lambda each: -float(each["score"])):
        best = max(left, key=lambda one: _agreement(one, each, kind), default=None)
        if best is not None and _agreement(best, each, kind) >= _OVERLAP:
            left.remove(best)
            count += 1
    return count


def _agreement(one: Mapping[str, Any], other: Mapping[str, Any], kind: str) -> float:
    if one["label"] != other["label"]:
        return 0.0
    here, there = one["geometry"], other["geometry"]
    if "width" in here:
        return _overlap(here, there)
    return float(all(here[name] == there[name] for name in _PLACE.get(kind, ())))


def _overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    width = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    height = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (one["width"] * one["height"] + other["width"] * other["height"] - both)
