"""What the model is fed: an array in item order, a frame by key, the texts, or what a callable makes of each item."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any, Protocol

import numpy as np
import pandas as pd

from nblabel.active._context import FloatArray
from nblabel.items._source import Item, Source
from nblabel.items.keys import from_wire, to_wire

_log = logging.getLogger("nblabel")


@dataclass(frozen=True, slots=True)
class Rows:
    """Features as far as they are known.

    Parameters
    ----------
    version
        Differs once there are more.
    X
        One row each.
    place
        The row of an item, by its typed key.
    embeddings
        The same as numbers of shape (rows, d); None where they are none.
    """

    version: int
    X: Any
    place: Mapping[str, int]
    embeddings: FloatArray | None


class Features(Protocol):
    """Gives rows, more of them as time goes on."""

    def rows(self, wanted: Iterable[str]) -> Rows:
        """Give what is known; of ``wanted`` items what is missing is made first."""

    def start(self, more: Callable[[], None]) -> None:
        """Make the rest in the background, and say so when there is more."""

    def close(self) -> None:
        """Stop making."""

    @property
    def failed(self) -> Mapping[str, str]:
        """Items for which there will be none, and why."""


class Given:
    """Features that are all there."""

    def __init__(self, X: Any, order: Sequence[str]) -> None:
        place = {item: row for row, item in enumerate(order)}
        self._rows = Rows(0, X, place, _numbers(X))
        self.failed: Mapping[str, str] = {}

    def rows(self, wanted: Iterable[str]) -> Rows:  # noqa: ARG002
        """Give them."""
        return self._rows

    def start(self, more: Callable[[], None]) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Made:
    """Features that a callable makes of each item, kept once made."""

    def __init__(self, make: Callable[[Item], Any], source: Source, order: Sequence[str], seed: int) -> None:
        self._make, self._source = make, source
        self._position = {item: place for place, item in enumerate(order)}
        # A pool that grows in any other order would be one-sided until it is whole.
        self._left = [order[place] for place in np.random.default_rng(seed).permutation(len(order))]
        self._made: dict[str, Any] = {}
        self._lock = Lock()
        self._over = False
        self.failed: dict[str, str] = {}

    def rows(self, wanted: Iterable[str]) -> Rows:
        """Give those made so far; those wanted are made first."""
        for item in wanted:
            self._ensure(item)
        with self._lock:
            made = dict(self._made)
        values = list(made.values())
        # Texts stay a list: as an array they would be cut to one length or copied.
        X: Any = values if not values or isinstance(values[0], str) else np.stack([np.asarray(each) for each in values])
        return Rows(len(made), X, {item: row for row, item in enumerate(made)}, _numbers(X))

    def start(self, more: Callable[[], None]) -> None:
        """Make the rest in a thread; say so at 64, at each doubling, and at the end."""
        Thread(target=self._run, args=(more,), name="nblabel-features", daemon=True).start()

    def close(self) -> None:
        """Stop making."""
        self._over = True

    def _run(self, more: Callable[[], None]) -> None:
        due = 64
        for item in self._left:
            if self._over:
                return
            self._ensure(item)
            if len(self._made) >= due:
                due *= 2
                more()
        more()

    def _ensure(self, item: str) -> None:
        if item in self._made or item in self.failed or item not in self._position:
            return
        try:
            value = self._make(self._source.item(self._position[item]))
            if not isinstance(value, str):
                value = np.asarray(value)
                _check_like(value, next(iter(self._made.values()), value))
        except Exception as error:  # noqa: BLE001  (it is the user's code)
            _log.warning("features= failed on item %r", from_wire(item), exc_info=True)
            self.failed[item] = f"{type(error).__name__}: {error}"
            return
        with self._lock:
            self._made.setdefault(item, value)


def read_features(features: object, source: Source, order: Sequence[str], seed: int) -> Features:
    """Read ``features=``.

    Raises
    ------
    TypeError
        If it is nothing that gives a row for each item.
    ValueError
        If there are not as many rows as items.
    KeyError
        If a frame has no row for an item.
    """
    if features is None:
        if source.medium != "text":
            raise TypeError(
                "features= is missing: a model needs numbers for each image. Give an array in item order, a DataFrame "
                "indexed by key, or a function of an item: features=lambda item: np.asarray(item.image).mean((0, 1))"
            )
        return Made(_text, source, order, seed)
    if isinstance(features, pd.DataFrame | pd.Series):
        return Given(_by_key(features, order), order)
    if callable(features) and not hasattr(features, "__len__"):
        return Made(features, source, order, seed)
    X: Any = features if hasattr(features, "shape") else np.asarray(features)
    if len(getattr(X, "shape", ())) < 2:  # noqa: PLR2004
        raise TypeError(f"features= has shape {getattr(X, 'shape', ())}; it must have a row for each item")
    if X.shape[0] != len(order):
        raise ValueError(f"features= has {X.shape[0]} rows for {len(order)} items; give one row to each item, in order")
    return Given(X.tocsr() if hasattr(X, "tocsr") else X, order)


def _by_key(frame: pd.DataFrame | pd.Series[Any], order: Sequence[str]) -> Any:
    place = {to_wire(key): row for row, key in enumerate(frame.index)}
    missing = next((item for item in order if item not in place), None)
    if missing is not None:
        raise KeyError(f"features= has no row for item {from_wire(missing)!r}; its index must hold every item's key")
    chosen = frame.iloc[[place[item] for item in order]]
    return chosen.to_numpy() if isinstance(chosen, pd.DataFrame) else np.stack(list(chosen))


def _text(item: Item) -> str:
    assert item.text is not None
    return item.text


def _check_like(value: Any, first: Any) -> None:
    if isinstance(first, str) or value.shape != first.shape:
        raise ValueError(f"it gave shape {value.shape}, and {np.shape(first)} for another item")


def _numbers(X: Any) -> FloatArray | None:
    if not isinstance(X, np.ndarray) or X.dtype.kind not in "fiub" or len(X) == 0:
        return None
    flat = X.reshape(len(X), -1)
    return flat if flat.dtype.kind == "f" else flat.astype(np.float32)
