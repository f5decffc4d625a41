"""Which task of a store a labeler means, when it does not name one.

It is the one that shares items and a field with it. A task in which nobody did anything yet has no
items in the store, so each task also keeps a *sketch*: the content of a few of its items.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import cast
from uuid import uuid4

from sqlalchemy import Connection

from nblabel.labels import Field
from nblabel.session._fields import settle
from nblabel.session._resume import Look, match
from nblabel.store import Store, catalog, free_name
from nblabel.store.catalog import StoredTask


def find_or_make(store: Store, look: Look, declared: Sequence[Field], name: str | None) -> StoredTask:
    """Give the task a labeler means; a new one is stored at once, so that it is found again.

    Raises
    ------
    ValueError
        If the task is of another medium, or a field of it of another kind.
    """
    with store.reading() as db:
        found = find_task(db, look, declared, name)
        if found is not None:
            settle(declared, catalog.fields_of(db, found.id))
            return found
    with store.arranging() as db:
        # Another process may have made it since.
        found = find_task(db, look, declared, name)
        if found is None:
            found = new_task(db, look, name)
            catalog.add_task(db, found)
            catalog.put_fields(db, found.id, settle(declared, ()))
    return found


def find_task(db: Connection, look: Look, fields: Sequence[Field], name: str | None) -> StoredTask | None:
    """Find the task by its name, else by items and a field; None if a new one must be made.

    Raises
    ------
    ValueError
        If ``name`` is that of a task of another medium.
    """
    medium = look.source.medium
    tasks = catalog.all_tasks(db)
    if name is not None:
        named = next((task for task in tasks if task.name == name), None)
        if named is not None and named.medium != medium:
            raise ValueError(f"name={name!r} is a task that labels {named.medium}s, not {medium}s; choose another name")
        return named
    asked = {(field.name, field.kind) for field in fields}
    best: StoredTask | None = None
    most = (0, 0)
    for task in tasks:
        if task.medium != medium:
            continue
        if not any((field.name, field.kind) in asked for field in catalog.fields_of(db, task.id)):
            continue
        shared = (len(match(catalog.items_of(db, task.id), look).places), likeness(task.sketch, look))
        if shared > most:
            best, most = task, shared
    return best


def new_task(db: Connection, look: Look, name: str | None) -> StoredTask:
    """Give a new task, named after its items, or with -2, -3 … where that name is taken."""
    taken = {task.name for task in catalog.all_tasks(db)}
    free = name if name is not None else free_name(look.source.name or "labels", taken)
    return StoredTask(uuid4().hex, free, look.source.medium, sketch(look), time.time_ns() // 1000)


def sketch(look: Look) -> Mapping[str, object]:
    """Describe items by their number, their keys, and the content of up to four of them."""
    keys = blake2b("\n".join(look.order).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return {"count": len(look.order), "keys": keys, "sample": _sample(look)}


def likeness(drawn: Mapping[str, object], look: Look) -> int:
    """Count the items of a sketch's sample that are known to be here too."""
    sample = cast("Mapping[str, str]", drawn.get("sample", {}))
    if not sample:
        same = drawn.get("count") == len(look.order) and drawn.get("keys") == sketch(look)["keys"]
        return int(same and look.source.natural)
    mine = set(_sample(look).values())
    return sum(
        fingerprint in mine or (key in look.place and look.fingerprint(look.place[key]) == fingerprint)
        for key, fingerprint in sample.items()
    )


def _sample(look: Look) -> dict[str, str]:
    count = len(look.order)
    places = {0, 1, count // 2, count - 1}
    # What gives no cheap evidence may be far away: one such item is read, not four.
    wanted = sorted(place for place in places if 0 <= place < count and (place == 0 or look.stamp(place) is not None))
    prints = {look.order[place]: look.fingerprint(place) for place in wanted}
    return {key: fingerprint for key, fingerprint in prints.items() if fingerprint is not None}
