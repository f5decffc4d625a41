"""`rank`: which items to label next, from what a model says of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nblabel.active._context import Choose, Context
from nblabel.active._proba import layout_of
from nblabel.active._strategy import Strategy
from nblabel.active.asking.draw import check_needs
from nblabel.active.pools import open_pool
from nblabel.active.ranking._generator import generator
from nblabel.active.ranking._parts import Parts
from nblabel.active.ranking._picks import Wanted, at_once, by_chunks
from nblabel.active.strategies import resolve


def rank(
    proba: Any = None,
    strategy: str | Choose | Strategy = "margin",
    k: int | None = None,
    *,
    items: Any = None,
    embeddings: Any = None,
    random_state: object = None,
    labeled: Any = None,
    labels: Any = None,
    model: Any = None,
    X: Any = None,
    **options: Any,
) -> pd.DataFrame:
    """Rank items by how much their labels would teach, the best to label first.

    Parameters
    ----------
    proba : array, list, DataFrame, iterator, Dask collection or path, optional
        The model's probabilities, a row for each item: shape (n, classes); of a committee (models,
        n, classes), or a list of one (n, classes) for each model; of sequences and detections a
        list or an iterator of n arrays, (tokens, classes) or (boxes, classes). Also a list or an
        iterator of chunks of rows, a DataFrame of pandas, Polars or Arrow, a Dask array or
        DataFrame, or the path of a Parquet file (or of a folder of them); of tables the columns of
        floats are the classes. float32 stays float32. It may be left out for strategies that do not
        look at it; for those a list of arrays of two axes is one array for each item.
    strategy : str or callable, default "margin"
        A strategy's name, or a function from a `Context` to priorities (floats, one for each
        candidate) or to the places of the picks (integers, best first).
    k : int, optional
        How many to give; all of them without it.
    items : sequence or str, optional
        What each item is called, in order; or the name of a column of the table ``proba``.
        Positions without it.
    embeddings : array of shape (n, d), optional
        A row for each item, for strategies that look at distances.
    random_state : int, Generator, RandomState or None
        What chance begins from.
    labeled : array of int or bool, optional
        Positions of what is labeled already, or a mask. These are not ranked, except by
        ``strategy="relabel"``.
    labels : sequence, optional
        The labels of ``labeled``, in its order. Without ``labeled`` one for each item, None or NaN
        where there is none yet.
    model : optional
        The fitted model, for strategies that look at it.
    X : optional
        What the model is fed, a row for each item, for strategies that look at it.
    **options
        What the strategy itself can be told: ``base=``, ``beta=`` …

    Returns
    -------
    DataFrame
        One row for each of the k, best first: ``item``, ``priority`` (higher first; of equal ones
        the earlier item), ``rank`` (from 0) and ``reason``.

    Raises
    ------
    ValueError
        If a row is no probabilities (negative, NaN, or with a sum that is not 1), naming the row;
        if there is one class only, no candidate, or fewer than k; if the strategy is not known or
        lacks something; if the parts differ in length.
    TypeError
        If the strategy has no such option, or something is of a type that cannot be read.

    Notes
    -----
    A strategy that looks at each item alone (uncertainty, committee, sequences, detections, random,
    relabel) reads ``proba`` once, in chunks, and keeps k candidates and a chunk in memory: so
    iterators, memory-mapped arrays, Dask and Parquet may be larger than memory. Any other strategy
    is handed the whole.

    Examples
    --------
    >>> import numpy as np
    >>> import nblabel as nbl
    >>> proba = np.array([[0.9, 0.1], [0.52, 0.48], [0.2, 0.8]])
    >>> nbl.rank(proba, k=2, items=["a.png", "b.png", "c.png"])
        item  priority  rank       reason
    0  b.png      0.96     0  margin 0.04
    1  c.png      0.40     1   margin 0.6

    A strategy of one's own:

    >>> def unlike_the_first(context):
    ...     return np.abs(context.proba - context.proba[0]).sum(axis=1)
    >>> nbl.rank(proba, unlike_the_first, k=1).item[0]
    np.int64(2)
    """
    chosen = resolve(strategy)
    pool = None if proba is None else open_pool(proba, layout_of(chosen, proba))
    parts = Parts.of(pool, items=items, embeddings=embeddings, X=X, labeled=labeled, labels=labels)
    context = Context(
        pool=np.empty(0, dtype=np.int64),
        k=0,
        rng=generator(random_state),
        proba=proba,
        embeddings=None if embeddings is None else np.asarray(embeddings),
        labeled=parts.labeled,
        labels=parts.labels,
        model=model,
        X=X,
        options=options,
    )
    check_needs(chosen, context)
    taken = np.empty(0, dtype=np.int64) if chosen.among_labeled else np.sort(parts.labeled)
    wanted = Wanted(pool, parts.size, k, taken)
    wanted.check_before()
    picks = (by_chunks if chosen.by_row else at_once)(chosen, context, wanted)
    return pd.DataFrame(
        {
            "item": parts.named(picks.positions),
            "priority": picks.priorities,
            "rank": np.arange(len(picks.positions)),
            "reason": list(picks.reasons),
        }
    )
