"""A rotated box as its four corners, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Point = tuple[float, float]


def corners(box: Mapping[str, float]) -> list[Point]:
    """Give the corners of a box, from its own top-left one clockwise.

    Examples
    --------
    >>> corners({"x": 0, "y": 0, "width": 4, "height": 2, "angle": 90})
    [(3.0, -1.0), (3.0, 3.0), (1.0, 3.0), (1.0, -1.0)]
    """
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    cos, sin = _turned(box["angle"])
    halves = [(sx * box["width"] / 2, sy * box["height"] / 2) for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return [(across + x * cos - y * sin, down + x * sin + y * cos) for x, y in halves]


def box_of(points: Sequence[Point], tolerance: float = 1.0) -> dict[str, float] | None:
    """Give the box with these four corners, in order; None if they are not those of a rectangle.

    Parameters
    ----------
    points
        Four corners, clockwise; the first edge is the box's width.
    tolerance
        By how many pixels a corner may be off.
    """
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    middle = (ax + bx + cx + dx) / 4, (ay + by + cy + dy) / 4
    width, height = math.hypot(bx - ax, by - ay), math.hypot(dx - ax, dy - ay)
    if not width or not height:
        return None
    angle = math.degrees(math.atan2(by - ay, bx - ax))
    if abs(angle - 90 * round(angle / 90)) < 1e-9:  # noqa: PLR2004  (what is written with twelve digits)
        angle = 90.0 * round(angle / 90)
    box = {"x": middle[0] - width / 2, "y": middle[1] - height / 2, "width": width, "height": height, "angle": angle}
    off = max(math.dist(one, other) for one, other in zip(corners(box), points, strict=True))
    return box if off <= tolerance else None


def _turned(angle: float) -> Point:
    radians = math.radians(angle % 360)
    return round(math.cos(radians), 15) + 0.0, round(math.sin(radians), 15) + 0.0
