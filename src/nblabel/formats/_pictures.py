"""Finding the pictures that a file of annotations names, and what their headers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from nblabel.dataset.reporting import Report
from nblabel.formats._inside import relative
from nblabel.items import ItemError
from nblabel.items.keys import Key
from nblabel.items.pixels.header import read_header

_SWAPPED = range(5, 9)
"""EXIF orientations that lay a picture on its side."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's upright size, and how it is stored."""

    width: int
    height: int
    orientation: int

    @property
    def lies(self) -> bool:
        """Whether it is stored on its side."""
        return self.orientation in _SWAPPED


class Pictures:
    """The folders in which pictures are looked for.

    Parameters
    ----------
    root
        The folder that names in the file start from.
    images
        Where the user says they are; else the root itself and its ``also`` are tried.
    also
        Folders below the root where this format's pictures often lie.
    """

    def __init__(
        self, root: Path, images: str | PathLike[str] | None = None, also: Sequence[str] = ("images",)
    ) -> None:
        self._folders = (
            [Path(images).expanduser().absolute()] if images is not None else [root, *(root / name for name in also)]
        )
        if images is not None and not self._folders[0].is_dir():
            raise FileNotFoundError(f"images={str(images)!r} is no folder")
        self._looked_in = [folder for folder in self._folders if folder.is_dir()]

    def find(self, name: str) -> Path:
        """Give the picture of that relative name where it is, or where it was looked for first."""
        tried = (folder / name for folder in self._looked_in)
        return next((path for path in tried if path.is_file()), self._folders[0] / name)


def look_at(path: Path) -> Picture | None:
    """Read a picture's header; None if it is not there or cannot be read."""
    try:
        with path.open("rb") as file:
            header = read_header(file, path.name)
    except (ItemError, OSError, ValueError):
        return None
    return Picture(header.width, header.height, header.orientation)


def key_of(name: str) -> tuple[str, bool]:
    """Give the key of a picture that a file names, and whether the name led outside (then it is the last part only)."""
    within = relative(name)
    if within is not None:
        return within, False
    last = relative(name.replace("\\", "/").rsplit("/", 1)[-1])
    return last or "_", True


def name_for(key: Key, report: Report) -> str:
    """Give what a picture is called in a file; say so where it is known by another key when that is read."""
    name = str(key)
    read = key_of(name)[0]
    if read != key:
        report.left_out(f"its key {key!r} becomes {read!r}", item=key)
    return name
