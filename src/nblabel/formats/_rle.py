"""Bounds of a COCO mask in run lengths, without making the mask.

Runs go down the columns, the first of them outside the object. Compressed, each run is written in
groups of five bits, least first, with a sixth that says whether more follow, from the character "0"
on; from the third on a run is given as the difference to the one before the last (pycocotools,
``maskApi.c``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_MAX_RUNS = 50_000_000


def bounds(mask: Mapping[str, object]) -> tuple[float, float, float, float] | None:
    """Give ``(x, y, width, height)`` of a mask; None if it is empty or damaged.

    Examples
    --------
    A picture of 4 rows and 5 columns with the two middle pixels of its second column set:

    >>> bounds({"size": [4, 5], "counts": [5, 2, 13]})
    (1.0, 1.0, 1.0, 2.0)
    >>> bounds({"size": [4, 5], "counts": "52="})
    (1.0, 1.0, 1.0, 2.0)
    """
    size, counts = mask.get("size"), mask.get("counts")
    if not isinstance(size, list) or len(size) != 2 or not all(type(side) is int and side > 0 for side in size):  # noqa: PLR2004
        return None
    runs = _uncompressed(counts) if isinstance(counts, str) else counts
    if not isinstance(runs, list) or not all(type(run) is int and run >= 0 for run in runs):
        return None
    return _bounds(runs, size[0], size[1])


def _bounds(runs: Sequence[int], height: int, width: int) -> tuple[float, float, float, float] | None:
    left, top, right, bottom, at = width, height, -1, -1, 0
    for place, run in enumerate(runs):
        if place % 2 and run:
            last = at + run - 1
            left, right = min(left, at // height), max(right, last // height)
            if at // height == last // height:
                top, bottom = min(top, at % height), max(bottom, last % height)
            else:  # it reaches over the end of a column
                top, bottom = 0, height - 1
        at += run
    if right < 0 or at > height * width:
        return None
    return float(left), float(top), float(right - left + 1), float(bottom - top + 1)


def _uncompressed(text: str) -> list[int] | None:
    runs: list[int] = []
    value = shift = 0
    for sign in text[:_MAX_RUNS]:
        bits = ord(sign) - 48
        if not 0 <= bits < 64:  # noqa: PLR2004  (six bits)
            return None
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits & 0x20:
            continue
        if bits & 0x10:
            value |= -1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))  # noqa: PLR2004
        value = shift = 0
    return runs
