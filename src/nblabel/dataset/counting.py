"""What a dataset holds, label by label."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nblabel.dataset.annotations import Record, is_decided
from nblabel.dataset.columns import category, text

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset


def counts(dataset: Dataset) -> pd.DataFrame:
    """Count annotations label by label, declared ones that are not used included."""
    said: dict[tuple[str, str | None], list[Record]] = {
        (field.name, label): [] for field in dataset.fields for label in field.known
    }
    for record in dataset.records.values():
        if is_decided(record):
            said.setdefault((record["field"], record["label"]), []).append(record)
    kinds = {field.name: field.kind for field in dataset.fields}
    totals: dict[str, int] = {}
    for (field, _), records in said.items():
        totals[field] = totals.get(field, 0) + len(records)
    order = {field.name: place for place, field in enumerate(dataset.fields)}
    rows = [_row(field, label, kinds[field], records, totals[field]) for (field, label), records in said.items()]
    rows.sort(key=lambda row: order[row["field"]])
    columns = (
        "field",
        "kind",
        "label",
        "annotations",
        "items",
        "share",
        "median_width",
        "median_height",
        "median_length",
    )
    made = pd.DataFrame(rows, columns=list(columns))
    made["field"] = category([row["field"] for row in rows], order)
    made["kind"] = category([row["kind"] for row in rows], kinds.values())
    made["label"] = text([row["label"] for row in rows])
    return made.astype({"annotations": "int64", "items": "int64", **dict.fromkeys(columns[5:], "float64")})


def _row(field: str, label: str | None, kind: str, records: list[Record], total: int) -> Mapping[str, Any]:
    shapes = [record["geometry"] for record in records]
    lengths = [shape["end"] - shape["start"] for shape in shapes if "end" in shape]
    return {
        "field": field, "kind": kind, "label": label,
        "annotations": len(records),
        "items": len({record["item"] for record in records}),
        "share": len(records) / total if total else np.nan,
        "median_width": _median([shape["width"] for shape in shapes if "width" in shape]),
        "median_height": _median([shape["height"] for shape in shapes if "height" in shape]),
        "median_length": _median(lengths),
    }  # fmt: skip


def _median(values: list[float]) -> float:
    return float(median(values)) if values else np.nan
