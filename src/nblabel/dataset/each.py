"""One value for all rows of a frame, or one for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd


def each(name: str, value: object, count: int, noun: str) -> list[Any]:
    """Give a value per row.

    Parameters
    ----------
    name
        The argument, for the error.
    value
        One for all (text counts as one), or a sequence of one for each.
    count
        How many rows there are.
    noun
        What the rows are, for the error.

    Raises
    ------
    ValueError
        If there are not as many values as rows.
    """
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray | pd.Series | pd.Index | pd.Categorical):
        return [value] * count
    if np.ndim(value) == 0:
        return [value] * count
    values = list(value)
    if len(values) != count:
        raise ValueError(f"{name}= has {len(values)} values for {count} {noun}; give one for all, or one for each")
    return values
