"""Probabilities for the tests of what ranks by them, and a context that holds nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from nblabel.active import Context


def rows(n: int, classes: int, *, seed: int = 0, dtype: Any = np.float64) -> np.ndarray:
    """Give rows of all sorts, sure ones and undecided ones; one in ten holds zeros."""
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet(np.ones(classes) * rng.choice([0.2, 1, 5]), size=n)
    proba[::10, : classes // 2] = 0
    return (proba / proba.sum(axis=1, keepdims=True)).astype(dtype)


def over(proba: Any, n: int | None = None, **rest: Any) -> Context:
    """Give a context over all of these candidates."""
    n = len(proba) if n is None else n
    return Context(pool=np.arange(n), k=n, rng=np.random.default_rng(0), proba=proba, **rest)


@st.composite
def tables(draw: Any, models: int | None = None) -> np.ndarray:
    """Draw probabilities, with zeros and ties among them, of one model or of a committee."""
    n, classes = draw(st.integers(1, 30)), draw(st.integers(2, 8))
    shape = (n, classes) if models is None else (models, n, classes)
    size = int(np.prod(shape))
    weights = np.array(draw(st.lists(st.integers(0, 8), min_size=size, max_size=size)), dtype=np.float64).reshape(shape)
    weights[..., 0] += weights.sum(axis=-1) == 0
    return weights / weights.sum(axis=-1, keepdims=True)
