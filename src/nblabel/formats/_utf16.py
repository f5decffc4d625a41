"""Places in a text as JavaScript counts them, in UTF-16 units, and as code points."""

from __future__ import annotations

from bisect import bisect_left

_PLANE = "\uffff"


class Utf16:
    """One text, in which places are turned from one count into the other.

    Examples
    --------
    >>> text = Utf16("👨🏻‍🚒 firemen")
    >>> text.units(5), text.points(8), text.points(1)
    (8, 5, None)
    """

    def __init__(self, text: str) -> None:
        # Most texts have no character of two units.
        self._wide = [place for place, sign in enumerate(text) if sign > _PLANE] if text and max(text) > _PLANE else []
        self._starts = [place + before for before, place in enumerate(self._wide)]

    def units(self, point: int) -> int:
        """Give a place in UTF-16 units."""
        return point + bisect_left(self._wide, point)

    def points(self, unit: int) -> int | None:
        """Give a place in code points; None if it is inside a character."""
        before = bisect_left(self._starts, unit)
        if before and self._starts[before - 1] + 1 == unit:
            return None
        return unit - before
