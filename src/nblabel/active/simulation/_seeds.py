"""Where chance comes from in a simulation: one stream for each use, none of which moves another.

numpy's `SeedSequence` makes independent streams of one number and a path. The path names the repeat
and the use, so a strategy more, a repeat more or another order of work leaves every other draw as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_SPLIT, _START, _MODEL, _STRATEGY = range(4)


@dataclass(frozen=True, slots=True)
class Seeds:
    """The streams of one repeat."""

    entropy: int
    repeat: int

    def split(self) -> np.random.Generator:
        """Draw the test set."""
        return self._stream(_SPLIT)

    def start(self) -> np.random.Generator:
        """Draw what is labeled to begin with."""
        return self._stream(_START)

    def model(self) -> np.random.Generator:
        """Draw the model's own seeds; each round begins this stream anew."""
        return self._stream(_MODEL)

    def strategy(self, name: str) -> np.random.Generator:
        """Draw what the strategy of this name leaves to chance."""
        return self._stream(_STRATEGY, *name.encode())

    def _stream(self, *path: int) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence(self.entropy, spawn_key=(self.repeat, *path)))


def entropy_of(random_state: int | None) -> int:
    """Give the number that all streams are made of; of None a fresh one, which can be written down.

    Raises
    ------
    TypeError
        If it is not a whole number.
    ValueError
        If it is negative.
    """
    if random_state is None:
        return int(np.random.SeedSequence().generate_state(1, np.uint32)[0])
    if isinstance(random_state, bool) or not isinstance(random_state, (int, np.integer)):
        raise TypeError(
            f"random_state={random_state!r} is {type(random_state).__name__}; give a whole number, "
            "from which the seeds of every repeat are derived, or None"
        )
    if random_state < 0:
        raise ValueError(f"random_state={random_state} is negative; give 0 or more")
    return int(random_state)
