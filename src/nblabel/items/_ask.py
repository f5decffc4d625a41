"""What `open_items` was asked for, handed from one opener to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pandas as pd

if TYPE_CHECKING:
    from nblabel.items._source import Medium, Source
    from nblabel.items.listing import Listing
    from nblabel.items.pixels.stretch import Window


@dataclass(frozen=True)
class Ask:
    """The arguments of `open_items`. ``column`` is what ``image=`` or ``text=`` names."""

    items: object
    medium: Medium
    column: str | None
    root: str | None
    window: Window | None


class Opener(Protocol):
    """Opens one sort of ``items``; None if they are not of its sort."""

    def __call__(self, ask: Ask) -> Source | None: ...


class ValueOpener(Protocol):
    """Opens a list of values of one sort; ``listing`` is given where something else names them."""

    noun: str

    def takes(self, value: object) -> bool: ...

    def open(self, values: Sequence[object], ask: Ask, listing: Listing | None) -> Source: ...


def missing(value: object) -> bool:
    """Tell a hole in a column: None, NaN, NA, NaT or empty text."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
