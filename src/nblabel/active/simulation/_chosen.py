"""Which strategies a simulation plays, under which names, and whether it can give them what they need."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from nblabel.active._context import Choose
from nblabel.active._strategy import Strategy
from nblabel.active.strategies import resolve

Asked = str | Choose | Strategy


@dataclasses.dataclass(frozen=True, slots=True)
class Chosen:
    """A strategy, and whether it is handed probabilities where the model gives them.

    A name that needs nothing is not: predicting over the pool would be most of what "random" costs.
    """

    strategy: Strategy
    sees_proba: bool


def chosen_of(asked: Asked | Sequence[Asked] | Mapping[str, Asked]) -> list[Chosen]:
    """Give the strategies under the names they have in the frame.

    Raises
    ------
    ValueError
        If two have the same name, or there is none.
    """
    if isinstance(asked, Mapping):
        found = [_chosen(each, str(name)) for name, each in asked.items()]
    elif isinstance(asked, (str, Strategy)) or callable(asked):
        found = [_chosen(asked)]
    else:
        found = [_chosen(each) for each in asked]
    names = [each.strategy.name for each in found]
    if not names:
        raise ValueError("strategies= names no strategy; give one, such as 'margin'")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"strategies= has two called {twice[0]!r}; name them in a dict: {{'first': ..., 'second': ...}}"
        )
    return found


def _chosen(asked: Asked, name: str | None = None) -> Chosen:
    strategy = resolve(asked)
    return Chosen(
        strategy=strategy if name is None else dataclasses.replace(strategy, name=name),
        sees_proba=bool(strategy.needs) or not isinstance(asked, str),
    )


def check_needs(chosen: Sequence[Chosen], model: Any, *, has_embeddings: bool) -> None:
    """Refuse a strategy that needs what a simulation cannot give it."""
    for strategy in (each.strategy for each in chosen):
        if strategy.among_labeled:
            raise ValueError(
                f"strategy {strategy.name!r} ranks what is labeled already, too; simulate asks for new labels only"
            )
        for need in strategy.needs:
            if need == "proba" and not hasattr(model, "predict_proba"):
                raise ValueError(
                    f"strategy {strategy.name!r} needs class probabilities, and {type(model).__name__} has no "
                    "predict_proba; wrap it, as in CalibratedClassifierCV(model), or take a strategy that needs "
                    "none, such as 'random'"
                )
            if need == "embeddings" and not has_embeddings:
                raise ValueError(
                    f"strategy {strategy.name!r} needs embeddings; give embeddings=, "
                    "an array with a row for each row of X"
                )
            if need in {"sequences", "detections"}:
                raise ValueError(
                    f"strategy {strategy.name!r} needs {need}; simulate knows one class an item and cannot give them"
                )


def check_cold_start(strategy: Strategy, *, by_class: bool, has_embeddings: bool) -> None:
    """Refuse a cold start that needs a model, or has nothing to choose."""
    if by_class:
        raise ValueError(
            f"cold_start={strategy.name!r} chooses the first items, and n_initial_per_class= draws them by "
            "their labels; give n_initial= with it"
        )
    for need in strategy.needs:
        if need != "embeddings":
            raise ValueError(f"cold_start={strategy.name!r} needs {need}; before the first labels there are none")
    if not has_embeddings and strategy.needs:
        raise ValueError(
            f"cold_start={strategy.name!r} needs embeddings; give embeddings=, an array with a row for each row of X"
        )
