"""A list of values, opened by what its values are: texts, paths, URLs, bytes, arrays or Pillow images."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nblabel.items._ask import Ask, ValueOpener, missing
from nblabel.items._source import Medium, Source
from nblabel.items.arrays import ARRAYS
from nblabel.items.encoded import ENCODED
from nblabel.items.listing import Listing
from nblabel.items.paths import PATHS
from nblabel.items.pictures import PICTURES
from nblabel.items.text_values import open_texts
from nblabel.items.urls import URLS

# The first that takes a value opens it: a URL is text too, so it comes before paths.
OPENERS: tuple[ValueOpener, ...] = (URLS, PATHS, ENCODED, PICTURES, ARRAYS)


def open_values(values: Sequence[object], ask: Ask, listing: Listing | None = None) -> Source:
    """Open a list of values as items of the medium that was asked for."""
    return _VALUES[ask.medium](values, ask, listing)


def open_images(values: Sequence[object], ask: Ask, listing: Listing | None = None) -> Source:
    """Open values of one sort. Under a ``listing`` some may be missing; each says so in its place.

    Raises
    ------
    TypeError
        If a value is nothing that can be opened, or of another sort than the first.
    ValueError
        If there are none.
    """
    first = next((at for at, value in enumerate(values) if not missing(value)), None)
    if first is None:
        where = f"the column {ask.column!r} has no values" if ask.column is not None else "there are no items"
        raise ValueError(f"{where}; give at least one image")
    opener = _opener(values[first], first)
    for at, value in enumerate(values):
        if opener.takes(value) and not (opener is PATHS and URLS.takes(value)):
            continue
        if missing(value):
            if listing is None:
                raise TypeError(f"item {at} is {value!r}; leave it out")
            continue
        other = _opener(value, at)
        raise TypeError(f"item {at} is {other.noun} but item {first} is {opener.noun}; open them as two lists")
    if ask.root is not None and opener not in (PATHS, URLS):
        raise TypeError(
            f"root={ask.root!r} is for paths, but the items are of the sort {opener.noun!r}; leave root= out"
        )
    return opener.open(values, ask, listing)


def _opener(value: object, at: int) -> ValueOpener:
    for opener in OPENERS:
        if opener.takes(value):
            return opener
    raise TypeError(
        f"item {at} is {type(value).__name__}: {value!r:.80}; an image is a path, a URL, bytes, "
        "a NumPy array or a Pillow image"
    )


_VALUES: Mapping[Medium, Callable[[Sequence[object], Ask, Listing | None], Source]] = {
    "image": open_images,
    "text": open_texts,
}
