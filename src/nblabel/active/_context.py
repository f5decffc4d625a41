"""What a strategy may look at, and how it answers: the seam between strategies and everyone who asks them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]
IntArray = NDArray[np.signedinteger[Any]]


def _none() -> IntArray:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known when the next items are chosen.

    `rank`, the loop and `simulate` all hand the same thing to a strategy, so one's own strategy
    works in each of them. *Position* means the place among all items; *place* the place in ``pool``.

    Parameters
    ----------
    pool : ndarray of int, shape (n,)
        Positions of the candidates.
    k : int
        How many are wanted, at most n.
    rng : numpy.random.Generator
        The only source of chance.
    proba
        What the model says of the candidates, rows as in ``pool``: an array of shape (n, classes);
        of a committee (models, n, classes); of sequences or detections a list of n. None before
        there is a model.
    embeddings : ndarray of float, shape (items, d), optional
        One row for each item, those of the pool and the labeled ones.
    labeled : ndarray of int, shape (m,)
        Positions of what is labeled.
    labels : sequence of length m, optional
        The labels given to ``labeled``.
    model : optional
        The model as it was fitted last.
    X : optional
        What the model is fed, one row for each item.
    options
        What the caller passed on for the strategy alone.

    Examples
    --------
    A strategy of one's own is a function of a context:

    >>> def least_seen(context):
    ...     return -context.proba.max(axis=1)
    """

    pool: IntArray
    k: int
    rng: np.random.Generator
    proba: Any = None
    embeddings: FloatArray | None = None
    labeled: IntArray = field(default_factory=_none)
    labels: Sequence[Any] | None = None
    model: Any = None
    X: Any = None
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a strategy answers when it has more to say than an array.

    Parameters
    ----------
    priorities : ndarray of float
        Higher first: one for each candidate, or, with ``places``, one for each pick.
    places : ndarray of int, optional
        The picks, places in the pool, best first. Without them the highest priorities are taken.
    cause : callable, optional
        From a place in the pool to what in that item was decisive: ``"span 12–17"``, ``"box 3"``.
    """

    priorities: FloatArray
    places: IntArray | None = None
    cause: Callable[[int], str] | None = None


Answer = FloatArray | IntArray | Ranked
"""Floats are the priorities of all candidates, integers the places of the picks, best first."""

Choose = Callable[[Context], Answer]
