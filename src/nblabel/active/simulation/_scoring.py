"""What ``scoring=`` says, read into scorers by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sklearn.metrics import get_scorer

Scorer = Callable[[Any, Any, Any], float]
Scoring = str | Scorer | Sequence[str | Scorer] | Mapping[str, str | Scorer]


def scorers_of(scoring: Scoring) -> Mapping[str, Scorer]:
    """Give each metric's name and ``scorer(model, X, y)``.

    Raises
    ------
    ValueError
        If two have the same name, or there is none.
    """
    if isinstance(scoring, Mapping):
        pairs = list(scoring.items())
    else:
        listed = [scoring] if isinstance(scoring, str) or callable(scoring) else list(scoring)
        pairs = [(_name(each), each) for each in listed]
    names = [name for name, _ in pairs]
    if not names:
        raise ValueError(f"scoring={scoring!r} names no metric; give one, such as 'accuracy'")
    if len(set(names)) < len(names):
        raise ValueError(f"scoring= gives {', '.join(names)}, one of them twice; name them in a dict")
    return {name: get_scorer(each) for name, each in pairs}


def _name(scorer: str | Scorer) -> str:
    return scorer if isinstance(scorer, str) else str(getattr(scorer, "__name__", type(scorer).__name__))
