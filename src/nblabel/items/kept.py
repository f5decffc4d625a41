"""Bytes that were costly to make (fetched, converted), kept up to a limit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The values used last, up to a total weight. Each is made once, however many threads ask.

    Parameters
    ----------
    weigh
        The weight of a value: its bytes.
    limit
        The total weight to keep. A value above it is made again each time.
    """

    def __init__(self, weigh: Callable[[Value], int], limit: int = 128 * 2**20) -> None:
        self._weigh = weigh
        self._limit = limit
        self._weight = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._gates: dict[Hashable, Lock] = {}
        self._lock = Lock()

    @property
    def weight(self) -> int:
        """The weight of all that is kept."""
        return self._weight

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give what is kept under ``key``, or make it. What ``make`` raises is raised here."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            gate = self._gates.setdefault(key, Lock())
        with gate:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                value = make()
                self._keep(key, value)
            finally:
                with self._lock:
                    self._gates.pop(key, None)
        return value

    def _keep(self, key: Hashable, value: Value) -> None:
        weight = self._weigh(value)
        if weight > self._limit:
            return
        with self._lock:
            self._values[key] = value
            self._weight += weight
            while self._weight > self._limit:
                _, old = self._values.popitem(last=False)
                self._weight -= self._weigh(old)
