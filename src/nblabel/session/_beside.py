"""What is kept of a task beside its changes: written and read by whatever steers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection

from nblabel.session._mirror import Mirror
from nblabel.session._nimble import nimble
from nblabel.store import catalog


@contextmanager
def recording(mirror: Mirror, keys: Iterable[str]) -> Iterator[tuple[Connection, Mapping[str, int]]]:
    """Open a transaction, and give the row of each of these items; new ones get theirs in it."""
    view = mirror.view
    place = view.look.place
    wanted = [key for key in keys if key in place]
    # Read before anybody waits for the lock, as for a change.
    described = {key: view.look.stored(place[key]) for key in wanted if key not in view.rows}
    with mirror.lock, nimble():
        with mirror.store.writing() as db:
            mirror.take_in(db)
            new = [key for key in described if key not in view.rows]
            rows = catalog.add_items(db, view.task.id, [described[key] for key in new])
            learned = dict(zip(new, rows, strict=True))
            yield db, {key: learned[key] if key in learned else view.rows[key] for key in wanted}
        # New rows are the view's only once the transaction is through.
        view.learn(learned)


@contextmanager
def recorded(mirror: Mirror) -> Iterator[tuple[Connection, Mapping[int, str]]]:
    """Open a reading, and give the typed key of each item by its row."""
    with mirror.lock, mirror.store.reading() as db:
        yield db, mirror.view.keys
