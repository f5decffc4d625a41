"""What a decoder raises, as a sentence that names the item."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nblabel.items._source import ItemError


@contextmanager
def reading(title: str) -> Iterator[None]:
    """Turn whatever a decoder raises into an `ItemError` that begins with ``title``."""
    try:
        yield
    except ItemError:
        raise
    except MemoryError as error:
        raise ItemError(f"{title} does not fit into this machine's memory") from error
    except Exception as error:
        raise ItemError(f"{title} is damaged and cannot be shown ({reason(error)})") from error


def reason(error: Exception) -> str:
    """Give the first words of an error on one line; its type if it has none."""
    return " ".join(str(error).split())[:200] or type(error).__name__
