"""What one cell of a frame handed in may hold, and how it is said when it may not."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import pandas as pd

from nblabel.dataset.columns import is_missing
from nblabel.kinds import by_name
from nblabel.labels import Field

_SHOWN = 3
# Beyond this many, looking for a similar name would take longer than reading the whole frame.
_SEARCHED = 5_000


class RowError(ValueError):
    """One row cannot be taken; the sentence names the value and the mend, not the row."""


class Problems:
    """Collects what is wrong with a frame's rows, so that nothing is taken before all is known."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._said: list[str] = []
        self._count = 0

    def add(self, row: object, error: Exception) -> None:
        """Note that one row is wrong."""
        self._count += 1
        if len(self._said) < _SHOWN:
            self._said.append(f"row {row!r}: {error}")

    @property
    def full(self) -> bool:
        """Whether further problems are only counted."""
        return self._count >= _SHOWN

    def raise_if_any(self) -> None:
        """Raise one error for all of them: the first few, and how many more there are.

        Raises
        ------
        ValueError
            If any row was wrong.
        """
        if not self._count:
            return
        more = f"\n… and {self._count - _SHOWN} more rows" if self._count > _SHOWN else ""
        raise ValueError("\n".join(self._said) + more + f"\nNothing was {self._verb}.")


def columns_of(frame: object, allowed: Iterable[str], *, index_may_be: str) -> tuple[dict[str, list[Any]], list[Any]]:
    """Read a frame into lists by column, and the name of each row.

    Raises
    ------
    TypeError
        If it is no DataFrame.
    ValueError
        If it has a column twice, or one that is not allowed.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"annotations are given as a DataFrame, not as a {type(frame).__name__}; try pd.DataFrame(...)")
    if index_may_be not in frame.columns and frame.index.name == index_may_be:
        frame = frame.reset_index()
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise ValueError(f"column {twice!r} stands twice in the frame; keep one")
    names = list(allowed)
    unknown = [column for column in frame.columns if column not in names]
    if unknown:
        raise ValueError(
            f"column {unknown[0]!r} is none of an annotation's{similar(str(unknown[0]), names)}; leave it out with "
            f"df.drop(columns={unknown!r}), or put it into 'attributes'. The columns are {names}"
        )
    return {str(column): frame[column].tolist() for column in frame.columns}, frame.index.tolist()


def similar(name: str, names: Sequence[str]) -> str:
    """Give ", did you mean 'bus'?" where a name is close to one of ``names``, else nothing."""
    close = get_close_matches(name, names, n=1) if len(names) <= _SEARCHED else []
    return f", did you mean {close[0]!r}?" if close else ""


def _similar_key(value: str | int, items: Iterable[Hashable]) -> str:
    """Do as `similar` for keys, each as it is: '0' is meant for 0."""
    written = {str(key): key for key in items}
    close = [str(value)] if str(value) in written else get_close_matches(str(value), written, n=1)
    return f", did you mean {written[close[0]]!r}?" if close and len(written) <= _SEARCHED else ""


def item_of(value: object, items: Mapping[Hashable, str], *, suggest: bool) -> str:
    """Give the typed key of the item that a cell names."""
    if is_missing(value):
        raise RowError("item is missing; give the key of the item, as in labeler.items.index")
    try:
        found = items.get(value)
    except TypeError:  # a list, say: no key at all
        found = None
    if found is None:
        close = _similar_key(value, items) if suggest and isinstance(value, str | int) else ""
        example = next(iter(items), None)
        raise RowError(f"item {value!r} is none of the labeler's{close or f'; its keys are such as {example!r}'}")
    return found


def label_of(value: object, field: Field, item: object) -> str | None:
    """Give the label a cell names; None only for kinds that can be seen without one."""
    if is_missing(value):
        if by_name()[field.kind].columns:
            return None
        raise RowError(f"label is missing on item {item!r}; give one of {field.name}={list(field.names)}")
    if isinstance(value, str) and value in field.known:
        return value
    keyword = by_name()[field.kind].keyword
    asked = keyword if field.name == field.kind else f"{keyword}[{field.name!r}]"
    close = similar(str(value), field.names)
    raise RowError(
        f"label {value!r} on item {item!r} is not one of {asked}={list(field.names)}{close or ';'} "
        f"add it to {keyword}= or rename it"
    )


def text_of(name: str, value: object) -> str | None:
    """Give a cell of text; None if there is no value."""
    if is_missing(value) or value == "":
        return None
    if not isinstance(value, str):
        raise RowError(f"{name}={value!r} is not text; write {name}={str(value)!r}")
    return value


def one_of(name: str, value: object, values: Sequence[str]) -> str | None:
    """Give a cell that holds one of a few words; None if there is no value."""
    read = text_of(name, value)
    if read is not None and read not in values:
        raise RowError(f"{name}={value!r} is not one of {list(values)}")
    return read


def score_of(value: object) -> float | None:
    """Give a cell that holds a finite number; None if there is no value."""
    if is_missing(value):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise RowError(f"score={value!r} is not a finite number; leave it empty or give one")
    return number


def attributes_of(value: object) -> dict[str, Any] | None:
    """Give a cell that holds a dict, or a JSON object as text; None if it is missing or empty."""
    if is_missing(value) or value == "" or (type(value) is dict and not value):
        return None
    try:
        read = json.loads(value) if isinstance(value, str) else json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise RowError(f"attributes={value!r} cannot be written as JSON: {error}") from None
    if not isinstance(read, dict):
        raise RowError(f"attributes={value!r} is not a dict, as in {{'truncated': True}}")
    return read or None


def time_of(name: str, value: object) -> int | None:
    """Give a cell that holds a time, as microseconds since 1970; a time without a zone is UTC."""
    if is_missing(value):
        return None
    try:
        stamp = value if type(value) is pd.Timestamp else pd.Timestamp(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise RowError(f"{name}={value!r} is not a time, as in '2026-01-31T09:00:00Z'") from None
    return _microseconds(stamp)


@lru_cache(maxsize=256)  # what came together has one time
def _microseconds(stamp: pd.Timestamp) -> int:
    utc = stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp.tz_convert("UTC")
    return int(utc.to_datetime64().astype("datetime64[us]").astype("int64"))
