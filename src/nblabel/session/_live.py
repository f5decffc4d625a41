"""Which sessions are live in this process: one for each store, task and annotator."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from nblabel.store import Store

T = TypeVar("T")

Place = tuple[Store, str, str]
"""A store, a task's id, and an annotator."""


class Live(Generic[T]):
    """What lives at each place, for as long as somebody holds it. The caller of each method holds `opening`."""

    def __init__(self) -> None:
        self.opening = Lock()
        """Taken after a session's lock or before a store's, never around a session's."""
        self._at: WeakValueDictionary[Place, T] = WeakValueDictionary()

    def at(self, place: Place, make: Callable[[], T]) -> tuple[T, bool]:
        """Give the one at a place, made if there is none, and whether it is new."""
        one = self._at.get(place)
        if one is not None:
            return one, False
        one = self._at[place] = make()
        return one, True

    def move(self, one: T, old: Place, new: Place) -> T | None:
        """Have one live at another place; where one lives there already, give that and move nothing."""
        there = self._at.get(new)
        if there is None:
            self._at.pop(old, None)
            self._at[new] = one
        return there

    def forget(self, one: T, place: Place) -> None:
        """Have whoever asks next for this place get a new one."""
        if self._at.get(place) is one:
            del self._at[place]
