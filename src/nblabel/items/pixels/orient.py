"""The eight orientations of EXIF, and turning what is stored into what is upright."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

ORIENTATIONS = range(1, 9)

SIDEWAYS = frozenset({5, 6, 7, 8})
"""The orientations that swap width and height."""


def upright_size(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Give the size after turning.

    Examples
    --------
    >>> upright_size(640, 480, 6)
    (480, 640)
    """
    return (height, width) if orientation in SIDEWAYS else (width, height)


def turn(stored: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Give the upright pixels of what is stored in an orientation, 1 to 8; a view where possible."""
    match orientation:
        case 2:
            return stored[:, ::-1]
        case 3:
            return stored[::-1, ::-1]
        case 4:
            return stored[::-1]
        case 5:
            return np.swapaxes(stored, 0, 1)
        case 6:
            return np.swapaxes(stored, 0, 1)[:, ::-1]
        case 7:
            return np.swapaxes(stored, 0, 1)[::-1, ::-1]
        case 8:
            return np.swapaxes(stored, 0, 1)[::-1]
        case _:
            return stored
