"""Diversity elsewhere: as a good user of numpy writes it, and as other libraries have it.

Each takes ``embeddings, proba, labeled``, the labeled being the first rows, and gives positions.
"""

# ruff: noqa: PLC0415 ARG002  peers are imported where they are measured, and say what they must be handed

from __future__ import annotations

from typing import Any

import numpy as np

CLASSES, K = 10, 100

# ---- as a good user of numpy would write it ----


def plain_k_center(embeddings: Any, _proba: Any, labeled: Any) -> Any:
    """Keep a running minimum; distances through one product each."""
    X = embeddings[len(labeled) :]
    known = embeddings[labeled]
    squares = (X * X).sum(axis=1)
    nearest = (squares[:, None] + (known * known).sum(axis=1) - 2 * X @ known.T).min(axis=1)
    picks = []
    for _ in range(K):
        pick = int(nearest.argmax())
        picks.append(pick)
        nearest = np.minimum(nearest, squares + squares[pick] - 2 * (X @ X[pick]))
        nearest[pick] = -np.inf
    return np.array(picks) + len(labeled)


def plain_badge(embeddings: Any, proba: Any, labeled: Any) -> Any:
    """Factor the gradients' products, as the sharper user would."""
    rng = np.random.default_rng(0)
    H, A = embeddings[len(labeled) :], proba[len(labeled) :].copy()
    A[np.arange(len(A)), A.argmax(axis=1)] -= 1
    squares = (A * A).sum(axis=1) * (H * H).sum(axis=1)
    pick = int(squares.argmax())
    picks, nearest = [pick], np.full(len(H), np.inf, np.float32)
    while len(picks) < K:
        nearest = np.minimum(nearest, squares + squares[pick] - 2 * (A @ A[pick]) * (H @ H[pick]))
        nearest = np.maximum(nearest, 0)
        nearest[pick] = 0
        chance = nearest.astype(np.float64)
        pick = int(rng.choice(len(H), p=chance / chance.sum()))
        picks.append(pick)
    return np.array(picks) + len(labeled)


def plain_badge_gradients(embeddings: Any, proba: Any, labeled: Any) -> Any:
    """Make the gradients, as the paper's formula reads."""
    rng = np.random.default_rng(0)
    H, A = embeddings[len(labeled) :], proba[len(labeled) :].copy()
    A[np.arange(len(A)), A.argmax(axis=1)] -= 1
    G = (A[:, :, None] * H[:, None, :]).reshape(len(H), -1)
    squares = np.einsum("ij,ij->i", G, G)
    pick = int(squares.argmax())
    picks, nearest = [pick], np.full(len(H), np.inf, np.float32)
    while len(picks) < K:
        nearest = np.maximum(np.minimum(nearest, squares + squares[pick] - 2 * (G @ G[pick])), 0)
        nearest[pick] = 0
        chance = nearest.astype(np.float64)
        pick = int(rng.choice(len(H), p=chance / chance.sum()))
        picks.append(pick)
    return np.array(picks) + len(labeled)


# ---- peers ----


def _partly(labeled: Any, n: int) -> Any:
    y = np.full(n, np.nan)
    y[labeled] = np.arange(len(labeled)) % CLASSES
    return y


def skactiveml_k_center(embeddings: Any, _proba: Any, labeled: Any) -> Any:
    """Ask CoreSet."""
    from skactiveml.pool import CoreSet

    return CoreSet(random_state=0).query(embeddings, _partly(labeled, len(embeddings)), batch_size=K)


def small_text_k_center(embeddings: Any, _proba: Any, labeled: Any) -> Any:
    """Ask greedy_coreset."""
    from small_text.query_strategies.coresets import greedy_coreset

    free = np.arange(len(labeled), len(embeddings))
    return free[greedy_coreset(embeddings, free, labeled, K, distance_metric="euclidean", batch_size=1000)]


def skactiveml_badge(embeddings: Any, proba: Any, labeled: Any) -> Any:
    """Ask Badge, with a classifier that only looks the probabilities up."""
    from skactiveml.base import SkactivemlClassifier
    from skactiveml.pool import Badge

    class Known(SkactivemlClassifier):
        def fit(self, X, y, sample_weight=None):
            return self

        def predict_proba(self, X):
            return proba[len(labeled) :]

    y = _partly(labeled, len(embeddings))
    return Badge(random_state=0).query(embeddings, y, Known(classes=range(CLASSES)), fit_clf=False, batch_size=K)


def skactiveml_typiclust(embeddings: Any, _proba: Any, labeled: Any) -> Any:
    """Ask TypiClust, with as many neighbors as the paper."""
    from skactiveml.pool import TypiClust

    y = _partly(labeled, len(embeddings))
    return TypiClust(random_state=0, k=20).query(embeddings, y, batch_size=K)


def modal_density(embeddings: Any, _proba: Any, labeled: Any) -> Any:
    """Ask information_density, which is the density alone."""
    from modAL.density import information_density

    return information_density(embeddings[len(labeled) :], "cosine")
