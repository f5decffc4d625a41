"""Greedy k-centre: each pick is the candidate farthest from everything labeled and picked so far."""

from __future__ import annotations

from math import sqrt

import numpy as np

from nblabel.active._context import Context, FloatArray, Ranked
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy, figure
from nblabel.active.measures.distances import Points
from nblabel.active.measures.embeddings import embeddings_of


def k_center(context: Context) -> Ranked:
    """Choose by the farthest-first traversal of Sener and Savarese (2018).

    It covers the pool: no candidate is left farther from a labeled one than twice the least that k
    picks can reach. A pick's priority is its Euclidean distance from what was labeled or picked
    before it, so priorities never rise and any first few of the picks are the right ones. Without
    labels the first is the candidate nearest the mean, at distance infinity: there is nothing to
    measure it from. Candidates as far as each other, to rounding, go by their place.

    Parameters
    ----------
    context : Context
        With ``embeddings``; ``labeled`` are the centres there are.

    Returns
    -------
    Ranked
        k places and their distances.

    Notes
    -----
    The picks are the same on every machine, except where two candidates are as far to within a few
    thousand roundings (about 1e-5 of the distance in float32, 1e-14 in float64): BLAS adds in its own order.

    References
    ----------
    Sener and Savarese, "Active Learning for Convolutional Neural Networks: A Core-Set Approach",
    ICLR 2018. Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985.

    Examples
    --------
    >>> import numpy as np
    >>> from nblabel.active import Context
    >>> context = Context(
    ...     pool=np.array([1, 2, 3]),
    ...     k=2,
    ...     rng=np.random.default_rng(0),
    ...     embeddings=np.array([[0.0], [1.0], [4.0], [9.0]]),
    ...     labeled=np.array([0]),
    ... )
    >>> ranked = k_center(context)
    >>> ranked.places.tolist(), ranked.priorities.round(6).tolist()
    ([2, 1], [9.0, 4.0])
    """
    options_of(context, "k-center")
    points = Points.of(embeddings_of(context, context.pool))
    known = embeddings_of(context, context.labeled)
    return farthest_first(points, context.k, points.squared_to_nearest(known) if len(known) else None)


def farthest_first(points: Points, k: int, squared: FloatArray | None) -> Ranked:
    """Pick k points, each the farthest from those before it.

    Parameters
    ----------
    points : Points
        What to pick from.
    k : int
        How many.
    squared : ndarray of float, optional
        The squared distance of each from the nearest centre there is already. It is written to.
    """
    places: list[int] = []
    distances: list[float] = []
    fresh = np.empty_like(points.squares)
    if squared is None:
        places.append(_first_of(points, -points.squares))
        distances.append(np.inf)
        squared = points.squared_to(points.rows[places[0]], np.empty_like(fresh))
        squared[places[0]] = -np.inf
    while len(places) < k:
        place = _first_of(points, squared)
        if squared[place] <= points.rounding(sqrt(points.squares[place])):
            # As near as rounding lets it be: it stands on a centre, and so does whatever else is as near.
            squared[np.isfinite(squared) & (squared <= points.rounding(np.sqrt(points.squares)))] = 0
            place = int(np.argmax(squared))
        places.append(place)
        distances.append(sqrt(squared[place]))
        np.minimum(squared, points.squared_to(points.rows[place], fresh), out=squared)
        squared[place] = -np.inf
    return Ranked(np.array(distances), np.array(places, dtype=np.int64))


def _first_of(points: Points, values: FloatArray) -> int:
    place = int(np.argmax(values))
    reach = sqrt(points.squares[place]) + sqrt(abs(values[place]))
    return int(np.argmax(values >= values[place] - points.rounding(reach)))


def _said(priority: float) -> str:
    return "nearest the mean" if np.isinf(priority) else f"distance {figure(priority)}"


STRATEGIES = (Strategy("k-center", k_center, needs=("embeddings",), said=_said),)
