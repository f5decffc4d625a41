"""One live (store, task, annotator): its lock, its state, and the way changes take into the store."""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from uuid import uuid4
from weakref import WeakValueDictionary

import pandas as pd
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from nblabel.changes import Change, Op, Patch, State, apply
from nblabel.dataset import Dataset, history_frame
from nblabel.items._source import Source
from nblabel.items.keys import Key
from nblabel.kinds import Extent
from nblabel.labels import Field
from nblabel.session import _editing, _fields, _notices
from nblabel.session._annotator import check_annotator, default_annotator, is_generic
from nblabel.session._check import Checker, Refused
from nblabel.session._delivery import Delivery, Listener, SessionLock
from nblabel.session._events import Committed, FieldsChanged, Notice, Receipt, Reopened, Task
from nblabel.session._find import find_task, new_task, sketch
from nblabel.session._journal import Journal
from nblabel.session._nimble import nimble
from nblabel.session._pulse import watch
from nblabel.session._resume import Look, Match, match
from nblabel.store import Store, StoreUnavailable, catalog, current, log, open_store
from nblabel.store.catalog import StoredItem, StoredTask
from nblabel.store.log import Entry, Tip

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
        self.state = State()
        self.notices: list[Notice] = []
        self.store = store
        """Where it is kept."""
        self._task = task
        self._annotator = annotator
        self._aliases: frozenset[str] = frozenset()
        self._moved_to: Session | None = None
        self._look = look
        self._declared = declared
        self._fields = declared
        self._ever: dict[str, frozenset[str]] = {}
        self._match = Match()
        self._rows: dict[str, int] = {}
        self._keys: dict[int, str] = {}
        self._touched: dict[str, int] = {}
        self._elsewhere: set[str] = set()
        self._counts: dict[tuple[str, str], int] = {}
        self._tip = Tip(0, 0)
        self._last: int | None = None
        self._generation = store.generation
        self._version = -1
        self._stale = False
        self._client = f"kernel-{uuid4().hex[:12]}"
        self._delivery = Delivery()

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
                task = _find_or_make(kept, look, declared, name)
                who = _who(kept, task, said)
            key = (kept, task.id, who)
            session = _sessions.get(key)
            fresh = session is None
            if session is None:
                session = _sessions[key] = cls(kept, task, who, look, declared)
                # Taken before anybody else can have it, so this cannot wait for a window.
                with session.lock:
                    session._begin()
        if not fresh:
            session._begin_again(look, declared)
        return session

    def _begin(self) -> None:
        self._settle_fields()
        self._load()
        self.notices = self._opening_notices()

    def _begin_again(self, look: Look, declared: tuple[Field, ...]) -> None:
        with self.lock:
            before = (self.order, dict(self._match.places))
            asked = self._fields
            named = {field.name for field in declared}
            # Another window may capture something else in this task: it keeps its fields.
            self._declared = (*declared, *(field for field in self._declared if field.name not in named))
            self._look = look
            self._settle_fields()
            self._load()
            self.notices = self._opening_notices()
            if before != (self.order, self._match.places):
                self._delivery.post(Reopened(self))
            elif asked != self._fields:
                self._delivery.post(FieldsChanged(self._fields))

    def _settle_fields(self) -> None:
        with self.store.reading() as db:
            stored = catalog.fields_of(db, self._task.id)
        settled = _fields.settle(self._declared, stored)
        drawn = sketch(self._look)
        if not _fields.same(settled, stored) or drawn != self._task.sketch:
            with suppress(StoreUnavailable), self.store.arranging() as db:
                catalog.put_fields(db, self._task.id, settled)
                catalog.put_sketch(db, self._task.id, drawn)

    def _load(self) -> None:
        with self.store.reading() as db:
            self._read(db)
        if self._match.renewed:
            with suppress(StoreUnavailable), self.store.arranging() as db:
                for item in self._match.renewed:
                    catalog.put_item(db, item)

    def _read(self, db: Connection) -> None:
        task = self._task.id
        self._tip = log.tip(db)
        self._last = log.last_commit(db, task, self._annotator)
        self._counts = log.counts(db, task)
        self._aliases = frozenset(current.names_of(db, task, self._annotator))
        stored = catalog.fields_of(db, task)
        self._ever = dict(_fields.ever(stored))
        self._fields = _fields.with_retired(self._declared, stored, current.labels_in_use(db, task))
        self._place_items(catalog.items_of(db, task))
        state = State()
        touched: dict[str, int] = {}
        elsewhere: set[str] = set()
        captured = {field.name for field in self._fields}
        for name, row, deleted, record in current.read_annotations(db, task, self._annotator):
            item = self._keys.get(row)
            if item is None or record["field"] not in captured:
                elsewhere.add(name)
                continue
            (state.buried if deleted else state.annotations)[name] = {**record, "item": item}
            touched[item] = max(touched.get(item, 0), int(str(record["updated"])))
        for row, answer in current.read_answers(db, task, self._annotator):
            item = self._keys.get(row)
            if item is not None:
                updated = int(str(answer.pop("updated")))
                state.answers[item] = answer
                touched[item] = max(touched.get(item, 0), updated)
        self.state, self._touched, self._elsewhere = state, touched, elsewhere
        self._generation, self._stale = self.store.generation, False

    def _place_items(self, rows: Sequence[StoredItem]) -> None:
        self._match = match(rows, self._look)
        order = self._look.order
        self._keys = {row: order[place] for row, place in self._match.places.items()}
        if self._look.source.natural:
            # Filtered away for now; a key that says who the item is stays good.
            for item in self._match.absent:
                if item.key not in self._keys.values():
                    self._keys[item.row] = item.key
        self._rows = {key: row for row, key in self._keys.items()}

    def _opening_notices(self) -> list[Notice]:
        blank = not self.state.annotations
        return _notices.at_opening(
            self.store, self._match, annotated=self._annotated(), others=self.others(), blank=blank
        )

    def _annotated(self) -> set[int]:
        with self.store.reading() as db:
            return current.annotated_items(db, self._task.id)

    # What it is ---------------------------------------------------------------------------------

    @property
    def task(self) -> Task:
        """The task, and where it is kept."""
        store = self.store
        path = "memory" if store.path is None else str(store.path)
        return Task(self._task.id, self._task.name, self._task.medium, store.id, path, store.kept)

    @property
    def annotator(self) -> str:
        """Whose work this is."""
        return self._annotator

    @property
    def annotator_is_generic(self) -> bool:
        """Whether the name says nothing about the person ("jovyan")."""
        return is_generic(self._annotator)

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is captured, with labels that only stand in the data as ``retired``."""
        return self._fields

    @property
    def source(self) -> Source:
        """The items."""
        return self._look.source

    @property
    def order(self) -> tuple[str, ...]:
        """Typed keys of the items, in the order shown."""
        return self._look.order

    @property
    def commit(self) -> int:
        """The last commit of this annotator in this task; 0 if there is none."""
        return self._last or 0

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
            return self._look.place[key]
        except KeyError:
            raise KeyError(f"there is no item {_editing.shown(key)} among these {len(self.order)}") from None

    def prepare(self, key: str) -> None:
        """Find out beforehand what the first change of an item needs: its size and its hash.

        Call it when an item is shown, on any thread; the first gesture then need not wait.
        """
        place = self.position(key)
        self._look.extent(place)
        self._look.fingerprint(place)

    def dataset(self) -> Dataset:
        """Give a snapshot of everything, what other processes committed included."""
        with self.lock:
            self._poll_quietly()
            source = self._look.source
            return Dataset(
                self._fields,
                source.keys,
                self.state.annotations,
                self.state.answers,
                source.rows,
                touched=self._touched,
                annotator=self._annotator,
                name=self._task.name,
                medium=source.medium,
            )

    def history(self) -> pd.DataFrame:
        """Give this annotator's log as a frame."""
        with self.lock:
            self._poll_quietly()
            return history_frame((each.change for each in self.since(0)), keys=self._look.source.keys)

    def summary(self) -> str:
        """Say in one line what is labeled, how far it is, and where it is kept."""
        with self.lock:
            self._poll_quietly()
            return _notices.summary(self.task, self._annotator, self._fields, self.order, self.state)

    def others(self) -> list[tuple[str, int, int]]:
        """Give ``(annotator, annotations, done items)`` of everybody else in this task."""
        with self.store.reading() as db:
            return current.others(db, self._task.id, self._annotator)

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
            if change.annotator in {self._annotator, *self._aliases}:
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
            fresh = self._hash_new_items(changes)
            try:
                return self._transact(changes, fresh, also, frozenset())
            except IntegrityError:
                with self.store.reading() as db:
                    twice = log.known(db, (change.change for change in changes))
                if not twice:
                    raise
                return self._transact(changes, fresh, also, frozenset(twice))

    def _transact(
        self, changes: Sequence[Change], fresh: dict[str, StoredItem], also: Also | None, twice: frozenset[str]
    ) -> Receipt:
        receipt, journal = Receipt(), Journal(self.state)
        counts: dict[tuple[str, str], int] = {}
        entries: list[Entry] = []
        try:
            with self.store.writing() as db:
                self._take_in(db)
                journal = Journal(self.state)
                checker = Checker(self._fields, self._ever, self._extent_of)
                for change in changes:
                    entry = self._judge(change, checker, journal, counts, receipt, twice)
                    if entry is not None:
                        entries.append(replace(entry, commit=self._tip.commit + len(entries) + 1))
                learned = self._write(db, entries, journal, fresh) if entries else {}
                if also is not None:
                    also(db)
        except BaseException:
            journal.restore()
            raise
        self._counts.update(counts)
        for key, row in learned.items():
            self._place_item(key, row)
        for entry in entries:
            if entry.refused is None:
                self._tell(entry)
        if entries:
            self._tip = replace(self._tip, commit=entries[-1].commit)
        return receipt

    def _judge(
        self,
        change: Change,
        checker: Checker,
        journal: Journal,
        counts: dict[tuple[str, str], int],
        receipt: Receipt,
        twice: frozenset[str],
    ) -> Entry | None:
        sender = (change.annotator, change.client)
        last = counts.get(sender, self._counts.get(sender, 0))
        receipt.acknowledged[change.client] = last
        if change.n != last + 1:
            return None
        counts[sender] = receipt.acknowledged[change.client] = change.n
        if change.change in twice:
            # The number is used up, but what it says was said under another one.
            renamed = replace(change, change=f"{change.change} again as {change.client} {change.n}", ops=())
            return Entry(0, self._annotator, renamed, "it is here already, under another number")
        step = Journal(self.state)
        cleaned: list[Op] = []
        try:
            if change.task != self._task.id:
                raise Refused(f"it is of task {change.task!r}, not of {self._task.id!r} ({self._task.name})")  # noqa: TRY301
            for op in change.ops:
                if op.item not in self._rows and op.item not in self._look.place:
                    raise Refused(f"there is no item {_editing.shown(op.item)} in task {self._task.name!r}")  # noqa: TRY301
                done = checker.clean(op, self.state, change.at)
                if done is not None:
                    step.apply(change, done)
                    cleaned.append(done)
        except Refused as why:
            step.restore()
            receipt.refused.append((change.client, change.n, str(why)))
            refused = replace(change, task=self._task.id, ops=())
            return Entry(0, self._annotator, refused, str(why))
        journal.merge(step)
        return Entry(0, self._annotator, replace(change, ops=tuple(cleaned)), None)

    def _write(
        self, db: Connection, entries: Sequence[Entry], journal: Journal, fresh: dict[str, StoredItem]
    ) -> dict[str, int]:
        """Write what was judged; give the rows of items that are new to the store, by key."""
        task, state = self._task.id, self.state
        learned: dict[str, int] = {}
        wanted = {op.item for each in entries for op in each.change.ops if op.item not in self._rows}
        if wanted:
            keys = sorted(wanted, key=self._look.place.__getitem__)
            items = [fresh.get(key) or self._look.stored(self._look.place[key]) for key in keys]
            learned = dict(zip(keys, catalog.add_items(db, task, items), strict=True))
        # They are the session's only once the transaction is through.
        rows_of = ChainMap(learned, self._rows)
        log.append(db, entries, rows_of)
        rows: list[tuple[str, int, bool, Patch]] = []
        for name in journal.annotations:
            standing = state.annotations.get(name)
            record = standing or state.buried.get(name)
            if record is not None:
                now = record if standing is not None else {**record, "updated": journal.last[name]}
                rows.append((name, rows_of[str(record["item"])], standing is None, now))
        current.write_annotations(db, task, self._annotator, rows)
        at = max((each.change.at for each in entries), default=0)
        said = [(rows_of[item], {**journal.answer(item), "updated": at}) for item in journal.answers]
        current.write_answers(db, task, self._annotator, said)
        return learned

    def _place_item(self, key: str, row: int) -> None:
        self._rows[key] = row
        self._keys[row] = key
        self._match.places[row] = self._look.place[key]

    def _hash_new_items(self, changes: Sequence[Change]) -> dict[str, StoredItem]:
        """Read what is new to the store before the transaction: nobody else waits for it."""
        keys = {op.item for change in changes for op in change.ops} - self._rows.keys()
        return {key: self._look.stored(self._look.place[key]) for key in keys if key in self._look.place}

    def _extent_of(self, item: str) -> Extent:
        place = self._look.place.get(item)
        return Extent() if place is None else self._look.extent(place)

    def _tell(self, entry: Entry) -> None:
        change = self._outward(entry)
        for op in change.ops:
            self._touched[op.item] = max(self._touched.get(op.item, 0), change.at)
        self._delivery.post(Committed(entry.commit, self._last, change))
        self._last = entry.commit

    def _outward(self, entry: Entry) -> Change:
        """Give a change as windows see it: by its owner, and only about what is shown."""
        place = self._look.place
        return replace(
            entry.change, annotator=entry.owner, ops=tuple(op for op in entry.change.ops if op.item in place)
        )

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
        if self._generation != self.store.generation or self._stale:
            self._reopen(db)
            return
        now = log.tip(db)
        if now.epoch != self._tip.epoch:
            self._reopen(db)
            return
        if now.commit == self._tip.commit:
            return
        entries = log.since(db, self._task.id, self._tip.commit)
        self._learn_items(db, entries)
        for entry in entries:
            self._counts[entry.change.annotator, entry.change.client] = entry.change.n
            if entry.owner == self._annotator and entry.refused is None:
                named = self._named(entry)
                apply(self.state, named.change)
                self._tell(named)
        self._tip = now

    def _reopen(self, db: Connection) -> None:
        self._read(db)
        self._delivery.post(Reopened(self))

    def _learn_items(self, db: Connection, entries: Sequence[Entry]) -> None:
        unknown = {int(op.item) for entry in entries for op in entry.change.ops} - self._keys.keys()
        for item in catalog.item_rows(db, unknown) if unknown else ():
            place = self._look.place.get(item.key)
            if place is None or item.key in self._rows:
                continue
            if self._look.fingerprint(place) == item.fingerprint:
                self._place_item(item.key, item.row)

    def _named(self, entry: Entry) -> Entry:
        """Give an entry of the log with its items' keys; what is not captured here is left out."""
        captured = {field.name for field in self._fields}
        named: list[Op] = []
        for op in entry.change.ops:
            item = self._keys.get(int(op.item))
            whole = op.after if op.action == "create" else op.before if op.action == "delete" else None
            if item is not None and (whole is None or whole.get("field", "") in captured):
                named.append(replace(op, item=item))
        return replace(entry, change=replace(entry.change, ops=tuple(named)))

    def since(self, commit: int) -> list[Committed]:
        """Give everything this annotator committed after ``commit``, in order."""
        with self.lock, self.store.reading() as db:
            return self._numbered(db, log.committed(db, self._task.id, self._annotator, after=commit))

    def recent(self, limit: int = 500) -> list[Committed]:
        """Give this annotator's last commits, oldest first."""
        with self.lock, self.store.reading() as db:
            return self._numbered(db, log.committed(db, self._task.id, self._annotator, limit=limit))

    def _numbered(self, db: Connection, entries: Sequence[Entry]) -> list[Committed]:
        if not entries:
            return []
        previous = log.last_commit(db, self._task.id, self._annotator, before=entries[0].commit)
        made: list[Committed] = []
        for entry in entries:
            made.append(Committed(entry.commit, previous, self._outward(self._named(entry))))
            previous = entry.commit
        return made

    # What Python changes ------------------------------------------------------------------------

    def add(self, frame: pd.DataFrame, source: str = "import") -> list[str]:
        """Add annotations from a frame, all or none; give the ids of its rows.

        A row whose id was ever here, deleted or not, is not added again.
        """
        with self.lock:
            self._poll_quietly()
            ids, ops = _editing.adding(self, frame, source)
            self._do(ops)
            return ids

    def update(self, frame: pd.DataFrame) -> None:
        """Change annotations by id, all rows or none."""
        with self.lock:
            self._poll_quietly()
            self._do(_editing.updating(self, frame))

    def remove(self, ids: Iterable[str]) -> None:
        """Delete annotations by id, all or none."""
        with self.lock:
            self._poll_quietly()
            self._do(_editing.removing(self, ids))

    def reset(self, expect: int | None = None) -> None:
        """Delete this annotator's annotations and answers about these items, as one change."""
        with self.lock:
            self._poll_quietly()
            self._do(_editing.resetting(self, expect))

    def rename_label(self, old: str, new: str, field: str | None = None) -> None:
        """Call a label, and what carries it, by another name; onto an existing one it merges."""
        with self.lock:
            self._poll_quietly()
            renamed, ops, said = _editing.renaming(self, old, new, field)
            fields_before, declared_before, ever_before = self._fields, self._declared, dict(self._ever)
            names = {each.name: each for each in renamed}
            self._fields = tuple(names.get(each.name, each) for each in self._fields)
            self._declared = tuple(replace(names.get(each.name, each), retired=()) for each in self._declared)
            for each in renamed:
                self._ever[each.name] = self._ever.get(each.name, frozenset()) | {new}
            try:
                self._do(ops, also=self._put_renamed, always=True)
            except BaseException:
                self._fields, self._declared, self._ever = fields_before, declared_before, ever_before
                raise
            self._delivery.post(FieldsChanged(self._fields))
            if said is not None:
                self._delivery.post(Notice("info", said))

    def _put_renamed(self, db: Connection) -> None:
        task = self._task.id
        catalog.put_fields(db, task, _fields.settle(self._declared, catalog.fields_of(db, task)))

    def reattach(self, keys: Iterable[Key]) -> None:
        """Keep what was said about items whose content changed under the same key."""
        with self.lock:
            wanted = _editing.reattaching(keys, self._match.replaced)
            with self.store.writing() as db:
                for item in wanted:
                    row = self._rows.get(item.key)
                    if row is None:
                        catalog.put_item(db, self._look.stored(self._look.place[item.key], item.row))
                    else:
                        catalog.merge_items(db, item.row, row)
                log.next_epoch(db)
            self._stale = True
            self._load()
            self.notices = self._opening_notices()
            self._delivery.post(Reopened(self))

    def _do(self, ops: Sequence[Op], *, also: Also | None = None, always: bool = False) -> None:
        if not ops and not always:
            return
        made = _editing.change_of(self._task.id, self._annotator, self._client, self._next_n(), ops)
        receipt = self._commit([made], also)
        for _, _, why in receipt.refused:
            raise ValueError(why)

    def _next_n(self) -> int:
        return self._counts.get((self._annotator, self._client), 0) + 1

    # Who labels ---------------------------------------------------------------------------------

    def identify(self, name: str) -> Session:
        """Say who works under a generic name: what was done in this task under it comes along.

        Returns
        -------
        Session
            The one to go on with: this one under the new name, unless that person's is open.
        """
        name = check_annotator(name)
        if name == self._annotator:
            return self
        if not self.annotator_is_generic:
            return self.continue_as(name)
        with self.lock:
            old = self._annotator
            with self.store.writing() as db:
                self._take_in(db)
                current.hand_to(db, self._task.id, old, name)
                current.remember(db, self._task.id, old, name)
                log.next_epoch(db)
            with _opening:
                theirs = _sessions.get((self.store, self._task.id, name))
                if theirs is None:
                    _sessions.pop((self.store, self._task.id, old), None)
                    self._annotator = name
                    _sessions[self.store, self._task.id, name] = self
            if theirs is None:
                self._load()
                self.notices = self._opening_notices()
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
        if name == self._annotator:
            return self
        if self.annotator_is_generic or self._annotator == default_annotator():
            # So that "restart and run all" goes on as them too.
            with self.store.writing() as db:
                current.remember(db, self._task.id, self._annotator, name)
        elif name == default_annotator():
            with self.store.writing() as db:
                current.remember(db, self._task.id, name, name)
        return self._as(name)

    def poll_anew(self) -> None:
        """Read everything again and tell the windows so."""
        with self.lock:
            self._load()
            self._delivery.post(Reopened(self))

    def _as(self, annotator: str) -> Session:
        key = (self.store, self._task.id, annotator)
        with _opening:
            session = _sessions.get(key)
            if session is None:
                session = _sessions[key] = Session(self.store, self._task, annotator, self._look, self._declared)
                with session.lock:
                    session._begin()
        return session

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
            key = (self.store, self._task.id, self._annotator)
            if _sessions.get(key) is self:
                del _sessions[key]

    def _deliver(self) -> None:
        self._delivery.drain()


def _find_or_make(store: Store, look: Look, declared: Sequence[Field], name: str | None) -> StoredTask:
    with store.reading() as db:
        found = find_task(db, look, declared, name)
        if found is not None:
            _fields.settle(declared, catalog.fields_of(db, found.id))
            return found
    with store.arranging() as db:
        # Another process may have made it since.
        found = find_task(db, look, declared, name)
        if found is None:
            found = new_task(db, look, name)
            catalog.add_task(db, found)
            catalog.put_fields(db, found.id, _fields.settle(declared, ()))
    return found


def _who(store: Store, task: StoredTask, said: str | None) -> str:
    name = said or default_annotator()
    if said is not None and not is_generic(said):
        return said
    with store.reading() as db:
        return current.who_is(db, task.id, name) or name
