"""Where changes are kept: one interface, SQL behind it."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock

from nblabel.store._errors import StoreRefused, StoreUnavailable
from nblabel.store._place import default_path
from nblabel.store._schema import (
    annotations_table,
    answers,
    changes,
    draws,
    fields,
    identities,
    items,
    loops,
    meta,
    ops,
    rounds,
    sides,
    tasks,
)
from nblabel.store._store import Store, free_name

_open: dict[Path | None, Store] = {}
_opening = Lock()


def open_store(where: str | os.PathLike[str] | Store | None = "auto") -> Store:
    """Give the store at ``where``; one per file in a process, however often it is asked for.

    Parameters
    ----------
    where
        ``"auto"``: ``.nblabel/labels.db`` in the working directory. A path: that file. None: the
        memory of this process, gone with the kernel.

    Raises
    ------
    StoreRefused
        If the file is damaged, something else, or from a newer nblabel.

    Examples
    --------
    >>> open_store(None) is open_store(None)
    True
    """
    if isinstance(where, Store):
        return where
    if where is None:
        path = None
    elif isinstance(where, str) and where == "auto":
        path = default_path()
    else:
        text = os.fspath(where)
        if not text:
            raise ValueError("store='' is no path; give a file, 'auto', or None to keep nothing")
        if "://" in text:
            raise ValueError(f"store={text!r} is an address; give the path of a file, such as 'labels.db'")
        path = Path(text).expanduser().absolute()
    if path is not None:
        path = path.parent.resolve() / path.name
    with _opening:
        store = _open.get(path)
        if store is not None and store.replaced():
            # Its file is gone: what is written to the old one nobody would find again.
            store = None
        if store is None:
            store = _open[path] = Store(path)
        return store


def close_stores() -> None:
    """Close every store of this process, the one in memory with what it holds.

    For programs that end orderly, and for tests that begin with nothing.
    """
    with _opening:
        for store in _open.values():
            store.close()
        _open.clear()


__all__ = [
    "Store",
    "StoreRefused",
    "StoreUnavailable",
    "annotations_table",
    "answers",
    "changes",
    "close_stores",
    "draws",
    "fields",
    "free_name",
    "identities",
    "items",
    "loops",
    "meta",
    "open_store",
    "ops",
    "rounds",
    "sides",
    "tasks",
]
