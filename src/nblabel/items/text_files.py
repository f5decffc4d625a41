"""Texts in files: one, a folder of them, a pattern, a list of paths. Read when they are shown."""

from __future__ import annotations

import os
from collections.abc import Sequence

from nblabel.items._ask import Ask
from nblabel.items._source import ItemError
from nblabel.items.files import Files, stamp_of
from nblabel.items.folder import list_files
from nblabel.items.kept import Kept
from nblabel.items.listing import Listing
from nblabel.items.texts import MAX_BYTES, Texts, too_large

ENDINGS = frozenset({".txt", ".text"})
"""The endings of names that are taken for texts, in small letters."""

_UTF8_MARK = b"\xef\xbb\xbf"
# The four bytes come first: they begin with the two.
_OTHER_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class FileTexts(Files, Texts):
    r"""Texts in UTF-8 files, with or without a byte order mark, which is no part of the text.

    Line ends stay as they are: ``\r\n`` is two code points, as it is in the file.
    """

    def __init__(self, files: Sequence[str | None], listing: Listing) -> None:
        super().__init__(listing)
        self._files = files
        self._read: Kept[str] = Kept(len)

    def _text(self, position: int) -> str:
        title = self._title(position)
        with self._open(position) as file:
            stamp = stamp_of(file)
            if stamp is not None and stamp.size > MAX_BYTES + len(_UTF8_MARK):
                raise ItemError(too_large(title, stamp.size))

            def read() -> str:
                try:
                    data = file.read()
                except OSError as error:
                    raise ItemError(f"{title} cannot be read: {error.strerror or error}") from None
                return _decoded(data, title)

            return self._read.get((position, stamp), read)


def open_text_folder(ask: Ask) -> FileTexts | None:
    """Open one place: a folder of ``.txt`` files, a pattern, or a single file of any name.

    Raises
    ------
    FileNotFoundError
        If there is no such place.
    TypeError
        If it is one text, or an address.
    """
    if not isinstance(ask.items, str | os.PathLike):
        return None
    try:
        found = list_files(ask, "texts", ENDINGS)
    except (FileNotFoundError, ValueError) as error:
        if not isinstance(ask.items, str):
            raise
        raise FileNotFoundError(f"{error!s:.300}; if this is the text itself, write [text]") from None
    if found is None:
        raise TypeError(f"items={ask.items!r:.80} is no folder and no file; if it is the text itself, write [text]")
    return FileTexts(*found)


def _decoded(data: bytes, title: str) -> str:
    for mark, encoding in _OTHER_MARKS:
        if data.startswith(mark):
            raise ItemError(
                f"{title} is {encoding}, not UTF-8; save it as UTF-8, or read it yourself: "
                f"open(path, encoding={encoding.lower()!r}, newline='')"
            )
    text = data.removeprefix(_UTF8_MARK)
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(text)
        line = data.count(b"\n", 0, at) + 1
        raise ItemError(
            f"{title} is not UTF-8: byte 0x{data[at]:02x} at {at}, in line {line}; save it as UTF-8, or read it "
            "yourself: open(path, encoding='cp1252', newline=''), say"
        ) from None
