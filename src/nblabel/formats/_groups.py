"""Groups as whole numbers, for formats that name them so."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from nblabel.dataset.annotations import Record

_FEWEST_DIGITS_OF_TOO_LARGE = 10
"""Larger numbers do not fit the 32 bits that tools give a group."""


def numbered_groups(records: Iterable[Record], first: int) -> dict[str, int]:
    """Give a number to each group of one item: its own where it is one, else the next that is free.

    A group's name says only what belongs together, so nothing is lost by another one.

    Parameters
    ----------
    records
        The annotations of an item.
    first
        The smallest number that names a group: CVAT's 0 means that there is none.

    Examples
    --------
    >>> numbered_groups([{"group": "bus 1"}, {"group": "1"}, {"group": None}, {"group": "0"}], first=1)
    {'bus 1': 2, '1': 1, '0': 3}
    """
    names = dict.fromkeys(record["group"] for record in records if record["group"] is not None)
    own = {name: number for name in names if (number := _number(name)) is not None and number >= first}
    taken = set(own.values())
    free = (number for number in count(first) if number not in taken)
    return {name: own[name] if name in own else next(free) for name in names}


def _number(name: str) -> int | None:
    """Give the number that a name is the plain writing of."""
    plain = name.isascii() and name.isdigit() and len(name) < _FEWEST_DIGITS_OF_TOO_LARGE
    return int(name) if plain and str(int(name)) == name else None
