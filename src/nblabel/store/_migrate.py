"""Bring a store's schema up to date, after a backup; refuse one from the future."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, inspect, select, update

from nblabel.store._errors import StoreRefused, StoreUnavailable
from nblabel.store._schema import VERSION, meta, metadata

_TRIES = 4  # each waits a quarter of a second, after SQLite's own time-out

Migration = Callable[[Connection], None]


def _add_loops(db: Connection) -> None:
    for statement in _LOOPS.split(";"):
        db.exec_driver_sql(statement)


# Written out: the tables of `_schema` are those of today, and a step must lead where it led when it was written.
_LOOPS = """
CREATE TABLE loops (
    id TEXT NOT NULL PRIMARY KEY, task TEXT NOT NULL REFERENCES tasks (id), annotator TEXT NOT NULL,
    target TEXT NOT NULL, seed TEXT NOT NULL, settings TEXT NOT NULL, created INTEGER NOT NULL,
    CONSTRAINT loops_once UNIQUE (task, annotator, target)
);
CREATE TABLE sides (
    loop TEXT NOT NULL REFERENCES loops (id), item INTEGER NOT NULL REFERENCES items (id), held BOOLEAN NOT NULL,
    PRIMARY KEY (loop, item)
);
CREATE TABLE rounds (
    loop TEXT NOT NULL REFERENCES loops (id), round INTEGER NOT NULL, at INTEGER NOT NULL, strategy TEXT NOT NULL,
    labels INTEGER NOT NULL, labeling_seconds FLOAT NOT NULL, fit_seconds FLOAT NOT NULL, metric TEXT NOT NULL,
    score FLOAT, low FLOAT, high FLOAT, tested INTEGER NOT NULL, guesses TEXT NOT NULL, PRIMARY KEY (loop, round)
);
CREATE TABLE draws (
    loop TEXT NOT NULL REFERENCES loops (id), draw INTEGER NOT NULL, position INTEGER NOT NULL,
    item INTEGER NOT NULL REFERENCES items (id), why TEXT NOT NULL, strategy TEXT, round INTEGER NOT NULL,
    seed INTEGER NOT NULL, priority FLOAT, reason TEXT, shown BOOLEAN NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (loop, draw, position)
)
"""

MIGRATIONS: Mapping[int, Migration] = {1: _add_loops}
"""How to leave each version for the next one. Version 1 is the first."""


def create(db: Connection) -> None:
    """Make the tables of a new store, which gets an id of its own."""
    metadata.create_all(db)
    rows = [{"name": "version", "value": str(VERSION)}, {"name": "store", "value": uuid4().hex}]
    db.execute(meta.insert(), [*rows, {"name": "epoch", "value": "0"}])


def version_of(db: Connection, path: Path) -> int | None:
    """Read a store's schema version; None for an empty file.

    Raises
    ------
    StoreRefused
        If the file holds something else, or comes from a newer nblabel.
    """
    tables = set(inspect(db).get_table_names())
    if not tables:
        return None
    if "meta" not in tables:
        raise StoreRefused(
            f"{path} is a database of something else (it has the table {min(tables)!r}); give store= another path"
        )
    text = db.execute(select(meta.c.value).where(meta.c.name == "version")).scalar_one_or_none()
    if text is None or not text.isdigit():
        raise StoreRefused(f"{path} does not say its version ({text!r}), so it is no nblabel store; give another path")
    if int(text) > VERSION:
        raise StoreRefused(
            f"{path} was written by a newer nblabel (its version is {text}, this one knows up to {VERSION}); "
            "upgrade with: pip install -U nblabel"
        )
    return int(text)


def migrate(db: Connection, found: int, target: int = VERSION, steps: Mapping[int, Migration] = MIGRATIONS) -> None:
    """Take a store from version ``found`` to ``target``, step by step, in the caller's transaction."""
    for version in range(found, target):
        if version not in steps:
            raise StoreRefused(f"no way is known from schema version {version} to {version + 1}; upgrade nblabel")
        steps[version](db)
    db.execute(update(meta).where(meta.c.name == "version").values(value=str(target)))


def back_up(raw: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy a store beside itself before it is migrated; an earlier copy is never overwritten."""
    number = 0
    while True:
        copy = path.with_name(f"{path.name}.version-{version}{f'-{number}' if number else ''}.backup")
        if not copy.exists():
            break
        number += 1
    target = sqlite3.connect(copy)
    try:
        copy_all(raw, target, path)
    finally:
        target.close()
    return copy


def copy_all(source: sqlite3.Connection, target: sqlite3.Connection, path: Path) -> None:
    """Copy a database; `sqlite3` alone would wait for a lock for ever, this gives up."""
    tries = 0

    def progress(status: int, _: int, __: int) -> None:
        nonlocal tries
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            tries += 1
            if tries > _TRIES:
                raise StoreUnavailable(f"{path} is locked by another process; run the cell again when that one is done")

    source.backup(target, progress=progress)
