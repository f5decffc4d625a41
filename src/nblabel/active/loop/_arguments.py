"""What a loop is asked for, checked where it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal, get_args

import numpy as np

from nblabel.active._strategy import Strategy
from nblabel.active.loop.history.score import Metric
from nblabel.active.strategies import resolve

Retrain = Literal["background", "wait", "manual"]


@dataclass(frozen=True, slots=True)
class Arguments:
    """Everything but session, model and features."""

    strategy: Strategy
    cold_start: Strategy
    batch_size: int
    holdout: float
    retrain: Retrain
    metric: Metric
    reasons: bool
    test: tuple[Any, Sequence[Any]] | None
    seed: int | None

    @property
    def kept(self) -> Mapping[str, object]:
        """What is kept in the store, to say what changed."""
        return {
            "strategy": self.strategy.name,
            "cold_start": self.cold_start.name,
            "batch_size": self.batch_size,
            "holdout": self.holdout,
            "retrain": self.retrain,
            "metric": self.metric,
            "random_state": None if self.seed is None else str(self.seed),
        }


def read_arguments(
    *,
    strategy: Any,
    cold_start: Any,
    batch_size: Any,
    holdout: Any,
    retrain: Any,
    metric: Any,
    reasons: Any,
    test: Any,
    random_state: Any,
) -> Arguments:
    """Check them all.

    Raises
    ------
    TypeError, ValueError
        If one is not what it must be; the sentence names it.
    """
    if isinstance(batch_size, bool) or not isinstance(batch_size, Integral) or batch_size < 1:
        raise ValueError(f"batch_size={batch_size!r} must be a whole number of at least 1")
    if isinstance(holdout, bool) or not isinstance(holdout, int | float) or not 0 <= holdout < 1:
        raise ValueError(f"holdout={holdout!r} must be a share of the items, from 0 to less than 1, such as 0.1")
    if retrain not in get_args(Retrain):
        raise ValueError(f"retrain={retrain!r} is none of {', '.join(map(repr, get_args(Retrain)))}")
    if metric not in get_args(Metric):
        raise ValueError(f"metric={metric!r} is none of {', '.join(map(repr, get_args(Metric)))}")
    return Arguments(
        strategy=resolve(strategy),
        cold_start=resolve(cold_start),
        batch_size=int(batch_size),
        holdout=0.0 if test is not None else float(holdout),
        retrain=retrain,
        metric=metric,
        reasons=bool(reasons),
        test=_test(test),
        seed=_seed(random_state),
    )


def _test(test: Any) -> tuple[Any, Sequence[Any]] | None:
    if test is None:
        return None
    if not isinstance(test, tuple | list) or len(test) != 2:  # noqa: PLR2004
        raise TypeError("test= must be a pair (X, y): rows as in features=, and the label of each")
    X, y = test
    n = X.shape[0] if hasattr(X, "shape") else len(X)
    if n != len(y):
        raise ValueError(f"test= has {n} rows but {len(y)} labels; give one to each")
    return X, [each.item() if isinstance(each, np.generic) else each for each in y]


def _seed(random_state: Any) -> int | None:
    if random_state is None:
        return None
    if isinstance(random_state, np.random.Generator):
        return int(random_state.integers(2**63))
    if isinstance(random_state, bool) or not isinstance(random_state, Integral) or random_state < 0:
        raise TypeError(
            f"random_state={random_state!r} must be a whole number of at least 0, a numpy Generator, or None"
        )
    return int(random_state)


FIXED = ("holdout", "random_state")
"""What the hold-out was drawn with; it stays as it was at first."""


def changes(was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    """Say what is asked for otherwise than last time, and what comes of it."""
    for name, value in now.items():
        if name not in was or value == was[name]:
            continue
        if name not in FIXED:
            yield f"{name}={value!r} from now on; until now it was {was[name]!r}"
        elif value is not None:
            yield (
                f"{name}={value} comes too late: the hold-out was drawn with {name}={was[name]} before anything was "
                "ranked, and stays; a labeler with another name= begins anew"
            )


def settled(was: Mapping[str, object], now: Mapping[str, object]) -> dict[str, object]:
    """Give what holds from now on."""
    return {**was, **now, **{name: was[name] for name in FIXED if name in was}}
