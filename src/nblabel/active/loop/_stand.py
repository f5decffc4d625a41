"""What stands at one moment, as far as a loop asks: the answers, what is still open, the time spent."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nblabel.active.loop._targets import Target
from nblabel.changes import BLANK_ANSWER

if TYPE_CHECKING:
    from nblabel.session import Session


@dataclass(frozen=True, slots=True)
class Stand:
    """A copy; later gestures do not change it.

    Parameters
    ----------
    order
        Typed keys of all items, in the order shown.
    answers
        What each answered item was answered with. Skipped items are never among them.
    open
        Items that nobody answered, finished or skipped, in order.
    classes
        The names that are declared now.
    seconds
        Labeling time in all.
    """

    order: tuple[str, ...]
    answers: Mapping[str, Hashable]
    open: tuple[str, ...]
    classes: tuple[str, ...]
    seconds: float


def read_stand(session: Session, target: Target) -> Stand:
    """Copy what stands, and hold the lock no longer than that takes."""
    with session.lock:
        order, state = session.order, session.state
        status = {item: answer["status"] for item, answer in state.answers.items()}
        seconds = sum(float(str(answer["seconds"])) for answer in state.answers.values())
        said = target.read(state.annotations, status)
        fields = session.fields
    todo = BLANK_ANSWER["status"]
    here = set(order)
    return Stand(
        order=order,
        answers={item: answer for item, answer in said.items() if item in here and status.get(item) != "skipped"},
        open=tuple(item for item in order if status.get(item, todo) == todo and item not in said),
        classes=target.classes(fields),
        seconds=seconds,
    )
