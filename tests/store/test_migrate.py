"""An older schema is brought up to date, after a copy.

Version 0 is made up for the test; version 1 is what the first nblabel wrote.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from nblabel.store import Store, StoreRefused, _migrate, _schema


def _drop_loops(raw):
    for table in ("draws", "rounds", "sides", "loops"):
        raw.execute(f"drop table {table}")


def _version_0(where):
    Store(where).close()
    with closing(sqlite3.connect(where)) as raw, raw:
        raw.execute("update meta set value = '0' where name = 'version'")
        raw.execute("alter table answers drop column comment")
        _drop_loops(raw)
        raw.execute("insert into tasks values ('t', 'street', 'image', '{}', 1)")


def _add_comments(db):
    db.exec_driver_sql("alter table answers add column comment text not null default ''")


def test_an_older_store_is_migrated_after_a_backup(where, monkeypatch):
    _version_0(where)
    monkeypatch.setattr(_migrate, "MIGRATIONS", {**_migrate.MIGRATIONS, 0: _add_comments})
    store = Store(where)
    with store.reading() as db:
        assert db.exec_driver_sql("select name from tasks").scalar_one() == "street"
        assert db.exec_driver_sql("select count(comment) from answers").scalar_one() == 0
        assert _migrate.version_of(db, where) == _schema.VERSION
    store.close()
    with closing(sqlite3.connect(where.with_name("labels.db.version-0.backup"))) as raw:
        assert raw.execute("select value from meta where name = 'version'").fetchone() == ("0",)


def test_a_second_backup_does_not_overwrite_the_first(where, monkeypatch):
    _version_0(where)
    first = where.with_name("labels.db.version-0.backup")
    first.write_bytes(b"precious")
    monkeypatch.setattr(_migrate, "MIGRATIONS", {**_migrate.MIGRATIONS, 0: _add_comments})
    Store(where).close()
    assert first.read_bytes() == b"precious"
    assert where.with_name("labels.db.version-0-1.backup").is_file()


def test_a_migration_that_fails_leaves_the_store_as_it_was(where, monkeypatch):
    def fails(db):
        _add_comments(db)
        raise RuntimeError("half way")

    _version_0(where)
    monkeypatch.setattr(_migrate, "MIGRATIONS", {0: fails})
    with pytest.raises(RuntimeError, match="half way"):
        Store(where)
    with closing(sqlite3.connect(where)) as raw:
        assert raw.execute("select value from meta where name = 'version'").fetchone() == ("0",)
        assert "comment" not in {row[1] for row in raw.execute("pragma table_info(answers)")}


def test_a_version_without_a_way_up_is_refused(where):
    _version_0(where)
    with pytest.raises(StoreRefused, match="no way is known from schema version 0"):
        Store(where)


def _version_1(where):
    """A store as it was before there were loops, with one box in it."""
    Store(where).close()
    with closing(sqlite3.connect(where)) as raw, raw:
        _drop_loops(raw)
        raw.execute("update meta set value = '1' where name = 'version'")
        raw.execute("insert into tasks values ('t', 'street', 'image', '{}', 1)")
        raw.execute("insert into items values (1, 't', 's:0.jpg', 'f', 9, 1)")
        raw.execute(
            "insert into annotations values ('t', 'ada', 'a', 1, 'box', 'box', 'bus', '{}', null, null, 'human', "
            "null, null, null, 1, 1, 0)"
        )


def _tables(where):
    with closing(sqlite3.connect(where)) as raw:
        names = [row[0] for row in raw.execute("select name from sqlite_master where type = 'table' order by name")]
        columns = {name: [row[1:] for row in raw.execute(f"pragma table_info('{name}')")] for name in names}
        keys = {name: sorted(row[2:5] for row in raw.execute(f"pragma foreign_key_list('{name}')")) for name in names}
        return columns, keys


def test_a_store_of_version_1_gets_the_tables_of_a_new_one_and_keeps_its_annotations(where, tmp_path):
    _version_1(where)
    store = Store(where)
    with store.reading() as db:
        assert db.exec_driver_sql("select id, label from annotations").all() == [("a", "bus")]
        assert db.exec_driver_sql("select count(*) from loops").scalar_one() == 0
    store.close()
    Store(tmp_path / "new.db").close()
    assert _tables(where) == _tables(tmp_path / "new.db")
    with closing(sqlite3.connect(where.with_name("labels.db.version-1.backup"))) as raw:
        assert raw.execute("select label from annotations").fetchall() == [("bus",)]
