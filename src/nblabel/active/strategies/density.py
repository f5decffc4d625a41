"""Uncertainty weighted by density: an odd one that the model is unsure of is not worth a label."""

from __future__ import annotations

import numpy as np

from nblabel.active._context import Context, FloatArray, Ranked
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy, figure
from nblabel.active.measures.distances import sum_of
from nblabel.active.measures.embeddings import embeddings_of
from nblabel.active.strategies._priorities import not_negative, priorities_of


def density(context: Context) -> Ranked:
    """Give uncertainty × (mean similarity to the pool)^β for every candidate.

    Similarity is the cosine of two embeddings, and its mean goes over the whole pool, the candidate
    itself among it. As the mean of cosines is one product with the mean direction, time and memory
    grow with n and not with n².

    Parameters
    ----------
    context : Context
        With ``embeddings``, and whatever the uncertainty needs. Options: ``base``, an uncertainty by
        name or a function (``"entropy"``); ``beta``, how much density counts (1).

    Returns
    -------
    Ranked
        A priority for each candidate.

    Raises
    ------
    ValueError
        If ``beta`` is negative, or ``base`` gives negative priorities.

    Notes
    -----
    A mean similarity below 0 counts as 0. Embeddings that were centred (standardised, PCA) have mean
    similarities about 0, which say little: give them as they were before.

    References
    ----------
    Settles and Craven, "An Analysis of Active Learning Strategies for Sequence Labeling Tasks",
    EMNLP 2008, section 3.4 (information density).

    Examples
    --------
    >>> import numpy as np
    >>> from nblabel.active import Context
    >>> context = Context(
    ...     pool=np.arange(3),
    ...     k=1,
    ...     rng=np.random.default_rng(0),
    ...     proba=np.array([[0.5, 0.5], [0.5, 0.5], [0.8, 0.2]]),
    ...     embeddings=np.array([[0.0, 3.0], [1.0, 0.0], [2.0, 0.0]]),
    ...     options={"base": lambda context: 1 - context.proba.max(axis=1)},
    ... )
    >>> density(context).priorities.round(3)
    array([0.167, 0.333, 0.133])
    """
    options = options_of(context, "density", base="entropy", beta=1.0)
    beta = options["beta"]
    if not beta >= 0:
        raise ValueError(f"beta={beta!r}; a number from 0 up is wanted: at 0 density does not count")
    uncertain = not_negative(priorities_of(options["base"], context, "base"), "base")
    return Ranked(uncertain * mean_cosine(embeddings_of(context, context.pool)) ** beta)


def mean_cosine(rows: FloatArray) -> FloatArray:
    """Give the mean cosine of each row with all rows, itself among them; of a row of zeros 0, and never below 0.

    Examples
    --------
    >>> import numpy as np
    >>> mean_cosine(np.array([[0.0, 3.0], [1.0, 0.0]]))
    array([0.5, 0.5])
    """
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    inverse = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    along: FloatArray = rows @ (sum_of(rows, inverse) / len(rows)).astype(rows.dtype)
    along *= inverse
    return np.maximum(along, 0, out=along)


def _said(priority: float) -> str:
    return f"density-weighted {figure(priority)}"


STRATEGIES = (Strategy("density", density, needs=("embeddings",), said=_said),)
