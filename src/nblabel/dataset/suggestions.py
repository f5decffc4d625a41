"""What a model proposed, beside what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nblabel.dataset.annotations import Record, is_decided
from nblabel.kinds import Comparable, by_name

MOVED = "moved_"
"""What ``attributes`` of an edited suggestion begin with where they say how far it was moved."""


def is_open(record: Record) -> bool:
    """Tell a suggestion that nobody has decided on."""
    return record["source"] == "model" and record["decision"] is None


def as_proposed(record: Record, proposed: Mapping[str, Any] | None) -> Record:
    """Give a suggestion with the label and the place that the model gave it."""
    if proposed is None:
        return record
    return {**record, "label": proposed.get("label"), "geometry": proposed.get("geometry") or {}}


def not_taken_as_they_were(
    records: Mapping[str, Record], proposed: Mapping[str, Mapping[str, Any]]
) -> dict[str, Record]:
    """Give what models proposed and nobody took as it was, each as it was proposed.

    Those open, rejected and not taken; and the edited ones, whose ``attributes`` say how far they
    were moved.
    """
    found: dict[str, Record] = {}
    for id_, record in records.items():
        original = proposed.get(id_)
        if not is_decided(record):
            found[id_] = as_proposed(record, original)
        elif record["decision"] == "edited" and original is not None:
            attributes = {**(record["attributes"] or {}), **moved(original, record)}
            found[id_] = {**as_proposed(record, original), "attributes": attributes}
    return found


def moved(proposed: Mapping[str, Any], record: Record) -> dict[str, Any]:
    """Say how far an edited suggestion was moved: overlap, shift, and the label it was given.

    Examples
    --------
    >>> was = {"kind": "span", "label": "person", "geometry": {"start": 0, "end": 3}}
    >>> moved(was, {**was, "label": "place", "geometry": {"start": 0, "end": 12}})
    {'moved_iou': 0.25, 'moved_start': 0, 'moved_end': 9, 'moved_label': 'place'}
    """
    said: dict[str, Any] = {}
    kind: object = by_name()[record["kind"]]
    if isinstance(kind, Comparable):
        before, after = proposed["geometry"], record["geometry"]
        said[f"{MOVED}iou"] = kind.overlap(before, after)
        said.update({f"{MOVED}{name}": by for name, by in kind.shift(before, after).items()})
    if proposed.get("label") != record["label"]:
        said[f"{MOVED}label"] = record["label"]
    return said
