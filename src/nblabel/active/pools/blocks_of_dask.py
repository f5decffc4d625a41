"""Dask arrays and data frames, one partition after the other: no more than one is in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nblabel.active._context import IntArray
from nblabel.active._proba import Layout, check_shape
from nblabel.active.pools._pool import Pool
from nblabel.active.pools.frames import check_rows_only, of_pandas


def opened(proba: Any, layout: Layout) -> Pool | None:
    """Read a Dask array, or a Dask DataFrame."""
    if not hasattr(proba, "__dask_graph__"):
        return None
    if hasattr(proba, "npartitions") and hasattr(proba, "partitions") and hasattr(proba, "columns"):
        check_rows_only(layout)
        return _of_frame(proba)
    return _of_array(proba, layout) if hasattr(proba, "blocks") and hasattr(proba, "rechunk") else None


def _of_array(array: Any, layout: Layout) -> Pool:
    if layout == "ragged":
        raise TypeError("proba is a Dask array; this strategy wants a list with one array for each item")
    check_shape(array.shape, layout)
    split = [axis for axis in range(array.ndim) if axis != array.ndim - 2 and array.numblocks[axis] > 1]
    if split:
        array = array.rechunk(dict.fromkeys(split, -1))

    def blocks() -> Iterator[Any]:
        for number in range(array.numblocks[-2]):
            block = array.blocks[number] if layout == "rows" else array.blocks[:, number]
            yield np.asarray(block.compute())

    rows = array.shape[-2]
    return Pool(layout, None if np.isnan(rows) else int(rows), blocks)


def _of_frame(frame: Any) -> Pool:
    def parts() -> Iterator[Any]:
        for number in range(frame.npartitions):
            yield frame.partitions[number].compute()

    def blocks() -> Iterator[Any]:
        for part in parts():
            yield from of_pandas(part).blocks()

    def column(name: str, positions: IntArray) -> Any:
        return frame[name].compute().iloc[positions].to_numpy()

    return Pool("rows", None, blocks, column)
