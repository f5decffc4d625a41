"""What a simulation's frame remembers of how it was made, in ``frame.attrs``: plain values that Parquet keeps too."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable
from typing import Any

import pandas as pd

KEY = "simulation"


def versions(model: Any) -> dict[str, str]:
    """Give the versions of what the figures depend on, the model's own package among them."""
    package = type(model).__module__.partition(".")[0]
    found = {
        name: getattr(sys.modules.get(name), "__version__", None)
        for name in dict.fromkeys(["nblabel", "sklearn", "numpy", "scipy", package])
    }
    return {name: said for name, said in found.items() if isinstance(said, str)} | {"Python": platform.python_version()}


def remember(frame: pd.DataFrame, **settings: Any) -> pd.DataFrame:
    """Write the settings down in a frame and give it."""
    frame.attrs[KEY] = settings
    return frame


def recalled(frame: pd.DataFrame) -> dict[str, Any] | None:
    """Give the settings, or None where pandas has dropped them, as it does when it joins different ones."""
    settings: dict[str, Any] | None = frame.attrs.get(KEY)
    return settings


def in_words(model: Any) -> str:
    """Give a model's repr on one line."""
    return " ".join(repr(model).split())


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["margin", "entropy", "random"])
    'margin, entropy and random'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
