"""The items frame: one row per item, what was said about it as a whole, and the user's own columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nblabel.changes import BLANK_ANSWER
from nblabel.dataset.annotations import Record
from nblabel.dataset.columns import ITEM_COLUMNS, STATUSES, category, objects, text, times
from nblabel.kinds import by_name
from nblabel.labels import Field


def class_fields(fields: Iterable[Field]) -> list[Field]:
    """Give the fields that are answered once per item: those of kinds without a place."""
    return [field for field in fields if not by_name()[field.kind].columns]


def renamed_columns(columns: Iterable[object], fields: Iterable[Field]) -> dict[object, object]:
    """Give what the user's own columns are called in the items frame.

    Examples
    --------
    >>> renamed_columns(["file", "status"], [])
    {'file': 'file', 'status': 'user_status'}
    """
    own = list(columns)
    ours = {*ITEM_COLUMNS, *(field.name for field in class_fields(fields))}
    taken: set[object] = {*ours, *own}
    names: dict[object, object] = {}
    for column in own:
        name = column
        while column in ours and name in taken:
            name = f"user_{name}"
        taken.add(name)
        names[column] = name
    return names


def items_frame(
    records: Mapping[str, Record],
    positions: Sequence[int],
    answers: Mapping[int, Mapping[str, Any]],
    touched: Mapping[int, int],
    *,
    fields: Sequence[Field],
    index: pd.Index[Any],
    rows: pd.DataFrame | None,
    annotator: str,
) -> pd.DataFrame:
    """Lay the items out as a frame, in the order of ``index``.

    Parameters
    ----------
    records, positions, fields, index, annotator
        As for `annotations_frame`.
    answers, touched
        What was said about an item as a whole, and when anything was last done to it
        (microseconds since 1970), by the item's position.
    rows
        The user's own columns, in the order of ``index``.
    """
    count = len(index)
    given = [answers.get(place, BLANK_ANSWER) for place in range(count)]
    last = dict(touched)
    for place, record in zip(positions, records.values(), strict=True):
        last[place] = max(last.get(place, 0), int(record["updated"]))
    made: dict[object, Any] = {
        "status": category([answer["status"] for answer in given], STATUSES),
        "flagged": np.array([answer["flagged"] for answer in given], dtype=bool),
        "comment": text([answer["comment"] for answer in given]),
        "seconds": np.array([answer["seconds"] for answer in given], dtype=np.float64),
        "n_annotations": np.bincount(np.asarray(positions, dtype=np.intp), minlength=count).astype(np.int64),
        "annotator": text([annotator if place in last else None for place in range(count)]),
        "updated": times([last.get(place) for place in range(count)]),
    }
    for field in class_fields(fields):
        made[field.name] = _answers_to(field, records, positions, count)
    frame = pd.DataFrame(made)
    frame.index = index
    if rows is not None:
        own = rows.rename(columns=renamed_columns(rows.columns, fields)).copy(deep=True)
        own.index = index
        frame = pd.concat([frame, own], axis="columns")
    return frame


def _answers_to(field: Field, records: Mapping[str, Record], positions: Sequence[int], count: int) -> Any:
    chosen: dict[int, list[tuple[int, str]]] = {}
    for place, record in zip(positions, records.values(), strict=True):
        if record["field"] == field.name and record["label"] is not None:
            chosen.setdefault(place, []).append((int(record["created"]), str(record["label"])))
    if field.multiple:
        # In declared order, so that equal answers are equal lists.
        order = {name: rank for rank, name in enumerate(field.known)}
        named = {place: dict.fromkeys(name for _, name in sorted(each)) for place, each in chosen.items()}
        return objects(
            [sorted(named.get(place, ()), key=lambda name: order.get(name, len(order))) for place in range(count)]
        )
    return category([max(chosen[place])[1] if place in chosen else None for place in range(count)], field.known)
