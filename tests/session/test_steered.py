"""One seat for a loop: windows hear of it, whoever comes later asks for it, and what it records is its own."""

from __future__ import annotations

import pytest

from nblabel.session import LoopChanged, Notice, Progress, Queue, QueueChanged, StoreUnavailable
from nblabel.store import items

from .double import Tab, street

QUEUE = Queue(1, ("s:2.jpg", "s:0.jpg"), ("margin 0.03", None))
PROGRESS = Progress("cold", 0, "3 more labels", None, None, "accuracy", 7, 0, 3, "margin", "background", False, ())


class Seated:
    """A loop that only sits there."""

    queue, progress, held_out = QUEUE, PROGRESS, frozenset({"s:1.jpg"})

    def steer(self, action):
        """Do nothing."""

    def follow(self, session):
        """Do nothing."""


@pytest.fixture
def session(open_it):
    return open_it()


@pytest.fixture
def heard(session):
    told = []
    session.subscribe(told.append)
    return told


def test_there_is_none_until_one_is_attached(session):
    assert session.loop is None


def test_attaching_tells_the_windows_what_comes_next_and_how_far_it_is(session, heard):
    loop = Seated()
    assert session.attach(loop) is None
    assert session.loop is loop
    assert heard == [QueueChanged(QUEUE), LoopChanged(PROGRESS)]


def test_one_sits_there_at_a_time_and_the_one_before_is_given_back(session):
    first = Seated()
    session.attach(first)
    assert session.attach(Seated()) is first


def test_detaching_tells_the_windows_that_the_tasks_own_order_holds(session, heard):
    session.attach(Seated())
    heard.clear()
    session.attach(None)
    assert heard == [QueueChanged(None), LoopChanged(None)]


def test_what_a_loop_tells_stands_among_the_commits_in_order(session, heard):
    Tab(session).draw()
    session.tell(Notice("info", "one"), QueueChanged(QUEUE))
    Tab(session, "other").draw()
    assert [type(each).__name__ for each in heard] == ["Committed", "Notice", "QueueChanged", "Committed"]


def test_recording_gives_items_a_row_that_a_later_change_uses(session):
    with session.recording(["s:1.jpg", "s:2.jpg"]) as (_, rows):
        recorded = dict(rows)
    Tab(session).draw("1.jpg")
    with session.recorded() as (db, keys):
        assert {keys[row] for row in db.scalars(items.select().with_only_columns(items.c.id))} == recorded.keys()


def test_recording_leaves_out_items_that_are_not_here(session):
    with session.recording(["s:1.jpg", "s:gone.jpg"]) as (_, rows):
        assert rows.keys() == {"s:1.jpg"}


def test_recording_that_fails_leaves_no_row_behind(session):
    with pytest.raises(ZeroDivisionError), session.recording(["s:1.jpg"]):
        raise ZeroDivisionError
    with session.recorded() as (db, keys):
        assert not keys
        assert db.scalars(items.select().with_only_columns(items.c.id)).all() == []
    Tab(session).draw("1.jpg")


def test_what_is_recorded_is_no_change(session, heard):
    with session.recording(["s:1.jpg"]):
        pass
    assert heard == []
    assert session.commit == 0


def test_recording_where_nothing_can_be_written_says_so(open_it, where):
    session = open_it(street())
    where.unlink()
    with pytest.raises(StoreUnavailable), session.recording(["s:1.jpg"]):
        pass
