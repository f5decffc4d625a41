"""What was listed: the items' keys, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from nblabel.items.keys import Key, check_keys


@dataclass(frozen=True)
class Listing:
    """The keys of a source, and what comes with them.

    Parameters
    ----------
    keys
        In order, unique, of one type.
    natural
        Whether a key says who the item is, or only where it stands.
    name
        What a task for these items is called.
    rows
        The user's own columns by key, or None.
    index
        The index the keys came from, if they came from one.
    """

    keys: Sequence[Key]
    natural: bool
    name: str
    rows: pd.DataFrame | None = None
    index: pd.Index | None = None


def listed_by_position(count: int, name: str) -> Listing:
    """List items that are known only by where they stand."""
    return Listing(tuple(range(count)), natural=False, name=name)


def listed_by_name(names: Iterable[object], name: str) -> Listing:
    """List items under names that say who they are."""
    return Listing(check_keys(names), natural=True, name=name)


def listed_by_index(index: pd.Index, name: str, rows: pd.DataFrame | None = None) -> Listing:
    """List items under the index of a frame or series. The default index, 0, 1, 2 …, is only a position."""
    natural = not index.equals(pd.RangeIndex(len(index))) or index.name is not None
    return Listing(check_keys(index), natural, name, rows, index)
