"""Sequences of different lengths against their formulas, written token by token."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from tests.active.probabilities import over, rows

import nblabel as nbl
from nblabel.active.strategies import by_name


def entropy(row):
    return -sum(p * math.log(p) for p in row if p > 0)


def mean(values):
    return sum(values) / len(values) if values else 0.0


PLAINLY = {
    "sequence-least-confidence": lambda item: -math.log(math.prod(max(token) for token in item)),
    "mnlp": lambda item: -mean([math.log(max(token)) for token in item]),
    "token-entropy": lambda item: mean([entropy(token) for token in item]),
    "total-token-entropy": lambda item: sum(entropy(token) for token in item),
}


def sequences(lengths, classes=5, dtype=np.float64):
    return [rows(length, classes, seed=seed, dtype=dtype) for seed, length in enumerate(lengths)]


def priorities(name, items):
    return by_name()[name].choose(over(items)).priorities


@pytest.mark.parametrize("name", PLAINLY)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_what_the_formula_says(name, dtype):
    items = sequences([3, 1, 0, 12, 7, 0], dtype=dtype)
    found = priorities(name, items)
    assert found.dtype == dtype
    assert_allclose(
        found, [PLAINLY[name](item.tolist()) for item in items], atol=1e-5 if dtype == np.float32 else 1e-11
    )


@pytest.mark.parametrize("name", PLAINLY)
@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_items_and_classes_does_not_matter(name, lengths, random):
    items = sequences(lengths)
    classes = random.sample(range(5), 5)
    order = random.sample(range(len(items)), len(items))
    shuffled = priorities(name, [items[place][:, classes] for place in order])
    assert_allclose(shuffled, priorities(name, items)[order], atol=1e-11)


@pytest.mark.parametrize("name", PLAINLY)
def test_an_iterator_of_items_ranks_as_the_list_does(name):
    items = sequences(np.random.default_rng(0).integers(0, 20, 300))
    assert nbl.rank(iter(items), name, 10).equals(nbl.rank(items, name, 10))


def test_least_confidence_orders_as_one_less_the_probability_and_tells_long_ones_apart():
    short = sequences([2, 5, 9])
    by_probability = sorted(range(3), key=lambda place: -(1 - math.prod(short[place].max(axis=1))))
    assert nbl.rank(short, "sequence-least-confidence").item.tolist() == by_probability
    long = [np.full((2_000, 2), 0.5), np.full((3_000, 2), 0.5)]
    assert nbl.rank(long, "sequence-least-confidence").item.tolist() == [1, 0]


def test_mnlp_does_not_prefer_long_sequences():
    items = [np.full((50, 2), [0.9, 0.1]), np.full((2, 2), [0.6, 0.4])]
    assert nbl.rank(items, "mnlp").item.tolist() == [1, 0]
    assert nbl.rank(items, "sequence-least-confidence").item.tolist() == [0, 1]


@pytest.mark.parametrize("name", ["mnlp", "sequence-least-confidence"])
def test_the_probabilities_of_the_chosen_tokens_will_do(name):
    items = sequences([4, 0, 6])
    assert_allclose(priorities(name, [item.max(axis=1) for item in items]), priorities(name, items), atol=1e-12)


@pytest.mark.parametrize("name", ["token-entropy", "total-token-entropy"])
def test_an_entropy_wants_all_classes(name):
    with pytest.raises(ValueError, match=rf"'{name}' needs the probabilities of all classes.*mnlp"):
        nbl.rank([np.array([0.5, 0.9])], name)


def test_a_chosen_token_without_any_chance_is_ranked_by_the_others_too():
    ranked = nbl.rank([np.array([0.0, 0.9]), np.array([0.0, 0.1])], "mnlp")
    assert ranked.item.tolist() == [1, 0]
    assert np.isfinite(ranked.priority).all()


@pytest.mark.parametrize(
    ("best", "said"),
    [
        ([0.99, 0.5, 0.99], "token 1"),
        ([0.99, 0.6, 0.5, 0.6, 0.99, 0.6], "tokens 1–3"),
        ([0.5, 0.6, 0.99], "tokens 0–1"),
        ([0.99, 0.99, 0.5], "token 2"),
        ([], "no tokens"),
    ],
)
def test_the_reason_says_which_tokens(best, said):
    item = np.array([[p, 1 - p] for p in best]).reshape(-1, 2)
    (reason,) = nbl.rank([item], "mnlp").reason
    assert reason.endswith(f", {said}")
    assert reason.startswith("confidence per token ")
