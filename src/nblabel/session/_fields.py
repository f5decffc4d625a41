"""A task's fields: what is declared now, over what was declared before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nblabel.labels import Field, Label
from nblabel.store.catalog import StoredField


def settle(declared: Sequence[Field], stored: Sequence[StoredField]) -> tuple[StoredField, ...]:
    """Give the fields to store: the declaration's order and colours, then what it leaves out.

    A label that is no longer declared stays known, so that what carries it, and what undo brings
    back, stays valid.

    Raises
    ------
    ValueError
        If a field of the task is declared with another kind.
    """
    before = {field.name: field for field in stored}
    made: list[StoredField] = []
    for field in declared:
        old = before.pop(field.name, None)
        if old is not None and old.kind != field.kind:
            raise ValueError(
                f"field {field.name!r} of this task holds {old.kind} annotations, not {field.kind}; "
                "give the field another name, or name= another task"
            )
        labels = [_write(label, offered=True) for label in field.labels]
        gone = [label for label in (old.labels if old is not None else ()) if label["name"] not in field.names]
        labels.extend({**label, "offered": False} for label in gone)
        made.append(StoredField(field.name, field.kind, field.multiple, dict(field.options), labels))
    return (*made, *before.values())


def with_retired(
    declared: Sequence[Field], stored: Sequence[StoredField], in_use: set[tuple[str, str]]
) -> tuple[Field, ...]:
    """Give the declared fields, each with the labels that only stand in the data."""
    known = {field.name: field.labels for field in stored}
    made: list[Field] = []
    for field in declared:
        gone = [
            _read(label)
            for label in known.get(field.name, ())
            if label["name"] not in field.names and (field.name, label["name"]) in in_use
        ]
        made.append(replace(field, retired=tuple(gone)))
    return tuple(made)


def ever(stored: Sequence[StoredField]) -> Mapping[str, frozenset[str]]:
    """Give every label name that a field ever had."""
    return {field.name: frozenset(str(label["name"]) for label in field.labels) for field in stored}


def same(one: Sequence[StoredField], other: Sequence[StoredField]) -> bool:
    """Tell whether storing would change nothing."""
    return [_plain(field) for field in one] == [_plain(field) for field in other]


def rename(field: Field, old: str, new: str) -> Field:
    """Give a field whose label has another name; onto an existing one it merges."""
    if new in field.names:
        kept = tuple(label for label in field.labels if label.name != old)
    else:
        kept = tuple(replace(label, name=new) if label.name == old else label for label in field.labels)
    retired = tuple(
        replace(label, name=new) if label.name == old else label
        for label in field.retired
        if not (label.name == old and new in field.known) and not (label.name == new and old in field.names)
    )
    return replace(field, labels=kept, retired=retired)


def _plain(field: StoredField) -> tuple[object, ...]:
    labels = [dict(label) for label in field.labels]
    return field.name, field.kind, field.multiple, dict(field.options), labels


def _write(label: Label, *, offered: bool) -> dict[str, object]:
    return {
        "name": label.name,
        "color": label.color,
        "key": label.key,
        "description": label.description,
        "offered": offered,
    }


def _read(stored: Mapping[str, object]) -> Label:
    # A retired label gives up its key: a declared one may have it now.
    color = stored.get("color")
    return Label(
        str(stored["name"]),
        color=color if isinstance(color, str) else None,
        description=str(stored.get("description") or ""),
    )
