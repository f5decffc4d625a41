"""A context over embeddings, for the tests of what chooses by them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nblabel.active import Context


def context(embeddings: Any, k: int, *, pool: Any = None, labeled: Any = (), seed: int = 0, **rest: Any) -> Context:
    """Give a context over all items but the labeled ones, or over a pool."""
    labeled = np.asarray(labeled, dtype=np.int64)
    everything = np.arange(embeddings.shape[0])
    return Context(
        pool=np.setdiff1d(everything, labeled) if pool is None else np.asarray(pool),
        k=k,
        rng=np.random.default_rng(seed),
        embeddings=embeddings,
        labeled=labeled,
        **rest,
    )


def blobs(*sizes: int, seed: int = 0, d: int = 3) -> np.ndarray:
    """Give heaps of points far from each other, one after another."""
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(size=(size, d)) + 100 * i for i, size in enumerate(sizes)])


def probabilities(n: int, classes: int = 3, seed: int = 0) -> np.ndarray:
    """Give rows that sum to 1."""
    return np.random.default_rng(seed).dirichlet(np.ones(classes), size=n)
