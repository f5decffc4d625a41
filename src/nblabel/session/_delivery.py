"""Tell windows what happened: in order, one event at a time, and never while a lock is held.

Events are queued under the session's lock and delivered when its last holder lets go. A listener
may change the session again: that event waits until the listeners have heard this one.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from threading import Lock, RLock
from types import TracebackType

from nblabel.session._events import Event

_log = logging.getLogger("nblabel")

Listener = Callable[[Event], object]


class Delivery:
    """A queue of events with one drainer at a time."""

    def __init__(self) -> None:
        self._queue: deque[Event] = deque()
        self._listeners: tuple[Listener, ...] = ()
        self._draining = Lock()
        self._changing = Lock()

    def __len__(self) -> int:
        """Give the number of listeners."""
        return len(self._listeners)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; give what removes it."""
        with self._changing:
            self._listeners = (*self._listeners, listener)

        def remove() -> None:
            with self._changing:
                self._listeners = tuple(each for each in self._listeners if each is not listener)

        return remove

    def post(self, event: Event) -> None:
        """Queue an event. The caller holds the session's lock, which makes the order."""
        self._queue.append(event)

    def drain(self) -> None:
        """Deliver what is queued, unless somebody is at it: they deliver this too."""
        while self._queue:
            if not self._draining.acquire(blocking=False):
                return
            try:
                while self._queue:
                    event = self._queue.popleft()
                    for listener in self._listeners:
                        self._tell(listener, event)
            finally:
                self._draining.release()

    @staticmethod
    def _tell(listener: Listener, event: Event) -> None:
        try:
            listener(event)
        except Exception:  # noqa: BLE001  (whatever a listener raises is its own affair)
            # One window that fails must not keep the others from hearing.
            _log.exception("a listener failed on %s", type(event).__name__)


class SessionLock:
    """A re-entrant lock that calls ``released`` each time its last holder has let go."""

    def __init__(self, released: Callable[[], None]) -> None:
        self._lock = RLock()
        self._depth = 0
        self._released = released

    def __enter__(self) -> None:
        self._lock.acquire()
        self._depth += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        last = self._depth == 0
        self._lock.release()
        if last:
            self._released()
