# ruff: noqa: PLR2004 (numbers of axes and channels say what they are)
"""Images as NumPy arrays, or as anything that turns into one: a list of them, or one stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nblabel.items._ask import Ask, missing
from nblabel.items._source import ItemError
from nblabel.items.images import DecodedImages
from nblabel.items.listing import Listing, listed_by_position
from nblabel.items.pixels.damage import reading
from nblabel.items.pixels.stretch import Window, check_pixels
from nblabel.kinds import Extent


class ArrayImages(DecodedImages):
    """Arrays of height x width, or height x width x 1, 3 or 4: bool, integers or floats.

    The arrays are not copied, and read when they are shown: a stack may be a `numpy.memmap`.
    """

    def __init__(self, arrays: Any, listing: Listing, window: Window | None) -> None:
        super().__init__(listing, window)
        self._arrays = arrays

    def extent(self, position: int) -> Extent:
        """Give the size from the array's shape."""
        array = self._arrays[position]
        shape = getattr(array, "shape", None)
        if shape is None or len(shape) < 2:
            return super().extent(position)
        return Extent(int(shape[1]), int(shape[0]))

    def _pixels(self, position: int) -> NDArray[Any]:
        title = self._title(position)
        array = self._arrays[position]
        if missing(array):
            raise ItemError(f"{title} has no array")
        with reading(title):
            pixels = np.asarray(array)
        try:
            check_pixels(pixels, title)
        except (TypeError, ValueError) as error:
            raise ItemError(str(error)) from None
        return pixels


class _Arrays:
    noun = "an array"

    def takes(self, value: object) -> bool:
        return is_array(value)

    def open(self, values: Sequence[object], ask: Ask, listing: Listing | None) -> ArrayImages:
        source = ArrayImages(values, listing or listed_by_position(len(values), "images"), ask.window)
        for position, value in enumerate(values):
            if isinstance(value, np.ndarray):
                check_pixels(value, source._title(position))  # noqa: SLF001
        return source


ARRAYS = _Arrays()


def open_stack(ask: Ask) -> ArrayImages | None:
    """Open one array of many images: images x height x width, or with channels last.

    Three axes are a stack of grey images unless the last has 3 or 4 entries: then it is one image.
    """
    stack = ask.items
    if not is_array(stack) or not is_stack(stack):
        return None
    count = len(stack)  # type: ignore[arg-type]
    if count == 0:
        raise ValueError(f"the array has shape {stack.shape}: no images; give at least one")  # type: ignore[attr-defined]
    source = ArrayImages(stack, listed_by_position(count, "images"), ask.window)
    check_pixels(np.asarray(stack[0]), "each image of the array")  # type: ignore[index]
    return source


def is_array(value: object) -> bool:
    """Tell an array (of NumPy, PyTorch, Zarr …) from a Pillow image, which offers itself as one too."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind not in "OUSM"
    return hasattr(value, "__array__") and hasattr(value, "shape") and not isinstance(value, Image.Image | str)


def is_stack(value: object) -> bool:
    """Tell a stack of images from one image."""
    shape = tuple(value.shape)  # type: ignore[attr-defined]
    return len(shape) == 4 or (len(shape) == 3 and shape[2] not in {1, 3, 4})
