"""What is the same in every run of a simulation, read from its arguments and checked before the first fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.multiclass import type_of_target

from nblabel.active._context import FloatArray, IntArray
from nblabel.active._rows import n_rows
from nblabel.active._strategy import Strategy
from nblabel.active.simulation._chosen import Asked, check_cold_start
from nblabel.active.simulation._given import labels_of, vectors_of
from nblabel.active.simulation._scoring import Scorer, Scoring, scorers_of
from nblabel.active.simulation._seeds import Seeds, entropy_of
from nblabel.active.simulation._splits import Split, n_test_of, per_class, split
from nblabel.active.strategies import resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is the same in every run."""

    model: Any
    X: Any
    y: NDArray[Any]
    classes: NDArray[Any]
    embeddings: FloatArray | None
    test: tuple[Any, NDArray[Any]] | None
    n_test: int
    n_initial: int
    by_class: bool
    cold_start: Strategy | None
    batch_size: int
    n_rounds: int
    scorers: Mapping[str, Scorer]
    gives_proba: bool
    entropy: int

    def split(self, repeat: int) -> Split:
        """Draw a repeat's pool and test set; of a test set that was given nothing is drawn."""
        n_test = self.n_test if self.test is None else 0
        return split(len(self.y), n_test, Seeds(self.entropy, repeat).split())

    def initial_per_class(self, repeat: int, y: NDArray[Any]) -> IntArray:
        """Draw what a repeat begins with, as many of each class."""
        return per_class(y, self.classes, self.n_initial, Seeds(self.entropy, repeat).start())


def plan_of(
    model: Any,
    X: Any,
    y: ArrayLike,
    *,
    n_initial: int | None,
    n_initial_per_class: int | None,
    cold_start: Asked | None,
    batch_size: int,
    n_rounds: int | None,
    test_size: float | None,
    test: tuple[Any, ArrayLike] | None,
    scoring: Scoring,
    embeddings: ArrayLike | None,
    random_state: int | None,
) -> Plan:
    """Read the arguments of ``simulate``, which says what they mean and what is raised."""
    X = X.tocsr() if hasattr(X, "tocsr") else X
    labels = labels_of(y, X, "y")
    if test is not None and test_size is not None:
        raise ValueError("test= and test_size= were both given; the test set is either given or drawn")
    tested = None if test is None else (test[0], labels_of(test[1], test[0], "y of test="))
    n_test = n_test_of(len(labels), 0.25 if test_size is None else test_size) if test is None else n_rows(test[0])
    n_pool = len(labels) - (n_test if test is None else 0)

    if (n_initial is None) == (n_initial_per_class is None):
        raise ValueError(
            f"n_initial={n_initial}, n_initial_per_class={n_initial_per_class}; give one of them: "
            "how many items, or how many of each class, are labeled to begin with"
        )
    by_class = n_initial_per_class is not None
    classes = np.unique(labels if tested is None else np.concatenate([labels, tested[1]]))
    if by_class and type_of_target(labels).startswith("continuous"):
        raise ValueError("n_initial_per_class= needs classes, and y holds real numbers; give n_initial=")
    first = n_initial_per_class if n_initial_per_class is not None else n_initial
    assert first is not None
    for name, value in {"n_initial_per_class" if by_class else "n_initial": first, "batch_size": batch_size}.items():
        if value < 1:
            raise ValueError(f"{name}={value}; give 1 or more")
    n_first = first * len(np.unique(labels)) if by_class else first
    possible = -(-(n_pool - n_first) // batch_size)
    if n_first > n_pool or (n_rounds is not None and not 0 <= n_rounds * batch_size <= n_pool - n_first):
        raise ValueError(
            f"{n_first} labels to begin with and n_rounds={n_rounds} of batch_size={batch_size} do not fit a pool "
            f"of {n_pool} items; ask for less, or give n_rounds=None to go on until the pool is empty"
        )

    start = None if cold_start is None else resolve(cold_start)
    vectors = vectors_of(embeddings, X)
    if start is not None:
        check_cold_start(start, by_class=by_class, has_embeddings=vectors is not None)
    return Plan(
        model=model,
        X=X,
        y=labels,
        classes=classes,
        embeddings=vectors,
        test=tested,
        n_test=n_test,
        n_initial=first,
        by_class=by_class,
        cold_start=start,
        batch_size=batch_size,
        n_rounds=possible if n_rounds is None else n_rounds,
        scorers=scorers_of(scoring),
        gives_proba=hasattr(model, "predict_proba"),
        entropy=entropy_of(random_state),
    )
