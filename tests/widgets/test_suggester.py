"""``suggest=fn``: asked in the background about what is shown next."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nblabel as nbl
from nblabel.changes import Change, Op
from nblabel.widgets.suggester import AHEAD

PHOTOS = pd.Series({f"{n}.jpg": np.zeros((60, 80, 3), np.uint8) for n in range(9)})


class Model:
    """A model that finds one bus at the left of every photo, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.threads: set[str] = set()
        self.answer: Callable[[list[nbl.Item]], object] = self.boxes

    def __call__(self, items: list[nbl.Item]) -> object:
        self.asked.append([item.key for item in items])
        self.threads.add(threading.current_thread().name)
        return self.answer(items)

    @staticmethod
    def boxes(items: list[nbl.Item]) -> pd.DataFrame:
        keys = [item.key for item in items]
        return nbl.boxes(xywh=[[1, 2, 20, 10]] * len(keys), label="bus", score=0.9, item=keys)


@pytest.fixture
def label(browser: object, tmp_path: Path) -> Iterator[Callable[..., nbl.ImageLabeler]]:
    made: list[nbl.ImageLabeler] = []

    def make(suggest: object, **more: object) -> nbl.ImageLabeler:
        assert browser is not None
        labels = {"boxes": ["bus", "car"], "store": tmp_path / "labels.db", "annotator": "anna"}
        labeler = nbl.ImageLabeler(PHOTOS, suggest=suggest, **labels, **more)
        made.append(labeler)
        return labeler

    yield make
    for labeler in made:
        labeler.close()


def look(labeler: nbl.ImageLabeler, item: str) -> None:
    """As the browser says what is looked at."""
    labeler._on_message(None, {"protocol": 1, "type": "view", "client": "tab", "item": f"s:{item}"}, [])  # noqa: SLF001


def finish(labeler: nbl.ImageLabeler, item: str) -> None:
    """As the browser says that an item is done."""
    session = labeler._session  # noqa: SLF001
    op = Op("set", f"s:{item}", None, None, {"status": "done"})
    session.receive([Change("done", session.task.id, session.annotator, "tab", 1, None, 1, (op,))])


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds that another thread brings about."""
    changed = threading.Event()
    for _ in range(1000):
        if holds():
            return
        changed.wait(0.01)
    raise AssertionError("it never came to hold")


def test_the_item_in_view_is_asked_about_first_and_alone_then_the_next_few(label):
    model = Model()
    labeler = label(model)
    look(labeler, "2.jpg")
    until(lambda: len(labeler.suggestions) == AHEAD + 1)
    assert model.asked == [["2.jpg"], ["3.jpg", "4.jpg", "5.jpg", "6.jpg"]]
    assert model.threads == {"nblabel-suggest"}
    assert labeler.suggestions["model"].unique().tolist() == ["Model"]
    assert labeler.suggestions["item"].tolist() == [f"{n}.jpg" for n in range(2, 7)]


def test_no_item_is_asked_about_twice_and_none_that_is_done(label):
    model = Model()
    labeler = label(model)
    look(labeler, "0.jpg")
    until(lambda: len(labeler.suggestions) == AHEAD + 1)
    finish(labeler, "5.jpg")
    look(labeler, "1.jpg")
    until(lambda: "6.jpg" in labeler.suggestions["item"].tolist())
    asked = [key for batch in model.asked for key in batch]
    assert len(asked) == len(set(asked))
    assert "5.jpg" not in asked


def test_a_list_of_one_frame_for_each_item_will_do(label):
    model = Model()
    model.answer = lambda items: [nbl.boxes(xywh=[[1, 2, 20, 10]], label="car") for _ in items]
    labeler = label(model)
    look(labeler, "0.jpg")
    until(lambda: len(labeler.suggestions) == AHEAD + 1)
    assert set(labeler.suggestions["label"]) == {"car"}


def test_a_function_that_fails_is_a_notice_and_the_rest_goes_on(label, monkeypatch):
    model = Model()

    def answer(items: list[nbl.Item]) -> object:
        if items[0].key == "0.jpg":
            raise RuntimeError("out of memory")
        return Model.boxes(items)

    model.answer = answer
    labeler = label(model)
    heard: list[str] = []
    monkeypatch.setattr(labeler, "send", lambda content, _: heard.append(content.get("text", "")))
    look(labeler, "0.jpg")
    until(lambda: len(labeler.suggestions) == AHEAD)
    assert "no suggestions for '0.jpg': Model failed with RuntimeError: out of memory" in heard


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda _: 7, "predictions are given as a DataFrame"),
        (lambda _: [], "0 frames were returned for 1 items"),
        (lambda _: nbl.boxes(xywh=[[1, 2, 3, 4]], label="bus", item="8.jpg"), "item '8.jpg' was not asked about"),
        (lambda _: nbl.boxes(xywh=[[1, 2, 3, 4]], label="tram"), "label 'tram' on item '0.jpg'"),
    ],
)
def test_what_cannot_be_taken_is_said(label, monkeypatch, answer, why):
    model = Model()
    model.answer = lambda items: answer(items) if items[0].key == "0.jpg" else pd.DataFrame()
    labeler = label(model)
    heard: list[str] = []
    monkeypatch.setattr(labeler, "send", lambda content, _: heard.append(content.get("text", "")))
    look(labeler, "0.jpg")
    until(lambda: any(why in text for text in heard))
    assert labeler.suggestions.empty


def test_commits_do_not_wait_for_a_slow_model(label):
    model, go_on = Model(), threading.Event()

    def answer(items: list[nbl.Item]) -> object:
        go_on.wait(20)
        return Model.boxes(items)

    model.answer = answer
    labeler = label(model)
    look(labeler, "0.jpg")
    until(lambda: len(model.asked) == 1)
    labeler.add(nbl.boxes(xywh=[[40, 2, 20, 10]], label="car", item="0.jpg"))
    assert len(labeler.annotations) == 1
    go_on.set()
    until(lambda: len(labeler.suggestions) == AHEAD + 1)


def test_its_thread_ends_with_the_labeler(label):
    labeler = label(Model())
    look(labeler, "0.jpg")
    until(lambda: len(labeler.suggestions) == AHEAD + 1)
    labeler.close()
    until(lambda: all(thread.name != "nblabel-suggest" for thread in threading.enumerate()))


def test_nothing_is_asked_before_anything_is_shown(label):
    model = Model()
    label(model)
    gc.collect()
    assert model.asked == []


def test_what_is_no_function_is_refused(label):
    with pytest.raises(TypeError, match=r"hand a frame to labeler\.suggest\(frame\)"):
        label(pd.DataFrame())


@pytest.mark.parametrize("wrong", [1.5, -0.1, "high", True])
def test_accept_over_is_a_score(label, wrong):
    with pytest.raises(ValueError, match="must be a score from 0 to 1"):
        label(None, accept_over=wrong)
    assert label(None, accept_over=0.9).accept_over == 0.9
