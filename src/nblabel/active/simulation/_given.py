"""Labels and embeddings as they are given, checked against the rows they belong to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nblabel.active._context import FloatArray
from nblabel.active._rows import n_rows


def labels_of(y: ArrayLike, X: Any, name: str) -> NDArray[Any]:
    """Give one label for each row.

    Raises
    ------
    ValueError
        If there are more or fewer labels than rows, more than one to a row, or one is missing.
    """
    labels = np.asarray(y)
    if labels.ndim != 1:
        raise ValueError(f"{name} has shape {labels.shape}; it takes one label for each row of X")
    if len(labels) != n_rows(X):
        raise ValueError(f"{name} has {len(labels)} labels for {n_rows(X)} rows of X; give one for each")
    missing = np.flatnonzero(pd.isna(labels))
    if len(missing):
        raise ValueError(f"{name} has no label at row {missing[0]}; simulate plays the annotator and must know all")
    return labels


def vectors_of(given: ArrayLike | None, X: Any) -> FloatArray | None:
    """Give what was given, else X itself where it is an array of numbers.

    Raises
    ------
    ValueError
        If there is not a row for each row of X.
    """
    if given is None:
        numbers = isinstance(X, np.ndarray) and X.ndim == 2 and X.dtype.kind in "iuf"  # noqa: PLR2004 rows and columns
        return X.astype(np.result_type(X.dtype, np.float32), copy=False) if numbers else None
    rows = np.asarray(given)
    if rows.ndim != 2 or len(rows) != n_rows(X) or rows.dtype.kind not in "iuf":  # noqa: PLR2004
        raise ValueError(
            f"embeddings= has shape {rows.shape} and dtype {rows.dtype}; "
            f"it takes a row of numbers for each of the {n_rows(X)} rows of X"
        )
    return rows.astype(np.result_type(rows.dtype, np.float32), copy=False)
