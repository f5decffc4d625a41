"""The store cannot be written for a while: nothing is taken, nothing is lost, and it goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from nblabel.session import StoreRefused, StoreUnavailable

from .double import Tab, boxes, labels


def _fill_disk(session):
    with session.store.reading() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
        db.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def _make_room(session):
    with session.store.reading() as db:
        db.exec_driver_sql("PRAGMA max_page_count=1000000")


def test_on_a_full_disk_nothing_is_taken_and_later_all_of_it(open_it, restart):
    session = open_it()
    tab = Tab(session)
    tab.draw()
    heard = []
    session.subscribe(heard.append)
    _fill_disk(session)
    changes = [tab.change(*(tab.box(f"{n % 3}.jpg") for n in range(40))) for _ in range(5)]
    with pytest.raises(StoreUnavailable, match="is full"):
        session.receive(changes)
    assert len(session.state.annotations) == 1
    assert not heard
    _make_room(session)
    assert session.receive(changes).acknowledged == {"tab": 6}
    assert len(session.dataset().annotations) == 201
    del session, tab.session, heard
    restart()
    assert len(open_it().dataset().annotations) == 201


def test_a_labeler_opens_where_nothing_can_be_written_and_saves_once_it_can(open_it, where, restart):
    where.mkdir()  # in the place of the file
    session = open_it()
    (notice,) = session.notices
    assert notice.level == "error"
    assert "not saved" in notice.text
    tab = Tab(session)
    store, task = session.task.store, session.task.id
    change = tab.change(tab.box())
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        session.receive([change])
    assert labels(session) == {}
    where.rmdir()
    assert session.receive([change]).acknowledged == {"tab": 1}
    assert labels(session) == {"0.jpg": ["bus"]}
    assert (session.task.store, session.task.id) == (store, task)
    del session, tab.session
    restart()
    session = open_it()
    assert session.task.id == task
    assert labels(session) == {"0.jpg": ["bus"]}


def test_a_store_that_can_only_be_read_is_shown_and_takes_changes_once_it_can(open_it, restart, monkeypatch):
    Tab(open_it()).draw()
    restart()
    monkeypatch.setattr("os.access", lambda *_: False)
    session = open_it()
    assert "read-only" in session.notices[0].text
    assert labels(session) == {"0.jpg": ["bus"]}
    tab = Tab(session, "later")
    change = tab.change(tab.box("1.jpg"))
    with pytest.raises(StoreUnavailable, match="read-only"):
        session.receive([change])
    monkeypatch.undo()
    session.receive([change])
    assert labels(session) == {"0.jpg": ["bus"], "1.jpg": ["bus"]}


def test_a_store_turned_read_only_while_open_is_said(open_it):
    session = open_it()
    tab = Tab(session)
    change = tab.change(tab.box())
    with session.store.reading() as db:
        db.exec_driver_sql("PRAGMA query_only=1")
    with pytest.raises(StoreUnavailable, match="read-only"):
        session.receive([change])
    with session.store.reading() as db:
        db.exec_driver_sql("PRAGMA query_only=0")
    assert session.receive([change]).acknowledged == {"tab": 1}


def test_a_lock_held_by_another_process_is_waited_for_then_said(open_it, where, monkeypatch):
    monkeypatch.setattr("nblabel.store._store._PATIENCE", 0.05)
    session = open_it()
    tab = Tab(session)
    change = tab.change(tab.box())
    with closing(sqlite3.connect(where, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked by another process"):
            session.receive([change])
    assert session.receive([change]).acknowledged == {"tab": 1}


def test_python_hears_that_its_change_was_not_saved(open_it):
    session = open_it()
    with session.store.reading() as db:
        db.exec_driver_sql("PRAGMA query_only=1")
    with pytest.raises(StoreUnavailable):
        session.rename_label("bus", "coach")
    assert session.fields == boxes()


def test_a_store_removed_while_open_loses_nothing_silently(open_it, where):
    session = open_it()
    tab = Tab(session)
    tab.draw()
    for file in where.parent.glob("labels.db*"):
        file.unlink()
    with pytest.raises(StoreUnavailable, match="removed or replaced"):
        session.receive([tab.change(tab.box())])
    fresh = open_it()
    assert fresh is not session
    assert labels(fresh) == {}


def test_a_damaged_store_is_refused_and_left_as_it_is(open_it, where):
    where.write_bytes(b"x" * 5000)
    with pytest.raises(StoreRefused, match="damaged"):
        open_it()
    assert where.read_bytes() == b"x" * 5000
