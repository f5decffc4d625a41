"""Arrays in memory, or mapped from a file: read in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from nblabel.active._proba import Layout
from nblabel.active.pools._pool import Pool


def opened(proba: Any, layout: Layout) -> Pool | None:
    """Read a numpy array, or what gives itself as one (``__array__``)."""
    if not hasattr(proba, "__array__"):
        return None
    array = np.asarray(proba)
    size = len(array) if layout == "ragged" else (array.shape[-2] if array.ndim > 1 else len(np.atleast_1d(array)))
    return Pool(layout, size, lambda: iter([array]))
