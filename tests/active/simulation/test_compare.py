"""``nbl.compare``: areas in pairs, and Holm's procedure for all rows together."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nblabel.active.simulation.compare import COLUMNS, compare, holm


def curves(metric: str = "accuracy", **strategies: list[list[float]]) -> pd.DataFrame:
    """Make a frame of curves, one list a repeat, scored at 10, 20, 40 … labels."""
    rows = [
        (strategy, repeat, 10 * 2**place, metric, score)
        for strategy, repeats in strategies.items()
        for repeat, curve in enumerate(repeats)
        for place, score in enumerate(curve)
    ]
    return pd.DataFrame(rows, columns=["strategy", "repeat", "n_labeled", "metric", "score"])


def level_curves(**strategies: list[float]) -> pd.DataFrame:
    """Make flat curves, whose area is their height."""
    return curves(**{name: [[each, each] for each in heights] for name, heights in strategies.items()})


def test_the_area_is_the_mean_height_of_the_trapezoids():
    # From 10 to 20 the mean is 0.5, from 20 to 40 it is 0.7: (10 · 0.5 + 20 · 0.7) / 30.
    row = compare(curves(margin=[[0.4, 0.6, 0.8]], random=[[0.4, 0.4, 0.4]])).iloc[0]
    assert row["area"] == pytest.approx(19 / 30)
    assert row["baseline_area"] == pytest.approx(0.4)
    assert row["difference"] == pytest.approx(19 / 30 - 0.4)


def test_the_area_does_not_depend_on_the_order_of_the_rows():
    scores = curves(margin=[[0.4, 0.6, 0.8], [0.5, 0.6, 0.7]], random=[[0.4, 0.4, 0.5], [0.3, 0.4, 0.7]])
    mixed = scores.sample(frac=1, random_state=0)
    mixed = pd.concat([mixed[mixed["strategy"] == name] for name in ("margin", "random")])
    assert compare(mixed)["area"].tolist() == compare(scores)["area"].tolist()


def test_one_round_alone_is_compared_by_its_score():
    assert compare(curves(margin=[[0.6]], random=[[0.5]]))["difference"].tolist() == [pytest.approx(0.1)]


def test_wins_losses_and_ties_are_counted_in_repeats():
    row = compare(level_curves(margin=[0.9, 0.7, 0.5, 0.5], random=[0.8, 0.8, 0.5, 0.4])).iloc[0]
    assert row[["wins", "losses", "ties", "repeats"]].tolist() == [2, 1, 1, 4]


def test_differences_are_taken_within_a_repeat():
    # Apart by 0.01 each time, while the repeats themselves are far apart.
    heights = np.array([0.5, 0.6, 0.7, 0.8, 0.9])
    noise = np.array([0.001, -0.001, 0, 0.001, -0.001])
    row = compare(level_curves(margin=list(heights + 0.01 + noise), random=list(heights))).iloc[0]
    assert row["low"] > 0.008
    assert row["p_value"] < 0.001


def test_one_comparison_alone_is_the_paired_t_test():
    rng = np.random.default_rng(0)
    ours, theirs = rng.random(12), rng.random(12)
    row = compare(level_curves(margin=list(ours), random=list(theirs))).iloc[0]
    expected = stats.ttest_rel(ours, theirs)
    interval = expected.confidence_interval(0.95)
    assert row["p_value"] == pytest.approx(expected.pvalue)
    assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))


def test_several_comparisons_are_decided_at_holms_levels():
    rng = np.random.default_rng(1)
    theirs = rng.random(15)
    ours = {
        name: theirs + shift + 0.1 * rng.standard_normal(15) for name, shift in zip("abc", (0.2, 0.05, 0), strict=True)
    }
    frame = compare(level_curves(**{name: list(each) for name, each in ours.items()}, random=list(theirs)))
    tests = [stats.ttest_rel(each, theirs) for each in ours.values()]
    order = np.argsort([each.pvalue for each in tests])
    assert order.tolist() == [0, 1, 2] and tests[1].pvalue > 0.05 / 2
    assert frame["p_value"].tolist() == pytest.approx(
        [3 * tests[0].pvalue, 2 * tests[1].pvalue, max(2 * tests[1].pvalue, tests[2].pvalue)]
    )
    for row, (test, divisor) in zip(frame.itertuples(), zip(tests, (3, 2, 2), strict=True), strict=True):
        interval = test.confidence_interval(1 - 0.05 / divisor)
        assert (row.low, row.high) == pytest.approx((interval.low, interval.high))


def stepwise(p_values: list[float], alpha: float) -> tuple[list[bool], list[float]]:
    """Give Holm's decisions and corrected p-values as his paper has them: step by step."""
    m = len(p_values)
    order = sorted(range(m), key=lambda place: p_values[place])
    rejected, corrected = [False] * m, [0.0] * m
    going, highest = True, 0.0
    for step, place in enumerate(order):
        going = going and (m - step) * p_values[place] <= alpha
        rejected[place] = going
        highest = max(highest, (m - step) * p_values[place])
        corrected[place] = min(highest, 1.0)
    return rejected, corrected


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.sampled_from([0.01, 0.05, 0.2]))
def test_holm_is_the_step_down_procedure_and_its_levels_decide_alike(p_values, alpha):
    corrected, levels = holm(np.array(p_values), alpha)
    rejected, expected = stepwise(p_values, alpha)
    assert corrected.tolist() == pytest.approx(expected)
    assert (corrected <= alpha).tolist() == rejected
    # Products and quotients round differently; a p-value on the very bound may fall either way.
    on_the_bound = np.isclose(p_values, levels, rtol=1e-9)
    assert ((np.array(p_values) <= levels) == rejected)[~on_the_bound].all()


def test_holm_leaves_out_what_cannot_be_tested():
    corrected, levels = holm(np.array([np.nan, 0.02, 0.03]), 0.05)
    assert np.isnan(corrected[0])
    assert corrected[1:].tolist() == pytest.approx([0.04, 0.04])
    assert levels.tolist() == pytest.approx([0.05, 0.025, 0.05])


def test_of_one_repeat_there_is_a_difference_and_no_interval():
    row = compare(level_curves(margin=[0.9], random=[0.8])).iloc[0]
    assert row["difference"] == pytest.approx(0.1)
    assert row[["low", "high", "p_value"]].isna().all()


def test_equal_curves_are_ties_and_nothing_is_claimed():
    row = compare(level_curves(margin=[0.9, 0.8], random=[0.9, 0.8])).iloc[0]
    assert row[["difference", "low", "high", "p_value", "ties"]].tolist() == [0, 0, 0, 1, 2]


def test_each_metric_has_a_row_and_any_strategy_may_be_the_baseline():
    both = {"margin": [[0.5, 0.7]] * 2, "entropy": [[0.5, 0.6]] * 2, "k-means": [[0.4, 0.6]] * 2}
    frame = compare(pd.concat([curves("accuracy", **both), curves("f1_macro", **both)]), baseline="entropy")
    assert list(frame.columns) == COLUMNS
    assert frame[["strategy", "metric"]].to_numpy().tolist() == [
        ["margin", "accuracy"], ["margin", "f1_macro"], ["k-means", "accuracy"], ["k-means", "f1_macro"],
    ]  # fmt: skip


def test_after_an_interrupt_the_repeats_that_both_have_are_compared():
    scores = level_curves(margin=[0.9, 0.8, 0.7], random=[0.8, 0.7])
    assert compare(scores)["repeats"].tolist() == [2]


def test_a_baseline_alone_gives_no_rows():
    assert compare(level_curves(random=[0.8, 0.7])).empty


@pytest.mark.parametrize(
    ("scores", "given", "says"),
    [
        (
            level_curves(margin=[0.9], entropy=[0.8]),
            {},
            "baseline='random' is not in the frame; its strategies are margin, entropy",
        ),
        (level_curves(margin=[0.9], random=[0.8]), {"confidence": 95}, "confidence=95; give a number between 0 and 1"),
        (
            curves(margin=[[0.9, np.nan]], random=[[0.8, 0.8]]),
            {},
            "of strategy 'margin' is NaN in repeat 0 at 20 labels; leave it out",
        ),
        (
            curves(margin=[[0.9, 0.9, 0.9]], random=[[0.8, 0.8]]),
            {},
            "'margin' was scored at 10 to 40 (3 rounds) labels and 'random' at 10 to 20 (2 rounds)",
        ),
        (
            pd.concat([level_curves(margin=[0.9], random=[0.8]), level_curves(random=[0.7])]),
            {},
            "strategy 'random' has repeat 0 twice; give the strategies of joined frames different names",
        ),
        (pd.concat([level_curves(margin=[0.9]).assign(repeat=5), level_curves(random=[0.7])]), {}, "no repeat"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused(scores, given, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        compare(scores, **given)
