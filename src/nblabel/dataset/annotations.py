"""The annotations frame: one row per thing said about an item."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from nblabel.changes import ANNOTATION_COLUMNS
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
    return record["source"] != "model" or record["decision"] in {"accepted", "edited"}


def annotator_of(record: Record, otherwise: str) -> str:
    """Give who said it: where it does not say so itself, whose work the whole is."""
    said: str | None = record.get("annotator")
    return otherwise if said is None else said


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
        Whose annotations these are, where a record does not say it itself.

    Returns
    -------
    DataFrame
        Made of fresh columns: editing it changes nothing else.
    """
    rows = list(records.values())
    where = np.asarray(positions, dtype=np.intp)
    dtypes = geometry_dtypes(fields)
    said = {name: [row[name] for row in rows] for name in ANNOTATION_COLUMNS}
    shapes: list[Mapping[str, Any]] = said["geometry"]
    made: dict[str, Any] = {
        "item": index.take(where),
        "id": text(list(records)),
        "field": category(said["field"], [field.name for field in fields]),
        "kind": category(said["kind"], [field.kind for field in fields]),
        "label": category(said["label"], chain.from_iterable(field.known for field in fields)),
        **{name: typed([shape.get(name) for shape in shapes], dtype) for name, dtype in dtypes.items()},
        "group": text(said["group"]),
        "score": pd.Series(said["score"], dtype="float64"),
        "source": category(said["source"], SOURCES),
        "model": text(said["model"]),
        "decision": category(said["decision"], DECISIONS),
        "annotator": text([annotator_of(row, annotator) for row in rows]),
        "created": times(said["created"]),
        "updated": times(said["updated"]),
        "attributes": objects([copy.deepcopy(each) if each else {} for each in said["attributes"]]),
    }
    frame = pd.DataFrame({name: made[name] for name in annotation_columns(fields)})
    order = np.lexsort((np.asarray(said["created"], dtype=np.int64), where))
    # Sorted last: in the order they were made, records lie together in memory.
    return frame if (order[1:] > order[:-1]).all() else frame.take(order).reset_index(drop=True)
