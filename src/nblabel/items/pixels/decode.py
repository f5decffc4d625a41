"""From encoded bytes to upright pixels in full depth."""

from __future__ import annotations

from threading import Lock
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from nblabel.items._source import ItemError
from nblabel.items.pixels import tiff
from nblabel.items.pixels.damage import reading
from nblabel.items.pixels.header import BY_TIFFFILE, MAX_DECODED, Header, is_deep, open_picture, raw_mode
from nblabel.items.pixels.orient import turn

_ONE_AT_A_TIME = Lock()
_LARGE = 2**28
_PHOTOMETRIC, _MIN_IS_WHITE = 262, 0
_OTHER_BYTE = {"16B": "16L", "16L": "16B", "16N": "16B"}


def decode(file: IO[bytes], header: Header, title: str, *, reduced_to: int | None = None) -> NDArray[Any]:
    """Read a picture upright: height x width, or height x width x 3 or 4, in the depth it is stored in.

    Parameters
    ----------
    file, header, title
        The encoded bytes, what `read_header` said of them, and how errors name the item.
    reduced_to
        For thumbnails: a JPEG may be read at a fraction of its size, the long side not below this.

    Raises
    ------
    ItemError
        If the picture is damaged or too large.
    """
    if header.decoded > MAX_DECODED:
        raise ItemError(
            f"{title} would unpack to {header.decoded / 1e9:.1f} GB ({header.width} x {header.height} pixels)"
        )
    if header.decoded < _LARGE:
        return _decode(file, header, title, reduced_to)
    # Two of these side by side may be more than the machine has.
    with _ONE_AT_A_TIME:
        return _decode(file, header, title, reduced_to)


def _decode(file: IO[bytes], header: Header, title: str, reduced_to: int | None) -> NDArray[Any]:
    if header.mode.startswith(BY_TIFFFILE):
        return tiff.read(file, title)
    try:
        with reading(title):
            picture = _opened(file, title)
            if reduced_to is not None:
                picture.draft(None, (reduced_to, reduced_to))
            pixels = _deep(file, title) if is_deep(picture) else _pixels(picture)
            # Pillow turns TIFFs itself.
            return pixels if header.format == "TIFF" else turn(pixels, header.orientation)
    except ItemError:
        if header.format == "TIFF" and tiff.available():
            return tiff.read(file, title)
        raise


def _opened(file: IO[bytes], title: str) -> ImageFile.ImageFile:
    picture = open_picture(file, title)
    if picture is None:
        raise ItemError(f"{title} changed while it was read")
    return picture


def _pixels(picture: ImageFile.ImageFile) -> NDArray[Any]:
    white_is_least = picture.format == "TIFF" and picture.getexif().get(_PHOTOMETRIC) == _MIN_IS_WHITE
    picture.load()
    mode = picture.mode
    if mode.startswith("I;16"):
        deep = np.asarray(picture)
        return 65535 - deep if white_is_least else deep
    return eight_bit(picture)


def eight_bit(picture: Image.Image) -> NDArray[Any]:
    """Give the pixels of a loaded Pillow image; palettes, CMYK and the like become RGB or RGBA."""
    if picture.mode in {"L", "RGB", "RGBA", "I", "F"} or picture.mode.startswith("I;16"):
        return np.asarray(picture)
    if picture.mode == "1":
        return np.asarray(picture.convert("L"))
    clear = "transparency" in picture.info or picture.mode in {"LA", "La", "PA", "RGBa"}
    if picture.mode == "La":
        picture = picture.convert("LA")
    return np.asarray(picture.convert("RGBA" if clear else "RGB"))


def _deep(file: IO[bytes], title: str) -> NDArray[Any]:
    # Pillow gives one byte of each colour: the high one, or when told that the bytes stand the
    # other way round, the low one.
    low = _opened(file, title)
    try:
        low.tile = [_swapped(tile) for tile in low.tile]
        low.load()
    except (ValueError, KeyError):
        # No raw mode for the other byte (grey with alpha): its high bytes are what there is.
        return eight_bit(_loaded(_opened(file, title)))
    high = _loaded(_opened(file, title))
    deep: NDArray[np.uint16] = np.asarray(high).astype(np.uint16) << 8 | np.asarray(low)
    return deep


def _loaded(picture: ImageFile.ImageFile) -> ImageFile.ImageFile:
    picture.load()
    return picture


def _swapped(tile: Any) -> Any:
    mode, _, order = raw_mode(tile).partition(";")
    other = f"{mode};{_OTHER_BYTE[order]}"
    arguments = tile[3]
    return (*tile[:3], (other, *arguments[1:]) if isinstance(arguments, tuple) else other)
