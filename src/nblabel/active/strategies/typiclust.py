"""TypiClust: the most typical candidate of each cluster nobody has labeled in. For when there are few labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from nblabel.active._context import Context, FloatArray, IntArray, Ranked
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy
from nblabel.active.measures.clusters import clusters_of
from nblabel.active.measures.distances import Points
from nblabel.active.measures.embeddings import embeddings_of

NEIGHBORS = 20
"""Whom the typicality of an item is measured against (Hacohen et al. 2022, section 3.2)."""

SMALLEST = 5
"""A smaller cluster is of outliers, and its turn comes last."""

MOST_CLUSTERS = 500
"""Beyond these many clusters are too small to be typical of."""


def typiclust(context: Context) -> Ranked:
    """Choose the most typical candidate of each cluster, those without labels first, then the largest.

    What is labeled and the pool are clustered together into as many clusters as there are labels and
    picks, so that some are without labels. The typicality of an item is the inverse of its mean
    distance to its 20 nearest neighbors in its cluster. When every cluster has had its turn, it is
    the first's again. Clusters of fewer than 5 come last; there are never more than 500 clusters.

    The picks stand in the order they were made in; their priorities say no more than that.

    Parameters
    ----------
    context : Context
        With ``embeddings``. The options ``neighbors`` (20) and ``max_clusters`` (500) change these figures.

    Returns
    -------
    Ranked
        k places, in order.

    Raises
    ------
    ValueError
        If an option is below 1.
    ImportError
        If scikit-learn is not installed.

    Notes
    -----
    The same generator gives the same picks, from one machine to another as far as k-means does.

    References
    ----------
    Hacohen, Dekel and Weinshall, "Active Learning on a Budget: Opposite Strategies Suit High and Low
    Budgets", ICML 2022.

    Examples
    --------
    >>> import numpy as np
    >>> from nblabel.active import Context
    >>> near, far = np.linspace(-1, 1, 7), np.linspace(99, 101, 7)
    >>> context = Context(
    ...     pool=np.arange(1, 14),
    ...     k=1,
    ...     rng=np.random.default_rng(0),
    ...     embeddings=np.concatenate([near, far])[:, None],
    ...     labeled=np.array([0]),
    ... )
    >>> typiclust(context).places.tolist()  # the middle of those without a label
    [9]
    """
    options = options_of(context, "typiclust", neighbors=NEIGHBORS, max_clusters=MOST_CLUSTERS)
    neighbors, most = (_at_least_one(option, options[option]) for option in ("neighbors", "max_clusters"))
    known = len(context.labeled)
    rows = embeddings_of(context, np.concatenate([context.labeled, context.pool]))
    clusters = clusters_of(rows, min(known + context.k, most), context.rng)
    clusters.sort(key=lambda members: (int((members < known).sum()), -len(members), int(members[0])))

    # How far the candidates of a cluster are from their neighbors; measured when its turn comes.
    crowding: dict[int, _Crowding] = {}
    picks: list[int] = []
    for turn in islice(_turns([(len(members), int((members >= known).sum())) for members in clusters]), context.k):
        if turn not in crowding:
            crowding[turn] = _Crowding.of(rows, clusters[turn], neighbors, known)
        picks.append(crowding[turn].take() - known)
    return Ranked(np.arange(context.k, 0, -1.0), np.array(picks, dtype=np.int64))


def _turns(clusters: list[tuple[int, int]]) -> Iterator[int]:
    # Of each cluster its size and how many of it are candidates, in the order of their turns.
    for small in (False, True):
        left = {turn: free for turn, (size, free) in enumerate(clusters) if (size < SMALLEST) == small}
        while left := {turn: free for turn, free in left.items() if free}:
            for turn in left:
                yield turn
                left[turn] -= 1


@dataclass(frozen=True, slots=True)
class _Crowding:
    """The candidates of one cluster, how far each is from its neighbors, and how sure that is."""

    candidates: IntArray
    distances: FloatArray
    slack: FloatArray

    @classmethod
    def of(cls, rows: FloatArray, members: IntArray, neighbors: int, known: int) -> _Crowding:
        points = Points.of(rows[members])
        rounding = points.rounding(np.sqrt(points.squares))
        distances = mean_distance_to_nearest(points, neighbors)
        slack = rounding / np.maximum(np.maximum(distances, np.sqrt(rounding)), np.finfo(rows.dtype).tiny)
        free = members >= known
        return cls(members[free], distances[free], slack[free])

    def take(self) -> int:
        """Give the most typical candidate that is left: of those equal to rounding the earliest."""
        least = int(np.argmin(self.distances))
        first = int(np.argmax(self.distances <= self.distances[least] + self.slack[least]))
        self.distances[first] = np.inf
        return int(self.candidates[first])


def mean_distance_to_nearest(points: Points, neighbors: int) -> FloatArray:
    """Give the mean distance of each point to its nearest others; 0 where there are none.

    Parameters
    ----------
    points : Points
        n points.
    neighbors : int
        How many of the others; if there are fewer, all.

    Returns
    -------
    ndarray of float, shape (n,)
        Mean Euclidean distances.

    Examples
    --------
    >>> import numpy as np
    >>> mean_distance_to_nearest(Points.of(np.array([[0.0], [1.0], [5.0]])), 1)
    array([1., 1., 4.])
    """
    wanted = min(neighbors, len(points.rows) - 1)
    if not wanted:
        return np.zeros_like(points.squares)
    # Imported here: an extra, and slow. It keeps the nearest of each as it goes through blocks of distances.
    from sklearn.neighbors import NearestNeighbors  # noqa: PLC0415

    nearest, _ = NearestNeighbors(n_neighbors=wanted, algorithm="brute").fit(points.rows - points.centre).kneighbors()
    same = np.sqrt(points.rounding(np.sqrt(points.squares)))
    nearest[nearest <= same[:, None]] = 0
    return nearest.mean(axis=1)  # type: ignore[no-any-return]


def _at_least_one(option: str, value: Any) -> int:
    if not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{option}={value!r}; a whole number from 1 up is wanted")
    return int(value)


def _said(_: float) -> str:
    return "typical of its cluster"


STRATEGIES = (Strategy("typiclust", typiclust, needs=("embeddings",), said=_said),)
