"""Boxes of a picture that is stored on its side: a file may mean the stored pixels, we mean the upright ones."""

from __future__ import annotations

from collections.abc import Mapping

from nblabel.dataset.reporting import Report
from nblabel.formats._pictures import Picture

_MIRRORED = frozenset({5, 7})
"""EXIF orientations that lay a picture on its side and mirror it, so that an angle runs the other way round."""


def stored_so(key: str, size: tuple[float, float] | None, found: Picture, report: Report) -> Picture | None:
    """Give the picture if the file's size of it is that of its stored pixels; say so, and any other difference."""
    upright, stored = (float(found.width), float(found.height)), (float(found.height), float(found.width))
    if size is None or tuple(size) == upright:
        return None
    says = f"the file says {size[0]:g} x {size[1]:g} pixels, the picture is {found.width} x {found.height}"
    if found.lies and tuple(size) == stored:
        report.repaired(f"{says} once its EXIF orientation is applied; its boxes were turned with it", item=key)
        return found
    report.repaired(f"{says}; the picture's size is taken", item=key)
    return None


def turned_shape(shape: Mapping[str, object], picture: Picture) -> Mapping[str, object]:
    """Give a box on the stored pixels as it is on the upright ones."""
    names = ("x", "y", "width", "height")
    try:
        x, y, width, height = (float(shape[name]) for name in names)  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError):
        return shape  # its kind says what is wrong with it
    turned = dict(zip(names, upright_box(x, y, width, height, picture), strict=True))
    angle = shape.get("angle")
    if isinstance(angle, float) and picture.orientation in _MIRRORED:
        return {**shape, **turned, "angle": -angle}
    return {**shape, **turned}


def upright_box(x: float, y: float, width: float, height: float, picture: Picture) -> tuple[float, float, float, float]:
    """Turn a box from the stored picture, which lies on its side, to the upright one.

    Examples
    --------
    A picture stored 40 wide and 20 high, shown turned by 90° clockwise:

    >>> upright_box(0, 0, 10, 5, Picture(width=20, height=40, orientation=6))
    (15, 0, 5, 10)
    """
    # Stored x runs along upright y, towards or away from the origin, and the other way round.
    across = picture.width - y - height if picture.orientation in {6, 7} else y
    down = picture.height - x - width if picture.orientation in {7, 8} else x
    return across, down, height, width
