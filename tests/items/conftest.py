"""Pictures made on the spot, small enough to read and odd enough to tell mistakes."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ORIENTATION = 0x0112


@pytest.fixture(scope="session")
def photo():
    """A picture without any symmetry: 60 wide, 40 high, its four corners of four colours."""
    across, down = np.meshgrid(np.linspace(0, 255, 60), np.linspace(0, 255, 40))
    pixels = np.stack([across, down, np.full_like(across, 40)], axis=-1).astype(np.uint8)
    pixels[:20, :30] = (250, 10, 10)
    return pixels


@pytest.fixture
def write(tmp_path, photo):
    """Write a picture into the temporary folder, with what Pillow's `save` takes; give its path."""

    def write(name: str, pixels=None, *, mode=None, orientation=None, **options) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = Image.fromarray(photo if pixels is None else pixels)
        if mode is not None:
            picture = picture.convert(mode)
        if orientation is not None:
            exif = Image.Exif()
            exif[ORIENTATION] = orientation
            options["exif"] = exif
        picture.save(path, **options)
        return path

    return write


@pytest.fixture
def deep_png(tmp_path):
    """Write a PNG with 16 bits a channel, which Pillow does not write in colour."""

    def deep_png(name: str, pixels) -> Path:
        height, width, channels = pixels.shape
        rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
        header = struct.pack(">IIBBBBB", width, height, 16, {2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
        path = tmp_path / name
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
        )
        return path

    return deep_png


@pytest.fixture
def empty_header(tmp_path):
    """Write a PNG that says a size and holds no pixels."""

    def empty_header(name: str, width: int, height: int) -> Path:
        path = tmp_path / name
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"")))
        return path

    return empty_header


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
