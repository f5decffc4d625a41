"""Ask one strategy for another: what it thinks of every candidate, not only whom it would pick."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from nblabel.active._context import Choose, Context, FloatArray
from nblabel.active._strategy import Strategy
from nblabel.active.asking.draw import answered, check_needs, reason
from nblabel.active.strategies import resolve


@dataclass(frozen=True, slots=True)
class Priorities:
    """What a strategy thinks of every candidate, and the strategy."""

    strategy: Strategy
    values: FloatArray

    def why(self, place: int) -> str:
        """Say what it thinks of one."""
        return reason(self.strategy, float(self.values[place]), None)


def priorities_of(base: str | Choose | Strategy, context: Context, option: str) -> Priorities:
    """Give the priority of every candidate by a strategy that another builds on.

    Parameters
    ----------
    base : str or callable
        The strategy: an uncertainty.
    context : Context
        What it is asked about. Its options are the other strategy's, and kept from it.
    option : str
        What the caller calls it, for the sentence of an error.

    Raises
    ------
    ValueError
        If it picks instead of giving priorities, or lacks what it needs.

    Examples
    --------
    >>> import numpy as np
    >>> proba = np.array([[0.5, 0.5], [0.9, 0.1]])
    >>> context = Context(pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=proba)
    >>> priorities_of(lambda context: 1 - context.proba.max(axis=1), context, "base").values.round(3)
    array([0.5, 0.1])
    """
    strategy = resolve(base)
    asked = replace(context, options=MappingProxyType({}))
    check_needs(strategy, asked)
    answer = answered(strategy, asked)
    if answer.places is not None:
        raise ValueError(
            f"{option}={strategy.name!r} picks some and says nothing of the others; "
            f"give an uncertainty as {option}, such as 'margin' or 'entropy'"
        )
    return Priorities(strategy, answer.priorities)


def not_negative(priorities: Priorities, option: str) -> FloatArray:
    """Give the priorities as factors.

    Raises
    ------
    ValueError
        If one is negative or infinite: a product or a sum of such has no meaning.
    """
    values = priorities.values
    bad = (values < 0) | (values == float("inf"))
    if bad.any():
        raise ValueError(
            f"{option}={priorities.strategy.name!r} gives candidate {int(bad.argmax())} the priority "
            f"{values[bad.argmax()]:.4g}; finite ones from 0 up are wanted, such as those of 'margin' or 'entropy'"
        )
    return values
