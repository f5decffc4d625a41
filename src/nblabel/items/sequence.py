"""A list of images, or one alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nblabel.items._ask import Ask
from nblabel.items._source import Source
from nblabel.items.values import OPENERS, open_values


def open_one(ask: Ask) -> Source | None:
    """Open one image given without a list around it."""
    if any(opener.takes(ask.items) for opener in OPENERS):
        return open_values([ask.items], ask)
    return None


def open_sequence(ask: Ask) -> Source | None:
    """Open a list, a tuple, an array of paths, an index, or whatever else gives items in an order.

    Paths and URLs are their own keys; other images are known by where they stand.
    """
    items = ask.items
    if isinstance(items, set | frozenset):
        raise TypeError("a set has no order; write sorted(items)")
    if not isinstance(items, Iterable):
        return None
    return open_values(items.tolist() if isinstance(items, np.ndarray) else list(items), ask)
