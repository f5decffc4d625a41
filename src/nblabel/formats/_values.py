"""What a value in a file may be: JSON and YAML hold anything where a number is expected."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any, TypeVar

T = TypeVar("T")

_PLAIN = frozenset({float})


def number(value: object) -> float | None:
    """Give a finite number, from text too; None if it is none.

    Examples
    --------
    >>> number(3), number("2.5"), number(True), number("nan"), number(10**400)
    (3.0, 2.5, None, None, None)
    """
    if type(value) is float:
        return value if isfinite(value) else None
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if isfinite(read) else None


def numbers(value: object, count: int | None = None) -> list[float] | None:
    """Give a list of finite numbers, of that length; None if it is none."""
    if not isinstance(value, list | tuple) or (count is not None and len(value) != count):
        return None
    if _PLAIN.issuperset(map(type, value)) and isfinite(sum(value)):  # nearly always
        return list(value)
    read = [number(each) for each in value]
    return None if None in read else read  # type: ignore[return-value]


def dicts(value: object) -> list[dict[str, Any]] | None:
    """Give a list of objects; None if it is anything else."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return None
    return value


def used_up(values: list[T]) -> Iterator[T]:
    """Give the values of a list in order and let go of each: it and what is made of it need not stand side by side.

    Examples
    --------
    >>> values = ["a", "b"]
    >>> list(used_up(values)), values
    (['a', 'b'], [])
    """
    values.reverse()
    while values:
        yield values.pop()


def short(value: object) -> str:
    """Give a value for a sentence, cut where it is long."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"  # noqa: PLR2004  (half a line)
