"""What the panel says, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nblabel.session import LoopState

_NAMED = 4


@dataclass(frozen=True, slots=True)
class Situation:
    """What the sentence follows from.

    Parameters
    ----------
    state, paused
        As the panel has them.
    labels, trained, wanted
        Labels that count; those of the last fit or of the one under way; those still wanted.
    batch
        Labels from one fit to the next.
    rounds
        How many models there were.
    open
        How many items are still to do.
    seen, unseen
        Classes that some label names, and those that none does.
    again, withheld
        Whether the fit only brings back a model, and whether the queue waits for it.
    """

    state: LoopState
    paused: bool
    labels: int
    trained: int
    wanted: int
    batch: int
    rounds: int
    open: int
    seen: Sequence[str]
    unseen: Sequence[str]
    again: bool
    withheld: bool


def say(now: Situation) -> str:
    """Say it."""
    if now.state == "training":
        if now.again:
            return f"training again on the {labels(now.trained)} from before the restart"
        said = f"training on {labels(now.trained)}"
        return f"{said}; what comes next follows from it" if now.withheld else said
    if not now.open:
        return "every item is answered or skipped"
    if now.paused:
        return f"paused after {labels(now.labels)}"
    if now.state == "failed":
        return f"the last round failed; it is tried again after {labels(now.wanted or now.batch)} more"
    return _after(now) if now.rounds else _before(now)


def _before(now: Situation) -> str:
    """Say what the first model waits for."""
    if now.wanted:
        said = f"{labels(now.labels)}; {now.wanted} more until the first model"
        return f"{said}; not yet seen: {names(now.unseen)}" if now.labels and now.unseen else said
    if len(now.seen) == 1 and not now.unseen:
        return f"all {labels(now.labels)} so far say {now.seen[0]!r}; a model needs a second class"
    said = f"all {labels(now.labels)} so far say {now.seen[0]!r}" if len(now.seen) == 1 else labels(now.labels)
    return f"{said}; the first model waits for {names(now.unseen)}" if now.unseen else f"{said}; ready to train"


def _after(now: Situation) -> str:
    """Say how far the next round is."""
    said = f"trained on {labels(now.trained)}; "
    said += f"{now.wanted} more until the next round" if now.wanted else "the next round is due"
    return f"{said}; not yet seen: {names(now.unseen)}" if now.unseen else said


def names(each: Sequence[str]) -> str:
    """Name a few.

    Examples
    --------
    >>> names(["a", "b"]), names(["a", "b", "c", "d", "e", "f"])
    ("'a' and 'b'", "'a', 'b', 'c', 'd' and 2 more")
    """
    shown = [repr(name) for name in each[:_NAMED]]
    rest = len(each) - len(shown)
    tail = f"{rest} more" if rest else shown.pop()
    return f"{', '.join(shown)} and {tail}" if shown else tail


def labels(n: int) -> str:
    """Write a number of labels.

    Examples
    --------
    >>> labels(1), labels(12)
    ('1 label', '12 labels')
    """
    return f"{n:,} label{'' if n == 1 else 's'}"
