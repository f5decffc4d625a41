"""A source of items in memory, and changes as a browser would send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from uuid import uuid4

import pandas as pd

from nblabel.changes import Change, Op
from nblabel.items._source import Asset, ItemError, Stamp
from nblabel.items.keys import Key, to_wire
from nblabel.kinds import Extent
from nblabel.labels import Choice, Field, as_labels, finish
from nblabel.session import Session


class Pictures:
    """Items with made-up bytes; it counts what is read."""

    medium = "image"

    def __init__(
        self,
        contents: Mapping[Key, bytes] | Sequence[bytes],
        *,
        times: Mapping[Key, int] | None = None,
        name: str = "street",
        unreadable: Sequence[Key] = (),
        hashable: bool = True,
    ) -> None:
        self.natural = isinstance(contents, Mapping)
        pairs = list(contents.items()) if isinstance(contents, Mapping) else list(enumerate(contents))
        self.keys: list[Key] = [key for key, _ in pairs]
        self.name = name
        self.rows: pd.DataFrame | None = None
        self._bytes = [content for _, content in pairs]
        self._times = [(times or {}).get(key, 0) for key in self.keys]
        self._unreadable = set(unreadable)
        self._hashable = hashable
        self.hashed: list[Key] = []
        self.stamped = 0

    def stamp(self, position: int) -> Stamp | None:
        self.stamped += 1
        if not self._hashable:
            return None
        return Stamp(len(self._bytes[position]), self._times[position])

    def fingerprint(self, position: int) -> str:
        self.hashed.append(self.keys[position])
        if self.keys[position] in self._unreadable or not self._hashable:
            raise ItemError(f"{self.keys[position]!r} cannot be read")
        return blake2b(self._bytes[position], digest_size=16).hexdigest()

    def extent(self, position: int) -> Extent:
        if self.keys[position] in self._unreadable:
            raise ItemError(f"{self.keys[position]!r} cannot be read")
        return Extent(100, 50)

    def asset(self, position: int, part: str = "item") -> Asset:
        return Asset(self._bytes[position], "image/x-made-up", {"part": part})

    def item(self, position: int) -> object:
        raise NotImplementedError(position)


def street(n: int = 3, **more: object) -> Pictures:
    """Pictures 0.jpg, 1.jpg … of different content and size."""
    return Pictures({f"{i}.jpg": f"picture {i}".encode() + b"." * i for i in range(n)}, **more)  # type: ignore[arg-type]


def boxes(*names: str) -> tuple[Field, ...]:
    """The field `boxes=[...]` declares."""
    return finish([Field("box", "box", as_labels(names or ("bus", "car"), argument="boxes"))])


def classes(*names: str, multiple: bool = False) -> tuple[Field, ...]:
    """The field `classes=[...]` declares."""
    choice = Choice(names or ("rain", "sun"), multiple)
    return finish([Field("class", "class", as_labels(choice.labels, argument="classes"), multiple)])


class Tab:
    """A browser tab: it numbers its changes."""

    def __init__(self, session: Session, client: str = "tab", annotator: str | None = None) -> None:
        self.session = session
        self.client = client
        self.annotator = annotator or session.annotator
        self.n = 0

    def change(self, *ops: Op, reverts: str | None = None, at: int | None = None) -> Change:
        self.n += 1
        when = 1_700_000_000_000_000 + self.n if at is None else at
        task = self.session.task.id
        return Change(uuid4().hex, task, self.annotator, self.client, self.n, reverts, when, ops)

    def box(self, key: Key = "0.jpg", label: str | None = "bus", *, name: str | None = None, **shape: float) -> Op:
        geometry = {"x": 1.0, "y": 2.0, "width": 10.0, "height": 10.0, **shape}
        after = {"field": "box", "kind": "box", "label": label, "geometry": geometry}
        return Op("create", to_wire(key), name or uuid4().hex, None, after)

    def choose(self, key: Key = "0.jpg", label: str = "rain") -> Op:
        after = {"field": "class", "kind": "class", "label": label, "geometry": {}}
        return Op("create", to_wire(key), uuid4().hex, None, after)

    def say(self, key: Key = "0.jpg", **answer: object) -> Op:
        return Op("set", to_wire(key), None, None, answer)

    def send(self, *ops: Op) -> Change:
        change = self.change(*ops)
        self.session.receive([change])
        return change

    def draw(self, key: Key = "0.jpg", label: str | None = "bus", **shape: float) -> str:
        op = self.box(key, label, **shape)
        self.send(op)
        assert op.annotation is not None
        return op.annotation


def labels(session: Session) -> dict[object, list[object]]:
    """What stands, by item."""
    frame = session.dataset().annotations
    return {key: sorted(rows["label"].dropna()) for key, rows in frame.groupby("item")}
