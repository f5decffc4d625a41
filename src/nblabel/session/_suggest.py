"""What a model proposes, as operations: nothing twice, and never over what a person touched."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nblabel.changes import Op
from nblabel.dataset.annotations import is_decided
from nblabel.dataset.columns import is_missing
from nblabel.dataset.suggestions import is_open
from nblabel.kinds import by_name
from nblabel.session._editing import read_records

if TYPE_CHECKING:
    from nblabel.session._view import View

# What may be new about a suggestion that is otherwise the same.
_FRESH = ("score", "group", "attributes")


def suggesting(
    view: View, frame: pd.DataFrame, model: str | None, items: Collection[str] | None, *, done: bool
) -> tuple[list[str], list[Op]]:
    """Give the ids of a frame's rows, and the operations that make them the model's open suggestions.

    Parameters
    ----------
    view
        What they are suggested in.
    frame
        One row per suggestion.
    model
        The model of rows that do not say.
    items
        The typed keys of the items that the model was asked about; without it those in the frame.
    done
        Whether items that are done or skipped get suggestions too.
    """
    records = _read(view, frame, model)
    asked = {record["item"] for record in records} if items is None else set(items)
    about = {(record["model"], record["field"]) for record in records}
    if not records:
        about = {(model, field.name) for field in view.fields}
    new = [op for record in records if (op := _op(view, record, done=done)) is not None]
    # Each prediction stands or falls with its id, so what is predicted again stays.
    again = {record["id"] for record in records}
    old = [
        Op("delete", record["item"], name, None, None)
        for name, record in _standing(view).items()
        if is_open(record)
        and record["item"] in asked
        and (record["model"], record["field"]) in about
        and name not in again
    ]
    return [record["id"] for record in records], [*old, *new]


def withdrawing(view: View, items: Collection[str]) -> list[Op]:
    """Give the operations that take back every open suggestion on some items."""
    return [
        Op("delete", record["item"], name, None, None)
        for name, record in _standing(view).items()
        if is_open(record) and record["item"] in items
    ]


def _standing(view: View) -> Mapping[str, Mapping[str, Any]]:
    return view.state.annotations


def _read(view: View, frame: pd.DataFrame, model: str | None) -> list[dict[str, Any]]:
    if frame.empty:
        return []
    frame = frame.assign(model=pd.Series(_models(frame, model), index=frame.index, dtype="object"))
    records = read_records(view, frame, "model")
    for record in records:
        if not is_open(record):
            said = f"source={record['source']!r}, decision={record['decision']!r}"
            raise ValueError(
                f"a row says {said}, but what is suggested is a model's and not decided on; leave both columns out, or "
                "use add()"
            )
    return records


def _models(frame: pd.DataFrame, model: str | None) -> list[object]:
    if "model" not in frame.columns:
        return [model] * len(frame)
    return [model if is_missing(named) else named for named in frame["model"].tolist()]


def _op(view: View, record: dict[str, Any], *, done: bool) -> Op | None:
    """Give what makes one record an open suggestion; None where it is one, or may not become one."""
    name, item = record["id"], record["item"]
    standing = view.state.annotations.get(name)
    if standing is not None:
        fresh = {column: record[column] for column in _FRESH if record[column] != standing[column]}
        if not fresh or not is_open(standing):
            return None
        return Op("update", item, name, {column: standing[column] for column in fresh}, fresh)
    gone = view.state.buried.get(name)
    # One that gave way to newer predictions may come back; one that was decided on, never.
    if name in view.elsewhere or (gone is not None and not is_open(gone)):
        return None
    if item in view.withheld or (not done and view.state.answer(item)["status"] != "todo"):
        return None
    if _is_answered(view, record):
        return None
    return Op("create", item, name, None, {k: v for k, v in record.items() if k not in {"id", "item"}})


def _is_answered(view: View, record: Mapping[str, Any]) -> bool:
    """Tell whether a class that is suggested was chosen already."""
    if by_name()[record["kind"]].columns:
        return False
    return any(
        each["item"] == record["item"]
        and each["field"] == record["field"]
        and each["label"] == record["label"]
        and is_decided(each)
        for each in _standing(view).values()
    )
