"""The bytes of items, fetched and converted off the threads that handle gestures.

A slow conversion or a slow disk must never hold up a gesture, and prefetching must go on while a
cell runs; so assets have two threads of their own, shared by every labeler of the process.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread
from types import MappingProxyType
from typing import TYPE_CHECKING

from nblabel.items import ItemError
from nblabel.widgets import messages
from nblabel.widgets.last_line import last_line
from nblabel.widgets.messages import EVERYONE, AssetWanted, Cancel, Message
from nblabel.widgets.painting import Painter

if TYPE_CHECKING:
    from nblabel.session import Session

GIFTS = 8
GIFT_BYTES = 16 * 2**20

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Job:
    run: Callable[[], None] | None
    """None once it was cancelled or done."""


class AssetDesk:
    """Answers requests for assets, nearest asked first, each once, unless cancelled.

    ``send`` is called on the threads of this module. ``painters`` make the parts that are painted,
    by name; all others come from the source.
    """

    def __init__(self, send: Callable[[Message], None], painters: Mapping[str, Painter] = MappingProxyType({})) -> None:
        self._send = send
        self._painters = painters
        self._lock = Lock()
        self._asked: dict[tuple[str, int], _Job] = {}
        self._giving: _Job | None = None
        self._given: set[str] = set()
        self._closed = False

    def ask(self, wanted: AssetWanted, session: Session) -> None:
        """Queue one request; the answer is an `asset` or an `error` to who asked."""
        name = wanted.client, wanted.request
        job = _Job(None)

        def answer() -> None:
            with self._lock:
                self._asked.pop(name, None)
            self._send(self._fetch(session, wanted.item, wanted.part, wanted.client, wanted.request))
            _prepare(session, wanted.item)

        job.run = answer
        with self._lock:
            if self._closed:
                return
            self._asked[name] = job
            if wanted.part == "item":
                self._given.add(wanted.item)
        _queue(job)

    def cancel(self, cancelled: Cancel) -> None:
        """Drop a request that is still queued; one that is being fetched will arrive."""
        with self._lock:
            job = self._asked.pop((cancelled.client, cancelled.request), None)
        if job is not None:
            job.run = None

    def give(self, items: Sequence[str], session: Session) -> None:
        """Send the first assets unasked, to everyone: a few items, a few megabytes.

        Each gift goes to the end of the queue, behind what was asked for meanwhile; what was
        asked for is not given again.
        """
        with self._lock:
            if self._giving is not None:
                self._giving.run = None
            self._given.clear()
        self._give_next(list(items[:GIFTS]), GIFT_BYTES, session)

    def close(self) -> None:
        """Drop everything that is queued."""
        with self._lock:
            self._closed = True
            jobs = [*self._asked.values(), *([self._giving] if self._giving else [])]
            self._asked.clear()
        for job in jobs:
            job.run = None
        for painter in set(self._painters.values()):
            painter.close()

    def _give_next(self, items: list[str], left: int, session: Session) -> None:
        job = _Job(None)

        def give() -> None:
            item = items.pop(0)
            with self._lock:
                wanted = item not in self._given
            spent = 0
            if wanted:
                made = self._fetch(session, item, "item", EVERYONE, None)
                # A tab that wants this item asks for it and then hears what is wrong with it.
                if made.content["type"] == "asset":
                    self._send(made)
                    _prepare(session, item)
                    spent = sum(len(buffer) for buffer in made.buffers)
            if job.run is not None:
                self._give_next(items, left - spent, session)

        job.run = give
        with self._lock:
            if self._closed or not items or left <= 0:
                self._giving = None
                return
            self._giving = job
        _queue(job)

    def _fetch(self, session: Session, item: str, part: str, to: str, request: int | None) -> Message:
        try:
            position = session.position(item)
        except KeyError as error:
            return messages.error(to, request, str(error.args[0]))
        source, painter = session.source, self._painters.get(part)
        try:
            if painter is None:
                made = source.asset(position, part)
            else:
                made = painter(source.item(position), source.extent(position))
        except ItemError as error:
            return messages.error(to, request, str(error))
        except Exception as error:  # noqa: BLE001  (whatever it is, the person is told, in the item's place)
            _log.exception("asset %r of item %r", part, item)
            return messages.error(to, request, f"item {item[2:]!r} cannot be shown: {last_line(error)}")
        return messages.asset(to, request, item, part, made)


def _prepare(session: Session, item: str) -> None:
    # Size and hash while the bytes are at hand, so that the item's first gesture waits for neither.
    with suppress(ItemError, KeyError):
        session.prepare(item)


# Daemons, not a ThreadPoolExecutor: a picture that is still being fetched from a slow network
# must not keep the kernel from shutting down.
THREADS = 2
_jobs: SimpleQueue[_Job] = SimpleQueue()
_started = Lock()
_threads: list[Thread] = []


def _queue(job: _Job) -> None:
    with _started:
        # A fork (multiprocessing in the kernel) leaves the list behind but not the threads.
        _threads[:] = [thread for thread in _threads if thread.is_alive()]
        for number in range(len(_threads), THREADS):
            thread = Thread(target=_work, name=f"nblabel-assets-{number}", daemon=True)
            _threads.append(thread)
            thread.start()
    _jobs.put(job)


def _work() -> None:
    while True:
        job = _jobs.get()
        run = job.run
        if run is None:
            continue
        try:
            run()
        except Exception:  # noqa: BLE001  (the thread must live on)
            _log.exception("an asset could not be sent")
        del job, run
