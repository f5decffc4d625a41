"""Some of the rows of whatever a model takes: arrays, sparse matrices, frames, lists of texts."""

from __future__ import annotations

from typing import Any

from nblabel.active._context import IntArray


def n_rows(X: Any) -> int:
    """Count the rows; a sparse matrix has a shape and no length."""
    return int(X.shape[0]) if hasattr(X, "shape") else len(X)


def take(X: Any, positions: IntArray) -> Any:
    """Give the rows at these positions, as what they came as.

    Examples
    --------
    >>> import numpy as np
    >>> take(["bug", "praise", "question"], np.array([2, 0]))
    ['question', 'bug']
    """
    if hasattr(X, "iloc"):
        return X.iloc[positions]
    if hasattr(X, "tocsr"):
        return X.tocsr()[positions]
    if hasattr(X, "shape"):
        return X[positions]
    return [X[position] for position in positions.tolist()]
