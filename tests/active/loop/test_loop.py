"""Label, retrain, rank again: what a person who labels and one who reads the frames may rely on."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from nblabel import Choice
from nblabel.active.loop import Loop
from nblabel.session import LoopChanged, QueueChanged


def test_the_first_queue_is_drawn_by_diversity_and_says_no_reason(make_loop, settled):
    loop = settled(make_loop())
    assert loop.queue.round == 0
    assert set(loop.queue.reasons) == {None}
    drawn = loop.queries
    assert set(drawn.why) == {"cold start", "hold-out"}
    assert set(drawn.strategy.dropna()) == {"k-means"}


def test_a_queue_holds_a_batch_and_as_many_to_spare(make_loop, settled):
    loop = settled(make_loop())
    assert (~loop.queries.holdout).sum() == 12


def test_after_a_batch_a_model_is_trained_in_the_background_and_ranks_anew(make_loop, settled, work_off):
    loop = settled(make_loop())
    first = loop.queue
    work_off(loop, 8)
    assert loop.progress.state == "ready"
    assert loop.queue.round == 1
    assert loop.queue.items != first.items
    last = loop.queries[loop.queries.draw == loop.queries.draw.max()]
    assert set(last.why) == {"strategy", "hold-out"}
    assert last.reason.dropna().str.startswith("margin ").all()


def test_the_queue_holds_nothing_that_is_answered_or_skipped(make_loop, person, settled, work_off):
    loop = settled(make_loop())
    person.say("d100", "skipped")
    done = work_off(loop, 8)
    assert {f"s:{key}" for key in done}.isdisjoint(loop.queue.items)
    assert "s:d100" not in loop.queue.items


def test_the_cold_start_goes_on_until_each_class_was_seen(make_loop, person, digits, settled):
    loop = settled(make_loop(holdout=0))
    some = [key for key in digits.keys if digits.truth[key] != "c"]
    person.answer(*some[:8])
    assert settled(loop).progress.state == "cold"
    assert loop.progress.said == "8 labels; the first model waits for 'c'"
    assert loop.queries.draw.max() == 1, "diversity draws again after a batch"
    person.answer(next(key for key in digits.keys if digits.truth[key] == "c"))
    assert settled(loop).progress.round == 1


def test_a_class_nobody_finds_is_not_waited_for_for_ever(make_loop, person, digits, settled):
    loop = settled(make_loop(holdout=0))
    some = [key for key in digits.keys if digits.truth[key] != "c"]
    person.answer(*some[:18])
    assert settled(loop).progress.round == 1
    assert loop.progress.said.endswith("not yet seen: 'c'")


def test_labels_of_one_class_alone_train_nothing_and_it_is_said(make_loop, person, digits, settled):
    loop = settled(make_loop(holdout=0))
    person.answer(*[key for key in digits.keys if digits.truth[key] == "a"][:20])
    assert settled(loop).progress.said == "all 20 labels so far say 'a'; the first model waits for 'b' and 'c'"
    assert loop.model_ is None


def test_a_class_that_is_added_half_way_is_waited_for_by_nobody_and_learned_once_it_is_there(
    make_loop, open_session, person, work_off, settled
):
    loop = make_loop()
    work_off(loop, 8)
    open_session(captures={"classes": ["a", "b", "c", "other"]})
    assert "other" in settled(loop).progress.said
    person.answer("d050", "d051", label="other")
    work_off(loop, 8)
    assert "other" in loop.model_.classes_


def test_undo_relabel_and_skip_are_reflected_in_the_next_fit(make_loop, gated, gate, person, digits, settled):
    loop = settled(make_loop(gated, holdout=0))
    person.answer(*digits.keys[:6])
    settled(loop)
    person.take_back("d000")
    person.say("d001", "skipped")
    person.answer("d002", label="a")
    person.answer(*digits.keys[10:15])
    settled(loop)
    assert len(gate.fitted) == 2
    wanted = [*digits.keys[2:6], *digits.keys[10:15]]
    assert {row.tobytes() for row in gate.fitted[1]} == {digits.frame.loc[key].to_numpy().tobytes() for key in wanted}
    assert loop.progress.labels == 9


def test_an_answer_that_was_taken_back_is_ranked_again_after_the_next_fit(make_loop, person, digits, settled):
    loop = settled(make_loop(holdout=0, batch_size=4))
    person.answer(*digits.keys[:4])
    settled(loop)
    person.take_back("d000")
    for key in digits.keys[4:116]:
        person.answer(key)
    settled(loop)
    person.answer("d116")
    settled(loop)
    assert "s:d000" in loop.queue.items


def test_every_draw_is_recorded_with_its_seed_and_can_be_read_as_a_frame(make_loop, work_off):
    loop = make_loop()
    work_off(loop, 8)
    work_off(loop, 8)
    drawn = loop.queries
    assert drawn.columns.tolist() == [
        "draw", "position", "item", "why", "strategy", "round", "seed", "priority", "reason", "shown", "holdout",
        "time",
    ]  # fmt: skip
    assert drawn.groupby("draw").position.apply(list).map(lambda each: each == list(range(len(each)))).all()
    assert drawn.groupby("draw").seed.nunique().eq(1).all()
    assert drawn[~drawn.holdout].priority.notna().all()
    assert drawn[drawn.holdout][["priority", "strategy", "reason"]].isna().all(axis=None)


def test_the_history_has_one_row_to_a_round(make_loop, work_off):
    loop = make_loop(holdout=0.3)
    work_off(loop, 9)
    work_off(loop, 9)
    history = loop.history
    assert history["round"].tolist() == [1, 2]
    assert history.labels.is_monotonic_increasing
    assert (history.minutes > 0).all()
    assert history.tested.nunique() == 1, "each round is tested on all of the hold-out that is labeled now"
    assert (history.low <= history.score).all() and (history.score <= history.high).all()


def test_the_same_seed_and_answers_give_the_same_queries(open_session, make_loop, digits):
    drawn = []
    for name in ("one", "two"):
        session = open_session(name=name)
        loop = make_loop(over=session, retrain="manual")
        for _ in range(3):
            asked = loop.step()
            session.add(asked[["item"]].assign(label=asked["item"].map(digits.truth)))
        drawn.append(loop.queries.drop(columns="time"))
    assert drawn[0].equals(drawn[1])


def test_step_trains_and_ranks_here_and_now(make_loop, session, digits):
    loop = make_loop(retrain="manual")
    for _ in range(4):
        asked = loop.step()
        assert (~asked.holdout).sum() == 6
        session.add(asked[["item"]].assign(label=asked["item"].map(digits.truth)))
    assert loop.history.labels.tolist() == [6, 12, 18]
    assert loop.model_.predict(digits.X[:1]).tolist() == ["a"]


def test_step_raises_what_the_model_raised(make_loop, gated, gate, person, digits):
    gate.fails = {1}
    loop = make_loop(gated, retrain="manual")
    person.answer(*digits.keys[:20])
    with pytest.raises(RuntimeError, match="the model failed: RuntimeError: fit 1 was told to fail"):
        loop.step()


def test_a_model_that_fails_says_so_and_is_tried_again_with_the_next_batch(make_loop, gated, gate, work_off):
    gate.fails = {2}
    loop = make_loop(gated, holdout=0)
    work_off(loop, 6)
    before = loop.queue
    work_off(loop, 6)
    assert loop.progress.state == "failed"
    assert loop.progress.error.said == "RuntimeError: fit 2 was told to fail"
    assert loop.progress.error.detail.startswith("Traceback")
    assert loop.queue == before, "labeling goes on from the last queue"
    assert loop.progress.round == 1
    work_off(loop, 6)
    assert (loop.progress.state, loop.progress.round, loop.progress.error) == ("ready", 2, None)


def test_a_strategy_that_fails_says_so_too(make_loop, person, digits, settled):
    def lazy(_):
        raise ZeroDivisionError("by chance")

    loop = settled(make_loop(strategy=lazy, holdout=0))
    person.answer(*digits.keys[:8])
    settled(loop)
    assert loop.progress.error.said == "ZeroDivisionError: by chance"
    assert loop.model_ is not None


def test_a_strategy_of_ones_own_sees_probabilities_embeddings_labels_and_the_model(make_loop, person, digits, settled):
    seen = []

    def mine(context):
        seen.append(context)
        return -context.proba.max(axis=1)

    loop = settled(make_loop(strategy=mine, holdout=0))
    person.answer(*digits.keys[:8])
    settled(loop)
    (context,) = seen
    assert context.proba.shape == (112, 3)
    assert context.embeddings.shape == (120, 64)
    assert [digits.truth[digits.keys[place]] for place in context.labeled] == list(context.labels)
    assert loop.queries.strategy.dropna().iloc[-1] == "mine"


def test_a_committee_is_a_list_of_models(make_loop, gated, person, digits, settled):
    loop = settled(make_loop([gated, GaussianNB()], strategy="vote-entropy", holdout=0))
    person.answer(*digits.keys[:8])
    settled(loop)
    assert loop.progress.error is None
    assert [type(each) for each in loop.model_] == [type(gated), GaussianNB]


def test_reasons_can_be_hidden(make_loop, work_off):
    loop = make_loop(reasons=False)
    work_off(loop, 8)
    assert set(loop.queue.reasons) == {None}
    assert loop.queries.reason.notna().any(), "they are recorded all the same"


def test_a_test_set_of_ones_own_takes_the_place_of_the_hold_out(make_loop, digits, work_off):
    test = digits.X[:30], [digits.truth[key] for key in digits.keys[:30]]
    loop = make_loop(test=test)
    work_off(loop, 6)
    assert loop.held_out == frozenset()
    assert loop.history.tested.tolist() == [30]
    assert not loop.queries.holdout.any()


def test_f1_may_be_asked_for_instead_of_accuracy(make_loop, digits, work_off):
    test = digits.X[:30], [digits.truth[key] for key in digits.keys[:30]]
    loop = make_loop(test=test, metric="F1")
    work_off(loop, 6)
    assert loop.history.metric.tolist() == ["F1"]
    assert 0 < loop.history.low[0] <= loop.history.score[0] <= loop.history.high[0] <= 1


def test_when_everything_is_answered_it_is_said(make_loop, person, digits, settled):
    loop = make_loop()
    person.answer(*digits.keys)
    assert settled(loop).progress.said == "every item is answered or skipped"
    assert loop.queue.items == ()


def test_a_queue_that_runs_dry_before_the_batch_is_full_is_drawn_anew(make_loop, person, settled):
    loop = make_loop(retrain="wait", holdout=0)
    settled(loop)
    skipped, *todo = [item[2:] for item in loop.queue.items]
    person.say(skipped, "skipped")
    person.answer(*todo)
    settled(loop)
    assert f"s:{todo[0]}" not in loop.queue.items
    assert len(loop.queue.items) == 6


def test_the_windows_hear_of_queue_and_progress(session, make_loop, work_off):
    heard = []
    session.subscribe(heard.append)
    loop = make_loop()
    work_off(loop, 8)
    queues = [each.queue for each in heard if isinstance(each, QueueChanged)]
    said = [each.progress for each in heard if isinstance(each, LoopChanged)]
    assert queues[-1] == loop.queue
    assert said[-1] == loop.progress
    assert {each.state for each in said if each is not None} == {"cold", "training", "ready"}


def test_a_loop_made_again_takes_the_seat_of_the_one_before(session, make_loop, settled, work_off):
    first = make_loop()
    work_off(first, 8)
    second = settled(make_loop())
    assert session.loop is second
    assert second.queries.equals(first.queries)
    work_off(second, 8)
    assert second.history["round"].is_monotonic_increasing
    assert len(first.queries) < len(second.queries)


def test_a_closed_loop_leaves_the_task_in_its_own_order(session, make_loop, settled):
    heard = []
    loop = settled(make_loop())
    session.subscribe(heard.append)
    loop.close()
    assert session.loop is None
    assert heard == [QueueChanged(None), LoopChanged(None)]


def test_a_loop_nobody_holds_is_collected_and_its_thread_ends(session, digits):
    loop = Loop(session, LogisticRegression(), digits.frame, random_state=0)
    assert loop.settle(60)
    pace, gone = loop._pace, weakref.ref(loop)  # noqa: SLF001  (what its thread waits for)
    session.attach(None)
    del loop
    gc.collect()
    assert gone() is None
    assert pace.over


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"batch_size": 0}, "batch_size=0 must be a whole number of at least 1"),
        ({"holdout": 1.5}, "holdout=1.5 must be a share"),
        ({"retrain": "often"}, "retrain='often' is none of 'background', 'wait', 'manual'"),
        ({"metric": "auc"}, "metric='auc' is none of"),
        ({"random_state": "lucky"}, "random_state='lucky' must be a whole number"),
        ({"strategy": "margins"}, "strategy='margins'"),
        ({"target": "weather"}, "target='weather' is nothing that is captured here; the fields are 'class'"),
        ({"target": "boxes"}, "target='boxes' is nothing that is captured here"),
        ({"strategy": "vote-entropy"}, "asks a committee; give model= a list"),
        ({"model": LogisticRegression}, "model=LogisticRegression is a class; make one"),
        ({"model": object()}, "has no fit"),
        ({"test": np.zeros(3)}, r"test= must be a pair \(X, y\)"),
        ({"test": (np.zeros((3, 64)), ["a"])}, "test= has 3 rows but 1 labels"),
    ],
)
def test_an_argument_that_cannot_be_is_named(make_loop, wrong, why):
    with pytest.raises((TypeError, ValueError), match=why):
        make_loop(wrong.pop("model", None), **wrong)


def test_a_field_of_several_answers_wants_callables_not_an_estimator(open_session, make_loop):
    several = open_session(captures={"classes": Choice(["a", "b"], multiple=True)}, name="several")
    with pytest.raises(TypeError, match=r"fit\(dataset\) and predict\(items\)"):
        make_loop(object(), over=several)
