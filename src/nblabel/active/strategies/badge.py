"""BADGE: candidates whose gradients are long and point different ways, uncertain and diverse in one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nblabel.active._context import Context, FloatArray, IntArray, Ranked
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy
from nblabel.active.measures.embeddings import embeddings_of


def badge(context: Context) -> Ranked:
    """Choose by k-means++ among the gradients that the candidates would have, were the model's guess right.

    With probabilities p and embedding h, the gradient of the cross entropy in the last layer is the
    outer product (p − onehot(argmax p)) ⊗ h. The first pick has the longest; each next one is drawn
    with a chance that goes with the squared distance of its gradient from the nearest one picked.

    The gradients, classes × d numbers each, are never made: (a ⊗ h)·(b ⊗ g) = (a·b)(h·g), so it takes
    two products of a matrix and a vector to measure from one pick.

    The picks stand in the order they were drawn in; their priorities say no more than that.

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (n, classes) and ``embeddings``, best those of the model's last layer.

    Returns
    -------
    Ranked
        k places, in order.

    Notes
    -----
    The same generator gives the same picks, except where a draw falls within rounding of the border
    between two candidates, as BLAS adds in an order of its own. What is as near a pick as rounding can
    tell is drawn only when there is nothing else, all with the same chance.

    References
    ----------
    Ash, Zhang, Krishnamurthy, Langford and Agarwal, "Deep Batch Active Learning by Diverse, Uncertain
    Gradient Lower Bounds", ICLR 2020; its authors' program starts from the longest gradient.
    Arthur and Vassilvitskii, "k-means++: The Advantages of Careful Seeding", 2007.

    Examples
    --------
    >>> import numpy as np
    >>> from nblabel.active import Context
    >>> context = Context(
    ...     pool=np.arange(3),
    ...     k=2,
    ...     rng=np.random.default_rng(0),
    ...     proba=np.array([[0.6, 0.4], [0.5, 0.5], [0.5, 0.5]]),
    ...     embeddings=np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]]),
    ... )
    >>> badge(context).places.tolist()  # the third is the second once more
    [1, 0]
    """
    options_of(context, "badge")
    hidden = embeddings_of(context, context.pool)
    # A copy of the probabilities, as 1 − p is lost if it is taken from sums over them.
    errors = np.array(context.proba, dtype=hidden.dtype)
    guesses = errors.argmax(axis=1)
    errors[np.arange(len(errors)), guesses] -= 1
    return Ranked(np.arange(context.k, 0, -1.0), _seeds(errors, hidden, context.k, context.rng))


def _seeds(errors: FloatArray, hidden: FloatArray, k: int, rng: np.random.Generator) -> IntArray:
    lengths = np.einsum("ij,ij->i", errors, errors) * np.einsum("ij,ij->i", hidden, hidden)
    same = 4 * np.finfo(hidden.dtype).eps * np.sqrt(errors.shape[1] + hidden.shape[1]) * lengths
    squared = np.full_like(lengths, np.inf)
    fresh, along = np.empty_like(lengths), np.empty_like(lengths)
    chances = np.empty(len(lengths))
    taken = np.zeros(len(lengths), dtype=bool)
    places = np.empty(k, dtype=np.int64)
    for i in range(k):
        place = (
            int(np.argmax(lengths >= lengths.max() - same.max())) if i == 0 else _drawn(squared, taken, chances, rng)
        )
        places[i], taken[place] = place, True
        # |g − h|² = |g|² + |h|² − 2 g·h, of outer products.
        np.matmul(hidden, hidden[place], out=fresh)
        np.matmul(errors, -2 * errors[place], out=along)
        fresh *= along
        fresh += lengths
        fresh += lengths[place]
        fresh[fresh <= same] = 0
        np.minimum(squared, fresh, out=squared)
        squared[place] = 0
    return places


def _drawn(squared: FloatArray, taken: NDArray[np.bool_], chances: FloatArray, rng: np.random.Generator) -> int:
    total = np.cumsum(squared, out=chances)[-1]
    if total == 0:
        np.cumsum(~taken, out=chances)
        total = chances[-1]
    # A draw may round up to the total: then it is the last that has a chance.
    place = np.searchsorted(chances, rng.random() * total, side="right")
    return int(min(place, np.searchsorted(chances, total)))


def _said(_: float) -> str:
    return "uncertain, and unlike the others"


STRATEGIES = (Strategy("badge", badge, needs=("proba", "embeddings"), said=_said),)
