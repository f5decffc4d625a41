"""Keys: what the user looks an item up by, and how a key is written as typed text.

A key is text, a whole number or a point in time; all keys of a task are of one type. On the wire
and in the store it carries its type (``s:1`` is not ``i:1``). What cannot be told apart reliably
is refused here: floats, missing values, keys of several levels.
"""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import pandas as pd

Key: TypeAlias = str | int | pd.Timestamp

_NAMES: dict[type, str] = {str: "text", int: "a whole number", pd.Timestamp: "a time"}


def as_key(value: object) -> Key:
    """Read one key, and bring NumPy's and Python's own types to `Key`.

    Raises
    ------
    TypeError
        If the value is of a type that cannot be a key.
    ValueError
        If it is missing, or text that UTF-8 cannot hold.

    Examples
    --------
    >>> import numpy as np
    >>> as_key(np.int32(7))
    7
    """
    kind = type(value)
    if kind is str or kind is int:
        key: Key = value  # type: ignore[assignment]
    elif isinstance(value, str):
        key = str(value)
    elif isinstance(value, bool):
        raise TypeError(f"key {value!r} is True or False; a key is text, a whole number or a time, one to an item")
    elif isinstance(value, numbers.Integral):
        return int(value)
    elif value is None or value is pd.NA or value is pd.NaT or (isinstance(value, np.datetime64) and np.isnat(value)):
        raise ValueError(f"key {value!r} is missing; give every item its own key, or df.reset_index(drop=True)")
    elif isinstance(value, dt.datetime | np.datetime64):
        return pd.Timestamp(value)
    elif isinstance(value, numbers.Real):
        raise TypeError(
            f"key {value!r} is a float, which cannot be matched reliably; "
            "use whole numbers or text: df.index = df.index.astype(int), or .astype(str)"
        )
    elif isinstance(value, tuple):
        raise TypeError(
            f"key {value!r} has several levels; join them into one: "
            "df.index = [' / '.join(map(str, key)) for key in df.index]"
        )
    else:
        raise TypeError(
            f"key {value!r} is a {kind.__name__}; a key is text, a whole number or a time: "
            "df.index = df.index.astype(str), or pd.to_datetime(df.index)"
        )
    if isinstance(key, str) and not key.isascii():
        _check_text(key)
    return key


def check_keys(keys: Iterable[object]) -> tuple[Key, ...]:
    """Read the keys of a task: each a `Key`, all of one type, none twice.

    Raises
    ------
    TypeError
        If one is of a type that cannot be a key, or of another type than the first.
    ValueError
        If one is missing, or stands twice; the sentence names it.

    Examples
    --------
    >>> check_keys(["a.jpg", "b.jpg"])
    ('a.jpg', 'b.jpg')
    """
    if isinstance(keys, pd.MultiIndex):
        raise TypeError(
            f"the index has {keys.nlevels} levels; keys have one: "
            "df.reset_index(drop=True), or df.index = [' / '.join(map(str, k)) for k in df.index]"
        )
    if isinstance(keys, range):
        return tuple(keys)
    read = tuple(map(as_key, keys))
    if not read:
        return read
    kinds = set(map(type, read))
    if len(kinds) > 1:
        first = type(read[0])
        other = next(key for key in read if type(key) is not first)
        raise TypeError(
            f"key {read[0]!r} is {_NAMES[first]} but key {other!r} is {_NAMES[type(other)]}; "
            "keys are of one type: df.index = df.index.astype(str)"
        )
    if kinds == {pd.Timestamp} and len({key.tzinfo is None for key in read}) > 1:  # type: ignore[union-attr]
        raise TypeError("some keys are times with a time zone and some without; use one: pd.to_datetime(..., utc=True)")
    if len(set(read)) < len(read):
        seen: set[Key] = set()
        for key in read:
            if key in seen:
                raise ValueError(
                    f"two items have the key {key!r}; leave one out, or give each its own: df.reset_index(drop=True)"
                )
            seen.add(key)
    return read


def to_wire(key: object) -> str:
    """Write a key as typed text, the same for equal keys.

    A time with a zone is written in UTC, so that it stays the same key wherever it is read.

    Examples
    --------
    >>> to_wire("street/1.jpg"), to_wire(12), to_wire(pd.Timestamp("2026-01-31 09:00"))
    ('s:street/1.jpg', 'i:12', 't:2026-01-31T09:00:00')
    """
    if type(key) is not str:
        key = as_key(key)
    if isinstance(key, str):
        return f"s:{key}"
    if isinstance(key, int):
        return f"i:{key}"
    assert isinstance(key, pd.Timestamp)
    return f"t:{(key if key.tzinfo is None else key.tz_convert('UTC')).isoformat()}"


def from_wire(text: str) -> Key:
    """Read a key back from typed text.

    Raises
    ------
    ValueError
        If the text is not one that `to_wire` writes.

    Examples
    --------
    >>> from_wire("i:12")
    12
    """
    sort, colon, value = text.partition(":")
    try:
        if colon and sort == "s":
            return value
        if colon and sort == "i":
            return int(value)
        if colon and sort == "t":
            return as_key(pd.Timestamp(value))
    except (ValueError, TypeError):
        pass
    raise ValueError(f"{text!r} is not a typed key; one is 's:' and text, 'i:' and a whole number, or 't:' and a time")


def _check_text(key: str) -> None:
    try:
        key.encode()
    except UnicodeEncodeError:
        raise ValueError(
            f"key {key!r} holds half a character, which UTF-8 cannot keep; leave it out of the key"
        ) from None
