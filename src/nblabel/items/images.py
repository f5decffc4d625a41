"""What all sources of images share: assets, thumbnails, extents and items, made on demand."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from hashlib import blake2b, file_digest
from io import BytesIO
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nblabel.items._listed import Listed
from nblabel.items._source import Asset, ItemError, Medium, Stamp
from nblabel.items.files import stamp_of
from nblabel.items.item import Item
from nblabel.items.kept import Kept
from nblabel.items.listing import Listing
from nblabel.items.pixels.damage import reading
from nblabel.items.pixels.decode import decode
from nblabel.items.pixels.encode import THUMBNAIL, as_png, as_thumbnail
from nblabel.items.pixels.header import read_header
from nblabel.items.pixels.stretch import Window, to_eight_bits
from nblabel.kinds import Extent

MAX_BYTES = 2**30
"""Files above this are not read whole."""


class Images(Listed, ABC):
    """A source of images. See `nblabel.items.Source` for what its methods promise."""

    medium: Medium = "image"
    _noun = "an image"

    def __init__(self, listing: Listing, window: Window | None) -> None:
        super().__init__(listing)
        self._window = window
        self._assets: Kept[Asset] = Kept(lambda asset: len(asset.data))

    def asset(self, position: int, part: str = "item") -> Asset:
        """Give the bytes of ``"item"`` or its ``"thumbnail"``."""
        if part == "item":
            return self._item_asset(position)
        if part == "thumbnail":
            return self._thumbnail(position)
        raise ItemError(f"{self._title(position)} has no part {part!r}; an image has 'item' and 'thumbnail'")

    def item(self, position: int) -> Item:
        """Give the `Item` that callables are handed. Its picture is read when it is asked for."""
        return Item(
            key=self.keys[position],
            path=self._place(position),
            row=self._row(position),
            _read=lambda: Image.fromarray(np.ascontiguousarray(self._shown(position))),
        )

    @abstractmethod
    def fingerprint(self, position: int) -> str:
        """Hash the item's content."""

    @abstractmethod
    def extent(self, position: int) -> Extent:
        """Give the upright size."""

    @abstractmethod
    def _item_asset(self, position: int) -> Asset: ...

    @abstractmethod
    def _thumbnail(self, position: int) -> Asset: ...

    @abstractmethod
    def _shown(self, position: int) -> NDArray[np.uint8]:
        """Give the upright pixels as the person sees them."""


class EncodedImages(Images):
    """A source of whole encoded images: files, bytes, what is behind URLs.

    What a browser shows goes to it as the bytes are; the rest is converted to PNG here, once.
    """

    _unchanging = True
    """Whether the bytes stay what they are while this source lives; those of files may change."""

    def __init__(self, listing: Listing, window: Window | None) -> None:
        super().__init__(listing, window)
        self._hashes: dict[int, tuple[Stamp | None, str]] = {}

    @abstractmethod
    def _open(self, position: int) -> IO[bytes]:
        """Open the encoded bytes. Raises `ItemError`."""

    def fingerprint(self, position: int) -> str:
        """Hash the encoded bytes: blake2b, 128 bits, in hexadecimal."""
        known = self._hashes.get(position)
        if known is not None and self._unchanging:
            return known[1]
        with self._open(position) as file:
            before = stamp_of(file)
            if known is not None and known[0] == before:
                return known[1]
            with reading(self._title(position)):
                digest = file_digest(file, _hash).hexdigest()  # type: ignore[arg-type]
            self._remember(position, before, file, digest)
        return digest

    def extent(self, position: int) -> Extent:
        """Give the upright size from the header."""
        with self._open(position) as file:
            header = read_header(file, self._title(position))
        return Extent(header.width, header.height)

    def _item_asset(self, position: int) -> Asset:
        title = self._title(position)
        with self._open(position) as file:
            stamp = stamp_of(file)
            header = read_header(file, title)
            if header.mime is not None:
                data = self._read(position, file)
                return Asset(data, header.mime, {"width": header.width, "height": header.height})

            def convert() -> Asset:
                data = self._read(position, file)
                return as_png(to_eight_bits(decode(BytesIO(data), header, title), self._window))

            return self._assets.get((position, "item", stamp), convert)

    def _thumbnail(self, position: int) -> Asset:
        title = self._title(position)
        with self._open(position) as file:

            def shrink() -> Asset:
                pixels = decode(file, read_header(file, title), title, reduced_to=THUMBNAIL)
                return as_thumbnail(to_eight_bits(_thinned(pixels), self._window))

            return self._assets.get((position, "thumbnail", stamp_of(file)), shrink)

    def _shown(self, position: int) -> NDArray[np.uint8]:
        title = self._title(position)
        with self._open(position) as file:
            header = read_header(file, title)
            return to_eight_bits(decode(file, header, title), None if header.mime else self._window)

    def _read(self, position: int, file: IO[bytes]) -> bytes:
        """Read all, and remember its hash: whoever asks for it next need not read the file again."""
        title = self._title(position)
        with reading(title):
            before = stamp_of(file)
            if file.seek(0, os.SEEK_END) > MAX_BYTES:
                raise ItemError(
                    f"{title} is larger than {MAX_BYTES // 2**20} MiB; save it smaller, or cut it into tiles"
                )
            file.seek(0)
            data = file.read()
        self._remember(position, before, file, _hash(data).hexdigest())
        return data

    def _remember(self, position: int, before: Stamp | None, file: IO[bytes], digest: str) -> None:
        if before == stamp_of(file):
            self._hashes[position] = (before, digest)


class DecodedImages(Images):
    """A source of pixels in memory: arrays, Pillow images."""

    def __init__(self, listing: Listing, window: Window | None) -> None:
        super().__init__(listing, window)
        self._hashes: dict[int, str] = {}

    @abstractmethod
    def _pixels(self, position: int) -> NDArray[Any]:
        """Give the upright pixels in full depth. Raises `ItemError`."""

    def fingerprint(self, position: int) -> str:
        """Hash dtype, shape and pixels: blake2b, 128 bits, in hexadecimal."""
        if position not in self._hashes:
            pixels = np.ascontiguousarray(self._pixels(position))
            hashed = _hash(f"{pixels.dtype.str} {pixels.shape} ".encode())
            hashed.update(pixels.reshape(-1).view(np.uint8).data)
            self._hashes[position] = hashed.hexdigest()
        return self._hashes[position]

    def extent(self, position: int) -> Extent:
        """Give the upright size."""
        height, width = self._pixels(position).shape[:2]
        return Extent(width, height)

    def _item_asset(self, position: int) -> Asset:
        return self._assets.get((position, "item"), lambda: as_png(self._shown(position)))

    def _thumbnail(self, position: int) -> Asset:
        def shrink() -> Asset:
            return as_thumbnail(to_eight_bits(_thinned(self._pixels(position)), self._window))

        return self._assets.get((position, "thumbnail"), shrink)

    def _shown(self, position: int) -> NDArray[np.uint8]:
        return to_eight_bits(self._pixels(position), self._window)


def _hash(data: bytes = b"") -> blake2b:
    return blake2b(data, digest_size=16)


def _thinned(pixels: NDArray[Any]) -> NDArray[Any]:
    # Twice the thumbnail's size is enough to shrink from, and much less to stretch.
    step = max(1, max(pixels.shape[:2]) // (2 * THUMBNAIL))
    return pixels[::step, ::step]
