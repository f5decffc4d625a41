"""Take in, once a second, what other processes committed, for sessions that somebody looks at."""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread
from typing import Protocol
from weakref import WeakSet

_log = logging.getLogger("nblabel")


class Watched(Protocol):
    """A session, as the pulse sees it."""

    @property
    def watched(self) -> bool:
        """Whether anybody looks at it."""

    def poll(self) -> None:
        """Take in what another process committed."""


_SECONDS = 1.0
_lock = Lock()
_watched: WeakSet[Watched] = WeakSet()
_thread: Thread | None = None


def watch(session: Watched) -> None:
    """Poll a session for as long as it has subscribers."""
    global _thread  # noqa: PLW0603  (one thread serves all sessions)
    with _lock:
        _watched.add(session)
        if _thread is None:
            _thread = Thread(target=_run, name="nblabel-pulse", daemon=True)
            _thread.start()


def _run() -> None:
    global _thread  # noqa: PLW0603
    pause = Event()
    while not pause.wait(_SECONDS):
        with _lock:
            sessions = [session for session in _watched if session.watched]
            if not sessions:
                _watched.clear()
                _thread = None
                return
        for session in sessions:
            try:
                session.poll()
            except Exception:  # noqa: BLE001  (the next second may go well)
                _log.exception("looking for what other processes committed failed")
        # Else this thread would keep a session alive that nobody else holds.
        del sessions
        session = None  # type: ignore[assignment]
