"""Keep a commit quick while a model trains in another thread.

Each statement lets go of the interpreter and must win it back. A thread in pure Python gives it up
only every ``sys.getswitchinterval()``, 5 ms by default: six statements, 30 ms. While a commit runs
the interval is shorter; the training thread loses a few switches, not time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_SHORT = 0.0005
_lock = Lock()
_inside = 0
_before = 0.005


@contextmanager
def nimble() -> Iterator[None]:
    """Shorten the switch interval while any thread is inside."""
    global _inside, _before  # noqa: PLW0603  (the interval is the process's own, so is the count)
    with _lock:
        if _inside == 0:
            _before = sys.getswitchinterval()
            if _before > _SHORT:
                sys.setswitchinterval(_SHORT)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                sys.setswitchinterval(_before)
