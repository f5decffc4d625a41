"""Committees against their formulas, written as in the papers, and against scikit-activeml."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from skactiveml.pool import average_kl_divergence
from skactiveml.pool import vote_entropy as their_vote_entropy
from tests.active.probabilities import over, rows, tables

from nblabel.active.strategies import by_name


def entropy(row):
    return -sum(p * math.log(p) for p in row if p > 0)


def kl(row, reference):
    return sum(p * math.log(p / q) for p, q in zip(row, reference, strict=True) if p > 0)


def consensus(members):
    return [sum(column) / len(members) for column in zip(*members, strict=True)]


PLAINLY = {
    "vote-entropy": lambda members: entropy(
        [count / len(members) for count in Counter(int(np.argmax(member)) for member in members).values()]
    ),
    "consensus-kl": lambda members: sum(kl(member, consensus(members)) for member in members) / len(members),
    "max-disagreement": lambda members: max(kl(member, consensus(members)) for member in members),
    "bald": lambda members: entropy(consensus(members)) - sum(map(entropy, members)) / len(members),
}


def committee(models, n, classes, dtype=np.float64):
    return np.stack([rows(n, classes, seed=seed, dtype=dtype) for seed in range(models)])


def priorities(name, proba):
    return by_name()[name].choose(over(proba, proba.shape[1]))


@pytest.mark.parametrize("name", PLAINLY)
@pytest.mark.parametrize(("models", "classes"), [(2, 2), (5, 3), (3, 60)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_what_the_formula_says(name, models, classes, dtype):
    proba = committee(models, 30, classes, dtype)
    found = priorities(name, proba)
    assert found.dtype == dtype
    plain = [PLAINLY[name](proba[:, row].tolist()) for row in range(30)]
    assert_allclose(found, plain, atol=5e-6 if dtype == np.float32 else 1e-11)


def test_the_kl_to_the_consensus_is_scikit_activemls():
    proba = committee(4, 50, 5)
    # They leave 0 log 0 out through a small number, and so are less exact.
    assert_allclose(
        priorities("consensus-kl", proba),
        average_kl_divergence(proba),
        atol=1e-5,
    )


def test_the_vote_entropy_is_scikit_activemls():
    proba = committee(4, 50, 5)
    votes = proba.argmax(axis=2).T
    assert_allclose(priorities("vote-entropy", proba), their_vote_entropy(votes, classes=np.arange(5)), atol=1e-11)


@settings(max_examples=40, deadline=None)
@given(tables(models=3))
def test_bald_and_the_mean_divergence_from_the_consensus_are_one(proba):
    assert_allclose(priorities("bald", proba), priorities("consensus-kl", proba), atol=1e-11)


@pytest.mark.parametrize("name", PLAINLY)
@settings(max_examples=40, deadline=None)
@given(tables(models=3), st.randoms(use_true_random=False))
def test_the_order_of_models_classes_and_items_does_not_matter(name, proba, random):
    # A model torn between two classes votes for the first of them, so none may be torn.
    torn = np.sort(proba, axis=2)[..., -2:]
    proba[(torn[..., 0] == torn[..., 1])] = np.eye(proba.shape[2])[0]
    models, items, classes = (np.array(random.sample(range(count), count)) for count in proba.shape)
    shuffled = priorities(name, proba[models][:, items][:, :, classes])
    assert_allclose(shuffled, priorities(name, proba)[items], atol=1e-11)


@pytest.mark.parametrize("name", PLAINLY)
def test_models_that_agree_have_nothing_to_disagree_on(name):
    proba = np.stack([rows(20, 4)] * 3)
    assert_allclose(priorities(name, proba), 0, atol=1e-11)
    assert (priorities(name, proba) >= 0).all()
