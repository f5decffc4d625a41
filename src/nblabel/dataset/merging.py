"""Two datasets as one: what two people say are two answers; what one says twice, or anew, is settled and reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from nblabel.changes import BLANK_ANSWER
from nblabel.dataset.annotators import answers_by
from nblabel.dataset.columns import as_index, is_missing
from nblabel.dataset.reporting import Report
from nblabel.dataset.settling import Settled
from nblabel.items.gathered import Gathered, Origin
from nblabel.items.keys import Key, check_keys, from_wire, to_wire
from nblabel.labels import Field, finish

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset


def merged(one: Dataset, other: Dataset, settled: Settled) -> dict[str, Any]:
    """Give the arguments of the dataset that two are together; ``settled`` has the annotations of the first.

    Raises
    ------
    ValueError, TypeError
        If they are of different media, their keys of different types, or a field of different kinds.
    """
    if one.medium != other.medium:
        raise ValueError(f"one dataset is of {one.medium}s and the other of {other.medium}s; they cannot be one")
    report = Report()
    fields = _fields(one, other, report)
    keys = list(dict.fromkeys([*one.keys.tolist(), *other.keys.tolist()]))
    index = as_index(check_keys(keys), one.keys.name)
    changed = _changed(one, other, report)
    settled.take(other, {field.name: field for field in fields}, changed, report)
    names = dict.fromkeys(name for each in (one, other) if each.annotator for name in each.annotator.split(", "))
    rows = _rows(one, other, keys, report)
    return {
        "fields": fields,
        "keys": index,
        "annotations": dict(settled.records),
        "answers": _answers(one, other, changed, report),
        "answers_by": _answers_by(one, other, changed),
        "rows": rows,
        "touched": {wire: max(one.touched.get(wire, 0), at) for wire, at in {**one.touched, **other.touched}.items()},
        "annotator": ", ".join(names),
        "source": _source(one, other, index, rows),
        "extents": {**other.extents, **one.extents},
        "report": _reports(one, other, report),
        "proposed": {**other.proposed, **one.proposed},
    }


def _reports(one: Dataset, other: Dataset, report: Report) -> pd.DataFrame:
    """Give what was said when either was read or merged, and what there is to say now."""
    told = [each for each in (one.report, other.report, report.frame) if len(each)]
    return pd.concat(told, ignore_index=True).drop_duplicates(ignore_index=True) if told else report.frame


def _fields(one: Dataset, other: Dataset, report: Report) -> tuple[Field, ...]:
    made = {field.name: field for field in one.fields}
    for field in other.fields:
        known = made.get(field.name)
        if known is None:
            made[field.name] = field
            continue
        if known.kind != field.kind:
            raise ValueError(
                f"field {field.name!r} holds {known.kind} annotations in one dataset and {field.kind} in the other"
            )
        new = [label for label in field.labels if label.name not in known.names]
        for label in new:
            report.repaired(f"label {label.name!r} came with the other dataset", field=field.name)
        keys = {label.key for each in made.values() for label in each.labels}
        labels = (*known.labels, *(replace(label, key=None if label.key in keys else label.key) for label in new))
        names = {label.name for label in labels}
        retired = {label.name: label for label in (*known.retired, *field.retired) if label.name not in names}
        made[field.name] = replace(
            known, labels=labels, retired=tuple(retired.values()), multiple=known.multiple or field.multiple
        )
    return finish(tuple(made.values()))


def _changed(one: Dataset, other: Dataset, report: Report) -> set[str]:
    """Give the items that are something else in the other dataset, under the same key."""
    places = {key: place for place, key in enumerate(one.keys.tolist())}
    changed: set[str] = set()
    for position, key in enumerate(other.keys.tolist()):
        if key in places:
            mine, theirs = one.extent(places[key]), other.extent(position)
            unknown = mine.text is None and float("inf") in {mine.width, theirs.width}
            if mine != theirs and not unknown and (mine.text is None) == (theirs.text is None):
                what = "text" if mine.text is not None else "size"
                report.skipped(f"its {what} is another in the other dataset; annotations there are left out", item=key)
                changed.add(to_wire(key))
    return changed


def _answers(one: Dataset, other: Dataset, changed: set[str], report: Report) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {item: dict(answer) for item, answer in one.answers.items()}
    for item, theirs in other.answers.items():
        mine = made.get(item)
        if item in changed:
            continue
        if mine is None:
            made[item] = dict(theirs)
            continue
        if mine["status"] != theirs["status"] and "todo" not in {mine["status"], theirs["status"]}:
            report.repaired(
                f"its status is {mine['status']!r} and {theirs['status']!r}; it is done", item=from_wire(item)
            )
        made[item] = _together(mine, theirs, same=one.annotator == other.annotator)
    return made


def _together(mine: Mapping[str, Any], theirs: Mapping[str, Any], *, same: bool) -> dict[str, Any]:
    order = ("done", "skipped", "todo")
    comments = dict.fromkeys(each for each in (mine["comment"], theirs["comment"]) if each)
    return {
        **BLANK_ANSWER,
        "status": min(mine["status"], theirs["status"], key=order.index),
        "flagged": mine["flagged"] or theirs["flagged"],
        "comment": "\n".join(comments),
        "seconds": max(mine["seconds"], theirs["seconds"]) if same else mine["seconds"] + theirs["seconds"],
    }


def _answers_by(one: Dataset, other: Dataset, changed: set[str]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Give what each said, so that they can be told apart again; nothing as long as it is one person's."""
    made: dict[str, dict[str, Mapping[str, Any]]] = {name: dict(said) for name, said in answers_by(one).items()}
    for name, said in answers_by(other).items():
        theirs = made.setdefault(name, {})
        for item, answer in said.items():
            if item not in changed:
                known = theirs.get(item)
                theirs[item] = answer if known is None else _together(known, answer, same=True)
    return made if len(made) > 1 else {}


def _rows(one: Dataset, other: Dataset, keys: list[Key], report: Report) -> pd.DataFrame | None:
    mine, theirs = one.rows, other.rows
    if mine is None and theirs is None:
        return None
    tables = [
        pd.DataFrame(index=each.keys) if rows is None else rows.set_axis(each.keys)
        for each, rows in ((one, mine), (other, theirs))
    ]
    made, more = tables
    shared = made.index.intersection(more.index)
    for column in made.columns.intersection(more.columns):
        mine_said, theirs_said = (dict(zip(each.index, each[column].tolist(), strict=True)) for each in tables)
        for key in shared:
            said, says = mine_said[key], theirs_said[key]
            if is_missing(said) != is_missing(says) or not (is_missing(said) or _equal(said, says)):
                report.repaired(f"your own column {str(column)!r} differs; the first dataset's is kept", item=key)
    new = more.loc[~more.index.isin(made.index)]
    joined = made.join(more[more.columns.difference(made.columns, sort=False)], how="left")
    return (pd.concat([joined, new]) if len(new) else joined).reindex(keys)


def _equal(one: object, other: object) -> bool:
    """Tell whether two cells are equal, arrays in them too."""
    try:
        return bool(one == other)
    except (TypeError, ValueError):
        return one is other


def _source(one: Dataset, other: Dataset, index: pd.Index[Any], rows: pd.DataFrame | None) -> Gathered | None:
    if one.source is None and other.source is None:
        return None
    origins: dict[Key, Origin] = {}
    for each in (one, other):
        if each.source is not None:
            for position, key in enumerate(each.keys.tolist()):
                origins.setdefault(key, Origin(each.source, position))
    made = [origins.get(key, Origin(None, 0)) for key in index.tolist()]
    return Gathered(made, index, medium=one.medium, name=one.name, rows=rows)
