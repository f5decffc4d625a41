"""An exception as a person is told of it."""

from __future__ import annotations


def last_line(error: BaseException) -> str:
    """Give an exception as the last line of its traceback would.

    Examples
    --------
    >>> last_line(ValueError("no such colour"))
    'ValueError: no such colour'
    """
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
