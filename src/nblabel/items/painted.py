"""Items that have no bytes: Python paints each when it is looked at. Only their keys say who they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from nblabel.items._listed import Listed
from nblabel.items._source import Asset, ItemError, Medium
from nblabel.items.item import Item
from nblabel.items.listing import Listing, listed_by_index, listed_by_name
from nblabel.kinds import Extent

_NAME = "paintings"


class PaintedItems(Listed):
    """A source of items that a function paints; all of one size.

    ``values`` are what stood in the dict or Series, for the function to look at.
    """

    medium: Medium = "image"
    _noun = "a painted item"

    def __init__(self, listing: Listing, size: tuple[float, float], values: Sequence[object] | None) -> None:
        super().__init__(listing)
        self._extent = Extent(*size)
        self._values = values

    def fingerprint(self, position: int) -> str:
        """Give the key again: there is nothing else to know the item by."""
        return f"painted {self.keys[position]}"

    def extent(self, position: int) -> Extent:  # noqa: ARG002
        """Give the size all have."""
        return self._extent

    def asset(self, position: int, part: str = "item") -> Asset:  # noqa: ARG002
        """Refuse: a painting is made in the notebook, by whoever shows it."""
        raise ItemError(f"{self._title(position)} is painted when a notebook shows it; it has no bytes of its own")

    def item(self, position: int) -> Item:
        """Give the `Item` that the function is handed."""
        value = None if self._values is None else self._values[position]
        return Item(key=self.keys[position], row=self._row(position), value=value)


def open_painted(items: object, size: tuple[float, float]) -> PaintedItems:
    """Open items to paint: a DataFrame, Series or dict with keys, or a list of keys.

    Parameters
    ----------
    items
        A DataFrame or Series whose index names each item, a dict, or a list of names or numbers.
    size
        Width and height of every painting, in pixels.

    Returns
    -------
    PaintedItems
        Nothing is painted yet.

    Raises
    ------
    TypeError
        If the items carry no keys: without bytes nothing else tells who they are.
    ValueError
        If the size is no size, a key is double, or there are no items.

    Examples
    --------
    >>> source = open_painted({"calm": [0, 1, 0], "storm": [9, -9, 8]}, (400, 200))
    >>> source.keys, source.item(1).value
    (('calm', 'storm'), [9, -9, 8])
    """
    _check_size(size)
    if isinstance(items, pd.DataFrame | pd.Series):
        if items.index.equals(pd.RangeIndex(len(items))) and items.index.name is None:
            raise TypeError(
                "painted items are known by their keys alone, and this frame's index is only 0, 1, 2 …; "
                "make a column that names each item its index, as in df.set_index('name')"
            )
        if isinstance(items, pd.DataFrame):
            return PaintedItems(listed_by_index(items.index, _NAME, items.copy()), size, None)
        name = _NAME if items.name is None else str(items.name)
        return PaintedItems(listed_by_index(items.index, name), size, items.tolist())
    if isinstance(items, Mapping):
        return PaintedItems(listed_by_name(items, _NAME), size, list(items.values()))
    if isinstance(items, Iterable) and not isinstance(items, str | bytes):
        names = items.tolist() if isinstance(items, np.ndarray | pd.Index) else list(items)
        wrong = next((name for name in names if not isinstance(name, str | int | pd.Timestamp)), None)
        if wrong is None:
            return PaintedItems(listed_by_name(names, _NAME), size, None)
        raise TypeError(
            f"{wrong!r:.60} ({type(wrong).__name__}) cannot be the key of a painted item; "
            "give a dict from a name to it, and find it as item.value"
        )
    raise TypeError(f"items={items!r:.60} cannot be painted; give a DataFrame, a Series, a dict, or a list of names")


def _check_size(size: object) -> None:
    if (
        not isinstance(size, tuple | list)
        or len(size) != 2  # noqa: PLR2004
        or not all(isinstance(side, int | float) and not isinstance(side, bool) and 1 <= side <= 2**15 for side in size)
    ):
        raise ValueError(f"size={size!r} must be (width, height) in pixels, each from 1 to {2**15}")
