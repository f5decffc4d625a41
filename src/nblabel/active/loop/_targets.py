"""What is trained on: which annotations answer an item, and with what."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from nblabel.dataset.annotations import is_decided
from nblabel.kinds import by_keyword, canonical_json
from nblabel.labels import Field

Annotations = Mapping[str, Mapping[str, Any]]


class Target(Protocol):
    """One field, or all that one capture keyword declares."""

    @property
    def name(self) -> str:
        """What it is kept under in the store."""

    def classes(self, fields: Sequence[Field]) -> tuple[str, ...]:
        """Give the names that are offered now, each of which a model should have seen."""

    def read(self, annotations: Annotations, status: Mapping[str, object]) -> dict[str, Hashable]:
        """Give what each answered item was answered with."""


@dataclass(frozen=True, slots=True)
class ClassTarget:
    """A class field that takes one answer an item: the label is what a model learns."""

    name: str

    def classes(self, fields: Sequence[Field]) -> tuple[str, ...]:
        """Give the classes that are offered now."""
        return next((field.names for field in fields if field.name == self.name), ())

    def read(self, annotations: Annotations, status: Mapping[str, object]) -> dict[str, Hashable]:  # noqa: ARG002
        """Give the class of each item that has one; it counts from the moment it was chosen."""
        return {
            str(each["item"]): str(each["label"])
            for each in annotations.values()
            if each["field"] == self.name and each["label"] is not None and is_decided(each)
        }


@dataclass(frozen=True, slots=True)
class WholeTarget:
    """A field whose answer is not one word: spans, boxes, several classes. An item counts once it is done."""

    name: str

    def classes(self, fields: Sequence[Field]) -> tuple[str, ...]:  # noqa: ARG002
        """Give none: there is nothing to wait for but a first item."""
        return ()

    def read(self, annotations: Annotations, status: Mapping[str, object]) -> dict[str, Hashable]:
        """Give of each finished item what stands on it, as JSON; an item without anything is answered too."""
        done: dict[str, list[str]] = {item: [] for item, said in status.items() if said == "done"}
        for each in annotations.values():
            if each["field"] == self.name and each["item"] in done and is_decided(each):
                done[each["item"]].append(canonical_json({"label": each["label"], "geometry": each["geometry"]}))
        return {item: tuple(sorted(stands)) for item, stands in done.items()}


def find_target(fields: Sequence[Field], target: str) -> tuple[Target, Field]:
    """Read ``target=``: a capture keyword (``"classes"``) or a field's name.

    Raises
    ------
    ValueError
        If there is no such field, or several.
    """
    kinds = by_keyword()
    if target in kinds:
        found = tuple(field for field in fields if field.kind == kinds[target].name)
    else:
        found = tuple(field for field in fields if field.name == target)
    if not found:
        offered = ", ".join(repr(field.name) for field in fields)
        raise ValueError(f"target={target!r} is nothing that is captured here; the fields are {offered}")
    if len(found) > 1:
        names = ", ".join(f"target={field.name!r}" for field in found)
        raise ValueError(f"target={target!r} means {len(found)} fields; name one: {names}")
    field = found[0]
    if field.kind == kinds["classes"].name and not field.multiple:
        return ClassTarget(field.name), field
    return WholeTarget(field.name), field
