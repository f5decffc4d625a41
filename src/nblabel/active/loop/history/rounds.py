"""What a loop remembers of its rounds and draws, by item key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nblabel.active.loop.history.score import Score

Why = Literal["cold start", "strategy", "hold-out"]


@dataclass(frozen=True, slots=True)
class Round:
    """One model that was fitted.

    Parameters
    ----------
    round
        From 1.
    at
        When: microseconds since 1970.
    strategy, metric
        As they were then.
    labels
        How many labels it was fitted on.
    labeling_seconds, fit_seconds
        Time spent labeling until then, and fitting.
    score
        As it was then: on the part of the hold-out that was labeled, or on the test set.
    guesses
        What it said of every item of the hold-out, labeled or not; empty with a test set.
    """

    round: int
    at: int
    strategy: str
    metric: str
    labels: int
    labeling_seconds: float
    fit_seconds: float
    score: Score
    guesses: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pick:
    """One item of one draw.

    Parameters
    ----------
    draw, position
        Which draw, from 0, and its place in it.
    item
        Its typed key.
    why
        Before the first model, by the strategy, or because it is held out.
    strategy
        What chose it; None for the hold-out.
    round
        Of the model, 0 before there was one.
    seed
        Of the draw's generator.
    priority, reason
        As the strategy gave them.
    shown
        Whether the person can read the reason.
    at
        When: microseconds since 1970.
    """

    draw: int
    position: int
    item: str
    why: Why
    strategy: str | None
    round: int
    seed: int
    priority: float | None
    reason: str | None
    shown: bool
    at: int
