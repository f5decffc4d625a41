"""A browser that is a list: what a widget sends to the page is kept, and read as the page reads it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

import pandas as pd
from comm.base_comm import BaseComm

from nblabel.changes import Change, Op
from nblabel.session import Session
from nblabel.widgets import messages, table
from nblabel.widgets.labeler import Labeler


@dataclass
class Heard:
    """One message that arrived in the page."""

    content: dict[str, Any]
    buffers: list[bytes]

    def __getitem__(self, name: str) -> Any:
        return self.content[name]

    @property
    def tables(self) -> dict[str, dict[str, list[Any]]]:
        return table.unpack(self.content["tables"], self.buffers)


@dataclass
class Page:
    """Every message of one widget's comm, in order; waits for those that come from a thread."""

    heard: list[Heard] = field(default_factory=list)
    _arrived: Condition = field(default_factory=Condition)

    def take(self, heard: Heard) -> None:
        with self._arrived:
            self.heard.append(heard)
            self._arrived.notify_all()

    def of(self, *types: str, to: str | None = None) -> list[Heard]:
        with self._arrived:
            found = [each for each in self.heard if each["type"] in types]
        return [each for each in found if to in (None, each["client"])]

    def types(self) -> list[str]:
        with self._arrived:
            return [each["type"] for each in self.heard]

    def wait(self, *types: str, count: int = 1) -> list[Heard]:
        def there() -> bool:
            return sum(each["type"] in types for each in self.heard) >= count

        with self._arrived:
            assert self._arrived.wait_for(there, timeout=10), f"{count} × {types}, but only {self.types()}"
        return self.of(*types)

    def clear(self) -> None:
        with self._arrived:
            self.heard.clear()


class PageComm(BaseComm):
    """A comm whose other end is a `Page`."""

    def __init__(self, **settings: Any) -> None:
        self.page = Page()
        super().__init__(**settings)

    def publish_msg(self, msg_type: str, data: Any = None, *_: Any, buffers: Any = None, **__: Any) -> None:
        if msg_type == "comm_msg" and data["method"] == "custom":
            self.page.take(Heard(data["content"], [bytes(each) for each in buffers or []]))


class Tab:
    """One browser tab that shows a labeler: says things as the page would, and hears the answers."""

    _clients = itertools.count(1)

    def __init__(self, labeler: Labeler) -> None:
        self.labeler = labeler
        self.page: Page = labeler.comm.page
        self.client = f"tab-{next(self._clients)}"
        self.n = 0
        self._requests = itertools.count(1)
        self.task = ""
        self.annotator = ""

    def say(self, kind: str, buffers: list[Any] | None = None, **content: Any) -> None:
        said = {"protocol": messages.PROTOCOL, "type": kind, "client": self.client, **content}
        self.deliver(said, buffers or [])

    def deliver(self, content: Any, buffers: list[Any]) -> None:
        views = [memoryview(each) for each in buffers]
        self.labeler._handle_msg(  # noqa: SLF001  (where ipywidgets hands a message to a widget)
            {"content": {"data": {"method": "custom", "content": content}}, "buffers": views}
        )

    def ask(self, kind: str, **content: Any) -> int:
        request = next(self._requests)
        self.say(kind, request=request, **content)
        return request

    def hello(self) -> Heard:
        self.ask("hello")
        opened = self.page.of("opened", to=self.client)[-1]
        self.task, self.annotator = opened["task"]["id"], opened["annotator"]["name"]
        return opened

    def make(self, *ops: Op, n: int | None = None, **other: Any) -> Change:
        """Make a change without sending it."""
        if n is None:
            self.n += 1
            n = self.n
        made: dict[str, Any] = {
            "change": f"{self.client}-{n}",
            "task": self.task,
            "annotator": self.annotator,
            "client": self.client,
            "n": n,
            "reverts": None,
            "at": 1_700_000_000_000_000 + n,
            "ops": ops,
        }
        return Change(**(made | other))

    def send(self, *changes: Change) -> None:
        headers, ops = messages.write_changes(changes)
        tables, buffers = table.pack({"ops": ops})
        self.say("changes", buffers, changes=headers, tables=tables)

    def act(self, *ops: Op) -> Change:
        """Make a change and send it, as a gesture does."""
        change = self.make(*ops)
        self.send(change)
        return change


def box(name: str, item: str = "s:a.png", label: str = "bus", **geometry: float) -> Op:
    place = {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0, "angle": 0.0} | geometry
    after = {"field": "box", "kind": "box", "label": label, "geometry": place, "source": "human"}
    blank = dict.fromkeys(("group", "score", "model", "decision", "attributes"))
    return Op("create", item, name, None, after | blank)


def status(item: str, after: str, before: str = "todo") -> Op:
    return Op("set", item, None, {"status": before}, {"status": after})


def frame(**columns: Any) -> pd.DataFrame:
    """One row that `add` takes, unless told otherwise."""
    row: dict[str, Any] = {"item": ["a.png"], "label": "bus", "x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}
    return pd.DataFrame(row | columns)


def session_of(labeler: Labeler) -> Session:
    """Give what the labeler is a window on."""
    return labeler._link.session  # noqa: SLF001  (to make it fail where a test wants it to)


def show(labeler: Labeler) -> dict[str, Any]:
    """Display the labeler, as a cell does whose last line it is."""
    bundle = labeler._repr_mimebundle_()
    assert bundle is not None
    return bundle[0]
