"""A Parquet file or a folder of them, by its path: its columns of floats are the classes. Read batch by batch.

Polars reads it where it is installed, being the faster; else pyarrow does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nblabel.active._context import IntArray
from nblabel.active._proba import Layout
from nblabel.active.pools._pool import Pool
from nblabel.active.pools.frames import ARROW_FLOATS, check_rows_only, classes_among, from_arrow

_ROWS = 65_536


def opened(proba: Any, layout: Layout) -> Pool | None:
    """Read the path of a Parquet file, or of a folder of such files in the order of their names."""
    if not isinstance(proba, (str, Path)):
        return None
    check_rows_only(layout)
    files = _files(Path(proba))
    pool = by_polars(files) or by_arrow(files)
    if pool is None:
        raise ImportError("to rank a Parquet file install pyarrow or polars: pip install 'nblabel[parquet]'")
    return pool


def by_polars(files: list[Path]) -> Pool | None:
    """Read them with Polars; None where it is not installed, or too old to hand a file over in batches."""
    try:
        import polars as pl  # noqa: PLC0415 only those who keep Parquet need it
    except ImportError:
        return None
    scan = pl.scan_parquet(files)
    if not hasattr(scan, "collect_batches"):
        return None

    def batches(columns: list[str]) -> Iterator[pl.DataFrame]:
        return scan.select(columns).collect_batches(chunk_size=_ROWS, maintain_order=True)

    def column(name: str, positions: IntArray) -> list[Any]:
        return _taken(batches([name]), positions, lambda batch, rows: batch[name].gather(rows).to_list())

    classes = classes_among([(name, dtype.is_float()) for name, dtype in scan.collect_schema().items()])
    size = int(scan.select(pl.len()).collect().item())
    return Pool("rows", size, lambda: (batch.to_numpy() for batch in batches(classes)), column)


def by_arrow(files: list[Path]) -> Pool | None:
    """Read them with pyarrow; None where it is not installed."""
    try:
        import pyarrow.parquet as pq  # noqa: PLC0415 only those who keep Parquet need it
    except ImportError:
        return None

    def batches(columns: list[str]) -> Iterator[Any]:
        for file in files:
            # Unless told not to, it reads ahead as far as it can and holds all of it.
            with pq.ParquetFile(file, pre_buffer=False) as held:
                yield from held.iter_batches(batch_size=_ROWS, columns=columns, use_threads=False)

    def column(name: str, positions: IntArray) -> list[Any]:
        return _taken(batches([name]), positions, lambda batch, rows: batch.column(0).take(rows).to_pylist())

    classes = classes_among([(field.name, str(field.type) in ARROW_FLOATS) for field in pq.read_schema(files[0])])
    size = sum(pq.read_metadata(file).num_rows for file in files)
    return Pool("rows", size, lambda: (from_arrow(batch) for batch in batches(classes)), column)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(path.rglob("*.parquet"))
        if not found:
            raise FileNotFoundError(f"proba={str(path)!r}: there is no file *.parquet in {path.absolute()}")
        return found
    if not path.exists():
        raise FileNotFoundError(f"proba={str(path)!r}: there is no file {path.absolute()}")
    return [path]


def _taken(batches: Iterator[Any], positions: IntArray, take: Callable[[Any, IntArray], list[Any]]) -> list[Any]:
    """Give the values at these positions, reading no further than the last of them."""
    order = np.argsort(positions, kind="stable")
    found: list[Any] = [None] * len(positions)
    start = 0
    for batch in batches:
        stop = start + len(batch)
        first, last = np.searchsorted(positions[order], [start, stop])
        here = order[first:last]
        for place, value in zip(here.tolist(), take(batch, positions[here] - start), strict=True):
            found[place] = value
        start = stop
        if last == len(order):
            break
    return found
