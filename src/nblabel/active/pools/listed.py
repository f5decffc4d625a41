"""Lists: of rows, of chunks of rows, of a committee's models, or of items of different lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nblabel.active._proba import Layout, as_floats, check_shape
from nblabel.active.pools._pool import CHUNK_BYTES, Pool

_ROWS = 4096


def opened(proba: Any, layout: Layout) -> Pool | None:
    """Read a list or tuple."""
    if not isinstance(proba, (list, tuple)):
        return None
    if layout == "ragged":
        return Pool(layout, len(proba), lambda: iter([proba]))
    if not proba:
        return Pool(layout, 0, lambda: iter(()))
    if layout == "committee":
        return _models(proba)
    if np.ndim(proba[0]) == 1:
        return Pool(layout, len(proba), lambda: _of_rows(proba))
    return Pool(layout, sum(len(block) for block in proba), lambda: (np.asarray(block) for block in proba))


def _of_rows(rows: Sequence[Any]) -> Iterator[Any]:
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        try:
            yield np.asarray(part)
        except ValueError:
            first = len(rows[0])
            row = next(row for row, each in enumerate(part) if np.shape(each) != (first,))
            raise ValueError(
                f"proba row {start + row} has shape {np.shape(part[row])}, and row 0 has {first} classes; for items of "
                "different lengths there are strategies for sequences ('mnlp') and detections ('boxes-max')"
            ) from None


def _models(models: Sequence[Any]) -> Pool:
    arrays = [as_floats(model) for model in models]
    for number, array in enumerate(arrays):
        if array.ndim != 2 or array.shape != arrays[0].shape:  # noqa: PLR2004 rows and classes
            raise ValueError(
                f"proba of model {number} has shape {array.shape}, that of model 0 {arrays[0].shape}; "
                "each model's is (n, classes), in the same order of items and classes"
            )
    n, classes = arrays[0].shape
    check_shape((len(arrays), n, classes), "committee")

    def blocks() -> Iterator[Any]:
        rows = max(1, CHUNK_BYTES // (8 * classes * len(arrays)))
        for start in range(0, n, rows):
            yield np.stack([array[start : start + rows] for array in arrays])

    return Pool("committee", n, blocks)
