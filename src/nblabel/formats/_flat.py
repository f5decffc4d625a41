"""A dataset as two flat tables and a head: what the formats that keep our own frames share.

The tables are the annotations frame and the items frame, with dicts and lists as JSON text, the
items' key as the column ``item``, and, where the items are texts, these as the last column. The head
holds what tables cannot: fields and labels, dtypes, and what the user's own columns were called. From
the three the same dataset is made again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nblabel.changes import ANSWER_COLUMNS, BLANK_ANSWER
from nblabel.dataset import Dataset, read_annotations
from nblabel.dataset.annotations import is_decided
from nblabel.dataset.columns import geometry_dtypes, is_missing, objects
from nblabel.dataset.items import renamed_columns
from nblabel.dataset.reporting import Report
from nblabel.formats._damage import FormatError
from nblabel.formats._declared import field_as_json, field_from_json
from nblabel.formats._values import short
from nblabel.items.keys import to_wire
from nblabel.items.listing import listed_by_index
from nblabel.items.texts import StringTexts
from nblabel.kinds import Extent, by_name, canonical_json
from nblabel.labels import Field

_VERSION = 1
_HEAD = {"name": str, "medium": str, "annotator": str, "key": dict, "fields": list, "columns": list}
"""What a head says, beside its version."""
_KEY = frozenset({"dtype", "name", "tag"})


@dataclass(frozen=True, slots=True)
class Loss:
    """A column of the user's that the tables cannot hold as it is."""

    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Flat:
    """The two tables and the head, and what of the user's own columns they cannot hold."""

    annotations: pd.DataFrame
    items: pd.DataFrame
    head: dict[str, Any]
    losses: tuple[Loss, ...]


def flatten(dataset: Dataset) -> Flat:
    """Lay a dataset out flat."""
    annotations = dataset.annotations
    for name in _json_columns(dataset.fields):
        annotations[name] = objects([canonical_json(value) if value else None for value in annotations[name]])
    items = dataset.items
    rows = dataset.rows
    renamed = renamed_columns([] if rows is None else rows.columns, dataset.fields)
    for field in dataset.fields:
        if field.multiple and field.name in items:
            items[field.name] = objects([canonical_json(value) for value in items[field.name]])
    own: list[dict[str, Any]] = []
    losses: list[Loss] = []
    for column, new in renamed.items():
        name = str(new)
        assert rows is not None  # or there were no columns to rename
        flat_name = _free(name, {*map(str, items.columns)} - {name} | {"item"})
        cells, how, loss = _written(rows[column])
        own.append({"name": str(column), "column": flat_name, **how})
        items = items.rename(columns={new: flat_name})
        items[flat_name] = cells.to_numpy() if cells.dtype == object else cells.array
        if not isinstance(column, str):
            loss = Loss(f"items[{column!r}]", f"its name becomes the text {str(column)!r}")
        losses += [loss] if loss else []
    texts = None
    if dataset.medium == "text" and dataset.source is not None:
        texts = _free("text", {"item", *map(str, items.columns)})
        items[texts] = objects([dataset.extent(place).text or "" for place in range(len(dataset))]).array
    items.insert(0, "item", items.index)
    head: dict[str, Any] = {
        "nblabel": _VERSION,
        "name": dataset.name,
        "medium": dataset.medium,
        "annotator": dataset.annotator,
        "key": {"dtype": str(dataset.keys.dtype), "name": _index_name(dataset), "tag": _tag(dataset)},
        "fields": [field_as_json(field) for field in dataset.fields],
        "columns": own,
        "texts": texts,
    }
    if dataset.answers_by:
        head["answers_by"] = {name: dict(said) for name, said in dataset.answers_by.items()}
    return Flat(annotations, items.reset_index(drop=True), head, tuple(losses))


def report_losses(dataset: Dataset, losses: Sequence[Loss], report: Report) -> None:
    """Report what the tables cannot hold."""
    for loss in losses:
        report.lost(loss.why, field=loss.field)
    for id_, record in dataset.records.items():
        if not is_decided(record):
            report.left_out("it is a suggestion that nobody decided on", annotation=id_, field=record["field"])


def restore(annotations: pd.DataFrame, items: pd.DataFrame, head: Mapping[str, Any]) -> Dataset:
    """Make the dataset again; raises `FormatError` where a table is not what it should be."""
    fields = fields_of(head)
    own = [each["column"] for each in head["columns"]]
    for name in sorted({"item", *ANSWER_COLUMNS, "updated", *own} - set(items.columns)):
        raise FormatError(f"the table of items has no column {name!r}")
    keys = pd.Index(items["item"].tolist(), dtype=head["key"]["dtype"], name=head["key"]["name"])
    if not keys.is_unique:
        raise FormatError(f"item {keys[keys.duplicated()][0]!r} stands twice in the table of items")
    for name in _json_columns(fields) & set(annotations.columns):
        annotations[name] = objects([_from_json(text, name) for text in annotations[name]])
    try:
        records = read_annotations(
            annotations,
            # A file may hold what came together from several tabs: two answers where one is asked for.
            fields=[replace(field, multiple=True) for field in fields],
            keys=keys.tolist(),
            extent_of=lambda _: Extent(),
            task=head["name"],
            annotator=head["annotator"],
            verb="read",
        )
    except ValueError as error:
        raise FormatError(". ".join(str(error).splitlines())) from error
    if "annotator" in annotations:
        # What was merged holds the answers of several people.
        for record, annotator in zip(records, annotations["annotator"].tolist(), strict=True):
            if not is_missing(annotator) and annotator != head["annotator"]:
                record["annotator"] = annotator
    wires = [to_wire(key) for key in keys.tolist()]
    answers: dict[str, dict[str, Any]] = {}
    columns = [items[name].tolist() for name in ANSWER_COLUMNS]
    for wire, *cells in zip(wires, *columns, strict=True):
        answer = {
            name: BLANK_ANSWER[name] if is_missing(cell) else cell
            for name, cell in zip(ANSWER_COLUMNS, cells, strict=True)
        }
        if answer != BLANK_ANSWER:
            answers[wire] = answer
    updated = pd.to_datetime(items["updated"], utc=True).astype("datetime64[us, UTC]")
    touched = {
        wire: int(at)
        for wire, at, blank in zip(wires, updated.astype("int64"), updated.isna(), strict=True)
        if not blank
    }
    texts = head.get("texts")
    if texts is not None and texts not in items:
        raise FormatError(f"the table of items has no column {texts!r}")
    rows = None
    if head["columns"]:
        rows = pd.DataFrame({each["name"]: _given(items[each["column"]], each) for each in head["columns"]})
        rows.index = keys
    listing = listed_by_index(keys, head["name"], rows)
    return Dataset(
        fields,
        keys,
        {record["id"]: record for record in records},
        answers,
        rows,
        touched=touched,
        answers_by=_answers_by(head),
        annotator=head["annotator"],
        name=head["name"],
        medium=head["medium"],
        source=None if texts is None else StringTexts(items[texts].tolist(), listing),
    )


def read_head(text: str | bytes, where: str) -> dict[str, Any]:
    """Read a head; raises `FormatError` naming ``where`` if it is none, or a later version's."""
    try:
        head = json.loads(text)
        version = head["nblabel"]
    except (ValueError, TypeError, KeyError):
        raise FormatError(f"{where} was not written by nblabel") from None
    if version != _VERSION:
        raise FormatError(
            f"{where} was written by a newer nblabel (version {version} of the head); upgrade nblabel to read it"
        )
    try:
        kinds = {field.kind for field in fields_of(head)}
        whole = all(isinstance(head[name], type_) for name, type_ in _HEAD.items()) and head["key"].keys() >= _KEY
    except (AttributeError, KeyError, TypeError, ValueError):
        kinds, whole = set(), False
    if not whole:
        raise FormatError(f"{where} is damaged: it does not say all of {', '.join(_HEAD)}")
    for kind in kinds - by_name().keys():
        raise FormatError(f"{where} has {kind} annotations, which this nblabel does not know; upgrade it to read them")
    return dict(head)


def fields_of(head: Mapping[str, Any]) -> list[Field]:
    """Give the fields that a head tells of."""
    return [field_from_json(each) for each in head["fields"]]


def _answers_by(head: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Give what each of several people said of items as a whole."""
    try:
        return {
            str(name): {
                str(item): {column: answer[column] for column in ANSWER_COLUMNS} for item, answer in said.items()
            }
            for name, said in head.get("answers_by", {}).items()
        }
    except (AttributeError, KeyError, TypeError):
        raise FormatError("'answers_by' in the head does not say who said what of which item") from None


def _json_columns(fields: Sequence[Field]) -> set[str]:
    return {"attributes", *(name for name, dtype in geometry_dtypes(fields).items() if dtype == "object")}


def _written(column: pd.Series[Any]) -> tuple[pd.Series[Any], dict[str, Any], Loss | None]:
    """Give a column of the user's as flat cells, how to read them back, and what is lost."""
    if isinstance(column.dtype, pd.CategoricalDtype) and all(isinstance(name, str) for name in column.cat.categories):
        categories, ordered = column.cat.categories.tolist(), bool(column.cat.ordered)
        return column, {"dtype": "category", "categories": categories, "ordered": ordered}, None
    if not isinstance(column.dtype, np.dtype) or column.dtype.kind != "O":
        return column, {"dtype": str(column.dtype)}, None
    values = column.tolist()
    if all(isinstance(value, str) or is_missing(value) for value in values):
        return column, {"dtype": "object"}, None
    try:
        texts = [
            None if is_missing(value) else json.dumps(value, ensure_ascii=False, allow_nan=False) for value in values
        ]
        changed = sum(text is not None and json.loads(text) != value for text, value in zip(texts, values, strict=True))
    except (TypeError, ValueError):
        texts = [None if is_missing(value) else str(value) for value in values]
        why = f"it holds objects ({type(values[0]).__name__}) that become text"
        return objects(texts), {"dtype": "object"}, Loss(f"items[{column.name!r}]", why)
    why = f"{changed} of its values become plain JSON (tuples become lists)"
    loss = Loss(f"items[{column.name!r}]", why) if changed else None
    return objects(texts), {"dtype": "object", "json": True}, loss


def _given(cells: pd.Series[Any], how: Mapping[str, Any]) -> pd.Series[Any]:
    if how.get("json"):
        return objects([_from_json(text, cells.name) for text in cells])
    if "categories" in how:
        return pd.Series(pd.Categorical(cells.astype(object), how["categories"], how["ordered"]))
    if how["dtype"] == "object":
        # What is missing among Python's own objects is None; text that was read has NaN there.
        return objects([None if is_missing(cell) else cell for cell in cells])
    return cells.astype(how["dtype"])


def _from_json(text: Any, column: object) -> Any:
    if is_missing(text):
        return None
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        raise FormatError(f"column {str(column)!r} holds {short(text)}, which is no JSON") from None


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"user_{name}"
    return name


def _tag(dataset: Dataset) -> str:
    return to_wire(dataset.keys[0])[0] if len(dataset) else "s"


def _index_name(dataset: Dataset) -> str | None:
    return None if dataset.keys.name is None else str(dataset.keys.name)
