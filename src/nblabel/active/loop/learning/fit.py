"""One fit, wherever it runs: fit fresh copies, and say what they think of pool, hold-out and test."""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nblabel.active._context import FloatArray, IntArray
from nblabel.active._rows import take


@dataclass(frozen=True, slots=True)
class Data:
    """What a model is fed: a row for each item in ``X``, and a test set of one's own, if there is one."""

    version: int
    X: Any
    test: Any = None


@dataclass(frozen=True, slots=True)
class Job:
    """What to fit on and what to say something about: rows of `Data.X`.

    Parameters
    ----------
    models
        Unfitted: one, or a committee.
    train, labels
        Rows and what they were labeled.
    pool
        Rows to rank.
    held
        Rows of the hold-out.
    """

    models: tuple[Any, ...]
    train: IntArray
    labels: Sequence[Any]
    pool: IntArray
    held: IntArray


@dataclass(frozen=True, slots=True)
class Fit:
    """What came of it.

    Parameters
    ----------
    models
        Fitted; pickled where they were fitted in another process.
    proba
        Of the pool: (n, classes); of a committee (models, n, classes); None if they give none.
    guesses, tested
        What they say of the hold-out, and of the test set.
    seconds
        How long it took.
    """

    models: Any
    proba: FloatArray | None
    guesses: Sequence[Any]
    tested: Sequence[Any]
    seconds: float


def perform(job: Job, data: Data) -> Fit:
    """Fit the models and ask them."""
    start = time.perf_counter()
    y = np.asarray(job.labels)
    fitted = tuple(_fresh(model) for model in job.models)
    train = take(data.X, job.train)
    for model in fitted:
        model.fit(train, y)
    proba = _proba(fitted, take(data.X, job.pool)) if len(job.pool) else None
    guesses = _guess(fitted, take(data.X, job.held)) if len(job.held) else []
    tested = [] if data.test is None else _guess(fitted, data.test)
    return Fit(fitted, proba, guesses, tested, time.perf_counter() - start)


def _fresh(model: Any) -> Any:
    """Give an unfitted copy: every round starts anew, or the order of the labels would matter."""
    if hasattr(model, "get_params") and not isinstance(model, type):
        from sklearn.base import clone  # noqa: PLC0415  (only where a model of that family is used)

        return clone(model)
    try:
        return copy.deepcopy(model)
    except Exception:  # noqa: BLE001  (it holds a lock, a file, a card)
        # As with scikit-learn, `fit` is taken to begin anew.
        return model


def _proba(fitted: tuple[Any, ...], rows: Any) -> FloatArray | None:
    if not all(hasattr(model, "predict_proba") for model in fitted):
        return None
    if len(fitted) == 1:
        return np.asarray(fitted[0].predict_proba(rows))
    return np.stack([np.asarray(model.predict_proba(rows)) for model in fitted])


def _guess(fitted: tuple[Any, ...], rows: Any) -> list[Any]:
    if len(fitted) == 1:
        return [_plain(each) for each in fitted[0].predict(rows)]
    # The same labels in, so the same classes in the same order out.
    votes = np.mean([model.predict_proba(rows) for model in fitted], axis=0)
    return [_plain(fitted[0].classes_[place]) for place in votes.argmax(axis=1)]


def _plain(label: Any) -> Any:
    return label.item() if isinstance(label, np.generic) else label
