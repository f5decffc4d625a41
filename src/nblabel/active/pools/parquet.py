"""A Parquet file or a folder of them, by its path: its columns of floats are the classes. Read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
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
    try:
        import pyarrow.parquet as pq  # noqa: PLC0415 only those who keep Parquet need it
    except ImportError as missing:
        raise ImportError("to rank a Parquet file install pyarrow: pip install 'nblabel[parquet]'") from missing
    schema = pq.read_schema(files[0])
    classes = classes_among([(field.name, str(field.type) in ARROW_FLOATS) for field in schema])

    def batches(columns: list[str]) -> Iterator[Any]:
        for file in files:
            with pq.ParquetFile(file, pre_buffer=False) as opened_file:
                yield from opened_file.iter_batches(batch_size=_ROWS, columns=columns)

    def column(name: str, positions: IntArray) -> Any:
        return _taken(batches([name]), positions)

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


def _taken(batches: Iterator[Any], positions: IntArray) -> list[Any]:
    order = np.argsort(positions, kind="stable")
    found: list[Any] = [None] * len(positions)
    start = 0
    for batch in batches:
        first, last = np.searchsorted(positions[order], [start, start + batch.num_rows])
        here = order[first:last]
        for place, value in zip(here, batch.column(0).take(positions[here] - start).to_pylist(), strict=True):
            found[place] = value
        start += batch.num_rows
    return found
