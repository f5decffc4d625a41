"""Iterators, for pools that do not fit in memory: each chunk is let go before the next is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from nblabel.active._proba import Layout
from nblabel.active.pools._pool import Pool


def opened(proba: Any, layout: Layout) -> Pool | None:
    """Read an iterator of chunks; of sequences and detections one of items."""
    if not isinstance(proba, Iterable) or isinstance(proba, (str, bytes, dict, set)):
        return None
    if layout == "ragged":
        return Pool(layout, None, lambda: iter([proba]))
    return Pool(layout, None, lambda: _arrays(proba))


def _arrays(chunks: Iterable[Any]) -> Iterator[Any]:
    for chunk in chunks:
        yield chunk.to_numpy() if hasattr(chunk, "to_numpy") else np.asarray(chunk)
