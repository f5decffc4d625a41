"""The columns of the frames: their names, their order, and how each dtype is made.

What a column's dtype is depends on what a labeler declares, never on what happens to be in it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nblabel.items.keys import Key
from nblabel.kinds import by_name
from nblabel.labels import Field

BEFORE_GEOMETRY = ("item", "id", "field", "kind", "label")
AFTER_GEOMETRY = (
    "group", "score", "source", "model", "decision", "annotator", "created", "updated", "attributes",
)  # fmt: skip

ITEM_COLUMNS = ("status", "flagged", "comment", "seconds", "n_annotations", "annotator", "updated")
"""The columns of the items frame that every labeler has."""

SOURCES = ("human", "model", "import")
DECISIONS = ("accepted", "edited", "rejected", "not taken")
"""What became of a suggestion; none while it is open."""

STATUSES = ("todo", "done", "skipped")
ACTIONS = ("create", "update", "delete", "set")

# Text is `str` from pandas 3 on and `object` before: what pandas itself makes of text.
_TEXT = pd.Series(["text"]).dtype


def geometry_dtypes(fields: Iterable[Field]) -> dict[str, str]:
    """Give the geometry columns of the declared kinds, in order, with their dtypes."""
    kinds = dict.fromkeys(field.kind for field in fields)
    return {column: dtype for kind in kinds for column, dtype in by_name()[kind].dtypes.items()}


def annotation_columns(fields: Iterable[Field]) -> tuple[str, ...]:
    """Give the columns of the annotations frame, in order."""
    return (*BEFORE_GEOMETRY, *geometry_dtypes(fields), *AFTER_GEOMETRY)


def as_index(keys: Sequence[Key], name: object = None) -> pd.Index[Any]:
    """Give keys as an index, in the dtype pandas gives them."""
    if not len(keys):
        return pd.Index([], dtype=_TEXT, name="item" if name is None else name)
    return pd.Index(list(keys), name="item" if name is None else name)


def text(values: Sequence[str | None]) -> pd.Series[Any]:
    """Give text, missing where None."""
    return pd.Series(values, dtype=_TEXT)


def category(values: Sequence[str | None], declared: Iterable[str]) -> pd.Categorical:
    """Give a categorical in declared order; what is not declared comes last, it is never dropped."""
    places: dict[str | None, int] = {None: -1}
    categories = list(dict.fromkeys(declared))
    places.update({name: place for place, name in enumerate(categories)})
    for value in dict.fromkeys(values):
        if value not in places:
            places[value] = len(categories)
            categories.append(str(value))
    codes = np.fromiter((places[value] for value in values), dtype=np.intp, count=len(values))
    return pd.Categorical.from_codes(codes, categories=pd.Index(categories, dtype=_TEXT))


def times(microseconds: Sequence[Any]) -> pd.DatetimeIndex:
    """Give times in UTC from microseconds since 1970, missing where None."""
    whole = [None if value is None else int(value) for value in microseconds]
    return pd.DatetimeIndex(np.array(whole, dtype="datetime64[us]")).tz_localize("UTC")


def typed(values: Sequence[Any], dtype: str) -> pd.Series[Any]:
    """Give a geometry column; lists in it are copies, so that nobody edits what we hold."""
    if dtype == "str":
        return text(values)
    if dtype == "object":
        return objects([copy.deepcopy(value) for value in values])
    return pd.Series(values, dtype=dtype)


def objects(values: Sequence[Any]) -> pd.Series[Any]:
    """Give Python objects, one a cell, lists too."""
    cells = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):  # one by one: a list in one go would become rows
        cells[place] = value
    return pd.Series(cells, dtype=object)


def is_missing(value: object) -> bool:
    """Tell whether a cell holds no value, in any of pandas' ways to say so."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124
