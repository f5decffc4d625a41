"""What the loop's thread waits for: something happened, something was asked, or it is over.

It holds nothing but this, so a loop that nobody else holds is collected and its thread ends.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from nblabel.session import Session, Steer


_log = logging.getLogger("nblabel")


@dataclass(frozen=True, slots=True)
class Call:
    """Why the thread woke: what the person asked for, in order, and where the work went over to."""

    asked: tuple[Steer, ...]
    session: Session | None


class Pace:
    """A bell that several may ring and one hears; rung twice before it is heard, it rings once."""

    def __init__(self) -> None:
        self._bell = Condition()
        self._due = False
        self._busy = 0
        self._asked: list[Steer] = []
        self._session: Session | None = None
        self._over = False

    @property
    def over(self) -> bool:
        """Whether the loop was closed."""
        return self._over

    def nudge(self) -> None:
        """Say that something happened."""
        with self._bell:
            self._due = True
            self._bell.notify_all()

    def ask(self, action: Steer) -> None:
        """Say what the person wants."""
        with self._bell:
            self._asked.append(action)
            self._due = True
            self._bell.notify_all()

    def follow(self, session: Session) -> None:
        """Say that the work goes on in another session."""
        with self._bell:
            self._session = session
            self._due = True
            self._bell.notify_all()

    def close(self) -> None:
        """Say that it is over."""
        with self._bell:
            self._over = True
            self._bell.notify_all()

    def wait(self) -> Call | None:
        """Wait for the next call; None once it is over."""
        with self._bell:
            self._bell.wait_for(lambda: self._due or self._over)
            if self._over:
                return None
            call = Call(tuple(self._asked), self._session)
            self._due, self._asked, self._session = False, [], None
            self._busy += 1
            return call

    def begin(self) -> None:
        """Count one more piece of work that is under way."""
        with self._bell:
            self._busy += 1

    def done(self) -> None:
        """Count one less."""
        with self._bell:
            self._busy -= 1
            self._bell.notify_all()

    def quiet(self, timeout: float | None) -> bool:
        """Wait until nothing is due and nothing under way; tell whether it came to that."""
        with self._bell:
            return self._bell.wait_for(lambda: self._over or not (self._due or self._busy), timeout)


class Turns(Protocol):
    """What is woken."""

    def turn(self, call: Call) -> None:
        """Do what is to be done."""


def keep_turning(turns: Turns, pace: Pace) -> None:
    """Have each call answered in a thread, for as long as somebody else holds what answers."""
    Thread(target=_run, args=(weakref.ref(turns), pace), name="nblabel-loop", daemon=True).start()


def _run(reference: Callable[[], Turns | None], pace: Pace) -> None:
    while (call := pace.wait()) is not None:
        turns = reference()
        try:
            if turns is None:
                return
            turns.turn(call)
        except Exception:  # noqa: BLE001  (the next turn may go well)
            _log.exception("the loop failed on what happened")
        finally:
            pace.done()
            # While this waits for the next call, it must hold nothing of the last.
            turns, call = None, None


def in_background(pace: Pace, work: Callable[[], Any]) -> None:
    """Do something in a thread of its own; the loop is called once it is done."""
    pace.begin()

    def run() -> None:
        try:
            work()
        finally:
            pace.nudge()
            pace.done()

    Thread(target=run, name="nblabel-fit", daemon=True).start()
