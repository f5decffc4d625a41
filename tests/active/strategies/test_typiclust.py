"""TypiClust against the formula over the clusters that scikit-learn finds."""

from __future__ import annotations

import numpy as np
import pytest
from tests.active.embedded import blobs, context

from nblabel.active.asking.draw import draw
from nblabel.active.measures.clusters import clusters_of
from nblabel.active.measures.distances import Points
from nblabel.active.strategies import resolve
from nblabel.active.strategies.typiclust import mean_distance_to_nearest, typiclust


def crowding(rows, i, neighbors):
    """Give the mean distance to the nearest others."""
    distances = sorted(float(np.linalg.norm(rows[i] - rows[j])) for j in range(len(rows)) if j != i)
    return np.mean(distances[:neighbors]) if distances else 0.0


def plainly(embeddings, pool, labeled, k, seed, neighbors=20):
    """Order the clusters by labels and size, and take the most typical of each in turn."""
    everyone = [*labeled, *pool]
    clusters = clusters_of(embeddings[everyone], len(labeled) + k, np.random.default_rng(seed))
    clusters = [[everyone[i] for i in members] for members in clusters]
    clusters.sort(key=lambda members: (len(set(members) & set(labeled)), -len(members)))
    queues = []
    for members in sorted(clusters, key=lambda members: len(members) < 5):
        far = {item: crowding(embeddings[members], i, neighbors) for i, item in enumerate(members)}
        queues.append((len(members) < 5, sorted(set(members) - set(labeled), key=lambda item: far[item])))
    picks = []
    for small in (False, True):
        some = [list(queue) for is_small, queue in queues if is_small == small]
        while any(some):
            picks += [queue.pop(0) for queue in some if queue]
    return [list(pool).index(item) for item in picks[:k]]


@pytest.mark.parametrize("labeled", [[], [0, 4, 33]])
@pytest.mark.parametrize(("k", "dtype"), [(1, np.float64), (4, np.float32), (9, np.float64)])
def test_it_picks_what_the_formula_picks(labeled, k, dtype):
    embeddings = np.random.default_rng(2).normal(size=(90, 4)).astype(dtype)
    asked = context(embeddings, k, labeled=labeled, seed=7)
    assert typiclust(asked).places.tolist() == plainly(embeddings, asked.pool, labeled, k, seed=7)


def test_fewer_neighbors_may_be_asked_for():
    embeddings = np.random.default_rng(2).normal(size=(90, 4))
    asked = context(embeddings, 4, seed=7, options={"neighbors": 3})
    assert typiclust(asked).places.tolist() == plainly(embeddings, asked.pool, [], 4, seed=7, neighbors=3)


def test_heaps_without_labels_come_first_and_outliers_last():
    embeddings = blobs(30, 20, 25, 2)
    asked = context(embeddings, 3, labeled=[0])
    heaps = np.searchsorted([30, 50, 75], asked.pool[typiclust(asked).places], side="right")
    assert heaps.tolist() == [2, 1, 0]


def test_with_fewer_clusters_than_picks_each_has_its_turn_again():
    embeddings = blobs(10, 8)
    ranked = typiclust(context(embeddings, 6, options={"max_clusters": 2}))
    assert (ranked.places >= 10).tolist() == [False, True, False, True, False, True]
    assert ranked.priorities.tolist() == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("embeddings", [np.zeros((7, 2)), np.repeat(np.eye(2), [3, 4], axis=0), blobs(4, 3)])
def test_all_of_the_pool_may_be_asked_for(embeddings):
    assert sorted(typiclust(context(embeddings, 7)).places.tolist()) == list(range(7))
    assert sorted(typiclust(context(embeddings, 5, labeled=[1, 6])).places.tolist()) == list(range(5))


def test_constant_embeddings_go_by_place():
    assert typiclust(context(np.full((9, 5), 0.1), 3)).places.tolist() == [0, 1, 2]


def test_the_reason_does_not_need_a_figure():
    assert set(draw(resolve("typiclust"), context(blobs(6, 7), 2)).reasons) == {"typical of its cluster"}


@pytest.mark.parametrize("option", ["neighbors", "max_clusters"])
@pytest.mark.parametrize("value", [0, 2.5, "few"])
def test_an_option_that_is_no_count_is_refused(option, value):
    with pytest.raises(ValueError, match=f"{option}={value!r}; a whole number from 1 up"):
        typiclust(context(blobs(6, 7), 2, options={option: value}))


@pytest.mark.parametrize("neighbors", [1, 4, 100])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_mean_distance_is_that_of_all_pairs(neighbors, dtype):
    rows = (np.random.default_rng(0).normal(size=(40, 6)) + 30).astype(dtype)
    wanted = [crowding(rows, i, neighbors) for i in range(40)]
    found = mean_distance_to_nearest(Points.of(rows), neighbors)
    np.testing.assert_allclose(found, wanted, rtol=1e-3 if dtype == np.float32 else 1e-9)
