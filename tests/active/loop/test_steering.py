"""While a model trains the person labels on; pause, resume, train now, and wait."""

from __future__ import annotations

import pytest

from nblabel.session import Notice

PATIENCE = 60


@pytest.fixture
def holds(gate):
    """Hold every fit until the test says so."""
    gate.open.clear()
    yield gate
    gate.open.set()


def test_labeling_goes_on_from_the_last_queue_while_a_model_trains(
    make_loop, gated, holds, person, digits, settled, comes_to
):
    loop = settled(make_loop(gated, holdout=0))
    before = loop.queue
    person.answer(*digits.keys[:6])
    assert comes_to(loop, lambda loop: loop.progress.state == "training").progress.said == "training on 6 labels"
    person.answer(*digits.keys[6:9])
    assert comes_to(loop, lambda loop: loop.progress.labels == 9).progress.state == "training"
    assert loop.queue == before
    holds.open.set()
    assert settled(loop).queue.round == 1
    assert {f"s:{key}" for key in digits.keys[:9]}.isdisjoint(loop.queue.items)
    assert loop.progress.wanted == 3, "what was labeled meanwhile counts for the next round"


def test_waiting_takes_the_queue_away_until_the_new_model_has_drawn_the_next(
    make_loop, gated, holds, person, digits, settled, comes_to
):
    loop = settled(make_loop(gated, holdout=0, retrain="wait"))
    assert len(loop.queue.items) == 6, "nothing to spare: it would be the last model's"
    person.answer(*digits.keys[:6])
    said = comes_to(loop, lambda loop: loop.progress.state == "training").progress.said
    assert said == "training on 6 labels; what comes next follows from it"
    assert loop.queue is None
    holds.open.set()
    assert settled(loop).queue.round == 1


def test_a_pause_trains_nothing_and_resuming_makes_up_for_it(make_loop, gated, gate, person, digits, settled):
    loop = settled(make_loop(gated, holdout=0))
    loop.steer("pause")
    person.answer(*digits.keys[:20])
    assert settled(loop).progress.paused
    assert loop.progress.said == "paused after 20 labels"
    assert gate.fitted == []
    loop.steer("resume")
    assert settled(loop).history.labels.tolist() == [20]
    assert not loop.progress.paused


def test_train_now_does_not_wait_for_the_batch(make_loop, gated, person, digits, settled):
    loop = settled(make_loop(gated, holdout=0))
    person.answer(*digits.keys[:2])
    loop.steer("train")
    assert settled(loop).history.labels.tolist() == [2]


def test_train_now_with_nothing_to_train_on_says_so(session, make_loop, settled):
    heard = []
    session.subscribe(heard.append)
    loop = settled(make_loop())
    loop.steer("train")
    settled(loop)
    assert Notice("info", "nothing to train on: no label yet") in heard


def test_by_hand_nothing_is_trained_or_drawn_unasked(make_loop, gated, gate, person, digits, settled):
    loop = settled(make_loop(gated, retrain="manual", holdout=0))
    person.answer(*digits.keys[:20])
    assert settled(loop).queue is None
    assert gate.fitted == []
    loop.steer("train")
    assert settled(loop).queue.round == 1


def test_closing_waits_for_no_model(make_loop, gated, holds, person, digits, settled):
    loop = settled(make_loop(gated, holdout=0))
    person.answer(*digits.keys[:6])
    assert holds.begun.wait(PATIENCE)
    loop.close()
    assert loop.history.empty


def test_other_items_stop_the_loop_and_it_says_what_to_do(open_session, make_loop, digits, settled):
    session = open_session()
    loop = settled(make_loop(over=session))
    open_session(digits.pictures.iloc[:50])
    assert settled(loop).progress.error.said == "the items are others now; run the cell that makes the loop again"
    assert loop.queue is None
