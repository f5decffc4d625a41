"""Images as the bytes of image files, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import IO

from nblabel.items._ask import Ask, missing
from nblabel.items._source import ItemError
from nblabel.items.images import EncodedImages
from nblabel.items.listing import Listing, listed_by_position
from nblabel.items.pixels.stretch import Window


class ByteImages(EncodedImages):
    """Encoded images in memory: what reading an image file gives."""

    def __init__(self, images: Sequence[bytes | None], listing: Listing, window: Window | None) -> None:
        super().__init__(listing, window)
        self._images = images

    def _open(self, position: int) -> IO[bytes]:
        image = self._images[position]
        if image is None:
            raise ItemError(f"{self._title(position)} has no bytes")
        return BytesIO(image)


class _Encoded:
    noun = "bytes"

    def takes(self, value: object) -> bool:
        return isinstance(value, bytes | bytearray | memoryview)

    def open(self, values: Sequence[object], ask: Ask, listing: Listing | None) -> ByteImages:
        images = [None if missing(value) else bytes(value) for value in values]  # type: ignore[call-overload]
        return ByteImages(images, listing or listed_by_position(len(images), "images"), ask.window)


ENCODED = _Encoded()
