"""A pool that is read once, in order, a bounded chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from nblabel.active._context import FloatArray, IntArray
from nblabel.active._proba import Layout, as_floats, check_shape

# A chunk and what is reckoned from it stay in a core's own cache.
CHUNK_BYTES = 1 << 20
_MOST_ITEMS = 4096


@dataclass(frozen=True, slots=True)
class Pool:
    """Probabilities, wherever they are kept.

    Parameters
    ----------
    layout : {"rows", "committee", "ragged"}
        How a block is laid out.
    size : int or None
        How many candidates; None where only reading tells.
    blocks : callable
        Gives the blocks as they are kept, in order: arrays of any size, or lists of items.
    column : callable, optional
        From a column's name and positions to its values there, for what has named columns.
    """

    layout: Layout
    size: int | None
    blocks: Callable[[], Iterator[Any]]
    column: Callable[[str, IntArray], Any] | None = None

    def chunks(self) -> Iterator[Any]:
        """Give all candidates in order, in chunks of floats that fit a cache; an array is not copied.

        Raises
        ------
        ValueError
            If a block has another shape than it must have, or than the one before.
        """
        classes = None
        for block in self.blocks():
            if self.layout == "ragged":
                yield from _cut_items(block)
                continue
            shape = np.shape(block)
            check_shape(shape, self.layout)
            if classes not in {None, shape[-1]}:
                raise ValueError(f"a chunk of proba has shape {shape}, and those before had {classes} classes")
            classes = shape[-1]
            models = shape[0] if self.layout == "committee" else 1
            rows = max(1, CHUNK_BYTES // (max(4, block.dtype.itemsize) * shape[-1] * models))
            for start in range(0, shape[-2], rows):
                yield as_floats(block[..., start : start + rows, :])

    def whole(self) -> Any:
        """Give all candidates at once: an array as it is, anything else put together."""
        blocks = list(self.blocks())
        if self.layout == "ragged":
            return list(chain.from_iterable(blocks))
        for block in blocks:
            check_shape(np.shape(block), self.layout)
        if not blocks:
            return np.empty((0, 2))
        found: list[FloatArray] = [as_floats(block) for block in blocks]
        return found[0] if len(found) == 1 else np.concatenate(found, axis=-2)


def _cut_items(items: Any) -> Iterator[list[FloatArray]]:
    chunk: list[FloatArray] = []
    held = 0
    for item in items:
        chunk.append(as_floats(item))
        held += chunk[-1].nbytes
        if held >= CHUNK_BYTES or len(chunk) == _MOST_ITEMS:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk
