"""k-means: one pick for each cluster, against the formula over the clusters that scikit-learn finds."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pytest
from tests.active.embedded import blobs, context

from nblabel.active.asking.draw import draw
from nblabel.active.measures import clusters
from nblabel.active.measures.clusters import clusters_of
from nblabel.active.strategies import resolve
from nblabel.active.strategies.k_means import k_means


def plainly(embeddings, clusters, weights):
    """Take the member nearest the weighted mean of each cluster; the heaviest cluster first."""
    picks = []
    for members in clusters:
        weight = weights[members]
        centre = sum(w * embeddings[i] for w, i in zip(weight, members, strict=True)) / weight.sum()
        nearest = min(members, key=lambda i: np.linalg.norm(embeddings[i] - centre))
        picks.append((weight.sum(), int(nearest)))
    return sorted(picks, key=lambda pick: (-pick[0], pick[1]))


def certainty(context):
    return np.where(context.pool < 10, 3.0, 1.0)


def test_each_heap_gives_its_middle_the_largest_first():
    embeddings = blobs(8, 20, 5, 12)
    ranked = k_means(context(embeddings, 4))
    heaps = np.split(np.arange(45), [8, 28, 33])
    wanted = plainly(embeddings, heaps, np.ones(45))
    assert ranked.priorities.tolist() == [20, 12, 8, 5]
    assert ranked.places.tolist() == [place for _, place in wanted]


def test_within_a_cloud_it_is_one_for_each_cluster():
    embeddings = np.random.default_rng(0).normal(size=(80, 4))
    clusters = clusters_of(embeddings, 9, np.random.default_rng(3))
    ranked = k_means(context(embeddings, 9, seed=3))
    assert list(zip(ranked.priorities, ranked.places, strict=True)) == plainly(embeddings, clusters, np.ones(80))


def test_weights_pull_the_centres_and_count_for_the_size():
    embeddings = np.random.default_rng(0).normal(size=(60, 4))
    asked = context(embeddings, 6, seed=3, options={"weights": certainty})
    weights = certainty(asked) / certainty(asked).mean()
    clusters = clusters_of(embeddings, 6, np.random.default_rng(3), weights)
    wanted = plainly(embeddings, clusters, weights)
    ranked = k_means(asked)
    assert ranked.places.tolist() == [place for _, place in wanted]
    np.testing.assert_allclose(ranked.priorities, [size for size, _ in wanted])


def test_weights_of_0_throughout_are_none():
    embeddings = blobs(5, 6)
    ranked = k_means(context(embeddings, 2, options={"weights": lambda context: np.zeros(len(context.pool))}))
    assert ranked.places.tolist() == k_means(context(embeddings, 2)).places.tolist()


def test_weights_below_0_are_refused():
    asked = context(blobs(5, 6), 2, options={"weights": lambda context: -np.ones(len(context.pool))})
    with pytest.raises(ValueError, match="gives candidate 0 the priority -1; finite ones from 0 up"):
        k_means(asked)


def test_weights_that_only_pick_are_refused():
    with pytest.raises(ValueError, match="weights='k-center' picks some"):
        k_means(context(blobs(5, 6), 2, options={"weights": "k-center"}))


def test_of_two_in_a_cluster_the_earlier_is_taken():
    embeddings = np.random.default_rng(1).normal(size=(2, 6)) + np.array([[[1e3]], [[0.0]]])
    embeddings = embeddings.reshape(4, 6)
    assert sorted(k_means(context(embeddings, 2)).places.tolist()) == [0, 2]


@pytest.mark.parametrize("k", [1, 3, 7])
def test_fewer_different_ones_than_picks_are_filled_up_in_order(k):
    embeddings = np.array([[1.0, 0.0], [1.0, -0.0], [1.0, 0.0], [5.0, 5.0], [5.0, 5.0], [1.0, 0.0], [1.0, 0.0]])
    ranked = k_means(context(embeddings, k))
    assert ranked.places.tolist() == [0, 3, 1, 2, 4, 5, 6][:k]
    assert ranked.priorities.tolist() == ([5, 2, 0, 0, 0, 0, 0][:k] if k > 1 else [7])


def test_all_of_the_pool_may_be_asked_for():
    ranked = k_means(context(blobs(4, 3), 7))
    assert ranked.places.tolist() == list(range(7)) and ranked.priorities.tolist() == [1] * 7


def test_places_are_of_the_pool():
    embeddings = blobs(6, 6)
    pool = np.array([11, 2, 7, 0])
    ranked = k_means(context(embeddings, 2, pool=pool))
    assert {place in {0, 2} for place in ranked.places.tolist()} == {True, False}


def test_a_generator_gives_the_same_again():
    embeddings = np.random.default_rng(0).normal(size=(3000, 16)).astype(np.float32)
    first, second = (k_means(context(embeddings, 20, seed=5)) for _ in range(2))
    assert first.places.tolist() == second.places.tolist()


def test_many_candidates_go_through_batches(monkeypatch):
    monkeypatch.setattr(clusters, "MINI_BATCH_ABOVE", 30)
    assert k_means(context(blobs(20, 30, 10), 3)).priorities.tolist() == [30, 20, 10]


def test_the_reason_tells_the_size():
    found = draw(resolve("k-means"), context(np.array([[0.0], [0.0], [9.0]]), 3))
    assert found.reasons == ("centre of a cluster of 2", "centre of a cluster of 1", "like one picked already")


def test_without_scikit_learn_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.cluster", None)
    with pytest.raises(ImportError, match=r"Clusters need scikit-learn: pip install 'nblabel\[active\]'"):
        k_means(context(blobs(4, 3), 2))


def test_a_misspelt_option_is_an_error():
    with pytest.raises(TypeError, match="strategy 'k-means' has no option 'weight'; its options are weights"):
        k_means(context(blobs(4, 3), 2, options={"weight": "margin"}))


def test_duplicates_do_not_make_scikit_learn_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(clusters_of(np.zeros((20, 3)), 5, np.random.default_rng(0))) == 1
