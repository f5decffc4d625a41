"""The loop over the wire: what comes next, how far it is, and what the person wants of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from nblabel.widgets.active_loop import ActiveLoop
from nblabel.widgets.image_labeler import ImageLabeler

from .page import PageComm, Tab, session_of, show

PATIENCE = 60
PICTURES = [np.full((8, 8), 10 * n, np.uint8) for n in range(24)]
X = np.array([[n % 2, n / 24] for n in range(24)])


class Here(LogisticRegression):
    """It cannot be pickled, so it is trained in this process: to start another one takes seconds."""

    def __reduce__(self) -> Any:
        raise TypeError("it stays here")


@pytest.fixture
def labeler(label: Callable[..., ImageLabeler]) -> ImageLabeler:
    return label(items=PICTURES, boxes=None, classes=["even", "odd"])


@pytest.fixture
def make(labeler: ImageLabeler) -> Iterator[Callable[..., ActiveLoop]]:
    made: list[ActiveLoop] = []

    def loop(**more: Any) -> ActiveLoop:
        made.append(ActiveLoop(labeler, Here(), X, **{"batch_size": 4, "random_state": 0, "holdout": 0.25} | more))
        assert made[-1].settle(PATIENCE)
        return made[-1]

    yield loop
    for each in made:
        each.close()


def answer(loop: ActiveLoop, n: int) -> None:
    assert loop.queue is not None
    keys = [int(item[2:]) for item in loop.queue.items[:n]]
    labels = ["odd" if key % 2 else "even" for key in keys]
    loop.labeler.add(loop.labeler.annotations[["item", "label"]].reindex(range(n)).assign(item=keys, label=labels))
    assert loop.settle(PATIENCE)


def test_displaying_the_loop_displays_its_labeler(make: Callable[..., ActiveLoop]) -> None:
    loop = make()
    assert show(loop.labeler)["application/vnd.jupyter.widget-view+json"]["model_id"] == loop.labeler.model_id
    assert loop._repr_mimebundle_() == loop.labeler._repr_mimebundle_()


def test_its_repr_says_how_far_it_is(make: Callable[..., ActiveLoop]) -> None:
    assert repr(make()).startswith("ActiveLoop (0 labels; 4 more until the first model) over ImageLabeler ")


def test_a_tab_hears_queue_and_loop_when_it_is_attached_and_whenever_they_change(
    labeler: ImageLabeler, make: Callable[..., ActiveLoop]
) -> None:
    page = Tab(labeler).page
    Tab(labeler).hello()
    page.clear()
    loop = make()
    assert loop.queue is not None and loop.progress is not None
    last = page.of("queue", to="*")[-1]
    assert last["round"] == 0
    assert last.tables["queue"] == {"item": list(loop.queue.items), "reason": list(loop.queue.reasons)}
    assert page.of("loop", to="*")[-1]["loop"]["state"] == "cold"
    answer(loop, 7)
    assert page.of("queue")[-1]["round"] == 1
    said = page.of("loop")[-1]
    assert said["loop"] == {
        "state": "ready", "round": 1, "said": loop.progress.said, "error": None, "hint": None, "metric": "accuracy",
        "labels": loop.progress.labels, "trained": loop.progress.trained, "wanted": loop.progress.wanted,
        "strategy": "margin", "retrain": "background", "paused": False,
    }  # fmt: skip
    (point,) = loop.progress.curve
    assert said.tables["curve"] == {
        "round": [1], "labels": [point.labels], "minutes": [0.0], "score": [point.score], "low": [point.low],
        "high": [point.high], "tested": [point.tested],
    }  # fmt: skip


def test_a_tab_that_opens_later_is_told_with_everything_else(make: Callable[..., ActiveLoop]) -> None:
    loop = make()
    answer(loop, 7)
    opened = Tab(loop.labeler).hello()
    assert loop.queue is not None
    assert opened["loop"]["round"] == opened["round"] == 1
    assert opened.tables["queue"]["item"] == list(loop.queue.items)
    assert opened.tables["curve"]["round"] == [1]


def test_without_a_loop_opened_says_that_there_is_none(labeler: ImageLabeler) -> None:
    opened = Tab(labeler).hello()
    assert (opened["loop"], opened["round"]) == (None, 0)
    assert opened.tables["queue"] == {"item": [], "reason": []}
    assert opened.tables["curve"]["round"] == []


def test_when_it_is_closed_the_tabs_hear_that_there_is_none(make: Callable[..., ActiveLoop]) -> None:
    loop = make()
    tab = Tab(loop.labeler)
    tab.hello()
    tab.page.clear()
    loop.close()
    assert tab.page.of("queue")[-1].tables["queue"]["item"] == []
    assert tab.page.of("loop")[-1]["loop"] is None


def test_a_person_may_pause_it_go_on_and_train_now(make: Callable[..., ActiveLoop]) -> None:
    loop = make()
    tab = Tab(loop.labeler)
    tab.hello()
    answer(loop, 3)
    tab.say("steer", action="pause")
    assert loop.settle(PATIENCE)
    assert tab.page.of("loop")[-1]["loop"]["paused"] is True
    tab.say("steer", action="resume")
    tab.say("steer", action="train")
    assert loop.settle(PATIENCE)
    assert tab.page.of("loop")[-1]["loop"]["paused"] is False
    assert tab.page.of("error") == []


@pytest.mark.parametrize("action", ["dance", None, 7])
def test_anything_else_is_answered_with_an_error(make: Callable[..., ActiveLoop], action: object) -> None:
    tab = Tab(make().labeler)
    tab.say("steer", action=action)
    assert "is none of 'train', 'pause', 'resume'" in tab.page.of("error")[-1]["why"]


def test_steering_where_no_loop_is_attached_is_answered_with_what_to_do(labeler: ImageLabeler) -> None:
    tab = Tab(labeler)
    tab.say("steer", action="train")
    assert tab.page.of("error")[-1]["why"] == "no loop is attached; run the cell that makes it again"


def test_the_first_gifts_are_the_items_the_queue_begins_with(
    make: Callable[..., ActiveLoop], browser: type[PageComm]
) -> None:
    assert browser is PageComm
    loop = make()
    page = loop.labeler.comm.page
    page.clear()
    show(loop.labeler)
    assert loop.queue is not None
    gifts = [each["item"] for each in page.wait("asset", count=2)]
    assert set(gifts[:2]) <= set(loop.queue.items[:8])


def test_going_on_as_somebody_else_takes_the_loop_to_their_work(
    make: Callable[..., ActiveLoop], label: Callable[..., ImageLabeler]
) -> None:
    bob = label(items=PICTURES, boxes=None, classes=["even", "odd"], annotator="bob")
    bob.add(bob.annotations[["item", "label"]].reindex([0]).assign(item=0, label="even"))
    loop = make()
    answer(loop, 3)
    tab = Tab(loop.labeler)
    tab.hello()
    tab.ask("continue", annotator="bob")
    assert loop.settle(PATIENCE)
    theirs = session_of(loop.labeler)
    assert theirs.annotator == "bob"
    assert theirs.loop is loop
    assert loop.progress is not None
    assert tab.page.of("loop")[-1]["loop"]["labels"] == loop.progress.labels <= 1
