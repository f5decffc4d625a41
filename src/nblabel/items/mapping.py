"""A dict of images or texts: its keys are the keys."""

from __future__ import annotations

from collections.abc import Mapping

from nblabel.items._ask import Ask
from nblabel.items._source import Source
from nblabel.items.listing import listed_by_name
from nblabel.items.values import open_values


def open_mapping(ask: Ask) -> Source | None:
    """Open a dict from key to text, path, URL, bytes, array or Pillow image."""
    if not isinstance(ask.items, Mapping):
        return None
    return open_values(list(ask.items.values()), ask, listed_by_name(ask.items, f"{ask.medium}s"))
