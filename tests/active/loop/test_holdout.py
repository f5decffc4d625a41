"""The hold-out: drawn from all items, the same each time, and never trained on whatever a person does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nblabel.active.loop import Loop
from nblabel.active.loop._holdout import draw_bound, held_out, within
from nblabel.capture import read_captures
from nblabel.items import open_items
from nblabel.session import Session
from nblabel.store import Store

KEYS = [f"s:{n}.jpg" for n in range(200)]


@given(rate=st.floats(0, 0.9), seed=st.integers(0, 2**128))
def test_it_is_the_share_that_was_asked_for(rate, seed):
    assert len(within(KEYS, draw_bound(KEYS, rate, seed), seed)) == round(rate * len(KEYS))


def test_it_depends_on_the_seed_and_not_on_the_order():
    one = within(KEYS, draw_bound(KEYS, 0.2, 1), 1)
    assert one == within(KEYS[::-1], draw_bound(KEYS[::-1], 0.2, 1), 1)
    assert one != within(KEYS, draw_bound(KEYS, 0.2, 2), 2)


def test_items_that_are_added_join_at_the_same_rate_and_the_others_stay():
    bound = draw_bound(KEYS, 0.2, 1)
    more = [*KEYS, *(f"s:new/{n}.jpg" for n in range(1000))]
    later = within(more, bound, 1)
    assert later & set(KEYS) == within(KEYS, bound, 1)
    assert 150 < len(later - set(KEYS)) < 250


def test_what_stands_on_a_side_stays_there():
    bound = draw_bound(KEYS, 0.2, 1)
    inside, outside = min(within(KEYS, bound, 1)), min(set(KEYS) - within(KEYS, bound, 1))
    swapped = held_out(KEYS, bound, 1, {inside: False, outside: True})
    assert swapped == within(KEYS, bound, 1) - {inside} | {outside}


def test_it_is_drawn_from_all_items_those_already_labeled_too(make_loop, person, digits, settled):
    person.answer(*digits.keys)
    loop = settled(make_loop(holdout=0.25))
    assert len(loop.held_out) == 30
    assert loop.progress.labels == 90
    assert loop.history.tested.tolist() == [30]


def test_its_items_stand_in_the_queue_and_say_no_reason_as_some_others_do(make_loop, work_off):
    loop = make_loop(holdout=0.3)
    work_off(loop, 10)
    drawn = loop.queries[loop.queries["round"] == 1]
    assert drawn.holdout.any()
    assert not drawn[drawn.holdout].shown.any()
    assert drawn[~drawn.holdout].shown.any()
    reasons = dict(zip(loop.queue.items, loop.queue.reasons, strict=True))
    assert {reasons[item] for item in loop.held_out & reasons.keys()} == {None}


class Remembers:
    """A classifier of the average: it keeps every row it was ever fitted on."""

    def __init__(self, seen):
        self.seen = seen

    def __deepcopy__(self, _):
        return self

    def __reduce__(self):
        raise TypeError("it stays here")

    def fit(self, X, y):
        self.seen.update(X[:, 0].tolist())
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])

    def predict_proba(self, X):
        rng = np.random.default_rng(len(X))
        made = rng.random((len(X), len(self.classes_)))
        return made / made.sum(axis=1, keepdims=True)


_acts = st.lists(
    st.tuples(st.sampled_from(["answer", "other", "skip", "todo", "back", "step", "again"]), st.integers(0, 23)),
    max_size=40,
)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(acts=_acts, seed=st.integers(0, 5))
def test_it_is_never_trained_on_whatever_is_undone_skipped_relabeled_or_begun_again(person, acts, seed):
    pictures = [np.full((2, 2), n, np.uint8) for n in range(24)]
    store = Store(None)
    session = Session.open(
        open_items(pictures, medium="image"),
        read_captures({"classes": ["a", "b"]}, "image"),
        store=store,
        annotator="ada",
    )
    who = type(person)(session, {n: "ab"[n % 2] for n in range(24)})
    X, seen = np.arange(24.0)[:, np.newaxis], set()
    more = {"batch_size": 2, "holdout": 0.4, "retrain": "manual", "random_state": seed, "strategy": "entropy"}
    loop = Loop(session, Remembers(seen), X, **more)
    held = {float(item[2:]) for item in loop.held_out}
    assert len(held) == 10
    who.answer(0, 1)
    for act, n in acts:
        standing = who.standing(f"i:{n}") is not None
        if act in {"answer", "other"}:
            who.answer(n, label="b" if act == "other" else None)
        elif act in {"skip", "todo"}:
            who.say(n, {"skip": "skipped", "todo": "todo"}[act])
        elif act == "back" and standing:
            who.take_back(n)
        elif act == "again":
            loop = Loop(session, Remembers(seen), X, **more)
        elif act == "step":
            loop.step()
        assert {float(item[2:]) for item in loop.held_out} == held
    loop.step()
    assert seen.isdisjoint(held)
    loop.close()
    store.close()


def test_an_item_that_was_trained_on_does_not_join_when_it_is_called_otherwise(open_session, make_loop, digits):
    before = open_session(list(digits.pictures), name="by position")
    loop = make_loop(features=digits.X, over=before, retrain="manual", holdout=0.3)
    before.add(loop.step()[["item"]].assign(label="a"))
    before.add(loop.step()[["item"]].assign(label="b"))
    loop.step()
    held, trained = loop.held_out, {f"i:{key}" for key in before.dataset().annotations["item"]} - loop.held_out
    loop.close()
    # The same pictures in another order: every position, and so every key, now means another one.
    order = np.random.default_rng(0).permutation(120)
    moved = {f"i:{old}": f"i:{new}" for new, old in enumerate(order)}
    after = open_session([digits.pictures.iloc[place] for place in order], name="by position")
    again = make_loop(features=digits.X[order], over=after, retrain="manual", holdout=0.3)
    labeled = {f"i:{key}" for key in after.dataset().annotations["item"]}
    assert again.held_out & labeled == {moved[item] for item in held} & labeled
    assert again.held_out.isdisjoint({moved[item] for item in trained})


def test_a_hold_out_asked_for_otherwise_later_comes_too_late_and_it_is_said(session, make_loop, settled, work_off):
    loop = make_loop(holdout=0.2)
    held = loop.held_out
    work_off(loop, 8)
    again = settled(make_loop(holdout=0.5, random_state=7, batch_size=4))
    assert again.held_out == held
    said = [each.text for each in session.notices]
    assert any(each.startswith("holdout=0.5 comes too late: the hold-out was drawn with holdout=0.2") for each in said)
    assert any(each.startswith("random_state=7 comes too late") for each in said)
    assert "batch_size=4 from now on; until now it was 6" in said


@pytest.mark.parametrize("n", [0, 3])
def test_too_few_items_have_none(open_session, digits, make_loop, settled, n):
    few = open_session(digits.pictures.iloc[: max(n, 1)], name=f"few {n}")
    loop = settled(make_loop(over=few))
    assert loop.held_out == frozenset()
