"""Boxes: axis-aligned today; ``angle`` is kept so that rotated ones need no new column."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nblabel.kinds._kind import ColumnType, Extent, Geometry, GeometryError

# x + width is rounded: a box clipped once must not be found to reach over again.
_ROUNDING = 1e-6
_SIDES = 4


class Box:
    """``x, y, width, height, angle`` in float64 pixels of the upright image.

    The origin is the top-left corner of the first pixel; ``angle`` is degrees clockwise about
    the centre.
    """

    name = "box"
    keyword = "boxes"
    media = frozenset({"image"})
    columns: Mapping[str, ColumnType] = {"x": "f64", "y": "f64", "width": "f64", "height": "f64", "angle": "f64"}
    dtypes: Mapping[str, str] = dict.fromkeys(columns, "float64")

    def clean(self, geometry: Geometry, extent: Extent) -> tuple[Geometry, str | None]:
        """Check that a box is finite and has an area; clip it to the image.

        Examples
        --------
        >>> box = {"x": 90, "y": 5, "width": 20, "height": 10}
        >>> KIND.clean(box, Extent(100, 50))
        ({'x': 90.0, 'y': 5.0, 'width': 10.0, 'height': 10.0, 'angle': 0.0}, 'clipped to the image (100 x 50)')
        """
        return _as_it_is(geometry, extent) or self._judged(geometry, extent)

    def _judged(self, geometry: Geometry, extent: Extent) -> tuple[Geometry, str | None]:
        unknown = sorted(set(geometry) - set(self.columns))
        if unknown:
            raise GeometryError(
                f"{unknown[0]}={geometry[unknown[0]]!r} is no part of a box; it has {list(self.columns)}"
            )
        x, y, width, height, angle = (_number(name, geometry) for name in self.columns)
        for side, length in (("width", width), ("height", height)):
            if length <= 0:
                raise GeometryError(f"{side}={length:g} must be above 0; swap the corners or leave the row out")
        if angle != 0:
            return {"x": x, "y": y, "width": width, "height": height, "angle": angle}, None
        left, top = max(x, 0.0), max(y, 0.0)
        right, bottom = min(x + width, extent.width), min(y + height, extent.height)
        if right <= left or bottom <= top:
            raise GeometryError(
                f"x={x:g}, y={y:g}, width={width:g}, height={height:g} lies outside the image "
                f"({extent.width:g} x {extent.height:g}); are these pixels of the upright image?"
            )
        if (left, top) == (x, y) and max(x + width - right, y + height - bottom) <= _ROUNDING:
            return {"x": x, "y": y, "width": width, "height": height, "angle": angle}, None
        clipped = {"x": left, "y": top, "width": right - left, "height": bottom - top, "angle": angle}
        return clipped, f"clipped to the image ({extent.width:g} x {extent.height:g})"

    def bounds(self, geometry: Geometry) -> tuple[float, float, float, float]:
        """Give the axis-aligned bounds, exact for a rotated box too."""
        x, y, width, height, angle = (_number(name, geometry) for name in self.columns)
        if angle == 0:
            return x, y, width, height
        cos, sin = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
        across, down = width * cos + height * sin, width * sin + height * cos
        return x + (width - across) / 2, y + (height - down) / 2, across, down

    def overlap(self, one: Geometry, other: Geometry) -> float:
        """Give intersection over union; of rotated boxes, that of their upright bounds.

        Examples
        --------
        >>> wide = {"x": 0, "y": 0, "width": 20, "height": 10}
        >>> KIND.overlap(wide, {**wide, "x": 10})
        0.3333333333333333
        """
        left, top, width, height = self.bounds(one)
        x, y, across, down = self.bounds(other)
        wide = min(left + width, x + across) - max(left, x)
        high = min(top + height, y + down) - max(top, y)
        if wide <= 0 or high <= 0:
            return 0.0
        shared = wide * high
        return shared / (width * height + across * down - shared)

    def shift(self, before: Geometry, after: Geometry) -> Mapping[str, float]:
        """Give by how many pixels the place and the size were changed."""
        return {name: _number(name, after) - _number(name, before) for name in ("x", "y", "width", "height")}


def _as_it_is(geometry: Geometry, extent: Extent) -> tuple[Geometry, None] | None:
    """Give an upright box of floats inside its image, as nearly all are; None for one that must be looked at."""
    x, y, width, height = geometry.get("x"), geometry.get("y"), geometry.get("width"), geometry.get("height")
    if not type(x) is type(y) is type(width) is type(height) is float:
        return None
    angle = geometry.get("angle", 0.0)
    if type(angle) is not float or angle != 0.0 or len(geometry) - ("angle" in geometry) != _SIDES:
        return None
    # None of this holds for NaN, nor for what is infinite or has no area.
    inside = 0.0 <= x < x + width <= extent.width and 0.0 <= y < y + height <= extent.height
    if not inside or x + width == math.inf or y + height == math.inf:
        return None
    return {"x": x + 0.0, "y": y + 0.0, "width": width, "height": height, "angle": 0.0}, None


def _number(name: str, geometry: Geometry) -> float:
    value = geometry.get(name, 0.0 if name == "angle" else None)
    if value is None:
        raise GeometryError(f"{name} is missing; a box has x, y, width and height in pixels")
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise GeometryError(f"{name}={value!r} is not a number of pixels") from None
    if not math.isfinite(number):
        raise GeometryError(f"{name}={number} is not finite; leave the row out or give pixels")
    return number + 0.0  # -0.0 becomes 0.0: two that are equal must be written equal


KIND = Box()
