"""k-centre greedy against a formula that measures everything anew at each pick."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from tests.active.embedded import blobs, context

from nblabel.active.strategies.k_center import k_center


def plainly(embeddings, pool, labeled, k):
    """Take what is farthest from all centres, k times."""
    centres = [embeddings[i] for i in labeled]
    places, distances = [], []
    if not centres:
        mean = embeddings[pool].mean(axis=0)
        places.append(int(np.argmin([np.linalg.norm(embeddings[i] - mean) for i in pool])))
        distances.append(np.inf)
        centres.append(embeddings[pool[places[0]]])
    while len(places) < k:
        nearest = [min(np.linalg.norm(embeddings[i] - centre) for centre in centres) for i in pool]
        for place in places:
            nearest[place] = -1
        places.append(int(np.argmax(nearest)))
        distances.append(max(nearest))
        centres.append(embeddings[pool[places[-1]]])
    return places, distances


@pytest.mark.parametrize("labeled", [[], [3], [0, 5, 17]])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_picks_what_measuring_everything_picks(labeled, dtype):
    embeddings = np.random.default_rng(1).normal(size=(40, 5)).astype(dtype)
    asked = context(embeddings, 12, labeled=labeled)
    ranked = k_center(asked)
    places, distances = plainly(embeddings, asked.pool, labeled, 12)
    assert ranked.places.tolist() == places
    assert_allclose(ranked.priorities, distances, rtol=1e-3 if dtype == np.float32 else 1e-9)


def test_it_looks_only_at_the_pool_and_the_labeled():
    embeddings = np.random.default_rng(2).normal(size=(30, 4))
    pool, labeled = np.array([9, 2, 20, 11, 5, 28]), [1, 3]
    embeddings[15] = np.nan
    ranked = k_center(context(embeddings, 4, pool=pool, labeled=labeled))
    assert ranked.places.tolist() == plainly(embeddings, pool, labeled, 4)[0]


def test_many_labeled_are_measured_in_blocks(monkeypatch):
    embeddings = np.random.default_rng(3).normal(size=(200, 4))
    asked = context(embeddings, 5, labeled=np.arange(90))
    whole = k_center(asked).places
    monkeypatch.setattr("nblabel.active.measures.distances.BLOCK", 64)
    assert k_center(asked).places.tolist() == whole.tolist()


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
@settings(max_examples=25, deadline=None)
def test_the_first_few_picks_are_what_asking_for_few_gives(seed, few):
    embeddings = np.random.default_rng(seed).normal(size=(25, 3))
    many = k_center(context(embeddings, 12))
    assert k_center(context(embeddings, few)).places.tolist() == many.places[:few].tolist()
    assert (np.diff(many.priorities[1:]) <= 0).all()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_moving_turning_and_scaling_the_embeddings_changes_no_pick(seed):
    rng = np.random.default_rng(seed)
    embeddings = rng.normal(size=(30, 4))
    turn = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    moved = 3 * (embeddings @ turn + rng.normal(size=4) * 10)
    here, there = k_center(context(embeddings, 8, labeled=[4])), k_center(context(moved, 8, labeled=[4]))
    assert there.places.tolist() == here.places.tolist()
    assert_allclose(there.priorities, 3 * here.priorities)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_candidates_changes_no_pick(seed):
    rng = np.random.default_rng(seed)
    embeddings = rng.normal(size=(30, 4))
    pool = rng.permutation(30)
    assert pool[k_center(context(embeddings, 8, pool=pool)).places].tolist() == (
        k_center(context(embeddings, 8)).places.tolist()
    )


def test_far_from_the_origin_float32_is_as_good():
    near = np.random.default_rng(4).normal(size=(50, 8)).astype(np.float32)
    far = near + np.float32(1024)  # and what is left of the digits there
    here = k_center(context(far - np.float32(1024), 10))
    there = k_center(context(far, 10))
    assert there.places.tolist() == here.places.tolist()
    assert_allclose(there.priorities, here.priorities, rtol=1e-2)
    assert there.priorities.dtype == np.float64 and far.dtype == np.float32


def test_all_of_the_pool_may_be_asked_for():
    embeddings = blobs(4, 3)
    ranked = k_center(context(embeddings, 7))
    assert sorted(ranked.places.tolist()) == list(range(7))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_duplicates_come_last_at_distance_0_in_their_order(dtype):
    two = np.random.default_rng(5).normal(size=(2, 7)) + 5
    embeddings = two[[0, 1, 0, 0, 1, 1]].astype(dtype)
    ranked = k_center(context(embeddings, 6, labeled=[]))
    assert ranked.places.tolist()[2:] == [place for place in range(6) if place not in ranked.places[:2]]
    assert ranked.priorities[2:].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("value", [0.0, 0.1, 1e6 / 3])
def test_constant_embeddings_go_by_place(value):
    embeddings = np.full((9, 5), value)
    assert k_center(context(embeddings, 4)).places.tolist() == [0, 1, 2, 3]
    assert k_center(context(embeddings, 4, labeled=[0])).priorities.tolist() == [0, 0, 0, 0]


def test_of_two_as_far_the_earlier_comes_first():
    around = np.array([[np.cos(angle), np.sin(angle)] for angle in np.linspace(0, 2 * np.pi, 12, endpoint=False)])
    embeddings = np.concatenate([[[0.0, 0.0]], around]) / 3 + 0.1
    assert k_center(context(embeddings, 2, labeled=[0])).places[0] == 0
    assert k_center(context(embeddings, 2)).places.tolist() == [0, 1]
