"""Relabel: which given labels to look at again, in one ranking with the items that have none yet.

Both are ranked by the probability the model gives to the label being wrong: for a labeled item the
label it has, for a new one the label it would be given. So a new item leads only if it is more in
doubt than any given label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nblabel.active._context import Context, FloatArray, IntArray, Ranked
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy, figure
from nblabel.active.measures.maxima import highest, highest_two

QUALITIES = ("self-confidence", "normalized-margin")


def relabel(context: Context) -> Ranked:
    """Give 1 − the quality of the label: the given one, or of a new item the model's own.

    With ``quality="self-confidence"`` (the default) a label's quality is the probability p of its
    class; with ``"normalized-margin"`` it is (p − p* + 1) / 2, p* being the highest probability of
    another class. Of a new item, whose label would be the likeliest, these are p₁ and
    (p₁ − p₂ + 1) / 2: `least_confidence`, and half of `margin`.

    The probabilities of labeled items must not come from a model trained on their labels: it has
    learned the errors too. ``sklearn.model_selection.cross_val_predict(model, X, y,
    method="predict_proba")`` gives ones that do not.

    Parameters
    ----------
    context : Context
        With ``proba`` of shape (n, classes), ``labeled`` and ``labels``. Its options are ``quality``
        and ``classes``, the labels in the order of the columns of ``proba``; without them the
        model's ``classes_``, or labels that are themselves column numbers.

    Returns
    -------
    Ranked
        From 0 to 1, and whether each is a given label or a new item.

    References
    ----------
    Kuan and Mueller, "Model-agnostic label quality scoring to detect real-world label errors", ICML
    DataPerf 2022, of given labels; one ranking for both is the idea of Goh and Mueller, "ActiveLab:
    Active Learning with Re-Labeling by Humans", arXiv:2301.11856, here for one annotator.

    Examples
    --------
    Item 0 was labeled 1, and the model gives that 0.1; item 1 has no label:

    >>> context = Context(
    ...     pool=np.arange(2),
    ...     k=2,
    ...     rng=np.random.default_rng(0),
    ...     proba=np.array([[0.9, 0.1], [0.75, 0.25]]),
    ...     labeled=np.array([0]),
    ...     labels=[1],
    ... )
    >>> ranked = relabel(context)
    >>> ranked.priorities, ranked.cause(0), ranked.cause(1)
    (array([0.9 , 0.25]), 'label given', 'no label yet')
    """
    options = options_of(context, "relabel", quality="self-confidence", classes=None)
    quality = options["quality"]
    if quality not in QUALITIES:
        raise ValueError(f"quality={quality!r} is not known; there are {', '.join(QUALITIES)}")
    proba: FloatArray = context.proba
    places, given = _given(context, options["classes"])
    if quality == "self-confidence":
        priorities = 1 - highest(proba)
        priorities[places] = 1 - proba[places, given]
    else:
        first, second = highest_two(proba)
        priorities = (1 - (first - second)) / 2
        others = proba[places]
        others[np.arange(len(places)), given] = -1
        priorities[places] = (1 - (proba[places, given] - highest(others))) / 2
    known = set(places.tolist())
    return Ranked(priorities, cause=lambda place: "label given" if place in known else "no label yet")


def _given(context: Context, classes: Sequence[Any] | None) -> tuple[IntArray, IntArray]:
    """Give the places in the pool that are labeled, and the column of each one's label."""
    assert context.labels is not None
    found = np.flatnonzero(np.isin(context.labeled, context.pool))
    order = np.argsort(context.pool, kind="stable")
    places = order[np.searchsorted(context.pool, context.labeled[found], sorter=order)]
    labels = context.labels.iloc if hasattr(context.labels, "iloc") else context.labels
    count = context.proba.shape[1]
    columns = _columns(context, classes, count)
    given = np.empty(len(found), dtype=np.int64)
    for row, which in enumerate(found):
        label = labels[int(which)]
        column = _column(label, columns, count)
        if column is None:
            offered = "the classes are " + ", ".join(map(repr, columns)) if columns else f"proba has {count} columns"
            raise ValueError(
                f"label {label!r} of item {context.labeled[which]} has no column in proba; {offered}: "
                "give classes=, the labels in the order of the columns"
            )
        given[row] = column
    return places, given


def _columns(context: Context, classes: Sequence[Any] | None, count: int) -> Mapping[Any, int] | None:
    known = getattr(context.model, "classes_", None) if classes is None else classes
    if known is None:
        return None
    if len(known) != count:
        raise ValueError(f"there are {len(known)} classes, {list(known)!r}, and proba has {count} columns")
    return {label: column for column, label in enumerate(known)}


def _column(label: Any, columns: Mapping[Any, int] | None, count: int) -> int | None:
    if columns is not None:
        return columns.get(label)
    if isinstance(label, (int, np.integer)) and 0 <= label < count:
        return int(label)
    return None


STRATEGIES = (
    Strategy(
        "relabel",
        relabel,
        ("proba", "labels"),
        lambda p: f"confidence {figure(max(1 - p, 0))}",
        by_row=True,
        among_labeled=True,
    ),
)
