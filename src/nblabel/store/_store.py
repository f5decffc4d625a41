"""One store: a SQLite file (or memory), its one connection, and its transactions.

The store hands out transactions and knows nothing of sessions. Where its file cannot be written
when it is opened, a stand-in in memory takes its place: it holds a copy of what can be read, so
that the labeler opens, but takes no changes. Each time somebody wants to write, the file is tried
again, and once it takes writing the stand-in gives way.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock

from sqlalchemy import Connection, Table, create_engine, delete, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from nblabel.store import _migrate
from nblabel.store._errors import StoreRefused, StoreUnavailable, in_words
from nblabel.store._place import on_network
from nblabel.store._schema import VERSION, fields, meta, tasks

_PATIENCE = 5.0
"""Seconds to wait for another process's lock."""


class Store:
    """Where changes are kept.

    Parameters
    ----------
    path
        The SQLite file, made with its folder if it is not there; None keeps all in memory.

    Raises
    ------
    StoreRefused
        If the file is damaged, something else, or from a newer nblabel. It is left as it is.
    StoreUnavailable
        If the file is there but another process keeps it locked.

    Examples
    --------
    >>> store = Store(None)
    >>> with store.reading() as db:
    ...     db.exec_driver_sql("select value from meta where name = 'version'").scalar_one()
    '2'
    >>> store.close()
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.kept = path is not None
        self.network = path is not None and on_network(path)
        self.lock = RLock()
        self.why: str | None = None
        """Why the stand-in serves; None while the store itself does."""
        self.generation = 0
        """Counts how often the stand-in gave way: what was read before must be read again."""
        self._inside = False
        self._file: tuple[int, int] | None = None
        if path is None:
            self._raw = _raw(":memory:")
            self._db = _wrap(self._raw)
            with self._transaction("BEGIN") as db:
                _migrate.create(db)
        else:
            try:
                self._raw, self._db = self._open_file(path)
            except StoreRefused:
                raise
            except StoreUnavailable as reason:
                self._raw, self._db = self._stand_in(path)
                self.why = str(reason)

    @property
    def id(self) -> str:
        """The store's own random id: with task and annotator it names a browser's queue."""
        with self.reading() as db:
            return str(db.execute(select(meta.c.value).where(meta.c.name == "store")).scalar_one())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give the connection inside one snapshot."""
        with self._transaction("BEGIN") as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the connection inside a transaction that holds the write lock from its start.

        Raises
        ------
        StoreUnavailable
            If the store cannot be written now, then with nothing written.
        """
        with self.lock:
            self._check_file()
            with self._transaction("BEGIN IMMEDIATE") as db:
                yield db

    @contextmanager
    def arranging(self) -> Iterator[Connection]:
        """Write what a labeler needs to open (its task and fields), in the stand-in if need be."""
        with self.lock:
            if self.why is None:
                self._check_file()
            with self._transaction("BEGIN IMMEDIATE") as db:
                yield db

    def data_version(self) -> int:
        """Give a number that differs once another process has committed."""
        with self.lock:
            try:
                return int(self._raw.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error as error:
                raise in_words(error, self.path or Path(":memory:")) from error

    def replaced(self) -> bool:
        """Tell whether the file was removed, or another put in its place, since it was opened."""
        return self._file is not None and self.path is not None and _identity(self.path) != self._file

    def close(self) -> None:
        """Let the file go. Later use raises `StoreUnavailable`."""
        with self.lock:
            _shut(self._raw, self._db)

    def _check_file(self) -> None:
        if self.why is not None:
            self._give_way()
        if self.replaced():
            raise StoreUnavailable(
                f"{self.path} was removed or replaced while it was open; "
                "put it back, or run the cell again for a new one"
            )

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with self.lock:
            if self._inside:
                yield self._db
                return
            try:
                self._raw.execute(begin)
                self._inside = True
                try:
                    yield self._db
                    self._raw.execute("COMMIT")
                finally:
                    self._inside = False
                    # Also after KeyboardInterrupt: an open transaction would lock everybody out.
                    if self._raw.in_transaction:
                        with suppress(sqlite3.Error):
                            self._raw.execute("ROLLBACK")
            except Exception as error:
                said = in_words(error, self.path or Path(":memory:"))
                if said is error:
                    raise
                raise said from error

    def _open_file(self, path: Path, store_id: str | None = None) -> tuple[sqlite3.Connection, Connection]:
        raw: sqlite3.Connection | None = None
        db: Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
                raise StoreUnavailable(f"{path} is read-only; allow writing to its folder and saving goes on")  # noqa: TRY301
            raw = _raw(str(path))
            # A network disk gets the old journal and one kernel; WAL would corrupt it.
            if self.network:
                raw.execute("PRAGMA locking_mode=EXCLUSIVE")
            raw.execute("PRAGMA schema_version")
            raw.execute(f"PRAGMA journal_mode={'DELETE' if self.network else 'WAL'}")
            raw.execute("PRAGMA synchronous=FULL")
            db = _wrap(raw)
            self._bring_up_to_date(raw, db, path, store_id)
        except Exception as error:
            if raw is not None:
                _shut(raw, db)
            said = in_words(error, path)
            if said is error:
                raise
            raise said from error
        self._file = _identity(path)
        return raw, db

    def _bring_up_to_date(self, raw: sqlite3.Connection, db: Connection, path: Path, store_id: str | None) -> None:
        version = _migrate.version_of(db, path)
        if version == VERSION:
            return
        if version is not None:
            _migrate.back_up(raw, path, version)
        raw.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been faster while this one waited for the lock.
            version = _migrate.version_of(db, path)
            if version is None:
                _migrate.create(db)
                if store_id is not None:
                    db.execute(meta.update().where(meta.c.name == "store").values(value=store_id))
            elif version < VERSION:
                _migrate.migrate(db, version, VERSION, _migrate.MIGRATIONS)
            raw.execute("COMMIT")
        finally:
            if raw.in_transaction:
                raw.execute("ROLLBACK")

    def _stand_in(self, path: Path) -> tuple[sqlite3.Connection, Connection]:
        raw = _raw(":memory:")
        if path.is_file():
            _copy_read_only(path, raw)
        db = _wrap(raw)
        if _migrate.version_of(db, path) is None:
            _migrate.create(db)
        return raw, db

    def _give_way(self) -> None:
        assert self.path is not None
        mine = self.id
        try:
            raw, db = self._open_file(self.path, store_id=mine)
        except StoreUnavailable as reason:
            self.why = str(reason)
            raise
        before_raw, before = self._raw, self._db
        of_tasks, of_fields = (_rows(before, table) for table in (tasks, fields))
        try:
            raw.execute("BEGIN IMMEDIATE")
            _hand_over(db, of_tasks, of_fields)
            raw.execute("COMMIT")
        except Exception as error:
            self._file = None
            _shut(raw, db)
            raise in_words(error, self.path) from error
        self._raw, self._db, self.why = raw, db, None
        self.generation += 1
        _shut(before_raw, before)


def _rows(db: Connection, table: Table) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in db.execute(select(table)).mappings()]


def _hand_over(db: Connection, of_tasks: list[dict[str, object]], of_fields: list[dict[str, object]]) -> None:
    known = set(db.scalars(select(tasks.c.id)))
    names = set(db.scalars(select(tasks.c.name)))
    for task in of_tasks:
        if task["id"] not in known:
            db.execute(insert(tasks).values({**task, "name": free_name(str(task["name"]), names)}))
    for one in {str(each["task"]) for each in of_fields}:
        db.execute(delete(fields).where(fields.c.task == one))
    if of_fields:
        db.execute(insert(fields), of_fields)


def free_name(wanted: str, taken: set[str]) -> str:
    """Give ``wanted``, or with -2, -3 … the first that nothing else is called.

    Examples
    --------
    >>> free_name("street", {"street", "street-2"})
    'street-3'
    """
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _raw(path: str, *, uri: bool = False) -> sqlite3.Connection:
    # One connection for all threads: the store's lock lets one in at a time.
    return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False, uri=uri)


def _wrap(raw: sqlite3.Connection) -> Connection:
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    # Transactions are begun and ended on the raw connection; see Store._transaction.
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _shut(raw: sqlite3.Connection, db: Connection | None) -> None:
    # SQLAlchemy first: it would miss the raw connection when its own is collected.
    if db is not None:
        with suppress(DBAPIError):
            db.close()
        db.engine.dispose()
    raw.close()


def _copy_read_only(path: Path, target: sqlite3.Connection) -> None:
    ways = ["mode=ro"]
    if not path.with_name(f"{path.name}-wal").exists():
        # In a folder that takes no new file, SQLite cannot read a WAL store but as immutable.
        ways.append("immutable=1")
    for way in ways:
        source = _raw(f"{path.absolute().as_uri()}?{way}", uri=True)
        try:
            _migrate.copy_all(source, target, path)
        except (sqlite3.Error, StoreUnavailable) as error:
            said = in_words(error, path)
            if way == ways[-1] or isinstance(said, StoreUnavailable):
                raise said from error
        else:
            return
        finally:
            source.close()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
