# ruff: noqa: PLR2004 (numbers of axes and channels say what they are)
"""From numbers of any depth to the 8 bits that a screen shows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Window = tuple[float, float]

PERCENTILES = (0.5, 99.5)
_SAMPLES = 1_000_000
_ROWS_AT_ONCE = 2_000_000


def check_window(window: object) -> Window | None:
    """Read what ``window=`` was given.

    Raises
    ------
    TypeError
        If it is not two numbers.
    ValueError
        If they are not finite and rising.

    Examples
    --------
    >>> check_window((0, 4095))
    (0.0, 4095.0)
    """
    if window is None:
        return None
    try:
        low, high = (float(end) for end in window)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise TypeError(f"window={window!r} is not two numbers; write window=(low, high)") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"window={window!r} must rise from a finite number to a larger one, as in window=(0, 4095)")
    return low, high


def check_pixels(pixels: NDArray[Any], title: str) -> None:
    """Check that an array is a picture: its dtype, and height x width with 1, 3 or 4 channels.

    Raises
    ------
    TypeError, ValueError
        With a sentence that begins with ``title``.
    """
    if pixels.dtype.kind not in "buif":
        raise TypeError(f"{title} has dtype {pixels.dtype}; an image holds bool, integers or floats")
    if pixels.ndim not in {2, 3} or (pixels.ndim == 3 and pixels.shape[2] not in {1, 3, 4}):
        mend = "; move the channels last: np.moveaxis(array, 0, -1)" if _channels_first(pixels) else ""
        raise ValueError(
            f"{title} has shape {pixels.shape}; an image is height x width, or height x width x 1, 3 or 4{mend}"
        )
    if 0 in pixels.shape:
        raise ValueError(f"{title} has shape {pixels.shape}: it has no pixels; leave it out")


def to_eight_bits(pixels: NDArray[Any], window: Window | None = None) -> NDArray[np.uint8]:
    """Show numbers as 8 bits: height x width, or height x width x 3 or 4.

    What is 8 bits deep stays as it is, True is white, and colour floats within 0 to 1 are taken
    as such. All else is stretched so that 0.5 % of the numbers are black and 0.5 % white, all
    colours alike; alpha is not stretched. NaN is black, infinite numbers are the ends, and a
    constant picture is mid-grey.

    Parameters
    ----------
    pixels
        Height x width, or with 1, 3 or 4 channels; bool, integers or floats.
    window
        The numbers that are to be black and white, instead of the percentiles.

    Examples
    --------
    >>> to_eight_bits(np.array([[0, 2048, 4095]], dtype=np.uint16), window=(0, 4095)).tolist()
    [[0, 128, 255]]
    """
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    if pixels.dtype.kind == "b":
        return pixels.astype(np.uint8) * np.uint8(255)
    if pixels.dtype == np.uint8 and window is None:
        return pixels
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        colours = to_eight_bits(pixels[..., :3], window)
        return np.dstack([colours, _alpha(pixels[..., 3])])
    low, high = window or _ends(pixels)
    if pixels.dtype.kind in "ui" and pixels.dtype.itemsize <= 2:
        return _looked_up(pixels, low, high)
    return _scaled(pixels, low, high)


def _ends(pixels: NDArray[Any]) -> Window:
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    flat = pixels.reshape(-1, channels)[:: max(1, pixels.size // _SAMPLES)]
    sample = flat[np.isfinite(flat)] if pixels.dtype.kind == "f" else flat
    if pixels.dtype.kind == "f" and pixels.ndim == 3 and _within_unit(pixels):
        return 0.0, 1.0
    if sample.size:
        low, high = (float(end) for end in np.percentile(sample.astype(np.float64), PERCENTILES))
        if low < high:
            return low, high
    # All but a few numbers are equal: a mask, say. Its few are what is to be seen.
    finite = pixels[np.isfinite(pixels)] if pixels.dtype.kind == "f" else pixels
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


def _within_unit(pixels: NDArray[Any]) -> bool:
    # fmin and fmax pass over NaN; an infinite number is outside all the same.
    return bool(np.fmin.reduce(pixels, axis=None) >= 0 and np.fmax.reduce(pixels, axis=None) <= 1)


def _looked_up(pixels: NDArray[Any], low: float, high: float) -> NDArray[np.uint8]:
    info = np.iinfo(pixels.dtype)
    every = np.arange(info.min, info.max + 1, dtype=np.float64)
    table = _scaled(every, low, high)
    return table[pixels if info.min == 0 else pixels.astype(np.int32) - info.min]


def _scaled(pixels: NDArray[Any], low: float, high: float) -> NDArray[np.uint8]:
    shown = np.empty(pixels.shape, np.uint8)
    if not math.isfinite(high - low):
        # The two ends are so far apart that float64 cannot hold their distance.
        pixels, low, high = pixels * 0.25, low * 0.25, high * 0.25
    step = max(1, _ROWS_AT_ONCE // max(1, math.prod(pixels.shape[1:])))
    for start in range(0, len(pixels), step):
        part = pixels[start : start + step].astype(np.float64)
        nothing = np.isnan(part)
        if low < high:
            part = (np.clip(part, low, high) - low) / (high - low) * 255.0 + 0.5
        else:
            part = np.where(part < low, 0.0, np.where(part > high, 255.0, 127.0))
        part[nothing] = 0
        shown[start : start + step] = part
    return shown


def _alpha(alpha: NDArray[Any]) -> NDArray[np.uint8]:
    if alpha.dtype == np.uint8:
        return alpha
    if alpha.dtype.kind in "ui":
        return _scaled(alpha, 0.0, float(np.iinfo(alpha.dtype).max))
    return _scaled(alpha, 0.0, 1.0)


def _channels_first(pixels: NDArray[Any]) -> bool:
    return pixels.ndim == 3 and pixels.shape[0] in {1, 3, 4}
