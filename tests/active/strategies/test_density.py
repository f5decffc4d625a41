"""Density-weighted uncertainty against the mean over all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.metrics.pairwise import cosine_similarity
from tests.active.embedded import context, probabilities

from nblabel.active.asking.draw import draw
from nblabel.active.strategies import resolve
from nblabel.active.strategies.density import density, mean_cosine


def plainly(proba, embeddings, beta):
    """Give entropy × (mean cosine)^β, pair by pair."""
    entropy = [-sum(p * np.log(p) for p in row) for row in proba]
    similarity = [
        np.mean([h @ other / np.linalg.norm(h) / np.linalg.norm(other) for other in embeddings]) for h in embeddings
    ]
    return np.array(entropy) * np.array(similarity) ** beta


@pytest.mark.parametrize("beta", [0, 0.5, 1, 2])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_uncertainty_times_density(beta, dtype):
    embeddings, proba = np.random.default_rng(0).uniform(size=(30, 5)).astype(dtype), probabilities(30)
    found = density(context(embeddings, 1, proba=proba, options={"beta": beta}))
    assert_allclose(found.priorities, plainly(proba, embeddings, beta), rtol=1e-5 if dtype == np.float32 else 1e-12)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_candidates_changes_no_priority(seed):
    rng = np.random.default_rng(seed)
    embeddings, proba, order = rng.uniform(size=(20, 4)), probabilities(20, seed=seed), rng.permutation(20)
    here = density(context(embeddings, 1, proba=proba)).priorities
    assert_allclose(density(context(embeddings, 1, pool=order, proba=proba[order])).priorities, here[order])


def test_the_mean_cosine_is_that_of_all_pairs():
    rows = np.random.default_rng(0).uniform(size=(40, 6))
    assert_allclose(mean_cosine(rows), cosine_similarity(rows).mean(axis=1))


def test_what_has_no_direction_or_points_away_has_no_density():
    assert mean_cosine(np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 0.0], [-1.0, 0.0]])).tolist() == [0.25, 0.25, 0, 0]


def test_any_uncertainty_will_do():
    rows = np.ones((3, 2))
    found = draw(resolve("density"), context(rows, 2, options={"base": lambda _: np.array([0.25, 0.75, 0.5])}))
    assert found.places.tolist() == [1, 2] and found.reasons[0] == "density-weighted 0.75"


def test_a_negative_beta_is_refused():
    with pytest.raises(ValueError, match="beta=-1; a number from 0 up"):
        density(context(np.eye(3), 1, proba=probabilities(3), options={"beta": -1}))


def test_without_what_the_uncertainty_needs_it_says_so():
    with pytest.raises(ValueError, match="strategy='entropy' needs proba"):
        density(context(np.eye(3), 1))
