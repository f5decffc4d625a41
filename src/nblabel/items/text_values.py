"""A list of values as texts: the texts themselves, or the paths of files that hold them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from nblabel.items._ask import Ask, missing
from nblabel.items.listing import Listing, listed_by_position
from nblabel.items.paths import located
from nblabel.items.text_files import ENDINGS, FileTexts
from nblabel.items.texts import StringTexts, Texts

_LONGEST_PATH = 4096


def open_texts(values: Sequence[object], ask: Ask, listing: Listing | None = None) -> Texts:
    """Open texts, or paths of files. What is no text says so in its place; the rest goes on.

    Values are paths if they are `pathlib.Path` objects, if all of them end as the names of text
    files do (``.txt``), or if ``root=`` says what they are relative to.

    Raises
    ------
    TypeError
        If no value is a text or a path, or some are one and some the other.
    ValueError
        If there are none.
    """
    present = [value for value in values if value is not None and not (missing(value) and not isinstance(value, str))]
    if not present:
        where = f"the column {ask.column!r} has no values" if ask.column is not None else "there are no items"
        raise ValueError(f"{where}; give at least one text")
    if not any(isinstance(value, str | os.PathLike) for value in present):
        raise TypeError(f"item 0 is {type(present[0]).__name__}: {present[0]!r:.80}; a text is a str, or a path")
    if _are_paths(present, ask):
        if listing is None:
            for at, value in enumerate(values):
                if missing(value):
                    raise TypeError(f"item {at} is {value!r}; leave it out")
        return FileTexts(*located(values, ask, listing, "texts"))
    return StringTexts(values, listing or listed_by_position(len(values), "texts"))


def _are_paths(present: Sequence[object], ask: Ask) -> bool:
    if any(isinstance(value, os.PathLike) for value in present):
        other = next((value for value in present if not isinstance(value, str | os.PathLike) or _is_prose(value)), None)
        if other is not None:
            raise TypeError(f"some items are paths, but {other!r:.80} is none; open them as two lists")
        return True
    named = [value for value in present if isinstance(value, str) and value.strip()]
    if ask.root is not None:
        prose = next((value for value in named if _is_prose(value)), None)
        if prose is not None:
            raise TypeError(f"root={ask.root!r} is for paths, but {prose!r:.80} is a text; leave root= out")
        return len(named) > 0
    return len(named) > 0 and len(named) == sum(_names_a_text(value) for value in present)


def _names_a_text(value: object) -> bool:
    return isinstance(value, str) and not _is_prose(value) and os.path.splitext(value)[1].lower() in ENDINGS  # noqa: PTH122


def _is_prose(value: object) -> bool:
    """Tell what cannot be the path of a file."""
    return isinstance(value, str) and ("\n" in value or "\0" in value or len(value) > _LONGEST_PATH)
