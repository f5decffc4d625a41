"""Whether it is time to train: pure questions about what stands, what was trained on, and the batch."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

_PATIENCE = 5
_BATCHES = 3
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Due:
    """What training waits for.

    Parameters
    ----------
    train
        What may be trained on now: every answer but those of the hold-out.
    began
        What the last fit was begun on; None where only ``trained``, their number, is known.
    trained
        How many labels the last round had; 0 before the first.
    classes
        The names on offer; none where anything at all can be trained on.
    batch
        Labels from one fit to the next.
    """

    train: Mapping[str, Hashable]
    began: Mapping[str, Hashable] | None
    trained: int
    classes: tuple[str, ...]
    batch: int

    @property
    def new(self) -> int:
        """How many labels are new or changed since the last fit began."""
        if self.began is None:
            return max(0, len(self.train) - self.trained)
        return fresh(self.train, self.began)

    @property
    def wanted(self) -> int:
        """How many more are wanted."""
        return max(0, self.batch - self.new)

    @property
    def seen(self) -> tuple[str, ...]:
        """The classes that some label names, sorted."""
        return tuple(sorted({str(answer) for answer in self.train.values()})) if self.classes else ()

    @property
    def unseen(self) -> tuple[str, ...]:
        """The classes that are on offer and that no label names."""
        seen = set(self.seen)
        return tuple(name for name in self.classes if name not in seen)

    @property
    def possible(self) -> bool:
        """Whether a model could be fitted at all: a classifier wants two classes."""
        return len(self.seen) > 1 if self.classes else bool(self.train)

    @property
    def warm(self) -> bool:
        """Whether the first model need not wait any more.

        It waits until each class was seen, but not for ever: a class may be so rare that only a
        model finds it. Five labels a class, and three batches, are waiting enough.
        """
        if not self.possible:
            return False
        enough = max(_PATIENCE * len(self.classes), _BATCHES * self.batch)
        return self.trained > 0 or not self.unseen or len(self.train) >= enough


def fresh(now: Mapping[str, Hashable], before: Mapping[str, Hashable]) -> int:
    """Count the answers that are new or changed."""
    return sum(before.get(item, _NOTHING) != answer for item, answer in now.items())
