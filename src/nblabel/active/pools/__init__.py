"""Where probabilities are read from: arrays, lists, frames, chunk iterators, Dask collections and Parquet files."""

from __future__ import annotations

from typing import Any

from nblabel.active._proba import Layout
from nblabel.active.pools import arrays, blocks_of_dask, frames, iterators, listed, parquet
from nblabel.active.pools._pool import Pool

__all__ = ["Pool", "open_pool"]

# In this order: what is asked first must not claim what a later one reads better.
_SOURCES = (parquet, blocks_of_dask, frames, listed, arrays, iterators)


def open_pool(proba: Any, layout: Layout) -> Pool:
    """Give the pool that reads these probabilities.

    Raises
    ------
    TypeError
        If no source knows what it is.
    """
    for source in _SOURCES:
        pool: Pool | None = source.opened(proba, layout)
        if pool is not None:
            return pool
    raise TypeError(
        f"proba is {type(proba).__name__}; give an array, a list of arrays, a DataFrame, an iterator of chunks, "
        "a Dask array or the path of a Parquet file"
    )
