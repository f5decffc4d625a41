"""What may steer a session: something that says what comes next, and how far it is.

An active-learning loop is one; the session only passes on what it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, get_args

if TYPE_CHECKING:
    from nblabel.session._session import Session

Steer = Literal["train", "pause", "resume"]
STEERS: tuple[Steer, ...] = get_args(Steer)
LoopState = Literal["cold", "training", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class Queue:
    """What comes next: typed keys in order, and why each, where there is a reason to show."""

    round: int
    items: tuple[str, ...]
    reasons: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong: its last line, and all of it."""

    said: str
    detail: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One round: after how many labels and minutes of labeling, and how good the model was then.

    ``low`` and ``high`` bound the score at 95 %; ``tested`` counts the items it was tested on.
    """

    round: int
    labels: int
    minutes: float
    score: float | None
    low: float | None
    high: float | None
    tested: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a loop is: all that a panel shows.

    Parameters
    ----------
    state
        ``"cold"`` before there is enough to train on; ``"training"``; ``"ready"``; ``"failed"``.
    round
        How many models were fitted.
    said
        One sentence for the person.
    error
        Why the last fit or ranking came to nothing.
    hint
        What the curve suggests, if anything.
    metric
        What the score is: ``"accuracy"``, ``"F1"``.
    labels, trained, wanted
        Labels that count; those of the last fit; those still wanted before the next.
    strategy, retrain
        As the loop was made.
    paused
        Whether the person stopped the training.
    curve
        One point for each round.
    """

    state: LoopState
    round: int
    said: str
    error: Failure | None
    hint: str | None
    metric: str
    labels: int
    trained: int
    wanted: int
    strategy: str
    retrain: str
    paused: bool
    curve: tuple[CurvePoint, ...]


class Steered(Protocol):
    """A loop, as a session and its windows see it. Every member may be read from any thread, at once."""

    @property
    def queue(self) -> Queue | None:
        """What comes next; None where the task's own order holds."""

    @property
    def progress(self) -> Progress | None:
        """How far it is; None before anything is known."""

    @property
    def held_out(self) -> frozenset[str]:
        """Typed keys of the items that must never be shown a suggestion."""

    def steer(self, action: Steer) -> None:
        """Do what the person asked for, soon."""

    def follow(self, session: Session) -> None:
        """Go on with another session, which the windows of this one went over to."""
