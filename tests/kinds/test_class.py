"""Classes: they have no place."""

from __future__ import annotations

import pytest

from nblabel.kinds import Extent, GeometryError
from nblabel.kinds.class_ import KIND


def test_a_class_has_neither_geometry_nor_bounds() -> None:
    assert KIND.clean({}, Extent()) == ({}, None)
    assert KIND.bounds({}) is None


def test_a_class_with_geometry_is_refused() -> None:
    with pytest.raises(GeometryError, match="x=3 is no part of a class"):
        KIND.clean({"x": 3}, Extent())
