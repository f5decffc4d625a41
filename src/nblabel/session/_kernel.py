"""The kernel's Python as a client of its own session: what it asks for becomes numbered changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from sqlalchemy import Connection

from nblabel.changes import Op
from nblabel.items.keys import Key
from nblabel.session import _editing, _fields
from nblabel.session._committing import Also, commit
from nblabel.session._events import FieldsChanged, Notice
from nblabel.session._mirror import Mirror
from nblabel.store import catalog, log


@dataclass(frozen=True, slots=True)
class Kernel:
    """Two clients: what a person writes in a cell, and what models suggest, which is nobody's to undo."""

    mirror: Mirror
    client: str = field(default_factory=lambda: f"kernel-{uuid4().hex[:12]}")
    suggesting: str = field(default_factory=lambda: f"{log.SUGGESTING}{uuid4().hex[:12]}")

    def do(self, ops: Sequence[Op]) -> None:
        """Commit operations as one change; none make no change.

        Raises
        ------
        ValueError
            If they can never hold.
        """
        if ops:
            self._commit(ops, self.client)

    def propose(self, ops: Sequence[Op]) -> None:
        """Commit operations as one change of the models'."""
        if ops:
            self._commit(ops, self.suggesting)

    def _commit(self, ops: Sequence[Op], client: str, also: Also | None = None) -> None:
        view = self.mirror.view
        n = view.counts.get((view.annotator, client), 0) + 1
        made = _editing.change_of(view.task.id, view.annotator, client, n, ops)
        for _, _, why in commit(self.mirror, [made], also).refused:
            raise ValueError(why)

    def rename_label(self, old: str, new: str, field: str | None) -> None:
        """Call a label by another name, in the fields and in what carries it, in one transaction."""
        mirror = self.mirror
        with mirror.latest() as view:
            renamed, ops, said = _editing.renaming(view, old, new, field)
            before = view.fields, mirror.declared, dict(view.ever)
            names = {each.name: each for each in renamed}
            view.fields = tuple(names.get(each.name, each) for each in view.fields)
            mirror.declared = tuple(replace(names.get(each.name, each), retired=()) for each in mirror.declared)
            for each in renamed:
                view.ever[each.name] = view.ever.get(each.name, frozenset()) | {new}
            try:
                # Without operations too: the name is new even where nothing carries it.
                self._commit(ops, self.client, also=self._put_fields)
            except BaseException:
                view.fields, mirror.declared, view.ever = before
                raise
            mirror.delivery.post(FieldsChanged(view.fields))
            if said is not None:
                mirror.delivery.post(Notice("info", said))

    def _put_fields(self, db: Connection) -> None:
        task = self.mirror.view.task.id
        catalog.put_fields(db, task, _fields.settle(self.mirror.declared, catalog.fields_of(db, task)))

    def reattach(self, keys: Iterable[Key]) -> None:
        """Tie what was said about hidden items to those that have their keys now."""
        mirror, view = self.mirror, self.mirror.view
        wanted = _editing.reattaching(keys, view.match.replaced)
        with mirror.store.writing() as db:
            for item in wanted:
                row = view.rows.get(item.key)
                if row is None:
                    catalog.put_item(db, view.look.stored(view.look.place[item.key], item.row))
                else:
                    catalog.merge_items(db, item.row, row)
            log.next_epoch(db)
        mirror.load_anew()
