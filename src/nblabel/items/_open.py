"""Opening items: whatever the user has, as one `Source`."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pandas as pd

from nblabel.items._ask import Ask, Opener
from nblabel.items._source import Medium, Source
from nblabel.items.arrays import open_stack
from nblabel.items.folder import open_folder
from nblabel.items.frame import open_frame
from nblabel.items.itemized import open_itemized
from nblabel.items.mapping import open_mapping
from nblabel.items.pixels.stretch import check_window
from nblabel.items.sequence import open_one, open_sequence
from nblabel.items.series import open_series
from nblabel.items.text_files import open_text_folder

# The first that knows the items opens them. A new source is a file and its place here.
OPENERS: Mapping[Medium, tuple[Opener, ...]] = {
    "image": (open_frame, open_series, open_mapping, open_itemized, open_folder, open_stack, open_one, open_sequence),
    "text": (open_frame, open_series, open_mapping, open_itemized, open_text_folder, open_sequence),
}

_KNOWN: Mapping[Medium, str] = {
    "image": "a folder, a pattern, a list of paths, URLs, bytes, NumPy arrays or Pillow images, a dict or Series of "
    "them, a DataFrame with the column named, or a Dataset",
    "text": "a list of texts, a dict or Series of them, a DataFrame with the column named, a folder of .txt files, "
    "a pattern, a list of paths, or a Dataset",
}


def open_items(
    items: object,
    *,
    image: str | None = None,
    text: str | None = None,
    root: str | os.PathLike[str] | None = None,
    window: tuple[float, float] | None = None,
    medium: Medium = "image",
) -> Source:
    """Open items to label. Nothing is read before it is asked for.

    Parameters
    ----------
    items
        A folder (subfolders included), a pattern (``"street/**/*.jpg"``), a file; a list of paths,
        URLs, bytes, NumPy arrays or Pillow images; a stack of images as one array; a dict or
        Series of them; a DataFrame with the column named. Texts: a list, dict or Series of them, or
        of the paths of ``.txt`` files; a DataFrame with the column named; a folder, a pattern. A `Dataset`.
    image, text
        The column of a DataFrame that has the images, or the texts.
    root
        The folder that paths are relative to; keys are too. Default: for a folder or pattern that
        folder, for a list of paths the deepest folder that holds all.
    window
        The two numbers shown as black and white, for what is converted here (arrays, TIFF, 16-bit
        and float images). Default: from the percentiles of each image.
    medium
        What the items are.

    Returns
    -------
    Source
        Its ``keys`` are the paths relative to the root (``/``, NFC), the index of a frame or
        Series, the keys of a dict, the URLs, else positions.

    Raises
    ------
    FileNotFoundError
        If a folder or pattern has no images, or no texts.
    TypeError, ValueError
        If the items, or an argument, cannot be understood.

    Examples
    --------
    >>> import numpy as np
    >>> source = open_items(np.zeros((5, 480, 640), dtype=np.uint16))
    >>> source.keys, source.extent(0).width
    ((0, 1, 2, 3, 4), 640)
    """
    openers = OPENERS.get(medium)
    if openers is None:
        raise ValueError(f"medium={medium!r} is not one of {list(OPENERS)}")
    column = text if medium == "text" else image
    if column is not None and not isinstance(items, pd.DataFrame):
        raise TypeError(f"{medium}={column!r} names a column, but the items are {_sort(items)}, not a DataFrame")
    ask = Ask(items, medium, column, None if root is None else os.fspath(root), check_window(window))
    for opener in openers:
        source = opener(ask)
        if source is not None:
            return source
    raise TypeError(f"items are {_sort(items)}: {items!r:.80}; give {_KNOWN[medium]}")


def _sort(items: object) -> str:
    name = type(items).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
