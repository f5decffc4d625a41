"""Annotations handed in as a frame: everything is checked before anything is taken."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from nblabel.dataset.annotations import is_decided
from nblabel.dataset.checks import (
    Problems,
    RowError,
    attributes_of,
    columns_of,
    item_of,
    label_of,
    one_of,
    score_of,
    similar,
    text_of,
    time_of,
)
from nblabel.dataset.columns import DECISIONS, SOURCES, annotation_columns, is_missing
from nblabel.dataset.identity import Identities
from nblabel.items import ItemError
from nblabel.items.keys import Key, to_wire
from nblabel.kinds import ColumnType, Extent, GeometryError, by_name
from nblabel.labels import Field

ExtentOf = Callable[[str], Extent]
"""How far an item reaches, by its typed key; raises `ItemError` where it cannot be read."""


def read_annotations(
    frame: pd.DataFrame,
    *,
    fields: Sequence[Field],
    keys: Sequence[Key],
    extent_of: ExtentOf,
    task: str,
    annotator: str,
    source_default: str = "import",
    at: int | None = None,
    verb: str = "added",
) -> list[dict[str, Any]]:
    """Read new annotations from a frame.

    Needed are ``item`` (a column, or the index), the geometry of the row's kind, and ``label``;
    ``field`` or ``kind`` only where it is not plain what a row answers. A frame that
    `Dataset.annotations` gave is taken as it is; its ``annotator`` is not, the rows become
    ``annotator``'s.

    Parameters
    ----------
    frame
        One row per annotation.
    fields
        What is captured.
    keys
        The items' keys.
    extent_of
        How far an item reaches, by its typed key. It is asked once per item.
    task, annotator
        Whose annotations they become; ids are derived from both for rows that have none.
    source_default
        ``source`` of rows that do not say.
    at
        ``created`` and ``updated`` of rows that do not say: microseconds since 1970, now by default.
    verb
        What did not happen if it fails, for the error.

    Returns
    -------
    list of dict
        `nblabel.changes.ANNOTATION_COLUMNS`, the ``id`` and the ``item`` (a typed key), in the
        order of the rows.

    Raises
    ------
    TypeError
        If ``frame`` is no DataFrame.
    ValueError
        If any row cannot be taken. The sentence names rows, items, values and mends.

    Warns
    -----
    UserWarning
        Once, if geometry was changed to fit its item (clipped, white space left out): how many rows, and the first.
    """
    allowed = [*annotation_columns(fields)]
    columns, rows = columns_of(frame, allowed, index_may_be="item")
    if "item" not in columns:
        raise ValueError("there is no column 'item'; it holds the key of each row's item, as in labeler.items.index")
    reader = _Reader(fields, keys, extent_of)
    now = time.time_ns() // 1_000 if at is None else at
    identities = Identities(task, annotator)
    problems, clipped = Problems(verb), Clipped()
    records: list[dict[str, Any]] = []
    ids: dict[str, object] = {}
    answered: dict[tuple[str, str], str] = {}
    for row, cells in zip(rows, _rows(columns), strict=True):
        try:
            record = reader.record(cells, source_default, now, suggest=not problems.full)
            clipped.note(row, cells["item"], record.pop("clipped"))
            _check_one_answer(record, reader.by_name[record["field"]], answered, cells["item"])
            record["id"] = text_of("id", cells.get("id")) or identities.derive(record)
            _check_new(record["id"], ids)
        except (RowError, GeometryError) as error:
            problems.add(row, error)
            continue
        ids[record["id"]] = row
        records.append(record)
    problems.raise_if_any()
    clipped.warn()
    return records


class Clipped:
    """Counts what was changed to fit its item (a box clipped), to be said once."""

    def __init__(self) -> None:
        self._count = 0
        self._first = ""

    def note(self, row: object, item: object, why: str | None) -> None:
        """Note what a kind said of one row's geometry, if it said anything."""
        if why is None:
            return
        self._count += 1
        self._first = self._first or f"row {row!r} on item {item!r}, {why}"

    def warn(self) -> None:
        """Warn once, if anything was changed."""
        if self._count:
            rows = "1 row was" if self._count == 1 else f"{self._count} rows were"
            warnings.warn(
                f"{rows} changed to fit the item; the first: {self._first}", stacklevel=5
            )  # the cell that called labeler.add


class Places:
    """Cleans geometry; asks for each item's extent once."""

    def __init__(self, extent_of: ExtentOf) -> None:
        self._extent_of = extent_of
        self._known: dict[str, Extent] = {}

    def clean(self, kind: str, geometry: Mapping[str, object], item: str, key: object) -> tuple[Any, str | None]:
        """Check one geometry; give it in canonical form, and a sentence if it was clipped."""
        form = by_name()[kind]
        extent = self._extent(item) if form.columns else Extent()
        try:
            cleaned, why = form.clean(geometry, extent)
        except GeometryError as error:
            raise RowError(f"{error} (item {key!r})") from None
        return dict(cleaned), why

    def _extent(self, item: str) -> Extent:
        known = self._known.get(item)
        if known is None:
            try:
                known = self._extent_of(item)
            except ItemError:  # what cannot be opened has no edge to check against
                known = Extent()
            self._known[item] = known
        return known


class _Reader:
    def __init__(self, fields: Sequence[Field], keys: Sequence[Key], extent_of: ExtentOf) -> None:
        self.by_name = {field.name: field for field in fields}
        self._labels = {field.name: frozenset(field.known) for field in fields}
        self._items: dict[Hashable, str] = {key: to_wire(key) for key in keys}
        self._places = Places(extent_of)
        self._geometry: dict[str, ColumnType] = {
            column: sort for field in fields for column, sort in by_name()[field.kind].columns.items()
        }

    def record(self, cells: dict[str, Any], source_default: str, now: int, *, suggest: bool) -> dict[str, Any]:
        """Read one row; raises `RowError`."""
        item = item_of(cells["item"], self._items, suggest=suggest)
        field = self._field(cells)
        label = cells.get("label")
        if type(label) is not str or label not in self._labels[field.name]:
            label = label_of(label, field, cells["item"])
        geometry, why = self._places.clean(field.kind, self._given(cells, field), item, cells["item"])
        source = one_of("source", cells.get("source"), SOURCES) or source_default
        decision = one_of("decision", cells.get("decision"), DECISIONS)
        if source != "model" and decision is not None:
            raise RowError(
                f"decision={decision!r} does not go with source={source!r}: only what a model made is decided on"
            )
        created = time_of("created", cells.get("created"))
        return {
            "item": item,
            "field": field.name,
            "kind": field.kind,
            "label": label,
            "geometry": geometry,
            "group": text_of("group", cells.get("group")),
            "score": score_of(cells.get("score")),
            "source": source,
            "model": text_of("model", cells.get("model")),
            "decision": decision,
            "attributes": attributes_of(cells.get("attributes")),
            "created": now if created is None else created,
            "updated": time_of("updated", cells.get("updated")) or (now if created is None else created),
            "clipped": why,
        }

    def _field(self, cells: dict[str, Any]) -> Field:
        named, kind = text_of("field", cells.get("field")), text_of("kind", cells.get("kind"))
        if named is not None:
            field = self.by_name.get(named)
            if field is None:
                names = list(self.by_name)
                raise RowError(f"field {named!r} is not one of {names}{similar(named, names)}")
            if kind not in {None, field.kind}:
                raise RowError(f"kind {kind!r} does not go with field {named!r}, which holds {field.kind!r}")
            return field
        fields = list(self.by_name.values())
        if kind is not None:
            fields = [field for field in fields if field.kind == kind]
            if not fields:
                raise RowError(f"kind {kind!r} is not captured here; the fields are {list(self.by_name)}")
        elif len(fields) > 1:
            placed = any(not is_missing(cells.get(column)) for column in self._geometry)
            fields = [field for field in fields if bool(by_name()[field.kind].columns) is placed]
        if len(fields) != 1:
            raise RowError(
                f"it could answer any of {[each.name for each in fields or self.by_name.values()]}; name its 'field'"
            )
        return fields[0]

    def _given(self, cells: dict[str, Any], field: Field) -> dict[str, object]:
        """Give the row's geometry: a cell of its own kind as it is, of another only if it holds something."""
        own = by_name()[field.kind].columns
        given: dict[str, object] = {}
        for column, sort in self._geometry.items():
            if column not in cells or (column not in own and is_missing(cells[column])):
                continue
            given[column] = unsaid(sort) if is_missing(cells[column]) else cells[column]
        return given


def unsaid(sort: ColumnType) -> float | None:
    """Give what stands for a missing cell of a geometry column."""
    return float("nan") if sort == "f64" else None


def _check_new(id_: str, ids: Mapping[str, object]) -> None:
    if id_ in ids:
        raise RowError(f"id {id_!r} stands in row {ids[id_]!r} too; an id names one annotation")


def _check_one_answer(record: dict[str, Any], field: Field, answered: dict[tuple[str, str], str], key: object) -> None:
    if field.multiple or by_name()[field.kind].columns or not is_decided(record):
        return
    label = answered.setdefault((record["item"], field.name), record["label"])
    if label != record["label"]:
        raise RowError(
            f"item {key!r} is {label!r} and {record['label']!r}, but {field.name!r} takes one answer; keep one, "
            "or declare Choice(..., multiple=True)"
        )


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    names = list(columns)
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
