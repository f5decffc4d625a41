"""One live (store, task, annotator): what labelers are windows on."""

from __future__ import annotations

from nblabel.session._annotator import default_annotator, is_generic
from nblabel.session._events import (
    Committed,
    Event,
    FieldsChanged,
    LoopChanged,
    Notice,
    QueueChanged,
    Receipt,
    Reopened,
    Task,
)
from nblabel.session._session import Session
from nblabel.session._steered import STEERS, CurvePoint, Failure, LoopState, Progress, Queue, Steer, Steered
from nblabel.store import StoreRefused, StoreUnavailable

__all__ = [
    "STEERS",
    "Committed",
    "CurvePoint",
    "Event",
    "Failure",
    "FieldsChanged",
    "LoopChanged",
    "LoopState",
    "Notice",
    "Progress",
    "Queue",
    "QueueChanged",
    "Receipt",
    "Reopened",
    "Session",
    "Steer",
    "Steered",
    "StoreRefused",
    "StoreUnavailable",
    "Task",
    "default_annotator",
    "is_generic",
]
