"""How items are known again, whatever became of their names and places.

An item that was touched is stored with its key and a hash of its content. It is known again first
where key and content agree, then by content alone among all that is left, equals in order. A
position is no identity: for such keys content decides. Size and time of a file may prove that it
is the same and save reading it; they never prove that it is another.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nblabel.items._source import ItemError, Source, Stamp
from nblabel.items.keys import to_wire
from nblabel.kinds import Extent
from nblabel.store.catalog import StoredItem


class Look:
    """A source as a session sees it: typed keys, and what was found out about its items so far."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.order: tuple[str, ...] = tuple(map(to_wire, source.keys))
        self.place: dict[str, int] = {key: place for place, key in enumerate(self.order)}
        self._stamps: dict[int, Stamp | None] = {}
        self._prints: dict[int, str | None] = {}
        self._extents: dict[int, Extent] = {}
        self._counted: Counter[Stamp] | None = None

    def stamp(self, place: int) -> Stamp | None:
        """Give the cheap evidence about an item."""
        if place not in self._stamps:
            try:
                self._stamps[place] = self.source.stamp(place)
            except (ItemError, OSError):
                self._stamps[place] = None
        return self._stamps[place]

    def fingerprint(self, place: int) -> str | None:
        """Hash an item's content, once; None if it cannot be read or has none."""
        if place not in self._prints:
            try:
                self._prints[place] = self.source.fingerprint(place) or None
            except (ItemError, OSError):
                self._prints[place] = None
        return self._prints[place]

    def extent(self, place: int) -> Extent:
        """Give how far an item reaches; without bounds if it cannot be read."""
        if place not in self._extents:
            try:
                self._extents[place] = self.source.extent(place)
            except (ItemError, OSError):
                return Extent()
        return self._extents[place]

    def alone(self, stamp: Stamp) -> bool:
        """Tell whether only one item has this size and time."""
        if self._counted is None:
            stamps = (self.stamp(place) for place in range(len(self.order)))
            self._counted = Counter(each for each in stamps if each is not None)
        return self._counted[stamp] <= 1

    def stored(self, place: int, row: int = 0) -> StoredItem:
        """Give what the store keeps of an item."""
        stamp = self.stamp(place)
        return StoredItem(
            row=row,
            key=self.order[place],
            fingerprint=self.fingerprint(place),
            size=None if stamp is None else stamp.size,
            modified=None if stamp is None or not stamp.modified else stamp.modified,
        )


@dataclass(slots=True)
class Match:
    """Which stored items are among those of a source."""

    places: dict[int, int] = field(default_factory=dict[int, int])
    """Position by row number."""

    renewed: list[StoredItem] = field(default_factory=list[StoredItem])
    """Those that are known by other signs now, which the store should keep."""

    replaced: list[StoredItem] = field(default_factory=list[StoredItem])
    """Those whose name now stands for other content: they are not shown."""

    absent: list[StoredItem] = field(default_factory=list[StoredItem])
    """Those that are not here at all."""


def match(rows: Sequence[StoredItem], look: Look) -> Match:
    """Find stored items again in a source."""
    made = Match()
    taken: set[int] = set()
    twins = Counter((row.size, row.modified) for row in rows)
    left: list[StoredItem] = []
    for row in rows:
        place = look.place.get(row.key)
        if place is None or place in taken or not _same(row, place, look, twins):
            left.append(row)
            continue
        made.places[row.row] = place
        taken.add(place)
    _match_by_content(left, look, made, taken)
    for row in rows:
        found = made.places.get(row.row)
        if found is None:
            changed = look.source.natural and row.key in look.place
            (made.replaced if changed else made.absent).append(row)
        elif _signs(row) != _signs_now(look, row, found):
            made.renewed.append(look.stored(found, row.row))
    return made


def _same(row: StoredItem, place: int, look: Look, twins: Counter[tuple[int | None, int | None]]) -> bool:
    natural = look.source.natural
    if row.fingerprint is None:
        # It could not be read when it was labeled; its name is all there is to go by.
        return natural
    stamp = look.stamp(place)
    if stamp is not None and stamp.modified and (stamp.size, stamp.modified) == (row.size, row.modified):
        # Where the key is only a position, another file of this size and time may stand there.
        sure = natural or (look.alone(stamp) and twins[row.size, row.modified] == 1)
        if sure:
            return True
    now = look.fingerprint(place)
    return natural if now is None else now == row.fingerprint


def _match_by_content(left: list[StoredItem], look: Look, made: Match, taken: set[int]) -> None:
    wanted = [row for row in left if row.fingerprint is not None]
    if not wanted:
        return
    sizes = {row.size for row in wanted}
    prints: defaultdict[str, deque[int]] = defaultdict(deque)
    for place in range(len(look.order)):
        if place in taken:
            continue
        stamp = look.stamp(place)
        # Only equal sizes can be equal content: 100,000 new files are not read for it.
        if stamp is not None and None not in sizes and stamp.size not in sizes:
            continue
        now = look.fingerprint(place)
        if now is not None:
            prints[now].append(place)
    for row in wanted:
        assert row.fingerprint is not None
        found = prints.get(row.fingerprint)
        if found:
            made.places[row.row] = found.popleft()


def _signs(row: StoredItem) -> StoredItem:
    return replace(row, row=0)


def _signs_now(look: Look, row: StoredItem, place: int) -> StoredItem:
    stamp = look.stamp(place)
    now = replace(row, row=0, key=look.order[place])
    if stamp is not None:
        now = replace(now, size=stamp.size, modified=stamp.modified or None)
    if row.fingerprint is None:
        now = replace(now, fingerprint=look.fingerprint(place))
    return now
