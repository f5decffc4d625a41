"""How long a commit takes while the loop trains: in a process of its own, and where the model cannot go there."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from nblabel.active.loop import Loop
from nblabel.capture import read_captures
from nblabel.changes import Change, Op
from nblabel.items import open_items
from nblabel.session import Session
from nblabel.store import close_stores
from tests.bench.stage import percentile

ITEMS, COMMITS, SECONDS, LIMIT = 400, 150, 5.0, 20.0


class Slow:
    """Trains in pure Python for five seconds: the worst there is for whoever shares its interpreter."""

    def fit(self, _: Any, y: Any) -> Slow:
        self.classes_ = sorted(set(y))
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            sum(i * i for i in range(20_000))
        return self

    def predict_proba(self, X: Any) -> Any:
        return np.full((len(X), len(self.classes_)), 1 / len(self.classes_))

    def predict(self, X: Any) -> Any:
        return [self.classes_[0]] * len(X)


class SlowHere(Slow):
    """The same, and it cannot be pickled."""

    def __reduce__(self) -> Any:
        raise TypeError("it stays here")


def run() -> None:
    """Print both beside the limit."""
    # As what is defined in a notebook: it goes to another process by value.
    Slow.__module__ = "__main__"
    for name, model in (("another process", Slow()), ("a thread", SlowHere())):
        times = _commits(model)
        p95 = percentile(times, 95)
        what = f"answer -> committed while the loop trains in {name}, p95"
        worst = f"worst {max(times):.1f} of {len(times)}"
        print(f"{what:58} {p95:8.2f} ms   {p95 / LIMIT:5.2f} x the {LIMIT:g} ms limit; {worst}")


def _commits(model: Any) -> list[float]:
    pictures = [np.full((4, 4), n % 256, np.uint8) for n in range(ITEMS)]
    with tempfile.TemporaryDirectory() as folder:
        fields = read_captures({"classes": ["even", "odd"]}, "image")
        source = open_items(pictures, medium="image")
        session = Session.open(source, fields, store=Path(folder) / "labels.db", annotator="bench")
        loop = Loop(
            session, model, np.arange(float(ITEMS))[:, np.newaxis], holdout=0.1, random_state=0, cold_start="random"
        )
        answer = _answers(session)
        for _ in range(12):
            answer()
        _until_training(loop)
        times = []
        while len(times) < COMMITS and loop.progress is not None and loop.progress.state == "training":
            times.append(answer())
            # As fast as nobody labels; a person needs half a second.
            time.sleep(0.02)
        loop.close()
        close_stores()
    return times


def _until_training(loop: Loop) -> None:
    end = time.monotonic() + 60
    while loop.progress is None or loop.progress.state != "training":
        assert time.monotonic() < end
        time.sleep(0.01)


def _answers(session: Session) -> Any:
    client, n = uuid4().hex[:8], 0

    def answer() -> float:
        nonlocal n
        item, n = session.order[n], n + 1
        made = {"field": "class", "kind": "class", "label": "odd" if n % 2 else "even", "geometry": {}}
        ops = (
            Op("create", item, uuid4().hex, None, made),
            Op("set", item, None, {"status": "todo"}, {"status": "done", "seconds": 1.0}),
        )
        change = Change(uuid4().hex, session.task.id, session.annotator, client, n, None, time.time_ns() // 1000, ops)
        start = time.perf_counter()
        session.receive([change])
        return (time.perf_counter() - start) * 1000

    return answer
