"""What all sources of texts share: the text itself as the asset, its first words, its length."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from hashlib import blake2b

from nblabel.items._ask import missing
from nblabel.items._listed import Listed
from nblabel.items._source import Asset, ItemError, Medium
from nblabel.items.item import Item
from nblabel.items.listing import Listing
from nblabel.kinds import Extent

MAX_BYTES = 20 * 2**20
"""Texts above this are not shown: no browser lays them out in a time anybody would wait."""

MIME = "text/plain; charset=utf-8"
_TITLE = 80
_TITLE_FROM = 2_000


class Texts(Listed, ABC):
    """A source of texts. See `nblabel.items.Source` for what its methods promise.

    A text is kept to the letter: line ends, tabs and what cannot be seen included. Offsets into it
    are code points, those of Python's ``str``.
    """

    medium: Medium = "text"
    _noun = "a text"

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing)
        self._hashes: dict[int, str] = {}

    def fingerprint(self, position: int) -> str:
        """Hash the text as UTF-8: blake2b, 128 bits, in hexadecimal. A file and a string that say the same are one."""
        return blake2b(self._text(position).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def extent(self, position: int) -> Extent:
        """Give the text, which is what a span must stand on."""
        return Extent(text=self._sound(position)[0])

    def asset(self, position: int, part: str = "item") -> Asset:
        """Give the text as UTF-8, or as its ``"thumbnail"`` the words it begins with."""
        text, data = self._sound(position)
        if part == "item":
            return Asset(data, MIME, {"length": len(text)})
        if part == "thumbnail":
            title = " ".join(text[:_TITLE_FROM].split())[:_TITLE]
            return Asset(title.encode(), MIME, {"length": len(title)})
        raise ItemError(f"{self._title(position)} has no part {part!r}; a text has 'item' and 'thumbnail'")

    def item(self, position: int) -> Item:
        """Give the `Item` that callables are handed. Its text is read when it is asked for."""
        return Item(
            key=self.keys[position],
            path=self._place(position),
            row=self._row(position),
            _read_text=lambda: self._sound(position)[0],
        )

    @abstractmethod
    def _text(self, position: int) -> str:
        """Give the text as it is. Raises `ItemError` if there is none."""

    def _sound(self, position: int) -> tuple[str, bytes]:
        """Give a text that can be shown and kept, and the same as UTF-8. Raises `ItemError`."""
        text, title = self._text(position), self._title(position)
        if not text.strip():
            raise ItemError(f"{title} is empty: there is nothing to label; skip it, or leave it out")
        if len(text) > MAX_BYTES:
            raise ItemError(too_large(title, len(text)))
        try:
            data = text.encode()
        except UnicodeEncodeError as error:
            raise ItemError(
                f"{title} holds half a character ({text[error.start]!r} at {error.start}), which UTF-8 cannot keep; "
                "mend it: text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')"
            ) from None
        if len(data) > MAX_BYTES:
            raise ItemError(too_large(title, len(data)))
        if "\0" in text:
            raise ItemError(
                f"{title} holds the character U+0000 at {text.index(chr(0))}: is it a text? "
                "If it is, take it out: text.replace('\\0', ' ')"
            )
        return text, data


class StringTexts(Texts):
    """Texts in memory: a list of them, a column."""

    def __init__(self, values: Sequence[object], listing: Listing) -> None:
        super().__init__(listing)
        self._values = values

    def fingerprint(self, position: int) -> str:
        """Hash the text, once: what is in memory does not change."""
        if position not in self._hashes:
            self._hashes[position] = super().fingerprint(position)
        return self._hashes[position]

    def _text(self, position: int) -> str:
        value = self._values[position]
        if isinstance(value, str):
            return value
        if missing(value):
            raise ItemError(f"{self._title(position)} has no text ({value!r})")
        mend = "value.decode('utf-8')" if isinstance(value, bytes) else "str(value)"
        raise ItemError(
            f"{self._title(position)} is a {type(value).__name__}, not a text: {value!r:.80}; convert it: {mend}"
        )


def too_large(title: str, size: int) -> str:
    """Say that a text of so many bytes, at least, is not shown."""
    return (
        f"{title} is too long: {size / 2**20:.0f} MiB, and a text may have {MAX_BYTES / 2**20:.0f}; "
        "cut it up, by chapter or page, say"
    )
