"""Which sessions are live in this process: one for each store, task and annotator."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from nblabel.store import Store

if TYPE_CHECKING:
    from nblabel.session._session import Session

Place = tuple[Store, str, str]
"""A store, a task's id, and an annotator."""

opening = Lock()
"""Held around everything here. Taken after a session's lock or before a store's, never around a session's."""

_sessions: WeakValueDictionary[Place, Session] = WeakValueDictionary()


def live(place: Place, make: Callable[[], Session]) -> tuple[Session, bool]:
    """Give the one session at a place, made if there is none, and whether it is new."""
    session = _sessions.get(place)
    if session is not None:
        return session, False
    session = _sessions[place] = make()
    return session, True


def move(session: Session, old: Place, new: Place) -> Session | None:
    """Have a session live at another place; where one lives there already, give that and move nothing."""
    there = _sessions.get(new)
    if there is None:
        _sessions.pop(old, None)
        _sessions[new] = session
    return there


def forget(session: Session, place: Place) -> None:
    """Have the next labeler of a place read everything from the store."""
    if _sessions.get(place) is session:
        del _sessions[place]
