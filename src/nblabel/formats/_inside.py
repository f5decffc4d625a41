"""Paths that stay inside a folder: those a file names, and those a key becomes."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

_DRIVE = re.compile(r"[A-Za-z]:")
_DOTS = re.compile(r"^\.+")
_UNFIT = re.compile(r'[\x00-\x1f<>:"|?*\\]')


def relative(name: str) -> str | None:
    r"""Give a path that a file names as a relative one with ``/``, NFC; None if it leads outside.

    Examples
    --------
    >>> relative("train\\a.jpg"), relative("./b.jpg"), relative("../../etc/passwd"), relative("/etc/passwd")
    ('train/a.jpg', 'b.jpg', None, None)
    """
    path = name.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path) or "\0" in path:
        return None
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return unicodedata.normalize("NFC", "/".join(parts)) or None


def inside(root: Path, name: str) -> Path | None:
    """Give the file in ``root`` that a path names; None if it leads outside. It need not be there."""
    within = relative(name)
    return None if within is None else root / within


def as_file_name(key: object) -> str:
    """Give a relative path that a key can be written to: it never leads outside, on any system.

    Examples
    --------
    >>> as_file_name("street/1.jpg"), as_file_name(7), as_file_name("../a?.jpg")
    ('street/1.jpg', '7', '__/a_.jpg')
    >>> as_file_name(".hidden.jpg")
    '_hidden.jpg'
    """
    parts = [_UNFIT.sub("_", part) for part in str(key).split("/") if part not in {"", "."}]
    # What begins with a dot is hidden, and not listed when the folder is read.
    return "/".join(_DOTS.sub(lambda dots: "_" * len(dots[0]), part) for part in parts) or "_"
