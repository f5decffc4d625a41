"""Clusters of embeddings, by scikit-learn's k-means, the same on every machine."""

from __future__ import annotations

from typing import Any

import numpy as np

from nblabel.active._context import FloatArray, IntArray

MINI_BATCH_ABOVE = 50_000
"""Rows beyond which k-means looks at a batch at a time: whole passes would take minutes."""


def clusters_of(
    rows: FloatArray, n_clusters: int, rng: np.random.Generator, weights: FloatArray | None = None
) -> list[IntArray]:
    """Give the members of each cluster, in order; the clusters by their first member.

    Parameters
    ----------
    rows : ndarray of float, shape (n, d)
        What to cluster.
    n_clusters : int
        How many are wanted. There are fewer where fewer rows differ.
    rng : numpy.random.Generator
        Where the seed comes from.
    weights : ndarray of float, shape (n,), optional
        How much each row pulls its centre.

    Raises
    ------
    ImportError
        If scikit-learn is not installed.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[0.0], [9.0], [0.2], [9.1]])
    >>> [members.tolist() for members in clusters_of(rows, 2, np.random.default_rng(0))]
    [[0, 2], [1, 3]]
    """
    wanted = _distinct(rows, n_clusters)
    if wanted == len(rows):
        return list(np.arange(len(rows))[:, None])
    labels = _labels(rows, wanted, int(rng.integers(2**31)), weights)
    order = np.argsort(labels, kind="stable")
    ends = np.flatnonzero(np.diff(labels[order])) + 1
    return sorted(np.split(order, ends), key=lambda members: int(members[0]))


def _distinct(rows: FloatArray, enough: int) -> int:
    # scikit-learn warns if it is asked for more clusters than there are different rows.
    seen: set[bytes] = set()
    for row in rows:
        seen.add((row + 0.0).tobytes())  # -0.0 is 0.0
        if len(seen) == enough:
            break
    return len(seen)


def _labels(rows: FloatArray, n_clusters: int, seed: int, weights: FloatArray | None) -> IntArray:
    try:
        from sklearn.cluster import KMeans, MiniBatchKMeans  # noqa: PLC0415  an extra, and slow to import
        from threadpoolctl import threadpool_limits  # noqa: PLC0415  comes with it
    except ImportError:
        raise ImportError("Clusters need scikit-learn: pip install 'nblabel[active]'") from None
    made: Any
    if len(rows) > MINI_BATCH_ABOVE:
        made = MiniBatchKMeans(n_clusters, random_state=seed, n_init=3, batch_size=max(4096, 4 * n_clusters))
    else:
        made = KMeans(n_clusters, random_state=seed, n_init=1)
    # Its threads add up the centres in whatever order they end: one run would differ from the next.
    with threadpool_limits(1, user_api="openmp"):
        labels: IntArray = made.fit(rows, sample_weight=weights).labels_
    return labels
