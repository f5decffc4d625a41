"""Images by their boxes, against folding a base uncertainty box by box."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.active.probabilities import over, rows
from tests.active.strategies.test_uncertainty import PLAINLY as BASES

import nblabel as nbl
from nblabel.active.strategies import by_name

FOLDS = {"boxes-sum": sum, "boxes-mean": lambda each: sum(each) / len(each), "boxes-max": max}


def images(counts, dtype=np.float64):
    return [rows(count, 4, seed=seed, dtype=dtype) for seed, count in enumerate(counts)]


@pytest.mark.parametrize("name", FOLDS)
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_the_base_folded_over_the_boxes(name, base, dtype):
    items = images([3, 0, 1, 8, 0], dtype)
    found = by_name()[name].choose(over(items, options={"base": base})).priorities
    plain = [FOLDS[name]([BASES[base](box) for box in item.tolist()]) if len(item) else 0 for item in items]
    assert found.dtype == dtype
    assert_allclose(found, plain, atol=1e-5 if dtype == np.float32 else 1e-11)


@pytest.mark.parametrize("name", FOLDS)
@pytest.mark.parametrize("base", BASES)
def test_a_score_is_the_odds_between_an_object_and_none(name, base):
    scores = [np.array([0.9, 0.3]), np.array([0.5])]
    both = [np.column_stack([1 - score, score]) for score in scores]
    assert nbl.rank(scores, name, base=base).equals(nbl.rank(both, name, base=base))


def test_the_reason_says_which_box():
    ranked = nbl.rank([np.array([0.99, 0.5, 0.9]), np.array([])], "boxes-max")
    assert ranked.reason.tolist() == ["uncertainty 1, box 1", "uncertainty 0, no boxes"]


def test_of_many_chunks_each_item_keeps_its_own_box():
    items = [np.full(30_000, 0.99) for _ in range(40)]
    for place, item in enumerate(items):
        item[place * 3] = 0.5 + place / 1_000
    ranked = nbl.rank(items, "boxes-max", 3)
    assert [reason.rpartition(" ")[2] for reason in ranked.reason] == ["0", "3", "6"]
    ranked = nbl.rank(items[::-1], "boxes-max", 3)
    assert ranked.item.tolist() == [39, 38, 37]
    assert [reason.rpartition(" ")[2] for reason in ranked.reason] == ["0", "3", "6"]


def test_a_base_there_is_not_is_refused():
    with pytest.raises(
        ValueError, match="base='bald' is no uncertainty of one box; there are least-confidence, margin"
    ):
        nbl.rank([np.array([0.5])], "boxes-max", base="bald")
