"""Data frames, of pandas, Polars or Arrow: their columns of floats are the classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from nblabel.active._proba import Layout
from nblabel.active.pools._pool import Pool

ARROW_FLOATS = ("halffloat", "float", "double")
"""The names of Arrow's types that are floats."""

_ROWS = 16_384


def opened(proba: Any, layout: Layout) -> Pool | None:
    """Read a DataFrame of pandas or Polars, or an Arrow table."""
    if isinstance(proba, pd.DataFrame):
        check_rows_only(layout)
        return of_pandas(proba)
    # By name, so that neither package need be installed.
    open_other = _OTHERS.get((type(proba).__module__.partition(".")[0], type(proba).__name__))
    if open_other is None:
        return None
    check_rows_only(layout)
    return open_other(proba)


def check_rows_only(layout: Layout) -> None:
    """Refuse a table where more than one row an item is wanted.

    Raises
    ------
    TypeError
        If it is not rows that are wanted.
    """
    if layout != "rows":
        wanted = "an array of shape (models, n, classes), or a list of (n, classes)"
        if layout == "ragged":
            wanted = "a list with one array for each item"
        raise TypeError(f"proba is a table, which holds one row for each item; this strategy wants {wanted}")


def classes_among(columns: Sequence[tuple[str, bool]]) -> list[str]:
    """Give the names of the columns that hold floats.

    Raises
    ------
    TypeError
        If there is none.
    """
    found = [name for name, floats in columns if floats]
    if not found:
        names = ", ".join(repr(name) for name, _ in columns)
        raise TypeError(f"proba has no columns of floats, so none that are classes; its columns are {names}")
    return found


def of_pandas(frame: pd.DataFrame) -> Pool:
    """Read a pandas DataFrame."""
    kinds = [dtype.kind == "f" for dtype in frame.dtypes]
    classes_among([(str(name), floats) for name, floats in zip(frame.columns, kinds, strict=True)])
    floats = frame if all(kinds) else frame.loc[:, kinds]

    def blocks() -> Iterator[Any]:
        # Slice by slice: a frame of mixed dtypes would be copied whole.
        for start in range(0, len(floats), _ROWS):
            yield floats.iloc[start : start + _ROWS].to_numpy(dtype=np.result_type(*map(_numpy, floats.dtypes)))

    return Pool("rows", len(frame), blocks, lambda name, positions: frame[name].iloc[positions].to_numpy())


def _numpy(dtype: Any) -> Any:
    return getattr(dtype, "numpy_dtype", dtype)


def _of_polars(frame: Any) -> Pool:
    classes = classes_among([(name, dtype.is_float()) for name, dtype in frame.schema.items()])

    def blocks() -> Iterator[Any]:
        floats = frame.select(classes)
        for start in range(0, len(floats), _ROWS):
            yield floats.slice(start, _ROWS).to_numpy()

    return Pool("rows", len(frame), blocks, lambda name, positions: frame[name][positions.tolist()].to_list())


def _of_arrow(table: Any) -> Pool:
    classes = classes_among([(field.name, str(field.type) in ARROW_FLOATS) for field in table.schema])
    return Pool(
        "rows",
        table.num_rows,
        lambda: (from_arrow(batch) for batch in table.select(classes).to_batches(max_chunksize=_ROWS)),
        lambda name, positions: table.column(name).take(positions).to_pylist(),
    )


def from_arrow(batch: Any) -> Any:
    """Give a batch of float columns as one array, its columns side by side in memory."""
    columns = [column.to_numpy(zero_copy_only=False) for column in batch.columns]
    together = np.empty((len(columns), batch.num_rows), dtype=np.result_type(*columns))
    for row, column in zip(together, columns, strict=True):
        row[:] = column
    return together.T


_OTHERS: Mapping[tuple[str, str], Callable[[Any], Pool]] = MappingProxyType(
    {("polars", "DataFrame"): _of_polars, ("pyarrow", "Table"): _of_arrow}
)
