"""What a session knows of its task: read from the store once, then kept up to date from the log.

The store names items by their row, windows by their typed key; this is where one becomes the
other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from nblabel.changes import Change, Op, State, apply
from nblabel.kinds import Extent
from nblabel.labels import Field
from nblabel.session import _fields
from nblabel.session._events import Committed
from nblabel.session._resume import Look, Match, match
from nblabel.store import catalog, current, log
from nblabel.store.catalog import StoredItem, StoredTask
from nblabel.store.log import Entry, Tip


@dataclass(slots=True)
class View:
    """One task as one annotator sees it over one source. Guarded by the session's lock."""

    task: StoredTask
    annotator: str
    look: Look
    fields: tuple[Field, ...]
    ever: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Every label name that a field ever had."""

    aliases: frozenset[str] = frozenset()
    """Login names that turned out to be this annotator."""

    match: Match = field(default_factory=Match)
    rows: dict[str, int] = field(default_factory=dict[str, int])
    keys: dict[int, str] = field(default_factory=dict[int, str])
    state: State = field(default_factory=State)
    touched: dict[str, int] = field(default_factory=dict[str, int])
    """When anything was last done to an item: microseconds since 1970."""

    elsewhere: set[str] = field(default_factory=set[str])
    """Ids of annotations of this task that are not seen from here."""

    withheld: frozenset[str] = frozenset()
    """Items that never show a suggestion: those a loop measures itself by."""

    _proposed: dict[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])

    counts: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    """The last number of each ``(name it was made under, client)``."""

    tip: Tip = field(default_factory=lambda: Tip(0, 0))
    last: int | None = None
    """This annotator's last commit."""

    def read(self, db: Connection, declared: Sequence[Field]) -> None:
        """Read everything from the store."""
        task = self.task.id
        self.tip = log.tip(db)
        self.last = log.last_commit(db, task, self.annotator)
        self.counts = log.counts(db, task)
        self.aliases = frozenset(current.names_of(db, task, self.annotator))
        stored = catalog.fields_of(db, task)
        self.ever = dict(_fields.ever(stored))
        self.fields = _fields.with_retired(declared, stored, current.labels_in_use(db, task))
        self._match(catalog.items_of(db, task))
        self._read_state(db)

    def _match(self, rows: Sequence[StoredItem]) -> None:
        self.match = match(rows, self.look)
        order = self.look.order
        self.keys = {row: order[place] for row, place in self.match.places.items()}
        if self.look.source.natural:
            # Filtered away for now; a key that says who the item is stays good.
            taken = set(self.keys.values())
            for item in self.match.absent:
                if item.key not in taken:
                    self.keys[item.row] = item.key
        self.rows = {key: row for row, key in self.keys.items()}

    def _read_state(self, db: Connection) -> None:
        task, captured = self.task.id, {each.name for each in self.fields}
        state = State()
        touched: dict[str, int] = {}
        elsewhere: set[str] = set()
        for name, row, deleted, record in current.read_annotations(db, task, self.annotator):
            item = self.keys.get(row)
            if item is None or record["field"] not in captured:
                elsewhere.add(name)
                continue
            (state.buried if deleted else state.annotations)[name] = {**record, "item": item}
            touched[item] = max(touched.get(item, 0), int(str(record["updated"])))
        for row, answer in current.read_answers(db, task, self.annotator):
            item = self.keys.get(row)
            if item is not None:
                updated = int(str(answer.pop("updated")))
                state.answers[item] = answer
                touched[item] = max(touched.get(item, 0), updated)
        self.state, self.touched, self.elsewhere = state, touched, elsewhere

    def extent_of(self, item: str) -> Extent:
        """Give how far an item reaches; without bounds if it is not here."""
        place = self.look.place.get(item)
        return Extent() if place is None else self.look.extent(place)

    @property
    def mended(self) -> set[str]:
        """Ids of suggestions that a person may have changed since they were made."""
        return {
            name
            for name, record in self.state.annotations.items()
            if record["source"] == "model" and record["decision"] in {"edited", "rejected"}
        }

    @property
    def proposed(self) -> dict[str, Mapping[str, object]]:
        """Those suggestions as they were first made, by id, as far as `recall` has read them."""
        known = {name: self._proposed[name] for name in self.mended if name in self._proposed}
        # Decided on when it came: what the model said of it is not known here.
        return {name: made for name, made in known.items() if made.get("decision") is None}

    @property
    def forgotten(self) -> set[str]:
        """Ids of `mended` suggestions that are yet to be read."""
        return self.mended - self._proposed.keys()

    def recall(self, db: Connection) -> None:
        """Read from the log how `mended` suggestions were first made."""
        self._proposed.update(log.first_made(db, self.task.id, self.annotator, self.forgotten))

    def learn(self, rows: Mapping[str, int]) -> None:
        """Take in the rows of items that are new to the store, by key."""
        for key, row in rows.items():
            self.rows[key] = row
            self.keys[row] = key
            self.match.places[row] = self.look.place[key]

    # The log ------------------------------------------------------------------------------------

    def catch_up(self, db: Connection, now: Tip) -> list[Committed]:
        """Do what others committed since; give what this annotator's windows must hear."""
        entries = log.since(db, self.task.id, self.tip.commit)
        self._learn_items(db, entries)
        heard: list[Committed] = []
        for entry in entries:
            self.counts[entry.change.annotator, entry.change.client] = entry.change.n
            if entry.owner == self.annotator and entry.refused is None:
                named = self._named(entry)
                apply(self.state, named.change)
                heard.append(self.chain(named))
        self.tip = now
        return heard

    def _learn_items(self, db: Connection, entries: Sequence[Entry]) -> None:
        unknown = {int(op.item) for entry in entries for op in entry.change.ops} - self.keys.keys()
        for item in catalog.item_rows(db, unknown) if unknown else ():
            place = self.look.place.get(item.key)
            if place is None or item.key in self.rows:
                continue
            if self.look.fingerprint(place) == item.fingerprint:
                self.learn({item.key: item.row})

    def chain(self, entry: Entry) -> Committed:
        """Put a commit behind the last one."""
        change = self._outward(entry)
        for op in change.ops:
            self.touched[op.item] = max(self.touched.get(op.item, 0), change.at)
        made = Committed(entry.commit, self.last, change)
        self.last = entry.commit
        return made

    def numbered(self, db: Connection, entries: Sequence[Entry]) -> list[Committed]:
        """Give rows of the log as windows hear them, each with the commit before it."""
        if not entries:
            return []
        previous = log.last_commit(db, self.task.id, self.annotator, before=entries[0].commit)
        made: list[Committed] = []
        for entry in entries:
            made.append(Committed(entry.commit, previous, self._outward(self._named(entry))))
            previous = entry.commit
        return made

    def _named(self, entry: Entry) -> Entry:
        """Give an entry of the log with its items' keys; what is not captured here is left out."""
        captured = {each.name for each in self.fields}
        named: list[Op] = []
        for op in entry.change.ops:
            item = self.keys.get(int(op.item))
            whole = op.after if op.action == "create" else op.before if op.action == "delete" else None
            if item is not None and (whole is None or whole.get("field", "") in captured):
                named.append(replace(op, item=item))
        return replace(entry, change=replace(entry.change, ops=tuple(named)))

    def _outward(self, entry: Entry) -> Change:
        """Give a change as windows see it: by its owner, and only about what is shown."""
        place = self.look.place
        shown = tuple(op for op in entry.change.ops if op.item in place)
        return replace(entry.change, annotator=entry.owner, ops=shown)
