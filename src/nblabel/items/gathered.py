"""Items that were gathered from other sources: a part of one, or several together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from nblabel.items._source import Asset, ItemError, Medium, Source, Stamp
from nblabel.items.item import Item
from nblabel.items.keys import Key
from nblabel.kinds import Extent


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one gathered item comes from."""

    source: Source | None
    """None for an item of which only the key is known."""

    position: int


class Gathered:
    """A source made of items of other sources. See `nblabel.items.Source` for what its parts promise."""

    def __init__(
        self,
        origins: Sequence[Origin],
        index: pd.Index,
        *,
        medium: Medium,
        name: str,
        rows: pd.DataFrame | None = None,
    ) -> None:
        self._origins = tuple(origins)
        self.index = index
        self.keys: Sequence[Key] = tuple(index.tolist())
        self.medium = medium
        self.name = name
        self.rows: pd.DataFrame | None = rows
        # A key that was only a position there is no better a name here.
        self.natural = all(origin.source is None or origin.source.natural for origin in self._origins)

    def stamp(self, position: int) -> Stamp | None:
        """Give the cheap evidence that the item's own source has."""
        origin = self._origins[position]
        return None if origin.source is None else origin.source.stamp(origin.position)

    def fingerprint(self, position: int) -> str:
        """Hash the item's content."""
        source, place = self._found(position)
        return source.fingerprint(place)

    def extent(self, position: int) -> Extent:
        """Give the upright size, or the text."""
        source, place = self._found(position)
        return source.extent(place)

    def asset(self, position: int, part: str = "item") -> Asset:
        """Give the bytes of a part."""
        source, place = self._found(position)
        return source.asset(place, part)

    def item(self, position: int) -> Item:
        """Give the `nbl.Item`, under the key and with the columns it has here."""
        origin = self._origins[position]
        row = None if self.rows is None else self.rows.iloc[position]
        if origin.source is None:
            return Item(key=self.keys[position], row=row)
        return replace(origin.source.item(origin.position), key=self.keys[position], row=row)

    def _found(self, position: int) -> tuple[Source, int]:
        origin = self._origins[position]
        if origin.source is None:
            raise ItemError(f"item {self.keys[position]!r} is known by its key only; there is nothing to show")
        return origin.source, origin.position
