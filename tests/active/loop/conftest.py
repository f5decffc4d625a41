"""Real digits over a real store, a person who knows them, and models that can be held or made to fail."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from threading import Condition, Event
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from nblabel.active.loop import Loop
from nblabel.capture import read_captures
from nblabel.changes import Change, Op
from nblabel.items import open_items
from nblabel.items.keys import to_wire
from nblabel.session import Session
from nblabel.store import close_stores

PATIENCE = 60


@pytest.fixture(autouse=True)
def _a_process_that_begins_with_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    yield
    gc.collect()
    close_stores()


class Digits:
    """The first digits 0, 1 and 2, under keys that say nothing."""

    def __init__(self, n: int = 120) -> None:
        X, y = load_digits(n_class=3, return_X_y=True)
        self.X = X[:n] / 16
        self.keys = [f"d{place:03d}" for place in range(n)]
        self.truth: dict[Any, str] = {key: "abc"[each] for key, each in zip(self.keys, y, strict=False)}
        self.frame = pd.DataFrame(self.X, index=self.keys)

    @property
    def pictures(self) -> pd.Series[Any]:
        images = [(16 * each).reshape(8, 8).astype(np.uint8) for each in self.X]
        return pd.Series(dict(zip(self.keys, images, strict=True)))


@pytest.fixture(scope="session")
def digits() -> Digits:
    return Digits()


class Person:
    """Answers as a browser would: each answer is one change, then done."""

    def __init__(self, session: Session, truth: Mapping[Any, str], field: str = "class") -> None:
        self.session, self.truth, self.field = session, truth, field
        self._client, self._n = f"tab-{uuid4().hex[:6]}", 0

    def do(self, *ops: Op) -> None:
        self._n += 1
        session = self.session
        at = time.time_ns() // 1000
        change = Change(uuid4().hex, session.task.id, session.annotator, self._client, self._n, None, at, ops)
        receipt = session.receive([change])
        assert receipt.refused == []

    def answer(self, *keys: Any, label: str | None = None) -> None:
        for key in keys:
            item = to_wire(key)
            made = {"field": self.field, "kind": "class", "label": label or self.truth[key], "geometry": {}}
            standing = self.standing(item)
            done = Op("set", item, None, {"status": "todo"}, {"status": "done", "seconds": 2.0})
            if standing is None:
                self.do(Op("create", item, uuid4().hex, None, made), done)
            else:
                self.do(Op("update", item, standing, None, {"label": made["label"]}), done)

    def standing(self, item: str) -> str | None:
        found = self.session.state.annotations.items()
        return next((id_ for id_, each in found if each["item"] == item and each["field"] == self.field), None)

    def say(self, key: Any, status: str) -> None:
        self.do(Op("set", to_wire(key), None, None, {"status": status}))

    def take_back(self, key: Any) -> None:
        """Undo an answer: the annotation goes, and the item is to do again."""
        item, standing = to_wire(key), self.standing(to_wire(key))
        assert standing is not None
        self.do(Op("delete", item, standing, None, None), Op("set", item, None, None, {"status": "todo"}))


@pytest.fixture
def open_session(digits: Digits) -> Callable[..., Session]:
    def make(items: Any = None, captures: Mapping[str, Any] | None = None, **more: Any) -> Session:
        source = open_items(digits.pictures if items is None else items, medium=more.pop("medium", "image"))
        fields = read_captures(captures or {"classes": ["a", "b", "c"]}, source.medium)
        return Session.open(source, fields, **{"store": None, "annotator": "ada"} | more)

    return make


@pytest.fixture
def session(open_session: Callable[..., Session]) -> Session:
    return open_session()


@pytest.fixture
def person(session: Session, digits: Digits) -> Person:
    return Person(session, digits.truth)


@pytest.fixture
def make_loop(session: Session, digits: Digits) -> Iterator[Callable[..., Loop]]:
    """Make loops over the digits, and close them in the end."""
    made: list[Loop] = []

    def make(model: Any = None, features: Any = None, *, over: Session | None = None, **more: Any) -> Loop:
        settings = {"batch_size": 6, "random_state": 0} | more
        # In this process: to start another one takes longer than most of these tests.
        model = Gated(Gate()) if model is None else model
        made.append(Loop(over or session, model, digits.frame if features is None else features, **settings))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "labels.db"


class Gated(LogisticRegression):
    """Trains when it is let; it cannot leave the process, so it trains in a thread."""

    def __init__(self, gate: Gate | None = None) -> None:
        self.gate = gate
        super().__init__(max_iter=200)

    def __reduce__(self) -> Any:
        raise TypeError("it cannot be pickled")

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002  (scikit-learn's)
        return {"gate": self.gate}

    def fit(self, X: Any, y: Any) -> Any:
        assert self.gate is not None
        return super().fit(*self.gate.passed(X, y))


class Gate:
    """Lets fits through, remembers what each was fitted on, and makes some fail."""

    def __init__(self) -> None:
        self.open, self.begun = Event(), Event()
        self.open.set()
        self.fitted: list[np.ndarray] = []
        self.fails: Iterable[int] = ()

    def __deepcopy__(self, _: Any) -> Gate:
        return self

    def passed(self, X: Any, y: Any) -> tuple[Any, Any]:
        self.fitted.append(np.asarray(X))
        self.begun.set()
        assert self.open.wait(PATIENCE)
        if len(self.fitted) in self.fails:
            raise RuntimeError(f"fit {len(self.fitted)} was told to fail")
        return X, y


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def gated(gate: Gate) -> Gated:
    return Gated(gate)


@pytest.fixture
def settled() -> Callable[[Loop], Loop]:
    """Wait until a loop has considered everything and trains nothing."""

    def wait(loop: Loop) -> Loop:
        assert loop.settle(PATIENCE)
        return loop

    return wait


@pytest.fixture
def comes_to() -> Callable[..., Loop]:
    """Wait until a loop has come to something, while it may be training still."""

    def wait(loop: Loop, what: Callable[[Loop], bool]) -> Loop:
        told = Condition()

        def hear(_: object) -> None:
            with told:
                told.notify_all()

        remove = loop._session.subscribe(hear)  # noqa: SLF001  (the test may have several)
        with told:
            assert told.wait_for(lambda: loop.progress is not None and what(loop), PATIENCE)
        remove()
        return loop

    return wait


@pytest.fixture
def work_off(person: Person, settled: Callable[[Loop], Loop]) -> Callable[..., list[str]]:
    """Have the person answer the next items of the queue, as a browser walks on."""

    def work(loop: Loop, n: int, who: Person | None = None) -> list[str]:
        settled(loop)
        assert loop.queue is not None
        todo = [item[2:] for item in loop.queue.items if (who or person).standing(item) is None][:n]
        (who or person).answer(*todo)
        settled(loop)
        return todo

    return work
