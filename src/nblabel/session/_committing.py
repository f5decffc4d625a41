"""How changes get into the store: all of one call in one transaction, and then to the windows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from nblabel.changes import Change
from nblabel.session._events import Receipt
from nblabel.session._intake import Intake, describe
from nblabel.session._mirror import Mirror
from nblabel.session._nimble import nimble
from nblabel.store import log
from nblabel.store.catalog import StoredItem

Also = Callable[[Connection], None]
"""What else is to be written in the same transaction."""


def commit(mirror: Mirror, changes: Sequence[Change], also: Also | None = None) -> Receipt:
    """Commit changes of this annotator, and tell the windows."""
    with mirror.lock, nimble():
        described = describe(changes, mirror.view.look, mirror.view.rows.keys())
        try:
            return _transact(mirror, changes, described, also, frozenset())
        except IntegrityError:
            with mirror.store.reading() as db:
                twice = log.known(db, (change.change for change in changes))
            if not twice:
                raise
            return _transact(mirror, changes, described, also, frozenset(twice))


def _transact(
    mirror: Mirror,
    changes: Sequence[Change],
    described: Mapping[str, StoredItem],
    also: Also | None,
    twice: frozenset[str],
) -> Receipt:
    intake: Intake | None = None
    try:
        with mirror.store.writing() as db:
            mirror.take_in(db)
            intake = Intake(mirror.view, twice)
            for change in changes:
                intake.take(change)
            intake.write(db, described)
            if also is not None:
                also(db)
    except BaseException:
        if intake is not None:
            intake.take_back()
        raise
    for event in intake.settle():
        mirror.delivery.post(event)
    return intake.receipt
