"""Ask a strategy, whoever asks: check what it needs and what it answers, and give the picks in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from nblabel.active._context import Context, FloatArray, IntArray, Ranked
from nblabel.active._proba import as_floats, check, layout_of
from nblabel.active._strategy import Strategy
from nblabel.active.asking.top_k import top_k


@dataclass(frozen=True, slots=True)
class Draw:
    """The picks, best first: places in the pool, their priorities, and why each."""

    places: IntArray
    priorities: FloatArray
    reasons: tuple[str, ...]


def draw(strategy: Strategy, context: Context) -> Draw:
    """Choose ``context.k`` of the pool.

    Ties go to the earlier place, so that every machine gives the same.

    Raises
    ------
    ValueError
        If the strategy lacks what it needs, if it is handed what is no probabilities, or if it
        answers with what is no ranking of the pool.
    """
    check_needs(strategy, context)
    answer = answered(strategy, context)
    if answer.places is None:
        places = top_k(answer.priorities, context.k)
        priorities = answer.priorities[places]
    else:
        places, priorities = answer.places[: context.k], answer.priorities[: context.k]
    reasons = tuple(
        reason(strategy, float(priority), None if answer.cause is None else answer.cause(int(place)))
        for place, priority in zip(places, priorities, strict=True)
    )
    return Draw(places, priorities, reasons)


def check_needs(strategy: Strategy, context: Context) -> None:
    """Refuse to ask a strategy that lacks something.

    Raises
    ------
    ValueError
        If the context has not all that the strategy needs.
    """
    has = {
        "proba": context.proba is not None,
        "committee": context.proba is not None,
        "sequences": context.proba is not None,
        "detections": context.proba is not None,
        "embeddings": context.embeddings is not None,
        "labels": context.labels is not None,
        "model": context.model is not None,
    }
    missing = [need for need in strategy.needs if not has[need]]
    if missing:
        raise ValueError(f"strategy={strategy.name!r} needs {' and '.join(missing)}, which were not given")


def answered(strategy: Strategy, context: Context) -> Ranked:
    """Give a strategy's answer, in one form and held to what it promises.

    Raises
    ------
    ValueError
        If the context's probabilities or the answer are not what they should be.
    """
    return asked(strategy, checked(strategy, context))


def checked(strategy: Strategy, context: Context) -> Context:
    """Give the context with its probabilities as floats, every row of them checked.

    Raises
    ------
    ValueError
        If a row is no probabilities, or they are not laid out as the strategy wants them.
    """
    if context.proba is None:
        return context
    layout = layout_of(strategy, context.proba)
    floats = [as_floats(item) for item in context.proba] if layout == "ragged" else as_floats(context.proba)
    check(floats, layout, context.pool)
    return context if floats is context.proba else replace(context, proba=floats)


def asked(strategy: Strategy, context: Context) -> Ranked:
    """Give a strategy's answer to a context that has been checked, held to what it promises.

    Raises
    ------
    ValueError
        If the answer is no ranking of the pool.
    """
    answer = strategy.choose(context)
    if isinstance(answer, Ranked):
        ranked = answer
    else:
        array = np.asarray(answer)
        if array.dtype.kind in "iu":
            ranked = Ranked(np.arange(len(array), 0, -1, dtype=np.float64), array.astype(np.int64))
        elif array.dtype.kind == "f":
            ranked = Ranked(cast("FloatArray", array))
        else:
            raise ValueError(
                f"strategy {strategy.name!r} answered with {array.dtype}; "
                "it must give priorities (floats) or places in the pool (integers)"
            )
    _check_answer(ranked, strategy, len(context.pool), context.k)
    return ranked


def _check_answer(ranked: Ranked, strategy: Strategy, n: int, k: int) -> None:
    places, priorities = ranked.places, ranked.priorities
    if places is None:
        if priorities.shape != (n,):
            raise ValueError(
                f"strategy {strategy.name!r} gave priorities of shape {priorities.shape}; "
                f"the pool has {n} candidates, so ({n},) is wanted"
            )
        bad = np.flatnonzero(np.isnan(priorities))
        if len(bad):
            raise ValueError(f"strategy {strategy.name!r} gave NaN as the priority of candidate {bad[0]}")
        return
    if places.ndim != 1 or len(places) < k or priorities.shape != places.shape:
        raise ValueError(f"strategy {strategy.name!r} gave places of shape {places.shape}; {k} are wanted")
    outside = places[(places < 0) | (places >= n)]
    if len(outside):
        raise ValueError(f"strategy {strategy.name!r} gave place {outside[0]}; the pool has places 0 to {n - 1}")
    if len(np.unique(places)) < len(places):
        raise ValueError(f"strategy {strategy.name!r} gave the same place twice")


def reason(strategy: Strategy, priority: float, cause: str | None) -> str:
    """Say why an item was chosen: the strategy's figure, and what in the item was decisive."""
    said = strategy.name if strategy.said is None else strategy.said(priority)
    return said if cause is None else f"{said}, {cause}"
