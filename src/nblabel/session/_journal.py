"""What a state was like where it is being changed, to write what became of it, or take it back."""

from __future__ import annotations

from nblabel.changes import BLANK_ANSWER, Change, Op, State, apply

_Record = dict[str, object]


class Journal:
    """Applies operations to a state and remembers what they touched."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._annotations: dict[str, tuple[_Record | None, _Record | None]] = {}
        self._answers: dict[str, _Record | None] = {}
        self.last: dict[str, int] = {}
        """When each touched annotation was last changed: what is deleted does not say it itself."""

    @property
    def annotations(self) -> tuple[str, ...]:
        """Ids that were touched."""
        return tuple(self._annotations)

    @property
    def answers(self) -> tuple[str, ...]:
        """Items whose answer was touched."""
        return tuple(self._answers)

    def apply(self, change: Change, op: Op) -> None:
        """Do one operation of a change."""
        if op.annotation is None:
            if op.item not in self._answers:
                said = self._state.answers.get(op.item)
                self._answers[op.item] = None if said is None else dict(said)
        else:
            if op.annotation not in self._annotations:
                standing = self._state.annotations.get(op.annotation)
                gone = self._state.buried.get(op.annotation)
                self._annotations[op.annotation] = (_copy(standing), _copy(gone))
            self.last[op.annotation] = change.at
        apply(self._state, _one(change, op))

    def merge(self, later: Journal) -> None:
        """Take over what a journal of the same state, begun later, remembers."""
        for name, before in later._annotations.items():
            self._annotations.setdefault(name, before)
        for item, said in later._answers.items():
            self._answers.setdefault(item, said)
        self.last.update(later.last)

    def restore(self) -> None:
        """Take everything back."""
        state = self._state
        for name, (standing, gone) in self._annotations.items():
            _put(state.annotations, name, standing)
            _put(state.buried, name, gone)
        for item, said in self._answers.items():
            _put(state.answers, item, said)

    def answer(self, item: str) -> _Record:
        """Give an item's whole answer as it is now."""
        return {**BLANK_ANSWER, **self._state.answers.get(item, {})}


def _one(change: Change, op: Op) -> Change:
    return Change(
        change.change, change.task, change.annotator, change.client, change.n, change.reverts, change.at, (op,)
    )


def _copy(record: _Record | None) -> _Record | None:
    return None if record is None else dict(record)


def _put(records: dict[str, _Record], name: str, record: _Record | None) -> None:
    if record is None:
        records.pop(name, None)
    else:
        records[name] = record
