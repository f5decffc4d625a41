"""Where the hold-out's items stand in a queue: anywhere, at the hold-out's own rate."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np


def mix(
    picks: Sequence[int], held: Sequence[int], rate: float, rng: np.random.Generator, *, last: bool
) -> list[tuple[bool, int]]:
    """Give ``(whether it is held out, which)`` in the order of the queue.

    Of every ``1 / rate`` places one is the hold-out's, the first by chance (systematic sampling):
    each place is as likely as any other, and a queue that is worked off half way had its share.
    ``last`` says that the pool has nothing after these picks; then all that is left of the hold-out
    follows.
    """
    waiting = [held[place] for place in rng.permutation(len(held))]
    step = 1 / rate if rate else math.inf
    next_ = step * rng.random() if rate else math.inf
    mixed: list[tuple[bool, int]] = []
    for pick in picks:
        while waiting and len(mixed) + 1 > next_:
            mixed.append((True, waiting.pop()))
            next_ += step
        mixed.append((False, pick))
    if last:
        mixed.extend((True, item) for item in reversed(waiting))
    return mixed


def unreasoned(count: int, rate: float, rng: np.random.Generator) -> list[bool]:
    """Say for which picks no reason is shown, so that the hold-out is not known by having none."""
    return [bool(each) for each in rng.random(count) < rate]
