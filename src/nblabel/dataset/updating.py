"""Changes to standing annotations, handed in as a frame: matched by id, checked before anything is taken."""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from nblabel.dataset.annotations import Record
from nblabel.dataset.checks import (
    Problems,
    RowError,
    attributes_of,
    columns_of,
    label_of,
    one_of,
    score_of,
    text_of,
)
from nblabel.dataset.columns import DECISIONS, annotation_columns, is_missing
from nblabel.dataset.reading import Clipped, ExtentOf, Places, unsaid
from nblabel.dataset.suggestions import MOVED
from nblabel.items.keys import from_wire
from nblabel.kinds import Derives, GeometryError, by_name
from nblabel.labels import Field

_FIXED = ("field", "kind", "source", "model")
_SAID_BY_MODEL = frozenset({"label", "geometry"})


def read_updates(
    frame: pd.DataFrame,
    *,
    fields: Sequence[Field],
    standing: Mapping[str, Record],
    extent_of: ExtentOf,
) -> list[tuple[str, dict[str, Any]]]:
    """Read what a frame changes about annotations that stand.

    A column that is left out stays as it is, and so does a cell that is equal to what stands: a
    frame of `Dataset.annotations`, edited, is taken as it is. ``label``, geometry, ``group``,
    ``score``, ``decision`` and ``attributes`` can be changed; ``annotator`` and times are not read.
    What a model made and gets another label or place is *edited*, unless ``decision`` says otherwise;
    one without a decision is an open suggestion (again).

    Parameters
    ----------
    frame
        ``id`` (a column, or the index), and the columns to change.
    fields
        What is captured.
    standing
        Annotations by id, as `nblabel.changes.State` holds them.
    extent_of
        How far an item reaches, by its typed key.

    Returns
    -------
    list of tuple
        The id, and the columns that change: the ``after`` of an update op. Rows that change
        nothing are left out.

    Raises
    ------
    TypeError
        If ``frame`` is no DataFrame.
    ValueError
        If any row cannot be taken.

    Warns
    -----
    UserWarning
        Once, if geometry was changed to fit its item.
    """
    columns, rows = columns_of(frame, annotation_columns(fields), index_may_be="id")
    if "id" not in columns:
        raise ValueError(
            "there is no column 'id'; an update names the annotations it changes, as in labeler.annotations"
        )
    by_field = {field.name: field for field in fields}
    problems, clipped, places = Problems("updated"), Clipped(), Places(extent_of)
    patches: dict[str, dict[str, Any]] = {}
    for place, row in enumerate(rows):
        cells = {name: values[place] for name, values in columns.items()}
        try:
            id_, record = _standing(cells["id"], standing, by_field, patches)
            patch, why = _patch(cells, record, by_field[record["field"]], places)
            clipped.note(row, from_wire(record["item"]), why)
        except (RowError, GeometryError) as error:
            problems.add(row, error)
            continue
        patches[id_] = patch
    problems.raise_if_any()
    clipped.warn()
    return [(id_, patch) for id_, patch in patches.items() if patch]


def _standing(
    cell: object, standing: Mapping[str, Record], fields: Container[str], seen: Container[str]
) -> tuple[str, Record]:
    id_ = text_of("id", cell)
    record = standing.get(id_ or "")
    if id_ is None or record is None or record["field"] not in fields:
        raise RowError(f"id {cell!r} is no annotation that stands; add() makes new ones")
    if id_ in seen:
        raise RowError(f"id {id_!r} stands twice in the frame; keep one row")
    return id_, record


def _patch(cells: Mapping[str, Any], record: Record, field: Field, places: Places) -> tuple[dict[str, Any], str | None]:
    key = from_wire(record["item"])
    if isinstance(cells.get("item", key), Hashable) and cells.get("item", key) != key:
        raise RowError(f"item {cells['item']!r}: an annotation stays on its item ({key!r}); remove it and add it there")
    for name in _FIXED:
        if name in cells and text_of(name, cells[name]) != record[name]:
            raise RowError(
                f"{name}={cells[name]!r} cannot be changed (it is {record[name]!r}); remove it and add it anew"
            )
    after: dict[str, Any] = {}
    why = None
    if "label" in cells:
        after["label"] = label_of(cells["label"], field, key)
    kind = by_name()[field.kind]
    given = {
        name: unsaid(sort) if is_missing(cells[name]) else cells[name]
        for name, sort in kind.columns.items()
        if name in cells
    }
    if given:
        # What follows from the rest is found anew, unless the frame says what it should be.
        derived = kind.derived if isinstance(kind, Derives) else frozenset()
        stays = {name: value for name, value in record["geometry"].items() if name not in derived}
        shape = {**stays, **given}
        after["geometry"], why = places.clean(field.kind, shape, record["item"], key)
    if "group" in cells:
        after["group"] = text_of("group", cells["group"])
    if "score" in cells:
        after["score"] = score_of(cells["score"])
    if "decision" in cells:
        after["decision"] = one_of("decision", cells["decision"], DECISIONS)
        if record["source"] != "model" and after["decision"] is not None:
            raise RowError(f"decision={after['decision']!r} does not go with source={record['source']!r}")
    if "attributes" in cells:
        after["attributes"] = attributes_of(cells["attributes"])
        if any(name.startswith(MOVED) for name in after["attributes"] or ()):
            raise RowError(
                "this is a suggestion as it was before it was edited; leave it out with "
                "frame[frame['decision'] != 'edited']"
            )
    changed = {name: value for name, value in after.items() if value != record[name]}
    if record["source"] == "model" and not _SAID_BY_MODEL.isdisjoint(changed) and "decision" not in cells:
        changed["decision"] = "edited"
    return {name: value for name, value in changed.items() if value != record[name]}, why
