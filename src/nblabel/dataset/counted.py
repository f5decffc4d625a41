"""Numbers with what they count, for sentences."""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """Give a number with what it counts.

    Examples
    --------
    >>> counted(1, "relation"), counted(1200, "item")
    ('1 relation', '1,200 items')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"
