"""Images as Pillow has them in memory."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from nblabel.items._ask import Ask, missing
from nblabel.items._source import ItemError
from nblabel.items.images import DecodedImages
from nblabel.items.listing import Listing, listed_by_position
from nblabel.items.pixels.damage import reading
from nblabel.items.pixels.decode import eight_bit
from nblabel.items.pixels.orient import upright_size
from nblabel.items.pixels.stretch import Window
from nblabel.kinds import Extent

_ORIENTATION = 0x0112


class PillowImages(DecodedImages):
    """Pillow images, as they are; an EXIF orientation that they carry is applied to a copy."""

    def __init__(self, pictures: Sequence[Image.Image | None], listing: Listing, window: Window | None) -> None:
        super().__init__(listing, window)
        self._pictures = pictures
        # Pillow loads an image on first use, and not safely on two threads.
        self._loading = Lock()

    def extent(self, position: int) -> Extent:
        """Give the upright size, without loading the picture where its header is enough."""
        picture = self._picture(position)
        with self._loading, reading(self._title(position)):
            if picture.format == "TIFF":
                # Its size may be said before or after turning, until it is loaded.
                picture.load()
            return Extent(*upright_size(*picture.size, picture.getexif().get(_ORIENTATION, 1)))

    def _pixels(self, position: int) -> NDArray[Any]:
        picture = self._picture(position)
        with self._loading, reading(self._title(position)):
            picture.load()
            return np.asarray(eight_bit(ImageOps.exif_transpose(picture)))

    def _picture(self, position: int) -> Image.Image:
        picture = self._pictures[position]
        if picture is None:
            raise ItemError(f"{self._title(position)} has no picture")
        return picture


class _Pictures:
    noun = "a Pillow image"

    def takes(self, value: object) -> bool:
        return isinstance(value, Image.Image)

    def open(self, values: Sequence[object], ask: Ask, listing: Listing | None) -> PillowImages:
        pictures = [None if missing(value) else value for value in values]
        return PillowImages(pictures, listing or listed_by_position(len(values), "images"), ask.window)  # type: ignore[arg-type]


PICTURES = _Pictures()
