# 100,000 paths open in well under a second as text, and not as Path objects.
# ruff: noqa: PTH116, PTH119, PTH123
"""Items that are files, of any medium: how one is opened, and how it is known to be unchanged."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from nblabel.items._listed import Listed
from nblabel.items._source import ItemError, Stamp


class Files(Listed):
    """What a source of files does beside its medium's own; mixed in before the medium's class."""

    _files: Sequence[str | None]
    """Absolute paths; None where a row names none."""

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
                raise ItemError(f"{title} is a folder, not {self._noun}")
            if not stat.S_ISREG(mode):
                raise ItemError(f"{title} is not a file that can be read")
            return open(file, "rb")
        except FileNotFoundError:
            raise ItemError(f"{title} is not there (looked for {readable(file)})") from None
        except PermissionError:
            raise ItemError(f"{title} cannot be read: permission denied ({readable(file)})") from None
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise ItemError(f"{title} cannot be read: {said} ({readable(file)})") from None

    def _place(self, position: int) -> Path | None:
        file = self._files[position]
        return None if file is None else Path(file)

    def _title(self, position: int) -> str:
        key, file = self.keys[position], self._files[position]
        if file is None or (isinstance(key, str) and os.path.basename(file) == os.path.basename(key)):
            return super()._title(position)
        return f"{readable(os.path.basename(file))} (item {key})"


def stamp_of(file: IO[bytes]) -> Stamp | None:
    """Give size and time of an open file; None for what is in memory."""
    try:
        status = os.fstat(file.fileno())
    except OSError:  # what is in memory has no descriptor
        return None
    return Stamp(status.st_size, status.st_mtime_ns)


def readable(path: str) -> str:
    """Give a path as text that can be shown: a name that is not UTF-8 comes with half characters."""
    return path.encode(errors="surrogateescape").decode(errors="backslashreplace")
