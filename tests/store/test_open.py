"""Opening a store: where it lies, and what is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from nblabel.store import Store, StoreRefused, StoreUnavailable, open_store
from nblabel.store._place import on_network


def test_the_default_store_lies_in_the_working_directory(tmp_path):
    assert open_store("auto").path == tmp_path / ".nblabel" / "labels.db"
    assert (tmp_path / ".nblabel" / "labels.db").is_file()


def test_one_file_has_one_store_however_its_path_is_written(where):
    assert open_store(where) is open_store(str(where)) is open_store(Path("labels.db"))


def test_memory_is_one_store_for_all_threads_and_is_not_kept():
    store = open_store(None)
    assert store is open_store(None)
    assert not store.kept


def test_a_local_store_uses_wal_and_syncs_fully(where):
    with open_store(where).reading() as db:
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert db.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


def test_pandas_reads_the_tables(where):
    open_store(where)
    with closing(sqlite3.connect(where)) as raw:
        assert "version" in pd.read_sql("select * from meta", raw)["name"].tolist()


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "lustre", "fuse.sshfs", "9p"])
def test_a_network_disk_is_known_by_its_mount(kind):
    table = f"/dev/vda / ext4 rw 0 0\nserver:/home /home/ada\\040l {kind} rw 0 0"
    assert on_network(Path("/home/ada l/x/labels.db"), table)
    assert not on_network(Path("/home/ada/labels.db"), table)


def test_of_two_mounts_on_one_point_the_later_counts():
    table = "a / ext4 rw 0 0\nb /data nfs rw 0 0\nc /data ext4 rw 0 0"
    assert not on_network(Path("/data/labels.db"), table)


def test_a_network_disk_gets_the_old_journal_and_one_kernel(where, monkeypatch):
    monkeypatch.setattr("nblabel.store._store.on_network", lambda _: True)
    monkeypatch.setattr("nblabel.store._store._PATIENCE", 0.05)
    store = Store(where)
    with store.reading() as db:
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "delete"
        assert db.exec_driver_sql("PRAGMA locking_mode").scalar_one() == "exclusive"
    with store.writing():
        pass
    with pytest.raises(StoreUnavailable, match="locked by another process"):
        Store(where)
    store.close()


def test_a_damaged_file_is_refused_in_a_sentence_and_left_as_it_is(where):
    where.write_bytes(b"not a database at all " * 100)
    before = where.read_bytes()
    with pytest.raises(StoreRefused, match=r"labels\.db is damaged or no nblabel store .* nothing in it was changed"):
        open_store(where)
    assert where.read_bytes() == before


def test_a_database_of_something_else_is_refused_and_left_as_it_is(where):
    with closing(sqlite3.connect(where)) as raw:
        raw.execute("create table recipes (name)")
    with pytest.raises(StoreRefused, match=r"something else .*'recipes'"):
        open_store(where)
    with closing(sqlite3.connect(where)) as raw:
        assert raw.execute("select name from sqlite_master").fetchall() == [("recipes",)]


def test_a_store_from_a_newer_nblabel_is_refused(where):
    open_store(where).close()
    with closing(sqlite3.connect(where)) as raw, raw:
        raw.execute("update meta set value = '99' where name = 'version'")
    with pytest.raises(StoreRefused, match=r"newer nblabel.*pip install -U"):
        Store(where)


@pytest.mark.parametrize("bad", ["", "postgresql://host/db"])
def test_what_is_no_path_is_an_error(bad):
    with pytest.raises(ValueError, match="store="):
        open_store(bad)
