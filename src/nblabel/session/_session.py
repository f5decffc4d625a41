"""One live (store, task, annotator), as its windows, the kernel's Python and a loop see it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress

import pandas as pd
from sqlalchemy import Connection

from nblabel.changes import Change, Op, State
from nblabel.dataset import Dataset, history_frame
from nblabel.dataset.uncollected import uncollected
from nblabel.items._source import Source
from nblabel.items.keys import Key, to_wire
from nblabel.labels import Field
from nblabel.session import _annotator, _beside, _editing, _importing, _notices, _suggest
from nblabel.session._committing import commit
from nblabel.session._delivery import Listener
from nblabel.session._events import Committed, LoopChanged, Notice, QueueChanged, Receipt, Reopened, Task
from nblabel.session._find import find_or_make
from nblabel.session._kernel import Kernel
from nblabel.session._live import Live
from nblabel.session._mirror import Mirror
from nblabel.session._pulse import watch
from nblabel.session._resume import Look
from nblabel.session._snapshot import snapshot
from nblabel.session._steered import Steered
from nblabel.session._view import View
from nblabel.store import Store, StoreUnavailable, open_store
from nblabel.store.catalog import StoredTask


class Session:
    """What labelers are windows on: one task of one store, as one annotator sees it.

    Changes from anywhere come in through `receive`; what was committed goes out as events. Reading
    `state` needs `lock`.

    Examples
    --------
    Made with `Session.open`, which gives the same session for the same store, task and annotator.
    """

    def __init__(self, store: Store, task: StoredTask, annotator: str, look: Look, declared: tuple[Field, ...]) -> None:
        self.store = store
        self._view = View(task, annotator, look, declared)
        self._mirror = Mirror(store, self._view, declared, lambda: Reopened(self))
        self.lock = self._mirror.lock
        self._kernel = Kernel(self._mirror)
        self._loop: Steered | None = None
        self._moved_to: Session | None = None

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
        said = None if annotator is None else _annotator.check_annotator(annotator)
        if name is not None and not name.strip():
            raise ValueError(f"name={name!r} is empty; give the task a name, or leave it out")
        look, declared = Look(source), tuple(fields)
        with _live.opening:
            kept = open_store(store)
            with kept.lock:
                task = find_or_make(kept, look, declared, name)
                who = _annotator.find_annotator(kept, task.id, said)
            session, fresh = cls._one(kept, task, who, look, declared)
        if not fresh:
            session._mirror.begin_again(look, declared)  # noqa: SLF001  (our own)
        return session

    @classmethod
    def _one(
        cls, store: Store, task: StoredTask, annotator: str, look: Look, declared: tuple[Field, ...]
    ) -> tuple[Session, bool]:
        """Give the one session, and whether it is new. The caller holds `_live.opening`."""

        def make() -> Session:
            session = cls(store, task, annotator, look, declared)
            # Taken before anybody else can have it, so this cannot wait for a window.
            with session.lock:
                session._mirror.begin()
            return session

        return _live.at((store, task.id, annotator), make)

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
        return _annotator.is_generic(self._view.annotator)

    @property
    def notices(self) -> list[Notice]:
        """What is worth saying about the task, as it was opened; a loop adds to it."""
        return self._mirror.notices

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
        return len(self._mirror.delivery) > 0

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
        with self._mirror.latest() as view, uncollected():
            self._mirror.recall()
            return snapshot(view)

    def history(self) -> pd.DataFrame:
        """Give this annotator's log as a frame."""
        with self._mirror.latest() as view:
            return history_frame((each.change for each in self.since(0)), keys=view.look.source.keys)

    def summary(self) -> str:
        """Say in one line what is labeled, how far it is, and where it is kept."""
        with self._mirror.latest() as view:
            return _notices.summary(self.task, view.annotator, view.fields, self.order, view.state)

    def others(self) -> list[tuple[str, int, int]]:
        """Give ``(annotator, annotations, done items)`` of everybody else in this task."""
        return self._mirror.others()

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
        receipt = commit(self._mirror, mine) if mine else Receipt()
        self._clear_up(mine)
        for annotator, theirs in strangers.items():
            # Made before this window went on as somebody else: it is still that person's work.
            also = commit(self._as(annotator)._mirror, theirs)  # noqa: SLF001
            receipt.acknowledged.update(also.acknowledged)
            receipt.refused.extend(also.refused)
        return receipt

    def _clear_up(self, changes: Iterable[Change]) -> None:
        """Take back what is still open on items that these changes mark done.

        *Done* itself says of all suggestions that the page knew what becomes of them. What is left came
        while the page was ahead of the kernel: nobody saw it. But where *done* was undone since, in the same message
        or on another thread, the person has them in front of them again.
        """
        ops = (op for change in changes for op in change.ops if op.action == "set" and op.after is not None)
        done = {op.item for op in ops if op.after is not None and op.after.get("status") == "done"}
        if done:
            with self._mirror.lock, suppress(StoreUnavailable):
                still = {item for item in done if self._view.state.answer(item)["status"] == "done"}
                self._kernel.propose(_suggest.withdrawing(self._view, still))

    # What others committed ----------------------------------------------------------------------

    def poll(self) -> None:
        """Take in what another process committed, and tell the windows."""
        self._mirror.poll()

    def since(self, commit: int) -> list[Committed]:
        """Give everything this annotator committed after ``commit``, in order."""
        return self._mirror.committed(after=commit)

    def recent(self, limit: int = 500, steps: int = 5000) -> list[Committed]:
        """Give this annotator's last commits, oldest first; of at most ``steps`` operations together.

        What models suggested is left out: it is nobody's to undo.
        """
        return self._mirror.committed(limit=limit, steps=steps)

    # What Python changes ------------------------------------------------------------------------

    def add(self, frame: pd.DataFrame, source: str = "import") -> list[str]:
        """Add annotations from a frame, all or none; give the ids of its rows.

        A row whose id was ever here, deleted or not, is not added again.
        """
        with self._mirror.latest() as view:
            ids, ops = _editing.adding(view, frame, source)
            self._kernel.do(ops)
            return ids

    def take_in(self, dataset: Dataset) -> None:
        """Take in what a dataset says about items that nobody worked on here, as one change.

        So taking it in again changes nothing, even if it was saved and read in between. The work of one
        person becomes this annotator's; of several, each one's is kept under their name. Suggestions
        that are open stay so, on items that are still to do.
        """
        names = dataset.annotators
        if len(names) <= 1:
            self._take_in(dataset)
            return
        mine = {"", self._view.annotator, *self._view.aliases}
        for name in names:
            if name not in mine:
                self._as(name)._take_in(dataset.by(name))  # noqa: SLF001  (our own)
        self._take_in(*(dataset.by(name) for name in names if name in mine))

    def _take_in(self, *datasets: Dataset) -> None:
        with self._mirror.latest() as view, uncollected():
            stay: set[str] = set()
            ops: list[Op] = []
            for each in datasets:
                made, left = _importing.importing(view, each)
                ops += [*made, *_importing.answering(view, each)]
                stay |= left
            self._kernel.do(ops)
            for each in datasets:
                self._kernel.propose(_importing.proposing(view, each.suggestions))
        self._mirror.notice()
        if stay:
            self._mirror.notices.append(_notices.stays(len(stay)))

    def suggest(
        self, frame: pd.DataFrame, model: str | None = None, items: Iterable[Key] | None = None, *, done: bool = False
    ) -> list[str]:
        """Make a frame the open suggestions of its model; give the ids of its rows.

        What the same model suggested before on these items, and is still open, gives way.
        """
        with self._mirror.latest() as view:
            asked = None if items is None else [self.order[self.position(to_wire(key))] for key in items]
            ids, ops = _suggest.suggesting(view, frame, model, asked, done=done)
            self._kernel.propose(ops)
            return ids

    def withhold(self, items: Iterable[str]) -> None:
        """Show no suggestions on these items (typed keys) from now on, and take back the open ones."""
        with self._mirror.latest() as view:
            view.withheld = frozenset(items)
            self._kernel.propose(_suggest.withdrawing(view, view.withheld))

    def update(self, frame: pd.DataFrame) -> None:
        """Change annotations by id, all rows or none."""
        with self._mirror.latest() as view:
            self._kernel.do(_editing.updating(view, frame))

    def remove(self, ids: Iterable[str]) -> None:
        """Delete annotations by id, all or none."""
        with self._mirror.latest() as view:
            self._kernel.do(_editing.removing(view, ids))

    def reset(self, expect: int | None = None) -> None:
        """Delete this annotator's annotations and answers about these items, as one change."""
        with self._mirror.latest() as view:
            self._kernel.do(_editing.resetting(view, expect))

    def rename_label(self, old: str, new: str, field: str | None = None) -> None:
        """Call a label, and what carries it, by another name; onto an existing one it merges."""
        self._kernel.rename_label(old, new, field)

    def reattach(self, keys: Iterable[Key]) -> None:
        """Keep what was said about items whose content changed under the same key."""
        with self.lock:
            self._kernel.reattach(keys)

    # Who labels ---------------------------------------------------------------------------------

    def identify(self, name: str) -> Session:
        """Say who works under a generic name: what was done in this task under it comes along.

        Returns
        -------
        Session
            The one to go on with: this one under the new name, unless that person's is open.
        """
        name = _annotator.check_annotator(name)
        if name == self._view.annotator:
            return self
        if not self.annotator_is_generic:
            return self.continue_as(name)
        with self.lock:
            task, old = self._view.task.id, self._view.annotator
            with self.store.writing() as db:
                self._mirror.take_in(db)
                _annotator.hand_over(db, task, old, name)
            with _live.opening:
                theirs = _live.move(self, (self.store, task, old), (self.store, task, name))
                if theirs is None:
                    self._view.annotator = name
            if theirs is None:
                self.poll_anew()
                return self
            self._moved_to = theirs
            self._mirror.delivery.post(Reopened(theirs))
        # After this session's lock was let go: two sessions' locks are never held together.
        theirs.poll_anew()
        return theirs

    def continue_as(self, name: str) -> Session:
        """Go on as somebody whose work is in this task; give the session to go on with."""
        name = _annotator.check_annotator(name)
        if name == self._view.annotator:
            return self
        _annotator.remember_choice(self.store, self._view.task.id, self._view.annotator, name)
        return self._as(name)

    def poll_anew(self) -> None:
        """Read everything again and tell the windows so."""
        self._mirror.load_anew()

    def _as(self, annotator: str) -> Session:
        view = self._view
        with _live.opening:
            return self._one(self.store, view.task, annotator, view.look, self._mirror.declared)[0]

    # What steers it -----------------------------------------------------------------------------

    @property
    def loop(self) -> Steered | None:
        """What says what comes next, if anything does."""
        return self._loop

    def attach(self, loop: Steered | None) -> Steered | None:
        """Have a loop say what comes next, in place of the one before, which is given back."""
        with self.lock:
            before, self._loop = self._loop, loop
            self._mirror.delivery.post(QueueChanged(None if loop is None else loop.queue))
            self._mirror.delivery.post(LoopChanged(None if loop is None else loop.progress))
        return before

    def tell(self, *events: QueueChanged | LoopChanged | Notice) -> None:
        """Tell the windows what the loop has to say."""
        with self.lock:
            for event in events:
                self._mirror.delivery.post(event)

    def recording(self, keys: Iterable[str]) -> AbstractContextManager[tuple[Connection, Mapping[str, int]]]:
        """Write beside the changes what is none itself; give the row of each of these items.

        Raises
        ------
        StoreUnavailable
            If the store cannot be written now, then with nothing written.
        """
        return _beside.recording(self._mirror, keys)

    def recorded(self) -> AbstractContextManager[tuple[Connection, Mapping[int, str]]]:
        """Read what was recorded, with the typed key of each item by its row."""
        return _beside.recorded(self._mirror)

    # Windows ------------------------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have a function told what happens, in commit order and outside the lock; give its remover."""
        remove = self._mirror.delivery.subscribe(listener)
        if self.store.kept:
            watch(self)
        return remove

    def close(self) -> None:
        """Forget this session: the next labeler of the task reads everything from the store."""
        with _live.opening:
            _live.forget(self, (self.store, self._view.task.id, self._view.annotator))


_live: Live[Session] = Live()
