"""What all sources share, whatever their medium: keys, names, the user's own columns."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nblabel.items._source import Stamp
from nblabel.items.listing import Listing


class Listed:
    """A sequence of items as it was listed. See `nblabel.items.Source` for what its parts promise.

    ``index`` gives the keys as the user had them: their dtype, and the name of the index.
    """

    _noun = "an item"

    def __init__(self, listing: Listing) -> None:
        self.keys = listing.keys
        self.natural = listing.natural
        self.name = listing.name
        self.rows = listing.rows
        self._index = listing.index

    @property
    def index(self) -> pd.Index:
        """The keys as a pandas index, in the caller's own dtype."""
        if self._index is None:
            self._index = pd.Index(list(self.keys))
        return self._index

    def stamp(self, position: int) -> Stamp | None:  # noqa: ARG002
        """Give None: what is in memory, or far away, has no cheap evidence."""
        return None

    def _row(self, position: int) -> pd.Series | None:
        return None if self.rows is None else self.rows.iloc[position]

    def _place(self, position: int) -> Path | str | None:  # noqa: ARG002
        return None

    def _title(self, position: int) -> str:
        """Name the item in an error."""
        key = self.keys[position]
        return key if isinstance(key, str) else f"item {key}"
