"""BADGE against k-means++ over gradients that are made in full."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.active.embedded import context, probabilities

from nblabel.active.asking.draw import draw
from nblabel.active.strategies import resolve
from nblabel.active.strategies.badge import badge


def gradients(proba, embeddings):
    """Make (p − onehot(argmax p)) ⊗ h."""
    return np.stack(
        [np.outer(p - np.eye(len(p))[p.argmax()], h).ravel() for p, h in zip(proba, embeddings, strict=True)]
    )


def plainly(made, k, seed):
    """Start from the longest; draw each next one with a chance like its squared distance."""
    rng = np.random.default_rng(seed)
    places = [int(np.argmax([np.linalg.norm(gradient) for gradient in made]))]
    while len(places) < k:
        squared = np.array([min(np.sum((gradient - made[place]) ** 2) for place in places) for gradient in made])
        places.append(int(rng.choice(len(made), p=squared / squared.sum())))
    return places


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_it_draws_what_the_full_gradients_draw(seed, classes, d):
    rng = np.random.default_rng(seed)
    embeddings, proba = rng.normal(size=(30, d)), probabilities(30, classes, seed)
    asked = context(embeddings, 8, seed=seed, proba=proba)
    assert badge(asked).places.tolist() == plainly(gradients(proba, embeddings), 8, seed)


def test_a_sure_model_in_float32_is_as_well_told_apart():
    rng = np.random.default_rng(0)
    embeddings = rng.normal(size=(30, 4)).astype(np.float32)
    doubt = rng.uniform(1e-5, 1e-4, size=30)
    proba = np.column_stack([1 - doubt, doubt / 3, doubt * 2 / 3]).astype(np.float32)
    exact = gradients(proba.astype(np.float64), embeddings.astype(np.float64))
    assert badge(context(embeddings, 6, proba=proba)).places.tolist() == plainly(exact, 6, 0)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_classes_changes_no_pick(seed):
    rng = np.random.default_rng(seed)
    embeddings, proba = rng.normal(size=(25, 3)), probabilities(25, 4, seed)
    here = badge(context(embeddings, 7, proba=proba))
    there = badge(context(embeddings, 7, proba=proba[:, rng.permutation(4)]))
    assert there.places.tolist() == here.places.tolist()


def test_places_are_of_the_pool():
    embeddings, proba = np.random.default_rng(0).normal(size=(20, 3)), probabilities(20)
    pool = np.array([17, 3, 11, 8, 2])
    part = badge(context(embeddings, 3, pool=pool, proba=proba[pool]))
    assert part.places.tolist() == badge(context(embeddings[pool], 3, proba=proba[pool])).places.tolist()


def test_a_duplicate_is_drawn_only_when_nothing_else_is_left():
    rng = np.random.default_rng(0)
    embeddings, proba = rng.normal(size=(5, 6)), probabilities(5)
    twice = np.repeat(np.arange(5), 4)
    for seed in range(10):
        places = badge(context(embeddings[twice], 20, proba=proba[twice], seed=seed)).places
        assert sorted(twice[places[:5]].tolist()) == [0, 1, 2, 3, 4]
        assert sorted(places.tolist()) == list(range(20))


def test_where_all_is_certain_each_has_the_same_chance():
    proba = np.tile([1.0, 0.0], (4, 1))
    seconds = [badge(context(np.eye(4), 2, proba=proba, seed=seed)).places[1] for seed in range(300)]
    assert badge(context(np.eye(4), 2, proba=proba)).places[0] == 0
    assert np.bincount(seconds, minlength=4)[0] == 0 and (np.bincount(seconds)[1:] > 70).all()


def test_the_gradients_are_never_made():
    n, classes, d = 2000, 100, 64
    embeddings = np.random.default_rng(0).normal(size=(n, d)).astype(np.float32)
    asked = context(embeddings, 5, proba=probabilities(n, classes).astype(np.float32))
    tracemalloc.start()
    badge(asked)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * asked.proba.nbytes < n * classes * d


def test_the_reason_gives_nothing_away():
    found = draw(resolve("badge"), context(np.eye(4), 2, proba=probabilities(4)))
    assert set(found.reasons) == {"uncertain, and unlike the others"}


def test_without_probabilities_it_says_so():
    with pytest.raises(ValueError, match="strategy='badge' needs proba"):
        draw(resolve("badge"), context(np.eye(4), 2))
