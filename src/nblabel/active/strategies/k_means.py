"""Representatives by k-means: as many clusters as picks, and of each the candidate nearest its centre."""

from __future__ import annotations

import numpy as np

from nblabel.active._context import Choose, Context, FloatArray, IntArray, Ranked
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy
from nblabel.active.measures.clusters import clusters_of
from nblabel.active.measures.distances import squared_lengths
from nblabel.active.measures.embeddings import embeddings_of
from nblabel.active.strategies._priorities import not_negative, priorities_of


def k_means(context: Context) -> Ranked:
    """Choose the candidates nearest the centres of k clusters, the largest cluster first.

    A pick's priority is the size of its cluster: how many candidates it stands for. Where fewer than
    k embeddings differ there are fewer clusters; the other picks are the earliest of the rest, with priority 0.

    Parameters
    ----------
    context : Context
        With ``embeddings``. The option ``weights`` names an uncertainty (``"margin"``, or one's own
        function) by which candidates pull the centres; it needs ``proba``, and the size of a cluster
        is then the sum of its weights, whose mean over the pool is 1.

    Returns
    -------
    Ranked
        k places and the sizes of their clusters.

    Raises
    ------
    ImportError
        If scikit-learn is not installed.

    Notes
    -----
    Above 50,000 candidates the clusters are MiniBatchKMeans's. One generator gives one answer: the
    threads that would change it from run to run are held to one. Another machine's BLAS may round
    otherwise and, rarely, move a candidate between two clusters.

    References
    ----------
    Xu, Yu, Tresp, Xu and Wang, "Representative Sampling for Text Classification Using Support Vector
    Machines", ECIR 2003. Zhdanov, "Diverse mini-batch Active Learning", 2019, for the weights.

    Examples
    --------
    >>> import numpy as np
    >>> from nblabel.active import Context
    >>> context = Context(
    ...     pool=np.arange(5),
    ...     k=2,
    ...     rng=np.random.default_rng(0),
    ...     embeddings=np.array([[9.0], [0.0], [1.0], [2.0], [9.5]]),
    ... )
    >>> ranked = k_means(context)
    >>> ranked.places.tolist(), ranked.priorities.tolist()
    ([2, 0], [3.0, 2.0])
    """
    base = options_of(context, "k-means", weights=None)["weights"]
    rows = embeddings_of(context, context.pool)
    weights = None if base is None else _weights(context, base)
    picks = []
    for members in clusters_of(rows, context.k, context.rng, weights):
        pull = np.ones(len(members)) if weights is None else weights[members]
        picks.append((float(pull.sum()), _nearest_the_centre(rows, members, pull)))
    picks.sort(key=lambda pick: (-pick[0], pick[1]))
    places = np.array([place for _, place in picks], dtype=np.int64)
    rest = np.setdiff1d(np.arange(len(rows)), places)[: context.k - len(places)]
    priorities = np.array([size for size, _ in picks] + [0.0] * len(rest))
    return Ranked(priorities, np.concatenate([places, rest]))


def _weights(context: Context, base: str | Choose) -> FloatArray | None:
    weights = not_negative(priorities_of(base, context, "weights"), "weights").astype(np.float64)
    mean = weights.mean()
    return weights / mean if mean > 0 else None  # where all is certain nothing pulls more


def _nearest_the_centre(rows: FloatArray, members: IntArray, pull: FloatArray) -> int:
    inside = rows[members].astype(np.float64, copy=False)
    centre = np.average(inside, axis=0, weights=pull if pull.any() else None)
    squares = squared_lengths(inside, centre)
    # Both of two are as far from their middle, but for rounding; the earlier is taken.
    reach = np.sqrt(squares.min())
    slack = 4 * np.finfo(np.float64).eps * np.sqrt(len(centre)) * reach * (reach + np.linalg.norm(centre))
    return int(members[np.argmax(squares <= squares.min() + slack)])


def _said(priority: float) -> str:
    return f"centre of a cluster of {priority:.3g}" if priority else "like one picked already"


STRATEGIES = (Strategy("k-means", k_means, needs=("embeddings",), said=_said),)
