"""Boxes as other tools give them, made into a frame for ``add``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nblabel.dataset.each import each

_LAYOUTS = {"xyxy": "left, top, right, bottom", "xywh": "left, top, width, height",
            "cxcywh": "centre x, centre y, width, height"}  # fmt: skip


def boxes(
    *,
    xyxy: ArrayLike | None = None,
    xywh: ArrayLike | None = None,
    cxcywh: ArrayLike | None = None,
    normalized: bool = False,
    label: object = None,
    score: ArrayLike | None = None,
    item: object = None,
    size: ArrayLike | None = None,
) -> pd.DataFrame:
    """Make a frame of boxes from the arrays that detectors and other tools give.

    Parameters
    ----------
    xyxy, xywh, cxcywh
        Exactly one of them, of shape (n, 4): corners; the top-left corner and the size; or the
        centre and the size. Pixels of the upright image.
    normalized
        Whether the numbers are fractions of the image's size; then ``size`` is needed.
    label
        One label for all, or one for each box.
    score
        One number for all, or one for each box.
    item
        The key of the item they are on: one for all, or one for each box.
    size
        ``(width, height)`` of the images in pixels: one for all, or one for each box.

    Returns
    -------
    DataFrame
        ``item, kind, label, x, y, width, height, score``; a column that was not given is left out.
        What the boxes hold is checked when they are added, where the image is known.

    Raises
    ------
    TypeError
        If not exactly one of the three layouts is given.
    ValueError
        If shapes do not fit each other, or ``size`` is missing.

    Examples
    --------
    >>> boxes(xyxy=[[10, 20, 40, 80]], label="bus", item="street/1.jpg")
               item kind label     x     y  width  height
    0  street/1.jpg  box   bus  10.0  20.0   30.0    60.0
    """
    layouts = (("xyxy", xyxy), ("xywh", xywh), ("cxcywh", cxcywh))
    given = {name: array for name, array in layouts if array is not None}
    if len(given) != 1:
        known = "; ".join(f"{name}= ({what})" for name, what in _LAYOUTS.items())
        raise TypeError(f"give the boxes in one layout, not in {len(given)}: {known}")
    ((layout, array),) = given.items()
    numbers = np.asarray(array, dtype=np.float64)
    if numbers.size == 0:
        numbers = numbers.reshape(0, 4)
    if numbers.ndim != 2 or numbers.shape[1] != 4:  # noqa: PLR2004
        raise ValueError(f"{layout}= has shape {numbers.shape}; it takes (n, 4): {_LAYOUTS[layout]}, a row per box")
    first, second, third, fourth = (numbers[:, place] for place in range(4))
    if layout == "xyxy":
        corners = [first, second, third - first, fourth - second]
    elif layout == "xywh":
        corners = [first, second, third, fourth]
    else:
        corners = [first - third / 2, second - fourth / 2, third, fourth]
    count = len(numbers)
    if normalized:
        wide, high = _size(size, count)
        corners = [corners[0] * wide, corners[1] * high, corners[2] * wide, corners[3] * high]
    made: dict[str, Any] = {}
    if item is not None:
        made["item"] = each("item", item, count, "boxes")
    made["kind"] = ["box"] * count
    if label is not None:
        made["label"] = each("label", label, count, "boxes")
    made.update(zip(("x", "y", "width", "height"), corners, strict=True))
    if score is not None:
        made["score"] = np.asarray(each("score", score, count, "boxes"), dtype=np.float64)
    return pd.DataFrame(made)


def _size(size: ArrayLike | None, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if size is None:
        raise ValueError("normalized=True needs size=(width, height) of the upright images, in pixels")
    sizes = np.asarray(size, dtype=np.float64)
    if sizes.shape not in {(2,), (count, 2)}:
        raise ValueError(
            f"size= has shape {sizes.shape}; it takes (width, height), or one such row for each of {count}"
        )
    wide, high = np.broadcast_to(sizes, (count, 2)).T
    return wide, high
