"""A dataset as frames: what was said about items that are here, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nblabel.dataset.annotations import Record, annotations_frame, annotator_of, is_decided
from nblabel.dataset.columns import text
from nblabel.dataset.items import class_fields, items_frame
from nblabel.dataset.suggestions import not_taken_as_they_were
from nblabel.dataset.uncollected import uncollected
from nblabel.items.keys import from_wire, to_wire

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset

Places = Mapping[str, int]
"""Positions of the items that anything was said about, by typed key."""


def places_of(dataset: Dataset) -> Places:
    """Find where the items stand that anything was said about."""
    said = {record["item"] for record in dataset.records.values()} | set(dataset.answers) | set(dataset.touched)
    if not said:
        return {}
    positions = {key: place for place, key in enumerate(dataset.keys.tolist())}
    keys = {item: from_wire(item) for item in said}
    return {item: positions[key] for item, key in keys.items() if key in positions}


@uncollected()
def decided_frame(dataset: Dataset, places: Places) -> pd.DataFrame:
    """Give one row per annotation that is decided."""
    return _frame(dataset, _decided(dataset), places)


@uncollected()
def suggested_frame(dataset: Dataset, places: Places) -> pd.DataFrame:
    """Give one row per suggestion that no person took as it was."""
    return _frame(dataset, not_taken_as_they_were(dataset.records, dataset.proposed), places)


@uncollected()
def answers_frame(dataset: Dataset, places: Places, rows: pd.DataFrame | None) -> pd.DataFrame:
    """Give one row per item, the user's own columns last."""
    records, positions = _placed(_decided(dataset), places)
    frame = items_frame(
        records,
        positions,
        {places[item]: answer for item, answer in dataset.answers.items() if item in places},
        {places[item]: at for item, at in dataset.touched.items() if item in places},
        fields=dataset.fields,
        index=dataset.keys,
        rows=rows,
        annotator=dataset.annotator,
    )
    if len(dataset.annotators) > 1:
        named = text(_whose(dataset, records, positions)).set_axis(frame.index)
        frame["annotator"] = named.where(named.notna(), frame["annotator"])
        for name, contested in _contested(dataset, records, positions).items():
            frame[name] = frame[name].mask(np.isin(np.arange(len(frame)), contested))
    return frame


def _whose(dataset: Dataset, records: Mapping[str, Record], positions: Iterable[int]) -> list[str | None]:
    """Give who did anything to each item, of several people."""
    names: list[dict[str, None]] = [{} for _ in range(len(dataset))]
    for name, said in dataset.answers_by.items():
        for place, key in enumerate(map(to_wire, dataset.keys.tolist())):
            if key in said:
                names[place][name] = None
    for place, record in zip(positions, records.values(), strict=True):
        names[place][annotator_of(record, dataset.annotator)] = None
    order = {name: rank for rank, name in enumerate(dataset.annotators)}
    return [", ".join(sorted(each, key=order.__getitem__)) or None for each in names]


def _contested(dataset: Dataset, records: Mapping[str, Record], positions: Iterable[int]) -> dict[str, list[int]]:
    """Give, by field that takes one answer, the items that people answered differently: none is the item's."""
    single = {field.name for field in class_fields(dataset.fields) if not field.multiple}
    first: dict[tuple[str, int], tuple[str, str]] = {}
    found: dict[str, dict[int, None]] = {}
    for place, record in zip(positions, records.values(), strict=True):
        if record["field"] in single:
            answer = annotator_of(record, dataset.annotator), record["label"]
            name, label = first.setdefault((record["field"], place), answer)
            if name != answer[0] and label != answer[1]:
                found.setdefault(record["field"], {})[place] = None
    return {field: list(places) for field, places in found.items()}


def _decided(dataset: Dataset) -> dict[str, Record]:
    return {id_: record for id_, record in dataset.records.items() if is_decided(record)}


def _frame(dataset: Dataset, records: Mapping[str, Record], places: Places) -> pd.DataFrame:
    here, positions = _placed(records, places)
    return annotations_frame(here, positions, fields=dataset.fields, index=dataset.keys, annotator=dataset.annotator)


def _placed(records: Mapping[str, Record], places: Places) -> tuple[dict[str, Record], list[int]]:
    """Give those of some annotations whose item is here, and where it stands."""
    here = {id_: record for id_, record in records.items() if record["item"] in places}
    return here, [places[record["item"]] for record in here.values()]
