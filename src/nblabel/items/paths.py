# 100,000 paths open in well under a second as text, and not as Path objects.
# ruff: noqa: PTH100, PTH109, PTH111, PTH116, PTH118, PTH119, PTH120, PTH123
"""Images in files, by their paths. Nothing is looked at before it is shown."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from nblabel.items._ask import Ask, missing
from nblabel.items._source import ItemError, Stamp
from nblabel.items.images import EncodedImages
from nblabel.items.listing import Listing, listed_by_name
from nblabel.items.pixels.stretch import Window
from nblabel.items.urls import is_url


class FileImages(EncodedImages):
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

    def stamp(self, position: int) -> Stamp | None:
        """Give size and time of the file; None if it is not there, or has no time."""
        file = self._files[position]
        try:
            status = os.stat(file) if file is not None else None
        except (OSError, ValueError):
            return None
        if status is None or not status.st_mtime_ns:
            return None
        return Stamp(status.st_size, status.st_mtime_ns)

    def _open(self, position: int) -> IO[bytes]:
        file, title = self._files[position], self._title(position)
        if file is None:
            raise ItemError(f"{title} names no file")
        try:
            # Opening a pipe would wait for somebody to write to it.
            mode = os.stat(file).st_mode
            if stat.S_ISDIR(mode):
                raise ItemError(f"{title} is a folder, not an image")
            if not stat.S_ISREG(mode):
                raise ItemError(f"{title} is not a file that can be read")
            return open(file, "rb")
        except FileNotFoundError:
            raise ItemError(f"{title} is not there (looked for {_shown(file)})") from None
        except PermissionError:
            raise ItemError(f"{title} cannot be read: permission denied ({_shown(file)})") from None
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise ItemError(f"{title} cannot be read: {said} ({_shown(file)})") from None

    def _place(self, position: int) -> Path | None:
        file = self._files[position]
        return None if file is None else Path(file)

    def _title(self, position: int) -> str:
        key, file = self.keys[position], self._files[position]
        if file is None or (isinstance(key, str) and os.path.basename(file) == os.path.basename(key)):
            return super()._title(position)
        return f"{_shown(os.path.basename(file))} (item {key})"


class _Paths:
    noun = "a path"

    def takes(self, value: object) -> bool:
        return isinstance(value, str | os.PathLike) and not missing(value)

    def open(self, values: Sequence[object], ask: Ask, listing: Listing | None) -> FileImages:
        base = absolute(ask.root) if ask.root is not None else os.getcwd()
        files = [None if missing(value) else _located(value, base) for value in values]
        found = [file for file in files if file is not None]
        if ask.root is not None:
            relative = relative_keys(found, base)
            name = os.path.basename(base)
        else:
            base = common_folder(found)
            relative = [] if listing is not None else relative_keys(found, base)
            name = os.path.basename(base)
        return FileImages(files, listing or listed_by_name(relative, name or "images"), ask.window)


PATHS = _Paths()


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
            raise ValueError(f"{_shown(file)} lies outside root={root!r}; choose a root that holds all items")
        keys.append(as_path_key(file[len(start) :]))
    return keys


def as_path_key(relative: str) -> str:
    """Write a relative path as a key: with ``/``, NFC, and text that UTF-8 can hold."""
    if os.sep != "/":
        relative = relative.replace(os.sep, "/")
    if relative.isascii():
        return relative
    return unicodedata.normalize("NFC", _shown(relative))


def _located(value: object, base: str) -> str:
    path = os.fspath(value)  # type: ignore[call-overload]
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    return os.path.normpath(os.path.join(base, os.path.expanduser(path) if path.startswith("~") else path))


def _shown(path: str) -> str:
    # A name that is not UTF-8 comes from the system with half characters in the place of its bytes.
    return path.encode(errors="surrogateescape").decode(errors="backslashreplace")


def is_path(value: object) -> bool:
    """Tell one path, as text or `os.PathLike`, from a URL and from everything else."""
    return PATHS.takes(value) and not is_url(value)
