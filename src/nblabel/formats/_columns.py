"""The user's own columns, for formats that keep JSON values beside each item."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from nblabel.dataset import Dataset
from nblabel.dataset.columns import is_missing
from nblabel.dataset.reporting import Report

_LARGEST = 2**63


def own_columns(dataset: Dataset, taken: Collection[str], report: Report) -> dict[str, list[Any]]:
    """Give the user's own columns as JSON values, None where one is missing; report those that cannot be held.

    Parameters
    ----------
    dataset
        Whose columns they are.
    taken
        Names that the format uses itself.
    report
        Where a column that is left out is said.
    """
    rows = dataset.rows
    made: dict[str, list[Any]] = {}
    names: list[object] = [] if rows is None else list(rows.columns)
    for column in names:
        assert rows is not None  # or there were no columns
        values = [None if is_missing(value) else value for value in rows[column].tolist()]
        try:
            json.dumps(values, allow_nan=False)
        except (TypeError, ValueError):
            report.left_out(f"your own column {str(column)!r} is no plain JSON")
            continue
        if not isinstance(column, str) or column in taken:
            report.left_out(f"your own column {str(column)!r} has a name that the format uses itself")
            continue
        made[column] = values
    return made


def read_columns(rows: Sequence[Mapping[str, object]], index: pd.Index[Any]) -> pd.DataFrame | None:
    """Give what a file says of its items as columns of the user's, None if it says nothing of any."""
    if not any(rows):
        return None
    names = dict.fromkeys(name for row in rows for name in row)
    return pd.DataFrame({name: _column([row.get(name) for row in rows], index) for name in names}, index=index)


def _column(values: list[object], index: pd.Index[Any]) -> pd.Series[Any]:
    present = [value for value in values if value is not None]
    gaps = 0 < len(present) < len(values)
    if gaps and all(type(value) is int and abs(value) < _LARGEST for value in present):
        return pd.Series(values, index=index, dtype="Int64")  # floats have no room for long numbers
    return pd.Series(values, index=index)
