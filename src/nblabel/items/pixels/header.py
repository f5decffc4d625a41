"""What the first bytes of a picture say: how large it is upright, and who can show it.

Pillow's own `open` is not used. It warns or fails above a limit that is global to the user's
process, and it tries formats that run other programs (EPS). Its registry of formats is used
instead, with a list of formats and a limit of our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import IO, Any

from PIL import Image, ImageFile

from nblabel.items._source import ItemError
from nblabel.items.pixels import tiff
from nblabel.items.pixels.damage import reading, reason
from nblabel.items.pixels.orient import ORIENTATIONS, upright_size

MAX_PIXELS = 500_000_000
"""Larger pictures are refused from their header: no browser shows them in one piece."""

MAX_DECODED = 2**31
"""Bytes that a picture converted here may unpack to."""

FORMATS = ("JPEG", "PNG", "TIFF", "GIF", "WEBP", "BMP", "AVIF", "MPO", "JPEG2000", "PPM", "DIB", "HEIF")
"""What is tried, in order. HEIF is there if the user registered a plug-in for it."""

BY_TIFFFILE = "tifffile:"
"""How the mode of what Pillow cannot open begins; the dtype follows."""

_GREY_OR_COLOUR = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX"})
_BROWSER = {
    "JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp",
    "BMP": "image/bmp", "AVIF": "image/avif",
}  # fmt: skip
_EXIF_ORIENTATION = 0x0112
_BITS = 258
_BYTES = {"1": 1, "L": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}


@dataclass(frozen=True, slots=True)
class Header:
    """What a picture's header says.

    ``width`` and ``height`` are upright; ``orientation`` is how the pixels are stored; ``mime``
    is None where a browser cannot show the bytes as they are, upright and in full depth.
    """

    format: str
    mode: str
    width: int
    height: int
    orientation: int
    mime: str | None
    decoded: int


def read_header(file: IO[bytes], title: str) -> Header:
    """Read a picture's header; ``title`` names the item in errors.

    Raises
    ------
    ItemError
        If it is empty, not a picture, damaged, or larger than `MAX_PIXELS`.
    """
    picture = open_picture(file, title)
    if picture is None:
        page = tiff.read_page(file, title)
        width, height = upright_size(page.width, page.height, page.orientation)
        header = Header("TIFF", f"{BY_TIFFFILE}{page.dtype}", width, height, page.orientation, None, page.decoded)
        return _check(header, title)
    with reading(title):
        stored_width, stored_height = picture.size
        if picture.format == "TIFF":
            # Pillow turns TIFFs while it loads them, and since version 11 says the turned size here.
            stored_width, stored_height = picture.tag_v2[256], picture.tag_v2[257]  # type: ignore[attr-defined]
        orientation = _orientation(picture)
        width, height = upright_size(stored_width, stored_height, orientation)
        deep = is_deep(picture)
        mime = _BROWSER.get(picture.format or "")
        # A browser turns JPEGs by their EXIF; whether it does so for other formats depends on the browser.
        untouched = picture.mode in _GREY_OR_COLOUR and not deep and (mime == "image/jpeg" or orientation == 1)
        header = Header(
            format=picture.format or "",
            mode=picture.mode,
            width=width,
            height=height,
            orientation=orientation,
            mime=mime if untouched else None,
            decoded=width * height * (8 if deep else _BYTES.get(picture.mode, 4)),
        )
    return _check(header, title)


def open_picture(file: IO[bytes], title: str) -> ImageFile.ImageFile | None:
    """Open a picture without reading its pixels; None for a TIFF that only tifffile may know.

    The picture reads from ``file`` when it is loaded, so ``file`` must stay open.
    """
    with reading(title):
        file.seek(0)
        start = file.read(16)
    if not start:
        raise ItemError(f"{title} is empty: it has no bytes")
    _register_formats()
    for name in FORMATS:
        factory, accept = Image.OPEN.get(name, (None, None))
        # A plug-in that cannot read what it knows says so in text.
        accepted = factory is not None and (accept is None or accept(start))
        if factory is None or not accepted or isinstance(accepted, str):
            continue
        try:
            # On damaged bytes a decoder raises anything.
            file.seek(0)
            picture = factory(file, "")
        except Exception as error:
            if name == "TIFF":
                return None
            raise ItemError(f"{title} is damaged and cannot be shown ({reason(error)})") from error
        return None if name == "TIFF" and _misread(picture) else picture
    if tiff.is_tiff(start):
        return None
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<svg", b"<?xml")):
        raise ItemError(f"{title} is a drawing without pixels (SVG); save it as PNG to label it")
    raise ItemError(f"{title} is not an image that can be read here; is it damaged, or another kind of file?")


def is_deep(picture: ImageFile.ImageFile) -> bool:
    """Tell whether the picture has colours of 16 bits, of which Pillow would keep 8."""
    return picture.mode in {"RGB", "RGBA"} and any(";16" in raw_mode(tile) for tile in picture.tile)


def raw_mode(tile: tuple[Any, ...]) -> str:
    """Give the raw mode of a Pillow tile: its last entry, or the first in that."""
    arguments = tile[3]
    first = arguments[0] if isinstance(arguments, tuple) and arguments else arguments
    return first if isinstance(first, str) else ""


@cache
def _register_formats() -> None:
    Image.init()


def _check(header: Header, title: str) -> Header:
    pixels = header.width * header.height
    if pixels <= 0:
        raise ItemError(
            f"{title} is damaged and cannot be shown (it says it is {header.width} x {header.height} pixels)"
        )
    if pixels > MAX_PIXELS:
        raise ItemError(
            f"{title} is {header.width} x {header.height} pixels, above the limit of "
            f"{MAX_PIXELS // 1_000_000} million; cut it into tiles"
        )
    if header.mime is None and header.decoded > MAX_DECODED:
        raise ItemError(
            f"{title} would unpack to {header.decoded / 1e9:.1f} GB ({header.width} x {header.height} pixels), above "
            f"the limit of {MAX_DECODED / 1e9:.1f} GB; cut it into tiles, or save it with 8 bits"
        )
    return header


def _misread(picture: ImageFile.ImageFile) -> bool:
    # Pillow takes separate planes for 8 bits, whatever they are, unless libtiff reads them.
    deep = max(picture.tag_v2.get(_BITS, (1,))) > 8  # type: ignore[attr-defined] # noqa: PLR2004 (a byte's bits)
    return deep and len(picture.tile) > 1 and {raw_mode(tile) for tile in picture.tile} <= {"R", "G", "B", "A"}


def _orientation(picture: ImageFile.ImageFile) -> int:
    # Only EXIF counts, as in browsers; Pillow's `getexif` looks into XMP too.
    try:
        if picture.format == "TIFF":
            value = picture.getexif().get(_EXIF_ORIENTATION, 1)
        elif "exif" in picture.info:
            exif = Image.Exif()
            exif.load(picture.info["exif"])
            value = exif.get(_EXIF_ORIENTATION, 1)
        else:
            return 1
    except Exception:  # noqa: BLE001 (damaged EXIF is no reason not to show the picture)
        return 1
    return value if isinstance(value, int) and value in ORIENTATIONS else 1
