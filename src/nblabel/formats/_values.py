"""What a value in a file may be: JSON and YAML hold anything where a number is expected."""

from __future__ import annotations

import math
from typing import Any


def number(value: object) -> float | None:
    """Give a finite number, from text too; None if it is none.

    Examples
    --------
    >>> number(3), number("2.5"), number(True), number("nan"), number(10**400)
    (3.0, 2.5, None, None, None)
    """
    if type(value) is float:
        return value if math.isfinite(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) else None


def numbers(value: object, count: int | None = None) -> list[float] | None:
    """Give a list of finite numbers, of that length; None if it is none."""
    if not isinstance(value, list | tuple) or (count is not None and len(value) != count):
        return None
    read = [number(each) for each in value]
    return None if None in read else read  # type: ignore[return-value]


def dicts(value: object) -> list[dict[str, Any]] | None:
    """Give a list of objects; None if it is anything else."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return None
    return value


def short(value: object) -> str:
    """Give a value for a sentence, cut where it is long."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"  # noqa: PLR2004  (half a line)
