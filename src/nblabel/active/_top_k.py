"""The k highest of many, in order, without sorting them all."""

from __future__ import annotations

import numpy as np

from nblabel.active._context import FloatArray, IntArray


def top_k(priorities: FloatArray, k: int) -> IntArray:
    """Give the places of the k highest priorities, highest first; of equal ones the earlier first.

    Examples
    --------
    >>> top_k(np.array([0.2, 0.9, 0.2, 0.5]), 3).tolist()
    [1, 3, 0]
    """
    n = len(priorities)
    if k >= n:
        return np.argsort(-priorities, kind="stable")
    # Everything above the k-th value is in; of those equal to it the earliest fill up.
    bound = np.partition(priorities, n - k)[n - k]
    above = np.flatnonzero(priorities > bound)
    equal = np.flatnonzero(priorities == bound)[: k - len(above)]
    places = np.sort(np.concatenate([above, equal]))
    return places[np.argsort(-priorities[places], kind="stable")]
