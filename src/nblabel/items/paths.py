# 100,000 paths open in well under a second as text, and not as Path objects.
# ruff: noqa: PTH100, PTH109, PTH111, PTH118, PTH119, PTH120
"""Images in files, by their paths. Nothing is looked at before it is shown."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence

from nblabel.items._ask import Ask, missing
from nblabel.items.files import Files, readable
from nblabel.items.images import EncodedImages
from nblabel.items.listing import Listing, listed_by_name
from nblabel.items.pixels.stretch import Window
from nblabel.items.urls import is_url


class FileImages(Files, EncodedImages):
    """Images in files.

    Parameters
    ----------
    files
        Absolute paths; None where a row names none.
    listing, window
        As for every source.
    """

    _unchanging = False

    def __init__(self, files: Sequence[str | None], listing: Listing, window: Window | None) -> None:
        super().__init__(listing, window)
        self._files = files


class _Paths:
    noun = "a path"

    def takes(self, value: object) -> bool:
        return isinstance(value, str | os.PathLike) and not missing(value)

    def open(self, values: Sequence[object], ask: Ask, listing: Listing | None) -> FileImages:
        files, listing = located(values, ask, listing, "images")
        return FileImages(files, listing, ask.window)


PATHS = _Paths()


def located(values: Sequence[object], ask: Ask, listing: Listing | None, name: str) -> tuple[list[str | None], Listing]:
    """Give the files that values name, None where one is missing, and the listing: their own where none is given."""
    base = absolute(ask.root) if ask.root is not None else os.getcwd()
    files = [None if missing(value) else _located(value, base) for value in values]
    found = [file for file in files if file is not None]
    if ask.root is not None:
        relative = relative_keys(found, base)
    else:
        base = common_folder(found)
        relative = [] if listing is not None else relative_keys(found, base)
    return files, listing or listed_by_name(relative, os.path.basename(base) or name)


def absolute(path: str | os.PathLike[str]) -> str:
    """Give a path's absolute form, ``~`` and ``..`` resolved, links as they are."""
    return os.path.abspath(os.path.expanduser(path))


def common_folder(files: Sequence[str]) -> str:
    """Give the deepest folder that holds all files."""
    folders = {os.path.dirname(file) for file in files}
    try:
        return os.path.commonpath(folders)
    except ValueError:
        raise ValueError("the paths lie on different drives; open them as two lists") from None


def relative_keys(files: Sequence[str], root: str) -> list[str]:
    """Give the keys of files: relative to ``root``, with ``/``, NFC.

    Raises
    ------
    ValueError
        If a file lies outside ``root``.
    """
    start = root if root.endswith(os.sep) else root + os.sep
    keys: list[str] = []
    for file in files:
        if not file.startswith(start):
            raise ValueError(f"{readable(file)} lies outside root={root!r}; choose a root that holds all items")
        keys.append(as_path_key(file[len(start) :]))
    return keys


def as_path_key(relative: str) -> str:
    """Write a relative path as a key: with ``/``, NFC, and text that UTF-8 can hold."""
    if os.sep != "/":
        relative = relative.replace(os.sep, "/")
    if relative.isascii():
        return relative
    return unicodedata.normalize("NFC", readable(relative))


def _located(value: object, base: str) -> str:
    path = os.fspath(value)  # type: ignore[call-overload]
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    return os.path.normpath(os.path.join(base, os.path.expanduser(path) if path.startswith("~") else path))


def is_path(value: object) -> bool:
    """Tell one path, as text or `os.PathLike`, from a URL and from everything else."""
    return PATHS.takes(value) and not is_url(value)
