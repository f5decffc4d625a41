"""The annotations frame: one row per thing said about an item."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from nblabel.dataset.columns import (
    DECISIONS,
    SOURCES,
    annotation_columns,
    category,
    geometry_dtypes,
    objects,
    text,
    times,
    typed,
)
from nblabel.labels import Field

Record = Mapping[str, Any]


def is_decided(record: Record) -> bool:
    """Tell an annotation from a suggestion: a model made that, and no person took it."""
    return record["source"] != "model" or record.get("decision") in {"accepted", "edited"}


def annotations_frame(
    records: Mapping[str, Record],
    positions: Sequence[int],
    *,
    fields: Sequence[Field],
    index: pd.Index[Any],
    annotator: str,
) -> pd.DataFrame:
    """Lay annotations out as a frame, in order of item, then creation.

    Parameters
    ----------
    records
        Annotations by id, as `nblabel.changes.State` holds them.
    positions
        Where each one's item stands in ``index``, in the order of ``records``.
    fields
        What is captured; columns, dtypes and categories depend on it alone.
    index
        The items' keys.
    annotator
        Whose annotations these are.

    Returns
    -------
    DataFrame
        Made of fresh columns: editing it changes nothing else.
    """
    rows = list(records.values())
    created = np.fromiter((row["created"] for row in rows), dtype=np.int64, count=len(rows))
    where = np.asarray(positions, dtype=np.intp)
    order = np.lexsort((created, where))
    ids = list(records)
    rows = [rows[place] for place in order]
    dtypes = geometry_dtypes(fields)
    geometries = [row["geometry"] for row in rows]

    def column(name: str) -> list[Any]:
        return [row.get(name) for row in rows]

    made: dict[str, Any] = {
        "item": index.take(where[order]),
        "id": text([ids[place] for place in order]),
        "field": category(column("field"), [field.name for field in fields]),
        "kind": category(column("kind"), [field.kind for field in fields]),
        "label": category(column("label"), chain.from_iterable(field.known for field in fields)),
        **{name: typed([each.get(name) for each in geometries], dtype) for name, dtype in dtypes.items()},
        "group": text(column("group")),
        "score": pd.Series(column("score"), dtype="float64"),
        "source": category(column("source"), SOURCES),
        "model": text(column("model")),
        "decision": category(column("decision"), DECISIONS),
        "annotator": text([annotator] * len(rows)),
        "created": times(column("created")),
        "updated": times(column("updated")),
        "attributes": objects([copy.deepcopy(each) if each else {} for each in column("attributes")]),
    }
    return pd.DataFrame({name: made[name] for name in annotation_columns(fields)})
