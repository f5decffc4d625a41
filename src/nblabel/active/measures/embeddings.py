"""The embeddings of the candidates and of what is labeled, checked before anything is measured between them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nblabel.active._context import Context, FloatArray, IntArray


def embeddings_of(context: Context, positions: IntArray) -> FloatArray:
    """Give the embeddings of some items, one row each.

    float32 and float64 stay what they are; float16 becomes float32, for which there is BLAS, and
    integers float64. Asked for all items in their order, it gives the caller's own array: read it only.

    Parameters
    ----------
    context : Context
        Its ``embeddings`` have a row for each item.
    positions : ndarray of int
        Which items.

    Returns
    -------
    ndarray of float, shape (len(positions), d)
        Their rows, all finite.

    Raises
    ------
    TypeError
        If the embeddings are sparse, or no numbers.
    ValueError
        If they have not two axes, have no row for an item, or hold NaN or infinity.

    Examples
    --------
    >>> import numpy as np
    >>> context = Context(
    ...     pool=np.array([2, 0]), k=1, rng=np.random.default_rng(0), embeddings=np.array([[0.0], [1.0], [2.0]])
    ... )
    >>> embeddings_of(context, context.pool)
    array([[2.],
           [0.]])
    """
    every = _array(context.embeddings)
    if len(positions) and positions.max() >= len(every):
        raise ValueError(
            f"embeddings has {len(every)} rows, so there is none for item {positions.max()}; "
            "give one for each item, those of the labeled ones too"
        )
    whole = len(positions) == len(every) and bool((positions == np.arange(len(every))).all())
    rows = every if whole else every[positions]
    _check_finite(rows, positions)
    return rows


def _array(embeddings: Any) -> FloatArray:
    if hasattr(embeddings, "tocsr"):
        raise TypeError(
            f"embeddings is sparse ({type(embeddings).__name__}), and distances are measured between dense rows; "
            "give it as sklearn.decomposition.TruncatedSVD(100).fit_transform(embeddings), or as embeddings.toarray()"
        )
    array = np.asarray(embeddings)
    if array.ndim != 2:  # noqa: PLR2004  rows and columns
        raise ValueError(f"embeddings has shape {array.shape}; one row for each item is wanted, (items, d)")
    if array.dtype.kind not in "fiub":
        raise TypeError(f"embeddings is an array of {array.dtype}; numbers are wanted")
    if array.dtype == np.float16:
        return array.astype(np.float32)
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def _check_finite(rows: FloatArray, positions: IntArray) -> None:
    # One pass and no mask of the same shape: a sum of squares is finite only if all of them are.
    with np.errstate(over="ignore", invalid="ignore"):
        squares = np.einsum("ij,ij->i", rows, rows)
    bad = np.flatnonzero(~np.isfinite(squares))
    if not len(bad):
        return
    row = rows[bad[0]]
    what = "NaN" if np.isnan(row).any() else "infinity" if np.isinf(row).any() else f"values too large for {row.dtype}"
    raise ValueError(f"embeddings[{positions[bad[0]]}] holds {what}; leave that item out, or mend its embedding")
