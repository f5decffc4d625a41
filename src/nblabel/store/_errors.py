"""What can be wrong with a store, in sentences for the person who labels."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError


class StoreUnavailable(Exception):
    """The store cannot be written now: full, read-only, locked, gone. It may work again later."""


class StoreRefused(StoreUnavailable):
    """The file cannot be used as a store, now or later: damaged, foreign, or from a newer nblabel."""


def in_words(error: Exception, path: Path) -> Exception:
    """Turn what the database or the file system said into one of the two above."""
    if isinstance(error, StoreUnavailable):
        return error
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, OSError):
        return StoreUnavailable(f"cannot write to {path.parent}: {cause.strerror or cause}")
    code = getattr(cause, "sqlite_errorname", None) or ""
    if code.startswith("SQLITE_FULL"):
        return StoreUnavailable(f"the disk of {path} is full; make room and saving goes on")
    if code.startswith("SQLITE_READONLY"):
        return StoreUnavailable(f"{path} is read-only; allow writing to its folder and saving goes on")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreUnavailable(f"{path} is locked by another process; saving goes on when that one is done")
    if code.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return StoreUnavailable(f"{path} cannot be opened; is it a file in a folder that may be written?")
    if code.startswith("SQLITE_IOERR"):
        return StoreUnavailable(f"the disk of {path} fails ({cause}); saving goes on when it works again")
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreRefused(
            f"{path} is damaged or no nblabel store ({cause}); nothing in it was changed. "
            "Restore it from a backup, or move it away, or give store= another path"
        )
    if isinstance(cause, sqlite3.ProgrammingError) and "closed" in str(cause):
        return StoreUnavailable(f"{path} was closed; run the cell again")
    return error
