"""A task as it stands in the store, kept in step with it: what this process commits, and what others do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection

from nblabel.dataset.uncollected import uncollected
from nblabel.labels import Field
from nblabel.session import _fields, _notices
from nblabel.session._delivery import Delivery, SessionLock
from nblabel.session._events import Committed, Event, FieldsChanged, Notice
from nblabel.session._find import sketch
from nblabel.session._resume import Look
from nblabel.session._view import View
from nblabel.store import Store, StoreUnavailable, catalog, current, log


@dataclass(slots=True, eq=False)
class Mirror:
    """A view of one task, the store it is read from, and the queue of what windows must hear of it.

    Parameters
    ----------
    store
        Where the task is kept.
    view
        What is known of it. Guarded by `lock`.
    declared
        What is captured, as it was asked for.
    reopened
        Gives the event for when everything may be new.
    """

    store: Store
    view: View
    declared: tuple[Field, ...]
    reopened: Callable[[], Event]
    delivery: Delivery = field(default_factory=Delivery)
    lock: SessionLock = field(init=False)
    notices: list[Notice] = field(default_factory=list[Notice])
    """What is worth saying about the task, as it was opened."""

    _generation: int = field(init=False)
    _version: int = field(default=-1, init=False)
    _stale: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.lock = SessionLock(self.delivery.drain)
        self._generation = self.store.generation

    # All of it ----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Put what is declared into the store, and read everything."""
        self._settle_fields()
        self.load()

    def begin_again(self, look: Look, declared: tuple[Field, ...]) -> None:
        """Go over to other items and fields, and tell the windows if that changes anything."""
        with self.lock:
            view = self.view
            before, asked = (view.look.order, dict(view.match.places)), view.fields
            named = {field.name for field in declared}
            # Another window may capture something else in this task: it keeps its fields.
            self.declared = (*declared, *(field for field in self.declared if field.name not in named))
            view.look = look
            self.begin()
            if before != (view.look.order, view.match.places):
                self.delivery.post(self.reopened())
            elif asked != view.fields:
                self.delivery.post(FieldsChanged(view.fields))

    def _settle_fields(self) -> None:
        task, drawn = self.view.task, sketch(self.view.look)
        with self.store.reading() as db:
            stored = catalog.fields_of(db, task.id)
        settled = _fields.settle(self.declared, stored)
        if not _fields.same(settled, stored) or drawn != task.sketch:
            with suppress(StoreUnavailable), self.store.arranging() as db:
                catalog.put_fields(db, task.id, settled)
                catalog.put_sketch(db, task.id, drawn)

    def load(self) -> None:
        """Read everything."""
        view = self.view
        with self.store.reading() as db:
            self._read(db)
        if view.match.renewed:
            with suppress(StoreUnavailable), self.store.arranging() as db:
                for item in view.match.renewed:
                    catalog.put_item(db, item)
        self.notice()

    def notice(self) -> None:
        """Find anew what is worth saying about the task."""
        view = self.view
        with self.store.reading() as db:
            annotated = current.annotated_items(db, view.task.id)
        blank = not view.state.annotations
        self.notices = _notices.at_opening(
            self.store, view.match, annotated=annotated, others=self.others(), blank=blank
        )

    def _read(self, db: Connection) -> None:
        with uncollected():
            self.view.read(db, self.declared)
        self._generation, self._stale = self.store.generation, False

    def load_anew(self) -> None:
        """Read everything again and tell the windows so."""
        with self.lock:
            # If the reading fails, the next poll is to try again.
            self._stale = True
            self.load()
            self.delivery.post(self.reopened())

    # What was committed -------------------------------------------------------------------------

    def poll(self) -> None:
        """Take in what another process committed, and tell the windows."""
        if not self.store.kept:
            return
        with self.lock:
            version = self.store.data_version()
            if version != self._version or self._generation != self.store.generation or self._stale:
                with self.store.reading() as db:
                    self.take_in(db)
                self._version = version

    @contextmanager
    def latest(self) -> Iterator[View]:
        """Hold the lock, with what other processes committed taken in if the store can be read."""
        with self.lock:
            # What is known is better than nothing.
            with suppress(StoreUnavailable):
                self.poll()
            yield self.view

    def take_in(self, db: Connection) -> None:
        """Take in what was committed since, in the caller's transaction."""
        now = log.tip(db)
        if self._stale or self._generation != self.store.generation or now.epoch != self.view.tip.epoch:
            self._read(db)
            self.delivery.post(self.reopened())
        elif now.commit != self.view.tip.commit:
            for event in self.view.catch_up(db, now):
                self.delivery.post(event)

    def recall(self) -> None:
        """Read how suggestions that may have been changed were first made, where that is not known yet."""
        if self.view.forgotten:
            with suppress(StoreUnavailable), self.store.reading() as db:
                self.view.recall(db)

    def committed(self, *, after: int = 0, limit: int | None = None, steps: int | None = None) -> list[Committed]:
        """Give what this annotator committed, in order, as `nblabel.store.log.committed` finds it."""
        view = self.view
        with self.lock, self.store.reading() as db:
            return view.numbered(
                db, log.committed(db, view.task.id, view.annotator, after=after, limit=limit, steps=steps)
            )

    def others(self) -> list[tuple[str, int, int]]:
        """Give ``(annotator, annotations, done items)`` of everybody else in the task."""
        with self.store.reading() as db:
            return current.others(db, self.view.task.id, self.view.annotator)
