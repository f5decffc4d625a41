# ruff: noqa: PLR2004 (numbers of axes and channels say what they are)
"""TIFFs that Pillow cannot read (several channels, odd depths), through tifffile where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from nblabel.items._source import ItemError
from nblabel.items.pixels.damage import reading
from nblabel.items.pixels.orient import turn

_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ORIENTATION, _PHOTOMETRIC, _MIN_IS_WHITE = 274, 262, 0


@dataclass(frozen=True, slots=True)
class Page:
    """What the header of a TIFF's first page says; the size is as stored."""

    dtype: str
    width: int
    height: int
    orientation: int
    decoded: int


def is_tiff(start: bytes) -> bool:
    """Tell a TIFF or BigTIFF by its first bytes."""
    return start.startswith(_STARTS)


def available() -> bool:
    """Tell whether tifffile is installed."""
    return find_spec("tifffile") is not None


def read_page(file: IO[bytes], title: str) -> Page:
    """Read the header of the first page. Raises `ItemError`."""
    with reading(title), _first_page(file, title) as page:
        size = int(np.prod(page.shape, dtype=np.int64)) * page.dtype.itemsize
        return Page(str(page.dtype), int(page.imagewidth), int(page.imagelength), _tag(page, _ORIENTATION, 1), size)


def read(file: IO[bytes], title: str) -> NDArray[Any]:
    """Read the first page upright: height x width, or height x width x 3 or 4.

    Of two channels the first is taken, of more than four the first three, as red, green and blue.
    Raises `ItemError`.
    """
    with reading(title), _first_page(file, title) as page:
        pixels = np.asarray(page.asarray())
        if "S" in page.axes:
            pixels = np.moveaxis(pixels, page.axes.index("S"), -1)
        pixels = pixels.reshape(page.imagelength, page.imagewidth, -1)
        channels = pixels.shape[2]
        if channels <= 2:
            pixels = pixels[..., 0]
            if _tag(page, _PHOTOMETRIC, 1) == _MIN_IS_WHITE and pixels.dtype.kind == "u":
                pixels = np.iinfo(pixels.dtype).max - pixels
        elif channels > 4:
            pixels = pixels[..., :3]
        return turn(pixels, _tag(page, _ORIENTATION, 1))


@contextmanager
def _first_page(file: IO[bytes], title: str) -> Iterator[Any]:
    if not available():
        raise ItemError(f"{title} is a TIFF that needs tifffile; pip install tifffile, and run the cell again")
    tifffile = import_module("tifffile")
    file.seek(0)
    # Closing it would leave the file open, which is the caller's; there is nothing else to close.
    yield tifffile.TiffFile(file).pages[0]


def _tag(page: Any, code: int, default: int) -> int:
    tag = page.tags.get(code)
    return int(tag.value) if tag is not None else default
