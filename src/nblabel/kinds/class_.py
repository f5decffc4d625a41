"""Classes: what an item is as a whole. They have no place, so no geometry."""

from __future__ import annotations

from collections.abc import Mapping

from nblabel.kinds._kind import ColumnType, Extent, Geometry, GeometryError


class Class:
    """A chosen class: one annotation per answer."""

    name = "class"
    keyword = "classes"
    media = frozenset({"image", "text"})
    columns: Mapping[str, ColumnType] = {}
    dtypes: Mapping[str, str] = {}

    def clean(self, geometry: Geometry, extent: Extent) -> tuple[Geometry, str | None]:  # noqa: ARG002
        """Check that no geometry was given."""
        if geometry:
            name = next(iter(geometry))
            raise GeometryError(f"{name}={geometry[name]!r} is no part of a class; it has no geometry")
        return {}, None

    def bounds(self, geometry: Geometry) -> None:
        """Give None: a class has no place."""


KIND = Class()
