"""One transaction's worth of changes: judged one by one, done to the state, written to the store.

What it does to the state it can take back, because only the database decides whether it holds.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from nblabel.changes import Change, Op, Patch
from nblabel.session._check import Checker, Refused
from nblabel.session._editing import shown
from nblabel.session._events import Committed, Receipt
from nblabel.session._journal import Journal
from nblabel.session._resume import Look
from nblabel.session._view import View
from nblabel.store import catalog, current, log
from nblabel.store.catalog import StoredItem
from nblabel.store.log import Entry


def describe(changes: Sequence[Change], look: Look, rows: Collection[str]) -> dict[str, StoredItem]:
    """Read the items that are new to the store, before the transaction: nobody else waits for it."""
    keys = {op.item for change in changes for op in change.ops}
    return {key: look.stored(look.place[key]) for key in keys if key not in rows and key in look.place}


class Intake:
    """Takes changes into a view and the store.

    Parameters
    ----------
    view
        What they are done to.
    twice
        Ids of changes that are in the log already, under another client or number.
    """

    def __init__(self, view: View, twice: frozenset[str]) -> None:
        self.receipt = Receipt()
        self._view = view
        self._twice = twice
        self._checker = Checker(view.fields, view.ever, view.extent_of)
        self._journal = Journal(view.state)
        self._counts: dict[tuple[str, str], int] = {}
        self._entries: list[Entry] = []
        self._learned: dict[str, int] = {}

    def take(self, change: Change) -> None:
        """Judge a change and do it; drop it if it was here, or if there is a gap before it."""
        view, receipt = self._view, self.receipt
        sender = (change.annotator, change.client)
        last = self._counts.get(sender, view.counts.get(sender, 0))
        receipt.acknowledged[change.client] = last
        if change.n != last + 1:
            return
        self._counts[sender] = receipt.acknowledged[change.client] = change.n
        commit = view.tip.commit + len(self._entries) + 1
        if change.change in self._twice:
            # The number is used up, but what it says was said under another one.
            again = replace(change, change=f"{change.change} again as {change.client} {change.n}", ops=())
            why = "it is here already, under another number"
            self._entries.append(Entry(commit, view.annotator, again, why))
            return
        step = Journal(view.state)
        try:
            cleaned = self._do(change, step)
        except Refused as refused:
            step.restore()
            receipt.refused.append((change.client, change.n, str(refused)))
            nothing = replace(change, task=view.task.id, ops=())
            self._entries.append(Entry(commit, view.annotator, nothing, str(refused)))
            return
        self._journal.merge(step)
        self._entries.append(Entry(commit, view.annotator, replace(change, ops=cleaned), None))

    def _do(self, change: Change, step: Journal) -> tuple[Op, ...]:
        view = self._view
        if change.task != view.task.id:
            raise Refused(f"it is of task {change.task!r}, not of {view.task.id!r} ({view.task.name})")
        cleaned: list[Op] = []
        for op in change.ops:
            if op.item not in view.rows and op.item not in view.look.place:
                raise Refused(f"there is no item {shown(op.item)} in task {view.task.name!r}")
            done = self._checker.clean(op, view.state, change.at)
            if done is not None:
                step.apply(change, done)
                cleaned.append(done)
        self._checker.check_together(cleaned, view.state)
        return tuple(cleaned)

    def write(self, db: Connection, described: Mapping[str, StoredItem]) -> None:
        """Write what was taken, in the caller's transaction."""
        if not self._entries:
            return
        view, journal = self._view, self._journal
        wanted = {op.item for each in self._entries for op in each.change.ops if op.item not in view.rows}
        if wanted:
            keys = sorted(wanted, key=view.look.place.__getitem__)
            items = [described.get(key) or view.look.stored(view.look.place[key]) for key in keys]
            self._learned = dict(zip(keys, catalog.add_items(db, view.task.id, items), strict=True))
        # New rows are the view's only once the transaction is through.
        rows = ChainMap(self._learned, view.rows)
        log.append(db, self._entries, rows)
        current.write_annotations(db, view.task.id, view.annotator, self._touched_annotations(rows))
        at = max(each.change.at for each in self._entries)
        said = [(rows[item], {**journal.answer(item), "updated": at}) for item in journal.answers]
        current.write_answers(db, view.task.id, view.annotator, said)

    def _touched_annotations(self, rows: Mapping[str, int]) -> list[tuple[str, int, bool, Patch]]:
        state = self._view.state
        made: list[tuple[str, int, bool, Patch]] = []
        for name in self._journal.annotations:
            standing = state.annotations.get(name)
            record = standing or state.buried.get(name)
            if record is not None:
                now = record if standing is not None else {**record, "updated": self._journal.last[name]}
                made.append((name, rows[str(record["item"])], standing is None, now))
        return made

    def settle(self) -> list[Committed]:
        """After the commit: keep what was taken, and give what windows must hear."""
        view = self._view
        view.counts.update(self._counts)
        view.learn(self._learned)
        heard = [view.chain(entry) for entry in self._entries if entry.refused is None]
        if self._entries:
            view.tip = replace(view.tip, commit=self._entries[-1].commit)
        return heard

    def take_back(self) -> None:
        """After a failure: leave the state as it was."""
        self._journal.restore()
