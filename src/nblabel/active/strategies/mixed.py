"""Mixed: diversity among the most uncertain, so that a batch is neither alike nor easy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from nblabel.active._context import Context, IntArray, Ranked
from nblabel.active._rows import take
from nblabel.active._strategy import Strategy
from nblabel.active.asking.draw import answered, check_needs
from nblabel.active.asking.top_k import top_k
from nblabel.active.strategies import resolve
from nblabel.active.strategies._priorities import priorities_of

OWN = ("base", "beta", "diversity")


def mixed(context: Context) -> Ranked:
    """Choose k by diversity among the β·k candidates that are most uncertain.

    Parameters
    ----------
    context : Context
        With ``embeddings``, and whatever the uncertainty needs. Options: ``beta``, how many times k
        are looked at (10); ``base``, the uncertainty (``"margin"``); ``diversity``, what chooses among
        them (``"k-means"``; ``"k-center"``, or another). Any other option is the diversity's:
        ``weights="margin"`` with k-means is Zhdanov's weighted clustering.

    Returns
    -------
    Ranked
        k places with the diversity's priorities; why each is uncertain is told with them.

    Raises
    ------
    ValueError
        If ``beta`` is below 1, or one of the two lacks what it needs.

    References
    ----------
    Zhdanov, "Diverse mini-batch Active Learning", 2019.

    Examples
    --------
    >>> import numpy as np
    >>> from nblabel.active import Context
    >>> context = Context(
    ...     pool=np.arange(4),
    ...     k=2,
    ...     rng=np.random.default_rng(0),
    ...     proba=np.array([[0.5, 0.5], [0.6, 0.4], [0.5, 0.5], [1.0, 0.0]]),
    ...     embeddings=np.array([[0.0], [5.0], [0.1], [9.0]]),
    ...     options={"base": lambda context: 1 - context.proba.max(axis=1), "beta": 1.5, "diversity": "k-center"},
    ... )
    >>> sorted(mixed(context).places.tolist())  # of 0, 1 and 2
    [1, 2]
    """
    beta = context.options.get("beta", 10)
    if not beta >= 1:
        raise ValueError(f"beta={beta!r}; beta × k candidates are chosen from, so a number from 1 up is wanted")
    base = priorities_of(context.options.get("base", "margin"), context, "base")
    most = min(len(context.pool), int(np.ceil(beta * context.k)))
    among = np.sort(top_k(base.values, most))
    diversity = resolve(context.options.get("diversity", "k-means"))
    asked = _narrowed(context, among)
    check_needs(diversity, asked)
    found = answered(diversity, asked)
    places = top_k(found.priorities, context.k) if found.places is None else found.places[: context.k]
    priorities = found.priorities[places] if found.places is None else found.priorities[: context.k]
    return Ranked(priorities, among[places], cause=base.why)


def _narrowed(context: Context, places: IntArray) -> Context:
    proba: Any = context.proba
    if proba is not None:
        committee = getattr(proba, "ndim", 0) == 3  # noqa: PLR2004 models, rows, classes
        proba = proba[:, places] if committee else take(proba, places)
    left = {option: value for option, value in context.options.items() if option not in OWN}
    return replace(context, pool=context.pool[places], proba=proba, options=left)


def _said(_: float) -> str:
    return "unlike the others"


STRATEGIES = (Strategy("mixed", mixed, needs=("embeddings",), said=_said),)
