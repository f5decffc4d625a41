"""What can tell its items itself: a dataset."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from nblabel.items._ask import Ask
from nblabel.items._source import Source


@runtime_checkable
class Itemized(Protocol):
    """Something that knows the source of its items."""

    def as_source(self) -> Source:
        """Give the items. Raises ValueError if only their keys are known."""
        ...


def open_itemized(ask: Ask) -> Source | None:
    """Open what can tell its items itself.

    Raises
    ------
    TypeError
        If its items are of another medium, or a root is given: it has its own.
    """
    if not isinstance(ask.items, Itemized):
        return None
    if ask.root is not None:
        raise TypeError(f"root={ask.root!r} is for paths, but the items are a dataset, which knows where they are")
    source = ask.items.as_source()
    if source.medium != ask.medium:
        raise TypeError(f"the dataset's items are {source.medium}s; open it with {source.medium.title()}Labeler")
    return source
