"""What embeddings must be before anything is measured between them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from tests.active.embedded import context

from nblabel.active.measures.embeddings import embeddings_of


@pytest.fixture
def rows():
    return np.arange(12.0).reshape(6, 2)


@pytest.mark.parametrize(
    ("given", "taken"), [("f4", "f4"), ("f8", "f8"), ("f2", "f4"), ("i8", "f8"), ("u1", "f8"), ("?", "f8")]
)
def test_floats_stay_what_blas_can_do(rows, given, taken):
    assert embeddings_of(context(rows.astype(given), 1), np.array([4, 1])).dtype == taken


def test_all_items_in_order_are_not_copied(rows):
    assert np.shares_memory(embeddings_of(context(rows, 1), np.arange(6)), rows)


@pytest.mark.parametrize(("value", "what"), [(np.nan, "NaN"), (np.inf, "infinity"), (-np.inf, "infinity")])
def test_what_is_not_finite_names_the_item(rows, value, what):
    rows[4, 1] = value
    with pytest.raises(ValueError, match=rf"embeddings\[4\] holds {what}; leave that item out"):
        embeddings_of(context(rows, 1), np.array([5, 4]))


def test_what_overflows_is_told_from_infinity(rows):
    rows[2] = 1e30
    with pytest.raises(ValueError, match=r"embeddings\[2\] holds values too large for float32"):
        embeddings_of(context(rows.astype(np.float32), 1), np.arange(6))


def test_items_that_are_not_asked_for_may_hold_anything(rows):
    rows[0] = np.nan
    assert embeddings_of(context(rows, 1), np.array([3])).tolist() == [[6.0, 7.0]]


def test_sparse_ones_are_refused_with_the_mend(rows):
    with pytest.raises(TypeError, match=r"sparse \(csr_array\).*TruncatedSVD"):
        embeddings_of(context(csr_array(rows), 1), np.arange(6))


def test_an_item_without_a_row_is_named(rows):
    with pytest.raises(ValueError, match="embeddings has 6 rows, so there is none for item 7"):
        embeddings_of(context(rows, 1), np.array([7]))


def test_one_axis_is_refused(rows):
    with pytest.raises(ValueError, match=r"shape \(6,\); one row for each item"):
        embeddings_of(context(rows[:, 0], 1), np.arange(6))


def test_what_is_no_number_is_refused(rows):
    with pytest.raises(TypeError, match="numbers are wanted"):
        embeddings_of(context(rows.astype(str), 1), np.arange(6))
