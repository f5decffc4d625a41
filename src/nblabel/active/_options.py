"""What a caller may set of a strategy: its options with their defaults, and no others."""

from __future__ import annotations

from typing import Any

from nblabel.active._context import Context


def options_of(context: Context, strategy: str, **defaults: Any) -> dict[str, Any]:
    """Give the options of a strategy: what the caller set, else the default.

    Raises
    ------
    TypeError
        If one is set that the strategy does not have: a misspelt option must not pass in silence.

    Examples
    --------
    >>> import numpy as np
    >>> context = Context(pool=np.arange(3), k=1, rng=np.random.default_rng(0), options={"beta": 2})
    >>> options_of(context, "mixed", beta=10, base="margin")
    {'beta': 2, 'base': 'margin'}
    """
    unknown = sorted(set(context.options) - set(defaults))
    if unknown:
        has = f"its options are {', '.join(sorted(defaults))}" if defaults else "it has none"
        raise TypeError(f"strategy {strategy!r} has no option {unknown[0]!r}; {has}")
    return defaults | dict(context.options)
