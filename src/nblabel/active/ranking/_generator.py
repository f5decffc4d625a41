"""The one source of chance, from whatever a caller gives as ``random_state``."""

from __future__ import annotations

import numpy as np


def generator(random_state: object = None) -> np.random.Generator:
    """Give a generator from a seed, a generator, a ``RandomState`` or None.

    Examples
    --------
    >>> generator(0).integers(100), generator(np.random.RandomState(0)).integers(100)
    (np.int64(85), np.int64(22))
    """
    if isinstance(random_state, np.random.RandomState):
        return np.random.default_rng(random_state.randint(2**31, size=4))
    return np.random.default_rng(random_state)  # type: ignore[arg-type]
