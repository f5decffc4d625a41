"""What every kind of annotation must tell: its name, its columns, and what a valid one is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

Geometry = Mapping[str, object]
"""A kind's own columns for one annotation, as JSON values: ``{"x": 1.0, "y": 2.0, ...}``."""

ColumnType = Literal["f64", "i32", "bool", "utf8", "json", "ragged<f64>"]
"""The six column types that geometry may travel in."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an item reaches: pixels of the upright image, or code points of the text."""

    width: float = float("inf")
    height: float = float("inf")
    text: str | None = None


class GeometryError(ValueError):
    """A geometry that cannot be kept; the message names the value, and the mend."""


@runtime_checkable
class Kind(Protocol):
    """One sort of annotation. A module of `nblabel.kinds` offers one as ``KIND``.

    Adding a kind is writing that module and its twin in ``js/src/kinds``; nothing else lists it.
    """

    name: str
    """The ``kind`` column's value: ``"box"``."""

    keyword: str
    """The capture keyword of a labeler: ``"boxes"``."""

    media: frozenset[str]
    """The media it can be captured on: ``{"image"}``."""

    columns: Mapping[str, ColumnType]
    """Geometry columns in order, with the type each travels in."""

    dtypes: Mapping[str, str]
    """The pandas dtype of each geometry column in the frames."""

    def clean(self, geometry: Geometry, extent: Extent) -> tuple[Geometry, str | None]:
        """Check one geometry and put it into canonical form.

        Returns
        -------
        tuple
            The canonical geometry, a dict of its own that the caller may keep, and a sentence if it had
            to be changed (clipped), else None.

        Raises
        ------
        GeometryError
            If it cannot be kept. The sentence starts with the column and its value.
        """
        ...

    def bounds(self, geometry: Geometry) -> tuple[float, float, float, float] | None:
        """Give the axis-aligned ``(x, y, width, height)``, or None for a kind without a place."""
        ...


@runtime_checkable
class Derives(Protocol):
    """What a kind tells besides, if some of its columns follow from the others and the item."""

    derived: frozenset[str]
    """Geometry columns that `Kind.clean` fills in where they are missing: ``{"text"}``."""


@runtime_checkable
class Comparable(Protocol):
    """What a kind tells besides, if two of its geometries can be held against each other."""

    def overlap(self, one: Geometry, other: Geometry) -> float:
        """Give intersection over union: 0 for what does not meet, 1 for what is equal."""
        ...

    def shift(self, before: Geometry, after: Geometry) -> Mapping[str, float]:
        """Give by how much each part was moved, in the kind's own units."""
        ...


@runtime_checkable
class Exclusive(Protocol):
    """What a kind tells besides, if annotations of one field may keep each other off an item."""

    def excludes(self, options: Mapping[str, object]) -> bool:
        """Tell whether a field with these options keeps its annotations apart."""
        ...

    def clashes(self, shapes: Sequence[Geometry], new: Collection[int]) -> Iterator[tuple[int, int, str]]:
        """Give pairs of shapes that may not stand on one item together, by position, and why.

        ``shapes`` are in canonical form; ``new`` are the positions that are asked about. Each of
        these that clashes with any other shape is in at least one pair.
        """
        ...
