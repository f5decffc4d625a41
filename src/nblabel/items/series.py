"""A Series of images or texts: its index is the key."""

from __future__ import annotations

import pandas as pd

from nblabel.items._ask import Ask
from nblabel.items._source import Source
from nblabel.items.listing import listed_by_index
from nblabel.items.values import open_values


def open_series(ask: Ask) -> Source | None:
    """Open a Series of texts, paths, URLs, bytes, arrays or Pillow images."""
    series = ask.items
    if not isinstance(series, pd.Series):
        return None
    name = f"{ask.medium}s" if series.name is None else str(series.name)
    return open_values(series.tolist(), ask, listed_by_index(series.index, name))
