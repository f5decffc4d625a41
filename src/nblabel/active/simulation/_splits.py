"""What one repeat of a simulation begins with: the test set, the pool, and what is labeled first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nblabel.active._context import IntArray


@dataclass(frozen=True, slots=True)
class Split:
    """Positions among all items; both are in the order in which they were drawn."""

    train: IntArray
    test: IntArray


def split(n: int, n_test: int, rng: np.random.Generator) -> Split:
    """Draw the test set at random, without regard for the classes, which nobody knows beforehand."""
    order = rng.permutation(n)
    return Split(train=order[n_test:], test=order[:n_test])


def n_test_of(n: int, test_size: float) -> int:
    """Count the items that a fraction, or a whole number, sets aside.

    Examples
    --------
    >>> n_test_of(569, 0.4), n_test_of(569, 100)
    (228, 100)
    """
    if isinstance(test_size, (int, np.integer)) and not isinstance(test_size, bool):
        n_test, reads = int(test_size), 0 < test_size < n
    else:
        n_test, reads = round(n * test_size), 0 < test_size < 1
    if not reads or not 0 < n_test < n:
        raise ValueError(
            f"test_size={test_size!r} of {n} items leaves nothing to test on or nothing to learn from; "
            f"give a fraction between 0 and 1, or a number of items from 1 to {n - 1}"
        )
    return n_test


def at_random(n: int, n_initial: int, rng: np.random.Generator) -> IntArray:
    """Draw the places that are labeled first from n."""
    return rng.choice(n, size=n_initial, replace=False)


def per_class(y: NDArray[Any], classes: NDArray[Any], n_initial: int, rng: np.random.Generator) -> IntArray:
    """Draw as many places of each class.

    Raises
    ------
    ValueError
        If a class has fewer.
    """
    drawn = []
    for each in classes.tolist():
        places = np.flatnonzero(y == each)
        if len(places) < n_initial:
            raise ValueError(
                f"n_initial_per_class={n_initial}, and class {each!r} has {len(places)} in the pool; "
                "ask for fewer, make test_size= smaller, or draw from all classes with n_initial="
            )
        drawn.append(rng.choice(places, size=n_initial, replace=False))
    return np.concatenate(drawn)
