"""Options that only one format takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any


def check_options(name: str, function: Callable[..., Any], options: Mapping[str, object], *, given: int) -> None:
    """Refuse an option that ``function`` does not take after its first ``given`` arguments; the sentence lists them."""
    known = list(inspect.signature(function).parameters)[given:]
    unknown = next((option for option in options if option not in known), None)
    if unknown is not None:
        offered = ", ".join(f"{each}=" for each in known) or "none"
        raise TypeError(f"{unknown}= is no option of {name}; its options here: {offered}")
