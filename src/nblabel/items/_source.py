"""What every source of items must tell, and what one item and one asset are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from nblabel.items.item import Item

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.items.keys import Key
    from nblabel.kinds import Extent

Medium = Literal["image", "text"]


class ItemError(Exception):
    """An item that cannot be shown; the message is a sentence for the person who labels."""


@dataclass(frozen=True, slots=True)
class Asset:
    """The encoded bytes of an item's part, as a browser takes them."""

    data: bytes
    mime: str
    meta: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Stamp:
    """Cheap evidence about an item's bytes. It may prove sameness, never difference."""

    size: int
    modified: int
    """Nanoseconds since 1970; 0 where there is no such time (bytes, arrays)."""


class Source(Protocol):
    """A sequence of items of one medium. Opening it reads no item.

    Every method may be called from any thread.
    """

    medium: Medium

    keys: Sequence[Key]
    """The items' keys in order: unique, one type."""

    natural: bool
    """Whether the key says who the item is (a path, a chosen index), or only where it stands."""

    name: str
    """What a task made for these items is called: the folder, the column."""

    rows: pd.DataFrame | None
    """The user's own columns, indexed by key; None if there are none."""

    def stamp(self, position: int) -> Stamp | None:
        """Give the cheap evidence without reading the item; None where there is none."""
        ...

    def fingerprint(self, position: int) -> str:
        """Hash the item's content. Raises `ItemError` if it cannot be read."""
        ...

    def extent(self, position: int) -> Extent:
        """Give the upright size, from the header where there is one. Raises `ItemError`."""
        ...

    def asset(self, position: int, part: str = "item") -> Asset:
        """Give the bytes of ``"item"`` or its ``"thumbnail"``. Raises `ItemError`."""
        ...

    def item(self, position: int) -> Item:
        """Give the `nbl.Item` that callables are handed."""
        ...


__all__ = ["Asset", "Item", "ItemError", "Medium", "Source", "Stamp"]
