"""What a session tells: the task it works on, what it received, and what its windows hear."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from nblabel.changes import Change
from nblabel.labels import Field
from nblabel.session._steered import Progress, Queue

if TYPE_CHECKING:
    from nblabel.session._session import Session


@dataclass(frozen=True, slots=True)
class Task:
    """What a labeler works on inside a store.

    ``store`` is the store's own id, ``path`` where it lies, as shown; ``kept`` is False for what
    lives in memory only.
    """

    id: str
    name: str
    medium: str
    store: str
    path: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of changes that were received.

    ``acknowledged`` gives the last number of each client that is committed or refused;
    ``refused`` names what can never be committed: client, number, and why.
    """

    acknowledged: dict[str, int] = field(default_factory=dict[str, int])
    refused: list[tuple[str, int, str]] = field(default_factory=list[tuple[str, int, str]])


@dataclass(frozen=True, slots=True)
class Committed:
    """A change that is in the store, and the annotator's commit before it (None for the first)."""

    commit: int
    previous: int | None
    change: Change


@dataclass(frozen=True, slots=True)
class FieldsChanged:
    """Labels were renamed or added."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the person who labels."""

    level: Literal["info", "warning", "error"]
    text: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """Everything may be new: read ``session`` again, which may be another one from now on."""

    session: Session


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """Something else comes next; None: the task's own order holds."""

    queue: Queue | None


@dataclass(frozen=True, slots=True)
class LoopChanged:
    """The attached loop is further; None: there is none any more."""

    progress: Progress | None


Event = Committed | FieldsChanged | LoopChanged | Notice | QueueChanged | Reopened
