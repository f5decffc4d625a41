"""What `nblabel.rank` gives, and what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.active.probabilities import rows, tables

import nblabel as nbl
from nblabel.active import Context, Ranked
from nblabel.active.strategies import by_name

PROBA = np.array([[0.9, 0.1], [0.52, 0.48], [0.2, 0.8], [0.52, 0.48]])


def test_the_best_come_first_with_their_rank_and_why():
    ranked = nbl.rank(PROBA, k=3)
    assert list(ranked.columns) == ["item", "priority", "rank", "reason"]
    assert ranked.item.tolist() == [1, 3, 2]
    assert ranked.priority.round(6).tolist() == [0.96, 0.96, 0.4]
    assert ranked["rank"].tolist() == [0, 1, 2]
    assert ranked.reason.tolist() == ["margin 0.04", "margin 0.04", "margin 0.6"]
    assert list(ranked.index) == [0, 1, 2]


def test_without_k_all_are_ranked():
    assert nbl.rank(PROBA).item.tolist() == [1, 3, 2, 0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("strategy", ["margin", "entropy", "least-confidence", "ratio"])
def test_priorities_keep_their_dtype(dtype, strategy):
    assert nbl.rank(rows(50, 5, dtype=dtype), strategy, 5).priority.dtype == dtype


def test_float16_and_whole_numbers_are_read_too():
    assert nbl.rank(rows(500, 50, dtype=np.float16), k=3).priority.dtype == np.float32
    assert nbl.rank(np.eye(3, dtype=int), k=1).priority.tolist() == [0]


@pytest.mark.parametrize(
    "items",
    [
        list("abcd"),
        tuple("abcd"),
        np.array(list("abcd")),
        pd.Index(list("abcd")),
        pd.Series(list("abcd"), index=[9, 8, 7, 6]),
        dict.fromkeys("abcd").keys(),
    ],
)
def test_items_are_called_what_the_caller_calls_them(items):
    assert nbl.rank(PROBA, k=2, items=items).item.tolist() == ["b", "d"]


def test_items_keep_their_dtype():
    times = pd.date_range("2026-01-01", periods=4, tz="UTC")
    assert nbl.rank(PROBA, k=2, items=times).item.dtype == times.dtype


def test_a_strategy_of_ones_own_may_give_priorities():
    def least_seen(context: Context) -> np.ndarray:
        return -context.proba.max(axis=1)

    ranked = nbl.rank(PROBA, least_seen, k=2)
    assert ranked.item.tolist() == [1, 3]
    assert ranked.reason.tolist() == ["least_seen", "least_seen"]


def test_a_strategy_of_ones_own_may_give_places_and_causes():
    ranked = nbl.rank(PROBA, lambda _: [2, 0, 1], k=2)
    assert ranked.item.tolist() == [2, 0]
    ranked = nbl.rank(PROBA, lambda _: Ranked(np.arange(4.0), cause=lambda place: f"corner {place}"), k=1)
    assert ranked.reason.tolist() == ["<lambda>, corner 3"]


def test_a_strategy_sees_all_that_was_given():
    seen = []

    def look(context: Context) -> np.ndarray:
        seen.append(context)
        return np.zeros(len(context.pool))

    X = np.arange(8).reshape(4, 2)
    given = {"embeddings": X.astype(float), "labeled": [2], "labels": ["bug"], "model": "any", "X": X}
    nbl.rank(PROBA, look, 2, random_state=3, beta=7, **given)
    (context,) = seen
    assert context.pool.tolist() == [0, 1, 3]
    assert context.proba.tolist() == PROBA[[0, 1, 3]].tolist()
    assert (context.k, context.labeled.tolist(), context.labels) == (2, [2], ["bug"])
    assert (context.model, context.X is X, dict(context.options)) == ("any", True, {"beta": 7})
    assert context.rng.random() == np.random.default_rng(3).random()


@pytest.mark.parametrize("labeled", [[3, 1], np.array([1, 3]), np.array([False, True, False, True]), pd.Index([1, 3])])
@pytest.mark.parametrize("strategy", ["margin", lambda context: context.proba[:, 1]])
def test_labeled_items_are_no_candidates(labeled, strategy):
    assert set(nbl.rank(PROBA, strategy, labeled=labeled).item) == {0, 2}


def test_of_labels_alone_those_that_are_there_count():
    assert nbl.rank(PROBA, labels=[None, "a", np.nan, pd.NA]).item.tolist() == [3, 2, 0]


def test_names_are_found_with_underscores_too():
    assert nbl.rank(PROBA, "least_confidence").equals(nbl.rank(PROBA, "least-confidence"))


@settings(max_examples=60, deadline=None)
@given(tables(), st.lists(st.integers(0, 30), max_size=4), st.sampled_from(["margin", "entropy", "ratio"]))
def test_chunks_make_no_difference(proba, cuts, strategy):
    chunks = np.split(proba, sorted(min(cut, len(proba)) for cut in cuts))
    k = max(1, len(proba) // 2)
    whole = nbl.rank(proba, strategy, k)
    assert nbl.rank(chunks, strategy, k).equals(whole)
    assert nbl.rank(iter(chunks), strategy, k).equals(whole)


@settings(max_examples=60, deadline=None)
@given(tables(), st.randoms(use_true_random=False), st.sampled_from(["margin", "entropy", "ratio", "least-confidence"]))
def test_items_in_another_order_have_the_same_priorities(proba, random, strategy):
    order = random.sample(range(len(proba)), len(proba))
    ranked = nbl.rank(proba, strategy).set_index("item").priority
    shuffled = nbl.rank(proba[order], strategy, items=order).set_index("item").priority
    assert shuffled.sort_index().equals(ranked.sort_index())


@pytest.mark.parametrize("strategy", ["margin", "entropy", "ratio", "least-confidence"])
def test_a_large_pool_is_ranked_as_a_stable_sort_would(strategy):
    proba = rows(60_000, 10, seed=5)
    priorities = by_name()[strategy].choose(Context(pool=np.arange(len(proba)), k=1, rng=None, proba=proba))
    assert nbl.rank(proba, strategy, 500).item.tolist() == np.argsort(-priorities, kind="stable")[:500].tolist()


def test_the_callers_arrays_are_left_as_they_are():
    proba = rows(1_000, 60)
    before = proba.copy()
    proba.flags.writeable = False
    for strategy in ("margin", "entropy", "ratio", "least-confidence", "random"):
        nbl.rank(proba, strategy, 10)
    assert (proba == before).all()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([0.5, 0.6], r"row 7 is no probabilities: it sums to 1\.1, not to 1; give the output of predict_proba"),
        ([1.2, -0.2], r"row 7 is no probabilities: -0\.2 for class 1"),
        ([0.5, np.nan], r"row 7 is no probabilities: NaN for class 1"),
        ([np.inf, 0], r"row 7 is no probabilities: it sums to inf"),
        ([0, 0], r"row 7 is no probabilities: it sums to 0"),
    ],
)
@pytest.mark.parametrize("strategy", ["margin", "entropy", "random", lambda context: context.proba[:, 0]])
def test_a_row_that_is_no_probabilities_is_named(row, said, strategy):
    proba = np.full((10, 2), 0.5)
    proba[7] = row
    with pytest.raises(ValueError, match=said):
        nbl.rank(proba, strategy, 1)
    with pytest.raises(ValueError, match=said):
        nbl.rank(iter([proba[:6], proba[6:]]), strategy, 1)


def test_the_model_of_a_row_that_is_no_probabilities_is_named():
    proba = np.full((3, 10, 2), 0.5)
    proba[2, 4] = 1
    with pytest.raises(ValueError, match=r"row 4 of model 2 is no probabilities: it sums to 2"):
        nbl.rank(proba, "bald", 1)


def test_the_token_that_is_no_probabilities_is_named():
    items = [np.full((3, 2), 0.5), np.empty((0, 2)), np.full((4, 2), 0.5)]
    items[2][1, 0] = -1
    with pytest.raises(ValueError, match=r"row 1 of item 2 is no probabilities: -1 for class 0"):
        nbl.rank(items, "mnlp", 1)
    with pytest.raises(ValueError, match=r"row 1 of item 1 is 1\.5; scores from 0 to 1"):
        nbl.rank([np.array([0.5]), np.array([0.5, 1.5])], "boxes-max", 1)


def test_a_labeled_row_is_not_looked_at():
    proba = np.full((3, 2), 0.5)
    proba[1] = np.nan
    assert nbl.rank(proba, labeled=[1]).item.tolist() == [0, 2]


def test_sums_that_rounding_put_off_are_taken():
    assert len(nbl.rank(np.array([[0.3334, 0.3334, 0.3334]]))) == 1


@pytest.mark.parametrize(
    ("proba", "given", "said"),
    [
        (np.empty((0, 3)), {}, "the pool is empty: it has no rows"),
        ([], {}, "the pool is empty"),
        (iter([]), {}, "the pool is empty"),
        (PROBA, {"labeled": [0, 1, 2, 3]}, "the pool is empty: all 4 items are labeled"),
        (PROBA, {"k": 5}, r"k=5, and there are 4 candidates; give k from 1 to 4"),
        (iter([PROBA]), {"k": 5}, r"k=5, and there are 4 candidates"),
        (PROBA, {"k": 4, "labeled": [0]}, r"k=4, and there are 3 candidates \(1 more are labeled\)"),
        (PROBA, {"k": 0}, "k=0"),
        (iter([PROBA]), {"k": -1}, "k=-1"),
        (np.ones((4, 1)), {}, r"shape \(4, 1\), 1 class.*column_stack"),
        (np.array([0.2, 0.4]), {}, r"shape \(2,\); \(n, classes\) is wanted.*column_stack"),
        (np.ones((2, 3, 2)) / 2, {}, r"shape \(2, 3, 2\); \(n, classes\) is wanted.*bald"),
        (PROBA, {"strategy": "bald"}, r"shape \(4, 2\); \(models, n, classes\) is wanted"),
        ([PROBA, PROBA[:2]], {"strategy": "bald"}, r"model 1 has shape \(2, 2\), that of model 0 \(4, 2\)"),
        (iter([PROBA, np.ones((1, 3)) / 3]), {}, r"chunk of proba has shape \(1, 3\), and those before had 2 classes"),
        ([[0.5, 0.5], [0.2, 0.3, 0.5]], {}, r"proba row 1 has shape \(3,\), and row 0 has 2 classes"),
        ([np.ones((2, 2)) / 2, np.ones((2, 3)) / 3], {"strategy": "mnlp"}, r"item 1 has shape \(2, 3\)"),
        ([np.ones((2, 1))], {"strategy": "mnlp"}, r"item 0 has one class"),
        (PROBA, {"items": list("abc")}, "differ in how many items they have: proba 4, items 3"),
        (PROBA, {"embeddings": np.ones((3, 2))}, "proba 4, embeddings 3"),
        (PROBA, {"labels": [1]}, "proba 4, labels 1"),
        (PROBA, {"labeled": [4]}, "labeled has position 4; there are 4 items"),
        (PROBA, {"labeled": [-1]}, "labeled has position -1"),
        (PROBA, {"labeled": [1, 1]}, "labeled has position 1 twice"),
        (PROBA, {"labeled": [True]}, r"mask of shape \(1,\); one of shape \(4,\)"),
        (PROBA, {"labeled": [1], "labels": [1, 2]}, "there are 2 labels, and 1 items are labeled"),
        (PROBA, {"strategy": "uncertain"}, "strategy='uncertain' is not known; the strategies are .*margin"),
        (None, {}, "there is nothing to rank"),
        (None, {"items": list("ab")}, "strategy='margin' needs proba"),
        (iter([PROBA]), {"items": list("abc")}, "proba has 4 rows, and there are 3 items"),
        (iter([PROBA]), {"items": list("abcde")}, "proba has 4 rows, and there are 5 items"),
    ],
)
def test_what_cannot_be_ranked_is_refused(proba, given, said):
    with pytest.raises(ValueError, match=said):
        nbl.rank(proba, **given)


@pytest.mark.parametrize(
    ("proba", "given", "said"),
    [
        (PROBA, {"k": 1.5}, "k=1.5 is float"),
        (PROBA, {"k": True}, "k=True is bool"),
        (PROBA, {"beta": 3}, "'margin' has no option 'beta'"),
        (PROBA, {"labeled": [0.5]}, "labeled holds float64"),
        (PROBA, {"strategy": 3}, "strategy=3 is int"),
        (PROBA, {"items": "name"}, "items='name' names a column, and proba has no named columns"),
        (3, {}, "proba is int; give an array"),
        ({"a": 1}, {}, "proba is dict; give an array"),
        (np.array([["a", "b"]]), {}, "proba holds <U1, not numbers"),
    ],
)
def test_what_is_of_another_type_is_refused(proba, given, said):
    with pytest.raises(TypeError, match=said):
        nbl.rank(proba, **given)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (np.zeros(3), r"priorities of shape \(3,\); the pool has 4"),
        (np.array([0, 1, np.nan, 2]), "NaN as the priority of candidate 2"),
        ([0], r"places of shape \(1,\); 2 are wanted"),
        ([0, 4], "gave place 4; the pool has places 0 to 3"),
        ([1, 1], "the same place twice"),
        (["a"], "answered with <U1"),
    ],
)
def test_a_strategy_that_answers_with_no_ranking_is_refused(answer, said):
    with pytest.raises(ValueError, match=said):
        nbl.rank(PROBA, lambda _: answer, 2)
