"""A toy kind: a path of points, ``[x, y, x, y, ...]``. It shows that a kind is one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nblabel.kinds import ColumnType, Extent, Geometry, GeometryError


class PathKind:
    name = "path"
    keyword = "paths"
    media = frozenset({"image"})
    columns: Mapping[str, ColumnType] = {"points": "ragged<f64>"}
    dtypes: Mapping[str, str] = {"points": "object"}

    def clean(self, geometry: Geometry, extent: Extent) -> tuple[Geometry, str | None]:
        points: Any = geometry.get("points")
        if not isinstance(points, list) or len(points) < 4 or len(points) % 2:
            raise GeometryError(f"points={points!r} are not two or more pairs of x and y")
        return {"points": [min(max(float(number), 0.0), max(extent.width, extent.height)) for number in points]}, None

    def bounds(self, geometry: Geometry) -> tuple[float, float, float, float]:
        points: Any = geometry["points"]
        left, top = min(points[::2]), min(points[1::2])
        return left, top, max(points[::2]) - left, max(points[1::2]) - top


KIND = PathKind()
