"""Query strategies, found by looking. Each module here is one family and lists its ``STRATEGIES``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from nblabel.active._context import Choose
from nblabel.active._strategy import Strategy

__all__ = ["by_name", "resolve"]


@cache
def by_name() -> Mapping[str, Strategy]:
    """Give all strategies, by name, sorted."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    found = [each for module in modules for each in getattr(module, "STRATEGIES", ())]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def resolve(strategy: str | Choose | Strategy) -> Strategy:
    """Give the strategy of that name, or make one of a user's function. ``"k_means"`` is "k-means" too.

    Raises
    ------
    ValueError
        If there is no strategy of that name; the sentence lists those there are.
    TypeError
        If it is neither a name nor a function.
    """
    if isinstance(strategy, Strategy):
        return strategy
    if isinstance(strategy, str):
        known = by_name()
        found = known.get(strategy.replace("_", "-"))
        if found is None:
            raise ValueError(f"strategy={strategy!r} is not known; the strategies are {', '.join(known)}")
        return found
    if callable(strategy):
        return Strategy(name=str(getattr(strategy, "__name__", type(strategy).__name__)), choose=strategy)
    raise TypeError(
        f"strategy={strategy!r} is {type(strategy).__name__}; "
        "give a name, or a function from a context to priorities or places"
    )
