"""From 8-bit pixels to the bytes that a browser is sent."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nblabel.items._source import Asset
from nblabel.items.pixels.png import png

THUMBNAIL = 128
"""The longest side of a thumbnail, in pixels."""


def as_png(pixels: NDArray[np.uint8]) -> Asset:
    """Encode without loss."""
    return Asset(png(pixels), "image/png", {"width": pixels.shape[1], "height": pixels.shape[0]})


def as_thumbnail(pixels: NDArray[np.uint8]) -> Asset:
    """Encode small: a JPEG, or a PNG where there is transparency. ``meta`` says the thumbnail's own size."""
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    picture.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS, reducing_gap=2.0)
    made = BytesIO()
    meta: dict[str, object] = {"width": picture.width, "height": picture.height}
    if picture.mode == "RGBA":
        picture.save(made, "PNG", compress_level=1)
        return Asset(made.getvalue(), "image/png", meta)
    picture.save(made, "JPEG", quality=80)
    return Asset(made.getvalue(), "image/jpeg", meta)
