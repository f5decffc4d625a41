"""Where each tile of a gallery stands: rows of equal tiles, groups under headings. In pixels of the sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

GAP = 8
HEADING = 34
"""Height of a heading at least; above many tiles it is taller, so that it can be read where all are seen."""
HEADINGS_DOWN = 40
WIDE = 1.7
"""What a sheet is like across to down, so that all of it fits the view."""
LEAST = 6
"""Tiles across at least: few items are not shown as a tower."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: its upper left corner, and which item of which group it is."""

    x: int
    y: int
    group: int
    place: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All tiles, in order, and where each group's heading stands (y of its upper edge; None without a title)."""

    width: int
    height: int
    heading: int
    tiles: tuple[Tile, ...]
    headings: tuple[int | None, ...]


def lay_out(titles: Sequence[str], counts: Sequence[int], tile: tuple[int, int]) -> Sheet:
    """Lay out groups of so many tiles of one size.

    Examples
    --------
    >>> sheet = lay_out(["bus", "car"], [2, 1], (128, 128))
    >>> [(tile.x, tile.y) for tile in sheet.tiles], sheet.headings
    ([(8, 42), (144, 42), (8, 212)], (8, 178))
    """
    width, height = tile
    total = sum(counts)
    columns = max(LEAST, math.ceil(math.sqrt(WIDE * total * (height + GAP) / (width + GAP))))
    across = GAP + columns * (width + GAP)
    heading = max(HEADING, across // HEADINGS_DOWN)
    tiles: list[Tile] = []
    headings: list[int | None] = []
    y = GAP
    for group, (title, count) in enumerate(zip(titles, counts, strict=True)):
        headings.append(y if title else None)
        y += heading if title else 0
        for place in range(count):
            row, column = divmod(place, columns)
            tiles.append(Tile(GAP + column * (width + GAP), y + row * (height + GAP), group, place))
        y += math.ceil(count / columns) * (height + GAP)
    return Sheet(across, y, heading, tuple(tiles), tuple(headings))
