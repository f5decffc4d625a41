"""Uncertainty against its formulas, written as in the papers, and against scikit-activeml."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from skactiveml.pool import uncertainty_scores
from tests.active.probabilities import over, rows, tables

from nblabel.active.measures.entropy import entropy, may_reach
from nblabel.active.strategies import by_name

PLAINLY = {
    "least-confidence": lambda row: 1 - max(row),
    "margin": lambda row: 1 - (max(row) - sorted(row)[-2]),
    "ratio": lambda row: sorted(row)[-2] / max(row),
    "entropy": lambda row: -sum(p * math.log(p) for p in row if p > 0),
}
THEIRS = {"least-confidence": "least_confident", "margin": "margin_sampling", "entropy": "entropy"}


def priorities(name, proba):
    return by_name()[name].choose(over(proba))


@pytest.mark.parametrize("name", PLAINLY)
@pytest.mark.parametrize("classes", [2, 3, 10, 47, 48, 49, 51, 200])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_what_the_formula_says(name, classes, dtype):
    proba = rows(40, classes, dtype=dtype)
    found = priorities(name, proba)
    assert found.dtype == dtype
    assert_allclose(found, [PLAINLY[name](row) for row in proba.tolist()], atol=3e-6 if dtype == np.float32 else 1e-11)


@pytest.mark.parametrize("name", THEIRS)
@pytest.mark.parametrize("classes", [2, 10, 100])
def test_it_is_what_scikit_activeml_says(name, classes):
    proba = rows(60, classes)
    assert_allclose(priorities(name, proba), uncertainty_scores(proba, method=THEIRS[name]), atol=1e-11)


@pytest.mark.parametrize("name", PLAINLY)
@settings(max_examples=40, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_classes_does_not_matter(name, proba, random):
    order = random.sample(range(proba.shape[1]), proba.shape[1])
    assert (priorities(name, proba) == priorities(name, proba[:, order])).all()


@pytest.mark.parametrize("name", PLAINLY)
@settings(max_examples=40, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_an_item_has_the_same_priority_wherever_it_stands(name, proba, random):
    order = random.sample(range(len(proba)), len(proba))
    assert (priorities(name, proba)[order] == priorities(name, proba[order])).all()


@pytest.mark.parametrize("name", PLAINLY)
def test_a_sure_row_comes_last_and_an_even_one_first(name):
    found = priorities(name, np.array([[1.0, 0, 0], [0.6, 0.3, 0.1], [1 / 3, 1 / 3, 1 / 3]]))
    assert found[0] == 0
    assert found[0] < found[1] < found[2]


@pytest.mark.parametrize("name", PLAINLY)
def test_columns_side_by_side_in_memory_are_read_as_well(name):
    proba = rows(50, 7)
    assert_allclose(priorities(name, np.asfortranarray(proba)), priorities(name, proba), atol=1e-12)


@settings(max_examples=200, deadline=None)
@given(tables(), st.floats(0, 1))
def test_no_row_that_reaches_an_entropy_is_screened_out(proba, level):
    nats = entropy(proba)
    bound = level * float(nats.max())
    assert set(np.flatnonzero(nats >= bound)) <= set(may_reach(proba, bound))


def test_rows_that_sum_to_nearly_one_are_not_screened_out():
    even = np.full((2, 10), 0.1)
    even[1] *= 1.0009
    even[1, 0] *= 0.999
    assert may_reach(even, float(entropy(even)[1])).tolist() == [0, 1]
    assert may_reach(even * 0.9991, float(entropy(even * 0.9991).max())).tolist() == [0, 1]


def test_screening_leaves_few_of_many():
    proba = rows(10_000, 10, seed=3)
    bound = np.sort(entropy(proba))[-10]
    assert len(may_reach(proba, float(bound))) < 1_000


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("least-confidence", "confidence 0.6"),
        ("margin", "margin 0.3"),
        ("ratio", "ratio 0.5"),
        ("entropy", "entropy 0.9"),
    ],
)
def test_the_reason_says_the_figure_and_no_class(name, said):
    strategy = by_name()[name]
    assert strategy.said(float(strategy.choose(over(np.array([[0.6, 0.3, 0.1]])))[0])) == said


def test_the_reason_of_a_margin_is_the_margin_itself():
    assert by_name()["margin"].said(0.97) == "margin 0.03"


@pytest.mark.parametrize("name", PLAINLY)
def test_an_option_it_does_not_have_is_refused(name):
    with pytest.raises(TypeError, match="no option 'beta'"):
        by_name()[name].choose(over(rows(3, 3), options={"beta": 2}))
