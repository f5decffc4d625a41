"""A store that cannot be written: it says why, and is tried again each time."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from nblabel.store import Store, StoreUnavailable


def _write(store):
    with store.writing() as db:
        db.exec_driver_sql("insert into tasks values ('t', 'street', 'image', '{}', 1)")


def test_a_full_disk_is_said_and_writing_goes_on_when_there_is_room(where):
    store = Store(where)
    with store.reading() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
        db.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreUnavailable, match=r"the disk of .*labels\.db is full"), store.writing() as db:
        db.exec_driver_sql("create table filler as select randomblob(100000) as bytes")
    with store.reading() as db:
        db.exec_driver_sql("PRAGMA max_page_count=100000")
    _write(store)
    store.close()


def test_a_file_that_turns_read_only_is_said_and_tried_again(where):
    store = Store(where)
    with store.reading() as db:
        db.exec_driver_sql("PRAGMA query_only=1")
    with pytest.raises(StoreUnavailable, match="read-only"):
        _write(store)
    with store.reading() as db:
        db.exec_driver_sql("PRAGMA query_only=0")
    _write(store)
    store.close()


def test_a_lock_of_another_process_is_waited_for_then_said(where, monkeypatch):
    monkeypatch.setattr("nblabel.store._store._PATIENCE", 0.05)
    store = Store(where)
    with closing(sqlite3.connect(where, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked by another process"):
            _write(store)
        other.execute("ROLLBACK")
    _write(store)
    store.close()


def test_where_no_file_can_be_made_a_stand_in_serves_until_one_can(where):
    where.mkdir()  # a folder in the place of the file
    store = Store(where)
    mine = store.id
    assert "cannot be opened" in (store.why or "")
    with store.arranging() as db:
        db.exec_driver_sql("insert into tasks values ('t', 'street', 'image', '{}', 1)")
    with pytest.raises(StoreUnavailable, match="cannot be opened"), store.writing():
        pass
    where.rmdir()
    with store.writing() as db:
        assert db.exec_driver_sql("select id, name from tasks").one() == ("t", "street")
    assert store.why is None
    assert store.id == mine
    assert where.is_file()
    store.close()


def test_a_store_that_can_only_be_read_is_read(where, monkeypatch):
    first = Store(where)
    _write(first)
    mine = first.id
    first.close()
    monkeypatch.setattr("os.access", lambda *_: False)
    store = Store(where)
    assert "read-only" in (store.why or "")
    assert store.id == mine
    with store.reading() as db:
        assert db.exec_driver_sql("select name from tasks").scalar_one() == "street"
    with pytest.raises(StoreUnavailable, match="read-only"), store.writing():
        pass
    monkeypatch.undo()
    with store.writing() as db:
        assert db.exec_driver_sql("select name from tasks").scalar_one() == "street"
    store.close()


def test_a_file_that_was_removed_while_open_takes_nothing_more(where):
    store = Store(where)
    where.unlink()
    assert store.replaced()
    with pytest.raises(StoreUnavailable, match="removed or replaced"):
        _write(store)
    store.close()


def test_an_error_inside_a_transaction_leaves_nothing_of_it(where):
    store = Store(where)

    def interrupted():
        with store.writing() as db:
            db.exec_driver_sql("insert into tasks values ('t', 'street', 'image', '{}', 1)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with store.writing() as db:
        assert db.exec_driver_sql("select count(*) from tasks").scalar_one() == 0
    store.close()
