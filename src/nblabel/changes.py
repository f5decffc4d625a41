"""Changes: what a finished gesture did. They travel, are stored, and are undone.

A change is a list of operations, each with what was before and what is after, so that it can be
applied, reversed and read years later. Updates carry only what they change: two that touch
different columns of one annotation both hold; where they touch the same one, the last commit does.
The browser applies the same rules (``js/src/state/apply.ts``); both are held to
``tests/contract/changes.json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Action = Literal["create", "update", "delete", "set"]
Patch = Mapping[str, object]

ANNOTATION_COLUMNS = (
    "field", "kind", "label", "geometry", "group", "score", "source", "model", "decision",
    "attributes", "created", "updated",
)  # fmt: skip
"""What an annotation's patch may hold. ``geometry`` is replaced whole; times are epoch microseconds."""

ANSWER_COLUMNS = ("status", "flagged", "comment", "seconds")
"""What an item's patch may hold: the answer of one annotator about one item."""

BLANK_ANSWER: Patch = {"status": "todo", "flagged": False, "comment": "", "seconds": 0.0}


@dataclass(frozen=True, slots=True)
class Op:
    """One step of a change.

    Parameters
    ----------
    action
        ``create``, ``update`` or ``delete`` an annotation; ``set`` columns of an item's answer.
    item
        The item's typed key (``"s:street/1.jpg"``).
    annotation
        The annotation's id; None for ``set``.
    before, after
        The columns touched, as they were and as they are to be. ``create`` has no before and
        ``delete`` no after; both carry the whole annotation on the other side.
    """

    action: Action
    item: str
    annotation: str | None
    before: Patch | None
    after: Patch | None


@dataclass(frozen=True, slots=True)
class Change:
    """One finished act of one annotator.

    Parameters
    ----------
    change
        Its id, random, made where the act was.
    task, annotator
        What it belongs to.
    client, n
        Who sent it (a browser tab, or Python in the kernel) and its number there, gapless from 1.
    reverts
        The id of the change that this one undoes (or redoes), else None.
    at
        When it was made: microseconds since 1970 in UTC.
    ops
        What it did, in order.
    """

    change: str
    task: str
    annotator: str
    client: str
    n: int
    reverts: str | None
    at: int
    ops: tuple[Op, ...]


@dataclass(slots=True)
class State:
    """What all changes so far add up to, for one annotator: annotations and answers.

    ``buried`` keeps what was deleted, so that an update that comes late can bring it back and an
    id that was ever seen is known.
    """

    annotations: dict[str, dict[str, object]] = field(default_factory=dict[str, dict[str, object]])
    buried: dict[str, dict[str, object]] = field(default_factory=dict[str, dict[str, object]])
    answers: dict[str, dict[str, object]] = field(default_factory=dict[str, dict[str, object]])

    def answer(self, item: str) -> Patch:
        """Give what is said about an item as a whole; blank if nothing is."""
        return self.answers.get(item, BLANK_ANSWER)


def apply(state: State, change: Change) -> None:
    """Bring ``state`` one change further, in place.

    Annotations are dicts of `ANNOTATION_COLUMNS` and ``item``. Applying is total: an update of
    something deleted brings it back, an update or delete of something never seen does nothing,
    a create of something that stands replaces it.
    """
    for op in change.ops:
        if op.action == "set":
            answer = state.answers.setdefault(op.item, dict(BLANK_ANSWER))
            answer.update(op.after or {})
            continue
        assert op.annotation is not None
        if op.action == "create":
            state.buried.pop(op.annotation, None)
            made = {"created": change.at, "updated": change.at, **(op.after or {}), "item": op.item}
            state.annotations[op.annotation] = made
        elif op.action == "delete":
            gone = state.annotations.pop(op.annotation, None)
            if gone is not None:
                state.buried[op.annotation] = gone
        else:
            target = state.annotations.get(op.annotation) or state.buried.pop(op.annotation, None)
            if target is not None:
                target.update(op.after or {})
                target["updated"] = change.at
                state.annotations[op.annotation] = target


def reverse(ops: Iterable[Op]) -> Iterator[Op]:
    """Give the operations that take ``ops`` back, last first.

    ``seconds`` are left as they are: time spent is not undone.
    """
    for op in reversed(tuple(ops)):
        if op.action == "create":
            yield Op("delete", op.item, op.annotation, op.after, None)
        elif op.action == "delete":
            yield Op("create", op.item, op.annotation, None, op.before)
        else:
            before = {name: value for name, value in (op.before or {}).items() if name != "seconds"}
            after = {name: value for name, value in (op.after or {}).items() if name != "seconds"}
            if before or after:
                yield Op(op.action, op.item, op.annotation, after, before)


def stands(state: State, op: Op) -> bool:
    """Tell whether what ``op`` would take away is still as it was left.

    Undo asks this of each reversed operation and skips, and says so, where it does not hold.
    """
    if op.action == "set":
        answer = state.answer(op.item)
        return all(answer.get(name) == value for name, value in (op.before or {}).items())
    assert op.annotation is not None
    if op.action == "create":
        return op.annotation not in state.annotations
    now = state.annotations.get(op.annotation)
    if now is None:
        return False
    touched = {name: value for name, value in (op.before or {}).items() if name not in {"created", "updated"}}
    return all(now.get(name) == value for name, value in touched.items())


__all__ = [
    "ANNOTATION_COLUMNS", "ANSWER_COLUMNS", "BLANK_ANSWER", "Action", "Change", "Op", "Patch", "State", "apply",
    "reverse", "stands",
]  # fmt: skip
