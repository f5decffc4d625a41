"""After a restart everything is as it was: hold-out, queue, queries, history; and the loop goes on."""

from __future__ import annotations

import gc

import pytest

from nblabel.session import StoreUnavailable
from nblabel.store import Store, close_stores


@pytest.fixture
def restart():
    """As if the kernel had been restarted."""

    def forget(*loops):
        for each in loops:
            each.close()
        gc.collect()
        close_stores()

    return forget


@pytest.fixture
def worked(open_session, make_loop, digits, person, where, work_off):
    """A loop of two rounds on disk, and who worked in it."""
    session = open_session(store=where)
    who = type(person)(session, digits.truth)
    loop = make_loop(over=session, holdout=0.3)
    work_off(loop, 10, who)
    work_off(loop, 9, who)
    assert loop.progress.round == 2
    return loop


def test_queries_history_hold_out_and_queue_are_the_same(worked, open_session, make_loop, restart, settled, where):
    before = worked.queries, worked.history, worked.held_out, worked.queue
    restart(worked)
    again = settled(make_loop(over=open_session(store=where), holdout=0.3))
    assert again.queries.equals(before[0])
    assert again.history.equals(before[1])
    assert (again.held_out, again.queue) == before[2:]


def test_the_model_is_fitted_again_without_a_round_of_its_own(worked, open_session, make_loop, restart, settled, where):
    restart(worked)
    again = settled(make_loop(over=open_session(store=where), holdout=0.3))
    assert again.model_.classes_.tolist() == ["a", "b", "c"]
    assert again.progress.round == 2
    assert again.progress.said.startswith("trained on ")


def test_it_goes_on_with_the_next_round_and_the_next_draw(
    worked, open_session, make_loop, restart, work_off, person, digits, where
):
    draws = worked.queries.draw.max()
    restart(worked)
    session = open_session(store=where)
    again = make_loop(over=session, holdout=0.3)
    work_off(again, 10, type(person)(session, digits.truth))
    assert again.history["round"].tolist()[:3] == [1, 2, 3]
    assert again.queries.draw.max() > draws
    assert not again.queries.duplicated(["draw", "position"]).any()


def test_a_seed_that_was_left_open_is_kept(open_session, make_loop, restart, settled, where):
    one = settled(make_loop(over=open_session(store=where), random_state=None))
    held = one.held_out
    restart(one)
    assert make_loop(over=open_session(store=where), random_state=None).held_out == held


def test_items_are_found_again_under_other_keys(worked, open_session, make_loop, restart, settled, digits, where):
    tested = worked.history.tested.tolist()
    labeled = len(worked.progress.curve) and worked.progress.labels
    restart(worked)
    renamed = digits.pictures.rename(lambda key: f"renamed/{key}.png")
    again = settled(make_loop(features=digits.X, over=open_session(renamed, store=where), holdout=0.3))
    assert again.progress.labels == labeled
    assert again.queries.item.str.startswith("renamed/").all()
    assert len(again.history) == len(tested)


def test_another_annotator_has_a_loop_of_their_own(worked, open_session, make_loop, settled, where):
    other = settled(make_loop(over=open_session(store=where, annotator="bob"), holdout=0.3))
    assert len(other.history) == 0
    assert other.queries.draw.max() == 0
    assert other.held_out == worked.held_out, "from the same items and seed"


def test_somebody_who_turns_out_to_be_another_takes_the_loop_along(
    open_session, make_loop, settled, work_off, person, digits, where
):
    session = open_session(store=where, annotator="jovyan")
    loop = make_loop(over=session)
    work_off(loop, 8, type(person)(session, digits.truth))
    before = loop.queries
    session.identify("ada")
    settled(loop)
    work_off(loop, 8, type(person)(session, digits.truth))
    loop.close()
    again = make_loop(over=session)
    assert len(again.history) == 2
    assert again.queries.head(len(before)).equals(before)


def test_a_store_that_cannot_be_written_stops_nobody_and_is_made_up_for(
    open_session, make_loop, settled, work_off, person, digits, where, monkeypatch
):
    session = open_session(store=where)
    loop = settled(make_loop(over=session))
    recording, refused = type(session).recording, []

    def full(_, keys):
        refused.append(keys)
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(type(session), "recording", full)
    work_off(loop, 8, type(person)(session, digits.truth))
    assert refused
    assert (loop.progress.round, loop.queue.round) == (1, 1)
    monkeypatch.setattr(type(session), "recording", recording)
    work_off(loop, 8, type(person)(session, digits.truth))
    kept = loop.queries
    loop.close()
    assert make_loop(over=session).queries.equals(kept)


def test_a_store_of_the_version_before_takes_a_loop(open_session, make_loop, settled, where):
    session = open_session(store=where)
    session.add(session.dataset().annotations)
    close_stores()
    store = Store(where)
    with store.writing() as db:
        for table in ("draws", "rounds", "sides", "loops"):
            db.exec_driver_sql(f"drop table {table}")
        db.exec_driver_sql("update meta set value = '1' where name = 'version'")
    store.close()
    loop = settled(make_loop(over=open_session(store=where)))
    assert loop.queries.draw.max() == 0
