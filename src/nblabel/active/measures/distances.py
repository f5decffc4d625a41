"""Squared distances between many points: through BLAS, in blocks, in the precision they came in.

|x − c|² = |x|² + |c|² − 2 x·c turns distances into matrix products, and loses what the points share:
far from the origin nothing is left in float32. So lengths are taken from the mean, and of the product
only the one side is moved, x·(c − μ) − μ·(c − μ): exact enough, and the points are never copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from nblabel.active._context import FloatArray

BLOCK = 1 << 20
"""Numbers held at once, beyond a few per point: 8 MB of float64."""

CACHED = 1 << 17
"""Numbers that stay in a core's cache between two passes over them."""


def blocks(n: int, width: int, size: int | None = None) -> Iterator[slice]:
    """Give slices over n rows of that width, none above a size: `BLOCK` numbers, unless another is given.

    Examples
    --------
    >>> [(block.start, block.stop) for block in blocks(5, 3, size=6)]
    [(0, 2), (2, 4), (4, 5)]
    """
    step = max(1, (size or BLOCK) // max(1, width))
    for start in range(0, n, step):
        yield slice(start, min(n, start + step))


@dataclass(frozen=True, slots=True)
class Points:
    """Points, and their squared distances from a centre.

    Parameters
    ----------
    rows : ndarray of float, shape (n, d)
        Where they are.
    centre : ndarray of float, shape (d,)
        Their mean.
    squares : ndarray of float, shape (n,)
        How far they are from it, squared.
    away : float
        How far the centre is from the origin.
    unit : float
        What is lost in a sum of d products, of 1.
    """

    rows: FloatArray
    centre: FloatArray
    squares: FloatArray
    away: float
    unit: float

    @classmethod
    def of(cls, rows: FloatArray) -> Points:
        """Measure points from their mean."""
        n, d = rows.shape
        centre = (sum_of(rows) / n).astype(rows.dtype)
        unit = 4 * float(np.finfo(rows.dtype).eps) * sqrt(d)
        return cls(rows, centre, squared_lengths(rows, centre), float(np.linalg.norm(centre)), unit)

    def squared_to(self, point: FloatArray, out: FloatArray) -> FloatArray:
        """Give the squared distance of each from one point, in an array of the caller's.

        Where it should be 0 it may come out as little as -`rounding`.
        """
        offset = point - self.centre
        np.matmul(self.rows, -2 * offset, out=out)
        out += self.squares
        out += offset @ offset + 2 * (self.centre @ offset)
        return out

    def squared_to_nearest(self, others: FloatArray) -> FloatArray:
        """Give the squared distance of each from the nearest of other points."""
        nearest = np.full(len(self.rows), np.inf, self.rows.dtype)
        for some in blocks(len(others), 1024):
            offsets = others[some] - self.centre
            fixed = np.einsum("ij,ij->i", offsets, offsets) + 2 * (offsets @ self.centre)
            offsets *= -2
            for block in blocks(len(self.rows), len(offsets)):
                squared = offsets @ self.rows[block].T  # this way round the minimum goes along whole rows
                squared += fixed[:, None]
                least = squared.min(axis=0)
                least += self.squares[block]
                np.minimum(nearest[block], least, out=nearest[block])
        return nearest

    def rounding(self, reach: Any) -> Any:
        """Give how far a squared distance may be off, of points at most ``reach`` from the mean.

        What differs by less is the same: whoever compares takes the earlier, on every machine.
        """
        return self.unit * reach * (reach + self.away)


def sum_of(rows: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Add up rows, each times its weight, in float64 over blocks that BLAS adds up.

    Examples
    --------
    >>> sum_of(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 10.0]))
    array([31., 42.])
    """
    n, d = rows.shape
    weights = np.ones(n, rows.dtype) if weights is None else weights
    total = np.zeros(d)
    for block in blocks(n, d, CACHED):
        total += weights[block] @ rows[block]
    return total


def squared_lengths(rows: FloatArray, centre: FloatArray) -> FloatArray:
    """Give the squared distance of each row from a point, to the last digit.

    Examples
    --------
    >>> squared_lengths(np.array([[0.0, 0.0], [3.0, 4.0]]), np.zeros(2))
    array([ 0., 25.])
    """
    n, d = rows.shape
    squares = np.empty(n, np.result_type(rows, centre))
    for block in blocks(n, d, CACHED):
        offsets = rows[block] - centre
        np.einsum("ij,ij->i", offsets, offsets, out=squares[block])
    return squares
