"""One live (store, task, annotator): its lock, its state, and the way changes take into the store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Lock
from uuid import uuid4
from weakref import WeakValueDictionary

import pandas as pd
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from nblabel.changes import Change, Op, State
from nblabel.dataset import Dataset, history_frame
from nblabel.items._source import Source
from nblabel.items.keys import Key, to_wire
from nblabel.labels import Field
from nblabel.session import _editing, _fields, _notices, _suggest
from nblabel.session._annotator import check_annotator, default_annotator, is_generic
from nblabel.session._delivery import Delivery, Listener, SessionLock
from nblabel.session._events import (
    Committed,
    FieldsChanged,
    LoopChanged,
    Notice,
    QueueChanged,
    Receipt,
    Reopened,
    Task,
)
from nblabel.session._find import find_or_make, sketch
from nblabel.session._intake import Intake, describe
from nblabel.session._nimble import nimble
from nblabel.session._pulse import watch
from nblabel.session._resume import Look
from nblabel.session._steered import Steered
from nblabel.session._view import View
from nblabel.store import Store, StoreUnavailable, catalog, current, log, open_store
from nblabel.store.catalog import StoredItem, StoredTask

_sessions: WeakValueDictionary[tuple[Store, str, str], Session] = WeakValueDictionary()
_opening = Lock()
"""Guards `_sessions`. Taken after a session's lock or before a store's, never around a session's."""

Also = Callable[[Connection], None]


class Session:
    """What labelers are windows on: one task of one store, as one annotator sees it.

    Changes from anywhere come in through `receive`; what was committed goes out as events. Reading
    `state` needs `lock`.

    Examples
    --------
    Made with `Session.open`, which gives the same session for the same store, task and annotator.
    """

    def __init__(self, store: Store, task: StoredTask, annotator: str, look: Look, declared: tuple[Field, ...]) -> None:
        self.lock = SessionLock(self._deliver)
        self.store = store
        self.notices: list[Notice] = []
        self._view = View(task, annotator, look, declared)
        self._declared = declared
        self._moved_to: Session | None = None
        self._generation = store.generation
        self._version = -1
        self._stale = False
        self._client = f"kernel-{uuid4().hex[:12]}"
        self._suggesting = f"{log.SUGGESTING}{uuid4().hex[:12]}"
        self._delivery = Delivery()
        self._loop: Steered | None = None

    # Opening ------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        source: Source,
        fields: Sequence[Field],
        *,
        store: str | os.PathLike[str] | Store | None = "auto",
        name: str | None = None,
        annotator: str | None = None,
    ) -> Session:
        """Give the session for these items and fields, found again in the store or new.

        Parameters
        ----------
        source
            The items.
        fields
            What is captured.
        store
            As for `nblabel.store.open_store`.
        name
            The task's name; without it the task that shares items and a field is found.
        annotator
            Who labels; the hub's or the system's user if it is not said.

        Returns
        -------
        Session
            The same object for the same store, task and annotator.

        Raises
        ------
        StoreRefused
            If the file cannot be used as a store.
        ValueError
            If the task is of another medium, or a field of it of another kind.
        """
        said = None if annotator is None else check_annotator(annotator)
        if name is not None and not name.strip():
            raise ValueError(f"name={name!r} is empty; give the task a name, or leave it out")
        look, declared = Look(source), tuple(fields)
        with _opening:
            kept = open_store(store)
            with kept.lock:
                task = find_or_make(kept, look, declared, name)
                who = _who(kept, task, said)
            session, fresh = _live(kept, task, who, look, declared)
        if not fresh:
            session._begin_again(look, declared)  # noqa: SLF001  (our own)
        return session

    def _begin(self) -> None:
        self._settle_fields()
        self._load()

    def _begin_again(self, look: Look, declared: tuple[Field, ...]) -> None:
        with self.lock:
            view = self._view
            before, asked = (self.order, dict(view.match.places)), self.fields
            named = {field.name for field in declared}
            # Another window may capture something else in this task: it keeps its fields.
            self._declared = (*declared, *(field for field in self._declared if field.name not in named))
            view.look = look
            self._settle_fields()
            self._load()
            if before != (self.order, view.match.places):
                self._delivery.post(Reopened(self))
            elif asked != self.fields:
                self._delivery.post(FieldsChanged(self.fields))

    def _settle_fields(self) -> None:
        task, drawn = self._view.task, sketch(self._view.look)
        with self.store.reading() as db:
            stored = catalog.fields_of(db, task.id)
        settled = _fields.settle(self._declared, stored)
        if not _fields.same(settled, stored) or drawn != task.sketch:
            with suppress(StoreUnavailable), self.store.arranging() as db:
                catalog.put_fields(db, task.id, settled)
                catalog.put_sketch(db, task.id, drawn)

    def _load(self) -> None:
        view = self._view
        with self.store.reading() as db:
            self._read(db)
            annotated = current.annotated_items(db, view.task.id)
        if view.match.renewed:
            with suppress(StoreUnavailable), self.store.arranging() as db:
                for item in view.match.renewed:
                    catalog.put_item(db, item)
        blank = not view.state.annotations
        self.notices = _notices.at_opening(
            self.store, view.match, annotated=annotated, others=self.others(), blank=blank
        )

    def _read(self, db: Connection) -> None:
        self._view.read(db, self._declared)
        self._generation, self._stale = self.store.generation, False

    # What it is ---------------------------------------------------------------------------------

    @property
    def task(self) -> Task:
        """The task, and where it is kept."""
        store = self.store
        path = "memory" if store.path is None else str(store.path)
        return Task(self._view.task.id, self._view.task.name, self._view.task.medium, store.id, path, store.kept)

    @property
    def state(self) -> State:
        """What stands, live: read it under `lock`."""
        return self._view.state

    @property
    def annotator(self) -> str:
        """Whose work this is."""
        return self._view.annotator

    @property
    def annotator_is_generic(self) -> bool:
        """Whether the name says nothing about the person ("jovyan")."""
        return is_generic(self._view.annotator)

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is captured, with labels that only stand in the data as ``retired``."""
        return self._view.fields

    @property
    def source(self) -> Source:
        """The items."""
        return self._view.look.source

    @property
    def order(self) -> tuple[str, ...]:
        """Typed keys of the items, in the order shown."""
        return self._view.look.order

    @property
    def commit(self) -> int:
        """The last commit of this annotator in this task; 0 if there is none."""
        return self._view.last or 0

    @property
    def watched(self) -> bool:
        """Whether anybody subscribed."""
        return len(self._delivery) > 0

    def position(self, key: str) -> int:
        """Give where an item stands, by its typed key.

        Raises
        ------
        KeyError
            If there is no such item.
        """
        try:
            return self._view.look.place[key]
        except KeyError:
            raise KeyError(f"there is no item {_editing.shown(key)} among these {len(self.order)}") from None

    def prepare(self, key: str) -> None:
        """Find out beforehand what the first change of an item needs: its size and its hash.

        Call it when an item is shown, on any thread; the first gesture then need not wait.
        """
        place = self.position(key)
        self._view.look.extent(place)
        self._view.look.fingerprint(place)

    def dataset(self) -> Dataset:
        """Give a snapshot of everything, what other processes committed included."""
        with self.lock:
            self._poll_quietly()
            source = self._view.look.source
            if self._view.forgotten:
                with suppress(StoreUnavailable), self.store.reading() as db:
                    self._view.recall(db)
            return Dataset(
                self._view.fields,
                source.keys,
                self._view.state.annotations,
                self._view.state.answers,
                source.rows,
                touched=self._view.touched,
                annotator=self._view.annotator,
                name=self._view.task.name,
                medium=source.medium,
                source=source,
                proposed=self._view.proposed,
            )

    def history(self) -> pd.DataFrame:
        """Give this annotator's log as a frame."""
        with self.lock:
            self._poll_quietly()
            return history_frame((each.change for each in self.since(0)), keys=self._view.look.source.keys)

    def summary(self) -> str:
        """Say in one line what is labeled, how far it is, and where it is kept."""
        with self.lock:
            self._poll_quietly()
            return _notices.summary(self.task, self._view.annotator, self._view.fields, self.order, self.state)

    def others(self) -> list[tuple[str, int, int]]:
        """Give ``(annotator, annotations, done items)`` of everybody else in this task."""
        with self.store.reading() as db:
            return current.others(db, self._view.task.id, self._view.annotator)

    def answers_of_others(self) -> dict[str, Dataset]:
        """Give everybody else's work in this task, by name."""
        return {name: self._as(name).dataset() for name, _, _ in self.others()}

    # Changes ------------------------------------------------------------------------------------

    def receive(self, changes: Iterable[Change]) -> Receipt:
        """Commit changes, in one transaction, and tell the windows.

        Each client's changes are taken in the order of their numbers; what is here already is
        dropped, and after a gap nothing is taken. A change that can never hold is refused, which
        uses up its number.

        Raises
        ------
        StoreUnavailable
            If the store cannot be written now. Nothing was taken: send again later.
        """
        if self._moved_to is not None:
            return self._moved_to.receive(changes)
        mine: list[Change] = []
        strangers: dict[str, list[Change]] = {}
        for change in changes:
            if change.annotator in {self._view.annotator, *self._view.aliases}:
                mine.append(change)
            else:
                strangers.setdefault(change.annotator, []).append(change)
        receipt = self._commit(mine) if mine else Receipt()
        for annotator, theirs in strangers.items():
            # Made before this window went on as somebody else: it is still that person's work.
            also = self._as(annotator)._commit(theirs)  # noqa: SLF001
            receipt.acknowledged.update(also.acknowledged)
            receipt.refused.extend(also.refused)
        return receipt

    def _commit(self, changes: Sequence[Change], also: Also | None = None) -> Receipt:
        with self.lock, nimble():
            described = describe(changes, self._view.look, self._view.rows.keys())
            try:
                return self._transact(changes, described, also, frozenset())
            except IntegrityError:
                with self.store.reading() as db:
                    twice = log.known(db, (change.change for change in changes))
                if not twice:
                    raise
                return self._transact(changes, described, also, frozenset(twice))

    def _transact(
        self, changes: Sequence[Change], described: Mapping[str, StoredItem], also: Also | None, twice: frozenset[str]
    ) -> Receipt:
        intake: Intake | None = None
        try:
            with self.store.writing() as db:
                self._take_in(db)
                intake = Intake(self._view, twice)
                for change in changes:
                    intake.take(change)
                intake.write(db, described)
                if also is not None:
                    also(db)
        except BaseException:
            if intake is not None:
                intake.take_back()
            raise
        for event in intake.settle():
            self._delivery.post(event)
        return intake.receipt

    # What others committed ----------------------------------------------------------------------

    def poll(self) -> None:
        """Take in what another process committed, and tell the windows."""
        if not self.store.kept:
            return
        with self.lock:
            version = self.store.data_version()
            if version != self._version or self._generation != self.store.generation or self._stale:
                with self.store.reading() as db:
                    self._take_in(db)
                self._version = version

    def _poll_quietly(self) -> None:
        # A frame of what is known is better than none.
        with suppress(StoreUnavailable):
            self.poll()

    def _take_in(self, db: Connection) -> None:
        now = log.tip(db)
        if self._stale or self._generation != self.store.generation or now.epoch != self._view.tip.epoch:
            self._read(db)
            self._delivery.post(Reopened(self))
        elif now.commit != self._view.tip.commit:
            for event in self._view.catch_up(db, now):
                self._delivery.post(event)

    def since(self, commit: int) -> list[Committed]:
        """Give everything this annotator committed after ``commit``, in order."""
        with self.lock, self.store.reading() as db:
            return self._view.numbered(db, log.committed(db, self._view.task.id, self._view.annotator, after=commit))

    def recent(self, limit: int = 500, steps: int = 5000) -> list[Committed]:
        """Give this annotator's last commits, oldest first; of at most ``steps`` operations together.

        What models suggested is left out: it is nobody's to undo.
        """
        with self.lock, self.store.reading() as db:
            view = self._view
            last = log.committed(db, view.task.id, view.annotator, limit=limit, steps=steps)
            return view.numbered(db, last)

    # What Python changes ------------------------------------------------------------------------

    def add(self, frame: pd.DataFrame, source: str = "import") -> list[str]:
        """Add annotations from a frame, all or none; give the ids of its rows.

        A row whose id was ever here, deleted or not, is not added again.
        """
        with self.lock:
            self._poll_quietly()
            ids, ops = _editing.adding(self._view, frame, source)
            self._do(ops)
            return ids

    def take_in(self, dataset: Dataset) -> None:
        """Take in what a dataset says about these items: what was never here, as one change.

        Annotations come as with `add`. What is said of an item as a whole (status, comment …) is taken
        for items that nothing was done to yet, so that taking a dataset in again changes nothing.
        """
        with self.lock:
            self._poll_quietly()
            answers = _editing.answering(self._view, dataset)
            _, ops = _editing.adding(self._view, dataset.annotations, "import")
            self._do([*ops, *answers])

    def suggest(
        self, frame: pd.DataFrame, model: str | None = None, items: Iterable[Key] | None = None, *, done: bool = False
    ) -> list[str]:
        """Make a frame the open suggestions of its model; give the ids of its rows.

        What the same model suggested before on these items, and is still open, gives way.
        """
        with self.lock:
            self._poll_quietly()
            asked = None if items is None else [self.order[self.position(to_wire(key))] for key in items]
            ids, ops = _suggest.suggesting(self._view, frame, model, asked, done=done)
            self._do(ops, client=self._suggesting)
            return ids

    def withhold(self, items: Iterable[str]) -> None:
        """Show no suggestions on these items (typed keys) from now on, and take back the open ones."""
        with self.lock:
            self._poll_quietly()
            self._view.withheld = frozenset(items)
            self._do(_suggest.withdrawing(self._view, self._view.withheld), client=self._suggesting)

    def update(self, frame: pd.DataFrame) -> None:
        """Change annotations by id, all rows or none."""
        with self.lock:
            self._poll_quietly()
            self._do(_editing.updating(self._view, frame))

    def remove(self, ids: Iterable[str]) -> None:
        """Delete annotations by id, all or none."""
        with self.lock:
            self._poll_quietly()
            self._do(_editing.removing(self._view, ids))

    def reset(self, expect: int | None = None) -> None:
        """Delete this annotator's annotations and answers about these items, as one change."""
        with self.lock:
            self._poll_quietly()
            self._do(_editing.resetting(self._view, expect))

    def rename_label(self, old: str, new: str, field: str | None = None) -> None:
        """Call a label, and what carries it, by another name; onto an existing one it merges."""
        with self.lock:
            self._poll_quietly()
            renamed, ops, said = _editing.renaming(self._view, old, new, field)
            fields_before, declared_before, ever_before = self._view.fields, self._declared, dict(self._view.ever)
            names = {each.name: each for each in renamed}
            self._view.fields = tuple(names.get(each.name, each) for each in self._view.fields)
            self._declared = tuple(replace(names.get(each.name, each), retired=()) for each in self._declared)
            for each in renamed:
                self._view.ever[each.name] = self._view.ever.get(each.name, frozenset()) | {new}
            try:
                self._do(ops, also=self._put_renamed, always=True)
            except BaseException:
                self._view.fields, self._declared, self._view.ever = fields_before, declared_before, ever_before
                raise
            self._delivery.post(FieldsChanged(self._view.fields))
            if said is not None:
                self._delivery.post(Notice("info", said))

    def _put_renamed(self, db: Connection) -> None:
        task = self._view.task.id
        catalog.put_fields(db, task, _fields.settle(self._declared, catalog.fields_of(db, task)))

    def reattach(self, keys: Iterable[Key]) -> None:
        """Keep what was said about items whose content changed under the same key."""
        with self.lock:
            wanted = _editing.reattaching(keys, self._view.match.replaced)
            with self.store.writing() as db:
                for item in wanted:
                    row = self._view.rows.get(item.key)
                    if row is None:
                        catalog.put_item(db, self._view.look.stored(self._view.look.place[item.key], item.row))
                    else:
                        catalog.merge_items(db, item.row, row)
                log.next_epoch(db)
            self._stale = True
            self._load()
            self._delivery.post(Reopened(self))

    def _do(
        self, ops: Sequence[Op], *, also: Also | None = None, always: bool = False, client: str | None = None
    ) -> None:
        if not ops and not always:
            return
        client, annotator = client or self._client, self._view.annotator
        n = self._view.counts.get((annotator, client), 0) + 1
        made = _editing.change_of(self._view.task.id, annotator, client, n, ops)
        receipt = self._commit([made], also)
        for _, _, why in receipt.refused:
            raise ValueError(why)

    # Who labels ---------------------------------------------------------------------------------

    def identify(self, name: str) -> Session:
        """Say who works under a generic name: what was done in this task under it comes along.

        Returns
        -------
        Session
            The one to go on with: this one under the new name, unless that person's is open.
        """
        name = check_annotator(name)
        if name == self._view.annotator:
            return self
        if not self.annotator_is_generic:
            return self.continue_as(name)
        with self.lock:
            old = self._view.annotator
            with self.store.writing() as db:
                self._take_in(db)
                current.hand_to(db, self._view.task.id, old, name)
                current.remember(db, self._view.task.id, old, name)
                log.next_epoch(db)
            with _opening:
                theirs = _sessions.get((self.store, self._view.task.id, name))
                if theirs is None:
                    _sessions.pop((self.store, self._view.task.id, old), None)
                    self._view.annotator = name
                    _sessions[self.store, self._view.task.id, name] = self
            if theirs is None:
                self._load()
                self._delivery.post(Reopened(self))
                return self
            self._moved_to = theirs
            self._delivery.post(Reopened(theirs))
        # After this session's lock was let go: two sessions' locks are never held together.
        theirs.poll_anew()
        return theirs

    def continue_as(self, name: str) -> Session:
        """Go on as somebody whose work is in this task; give the session to go on with."""
        name = check_annotator(name)
        if name == self._view.annotator:
            return self
        if self.annotator_is_generic or self._view.annotator == default_annotator():
            # So that "restart and run all" goes on as them too.
            with self.store.writing() as db:
                current.remember(db, self._view.task.id, self._view.annotator, name)
        elif name == default_annotator():
            with self.store.writing() as db:
                current.remember(db, self._view.task.id, name, name)
        return self._as(name)

    def poll_anew(self) -> None:
        """Read everything again and tell the windows so."""
        with self.lock:
            self._load()
            self._delivery.post(Reopened(self))

    def _as(self, annotator: str) -> Session:
        view = self._view
        with _opening:
            return _live(self.store, view.task, annotator, view.look, self._declared)[0]

    # What steers it -----------------------------------------------------------------------------

    @property
    def loop(self) -> Steered | None:
        """What says what comes next, if anything does."""
        return self._loop

    def attach(self, loop: Steered | None) -> Steered | None:
        """Have a loop say what comes next, in place of the one before, which is given back."""
        with self.lock:
            before, self._loop = self._loop, loop
            self._delivery.post(QueueChanged(None if loop is None else loop.queue))
            self._delivery.post(LoopChanged(None if loop is None else loop.progress))
        return before

    def tell(self, *events: QueueChanged | LoopChanged | Notice) -> None:
        """Tell the windows what the loop has to say."""
        with self.lock:
            for event in events:
                self._delivery.post(event)

    @contextmanager
    def recording(self, keys: Iterable[str]) -> Iterator[tuple[Connection, Mapping[str, int]]]:
        """Write beside the changes what is none itself; give the row of each of these items.

        Raises
        ------
        StoreUnavailable
            If the store cannot be written now, then with nothing written.
        """
        view = self._view
        place = view.look.place
        wanted = [key for key in keys if key in place]
        # Read before anybody waits for the lock, as for a change.
        described = {key: view.look.stored(place[key]) for key in wanted if key not in view.rows}
        with self.lock, nimble():
            with self.store.writing() as db:
                self._take_in(db)
                new = [key for key in described if key not in view.rows]
                rows = catalog.add_items(db, view.task.id, [described[key] for key in new])
                learned = dict(zip(new, rows, strict=True))
                yield db, {key: learned[key] if key in learned else view.rows[key] for key in wanted}
            # New rows are the view's only once the transaction is through.
            view.learn(learned)

    @contextmanager
    def recorded(self) -> Iterator[tuple[Connection, Mapping[int, str]]]:
        """Read what was recorded, with the typed key of each item by its row."""
        with self.lock, self.store.reading() as db:
            yield db, self._view.keys

    # Windows ------------------------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have a function told what happens, in commit order and outside the lock; give its remover."""
        remove = self._delivery.subscribe(listener)
        if self.store.kept:
            watch(self)
        return remove

    def close(self) -> None:
        """Forget this session: the next labeler of the task reads everything from the store."""
        with _opening:
            key = (self.store, self._view.task.id, self._view.annotator)
            if _sessions.get(key) is self:
                del _sessions[key]

    def _deliver(self) -> None:
        self._delivery.drain()


def _live(
    store: Store, task: StoredTask, annotator: str, look: Look, declared: tuple[Field, ...]
) -> tuple[Session, bool]:
    """Give the one session, and whether it is new. The caller holds `_opening`."""
    key = (store, task.id, annotator)
    session = _sessions.get(key)
    if session is not None:
        return session, False
    session = Session(store, task, annotator, look, declared)
    # Taken before anybody else can have it, so this cannot wait for a window.
    with session.lock:
        session._begin()  # noqa: SLF001
    _sessions[key] = session
    return session, True


def _who(store: Store, task: StoredTask, said: str | None) -> str:
    name = said or default_annotator()
    if said is not None and not is_generic(said):
        return said
    with store.reading() as db:
        return current.who_is(db, task.id, name) or name
