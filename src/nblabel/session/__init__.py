"""One live (store, task, annotator): what labelers are windows on."""

from __future__ import annotations

from nblabel.session._annotator import default_annotator, is_generic
from nblabel.session._events import (
    Committed,
    Event,
    FieldsChanged,
    Notice,
    Receipt,
    Reopened,
    Task,
)
from nblabel.session._session import Session
from nblabel.store import StoreRefused, StoreUnavailable

__all__ = [
    "Committed",
    "Event",
    "FieldsChanged",
    "Notice",
    "Receipt",
    "Reopened",
    "Session",
    "StoreRefused",
    "StoreUnavailable",
    "Task",
    "default_annotator",
    "is_generic",
]
