"""Mixed: the diversity's own picks, among the most uncertain."""

from __future__ import annotations

import numpy as np
import pytest
from tests.active.embedded import context, probabilities

from nblabel.active.asking.draw import draw
from nblabel.active.strategies import resolve
from nblabel.active.strategies.badge import badge
from nblabel.active.strategies.k_center import k_center
from nblabel.active.strategies.k_means import k_means
from nblabel.active.strategies.mixed import mixed


@pytest.fixture
def embeddings():
    return np.random.default_rng(0).normal(size=(60, 4))


def most_uncertain(proba, n):
    """Give the places of the smallest margins, in order of place."""
    margins = np.diff(np.sort(proba))[:, -1]
    return np.sort(np.argsort(margins, kind="stable")[:n])


@pytest.mark.parametrize(("diversity", "chosen"), [("k-means", k_means), ("k-center", k_center), ("badge", badge)])
def test_it_picks_what_the_diversity_picks_among_the_most_uncertain(embeddings, diversity, chosen):
    pool = np.arange(59, 4, -1)
    proba = probabilities(55)
    among = most_uncertain(proba, 15)
    options = {"beta": 3, "diversity": diversity}
    found = mixed(context(embeddings, 5, pool=pool, labeled=[0, 1], proba=proba, options=options))
    alone = chosen(context(embeddings, 5, pool=pool[among], labeled=[0, 1], proba=proba[among]))
    assert found.places.tolist() == among[alone.places].tolist()
    assert found.priorities.tolist() == alone.priorities.tolist()


def test_a_beta_of_1_leaves_the_most_uncertain(embeddings):
    proba = probabilities(60)
    found = mixed(context(embeddings, 7, proba=proba, options={"beta": 1}))
    assert np.sort(found.places).tolist() == most_uncertain(proba, 7).tolist()


def test_a_small_pool_is_looked_at_whole(embeddings):
    proba = probabilities(60)
    found = mixed(context(embeddings, 8, proba=proba))
    assert found.places.tolist() == k_means(context(embeddings, 8)).places.tolist()


def test_a_committee_may_say_what_is_uncertain(embeddings):
    committee = np.stack([probabilities(60, seed=seed) for seed in range(3)])
    asked = context(embeddings, 5, proba=committee, options={"base": "bald", "beta": 2, "diversity": "k-center"})
    disagreed = draw(resolve("bald"), context(embeddings, 10, proba=committee)).places
    assert set(mixed(asked).places) <= set(disagreed)


def test_a_diversity_of_ones_own_may_give_priorities(embeddings):
    options = {"diversity": lambda context: context.pool.astype(float), "beta": 2}
    proba = probabilities(60)
    found = mixed(context(embeddings, 3, proba=proba, options=options))
    assert found.places.tolist() == most_uncertain(proba, 6)[:2:-1].tolist()


def test_other_options_are_the_diversitys(embeddings):
    asked = context(embeddings, 5, proba=probabilities(60), options={"weights": "margin"})
    assert len(mixed(asked).places) == 5
    with pytest.raises(TypeError, match="strategy 'k-means' has no option 'betta'"):
        mixed(context(embeddings, 5, proba=probabilities(60), options={"betta": 3}))


def test_the_reason_says_how_uncertain_each_is():
    proba = np.array([[0.75, 0.25], [0.5, 0.5], [1.0, 0.0]])
    found = draw(resolve("mixed"), context(np.eye(3), 2, proba=proba, options={"beta": 1}))
    assert sorted(found.reasons) == ["unlike the others, margin 0", "unlike the others, margin 0.5"]


def test_a_beta_below_1_is_refused(embeddings):
    with pytest.raises(ValueError, match=r"beta=0.5; beta × k candidates"):
        mixed(context(embeddings, 5, proba=probabilities(60), options={"beta": 0.5}))


def test_without_what_the_uncertainty_needs_it_says_so(embeddings):
    with pytest.raises(ValueError, match="strategy='margin' needs proba"):
        mixed(context(embeddings, 5))
