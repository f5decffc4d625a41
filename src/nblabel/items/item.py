"""One item, as a callable is handed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from PIL import Image

    from nblabel.items.keys import Key


@dataclass(frozen=True, eq=False)
class Item:
    """One thing to label, as a callable of yours is handed it.

    Attributes
    ----------
    key
        What the item is looked up by.
    path
        Where it is: a path, the address of a URL, None for what has no place of its own.
    row
        Your own columns for it, if the items came as a DataFrame, else None.
    value
        Of an item that is painted: what stood under its key in the dict or Series, else None.
    text
        The text. Read on first use. None for an item that is not a text.
    image
        The upright picture (`PIL.Image.Image`) as the person sees it: what is not 8 bits deep is
        stretched to 8. Read on first use. None for an item that is not an image.

    Examples
    --------
    >>> Item(key="street/1.jpg", path=Path("street/1.jpg")).path.name
    '1.jpg'
    """

    key: Key
    path: Path | str | None = None
    row: pd.Series | None = None
    value: object = None
    _read: Callable[[], Image.Image] | None = field(default=None, repr=False)
    _read_text: Callable[[], str] | None = field(default=None, repr=False)

    @cached_property
    def image(self) -> Image.Image | None:
        """Read the upright picture. Raises `ItemError` if it cannot be read."""
        return None if self._read is None else self._read()

    @cached_property
    def text(self) -> str | None:
        """Read the text. Raises `ItemError` if it cannot be read."""
        return None if self._read_text is None else self._read_text()
