"""Scores and their intervals against the formulas as they are printed, and what a curve suggests."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import f1_score

from nblabel.active.loop.history.hint import flat
from nblabel.active.loop.history.rounds import Round
from nblabel.active.loop.history.score import Score, accuracy, f1_of_counts, macro_f1
from nblabel.active.loop.history.scoring import Scoring
from nblabel.session import CurvePoint

_answers = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)


@given(_answers)
def test_accuracy_has_wilsons_interval_as_scipy_gives_it(pairs):
    truths, guesses = zip(*pairs, strict=True)
    hits = sum(truth == guess for truth, guess in pairs)
    score = accuracy(truths, guesses)
    wanted = binomtest(hits, len(pairs)).proportion_ci(method="wilson")
    assert score.tested == len(pairs)
    assert math.isclose(score.value, hits / len(pairs))
    assert math.isclose(score.low, wanted.low, abs_tol=1e-12)
    assert math.isclose(score.high, wanted.high, abs_tol=1e-12)


@given(_answers)
def test_f1_is_scikit_learns_macro_average_within_its_own_interval(pairs):
    truths, guesses = zip(*pairs, strict=True)
    score = macro_f1(truths, guesses, seed=0)
    assert math.isclose(score.value, f1_score(truths, guesses, average="macro", zero_division=0))
    assert 0 <= score.low <= score.high <= 1


def test_the_interval_of_f1_narrows_with_the_items():
    counts = np.zeros((400, 1, 3))
    counts[:, 0, 0], counts[::4, 0, 1] = 1, 1
    few, many = f1_of_counts(counts[:20], 0), f1_of_counts(counts, 0)
    assert many.high - many.low < (few.high - few.low) / 2
    assert many.low < many.value < many.high


def test_nothing_tested_is_no_score():
    nothing = Score(None, None, None, 0)
    assert accuracy([], []) == macro_f1([], [], 0) == f1_of_counts(np.zeros((0, 1, 3)), 0) == nothing


def test_all_rounds_are_measured_on_what_is_labeled_now_and_only_when_that_changed():
    measured = []

    def measure(truths, guesses):
        measured.append(list(truths))
        return accuracy(truths, guesses)

    rounds = [
        Round(n, 0, "margin", "accuracy", 10 * n, 60.0 * n, 0.1, accuracy([], []), {"s:a": guess, "s:b": "x"})
        for n, guess in ((1, "y"), (2, "x"))
    ]
    scoring = Scoring(measure)
    assert [each.score for each in scoring.curve(rounds, {"s:a": "x"})] == [0.0, 1.0]
    assert [each.score for each in scoring.curve(rounds, {"s:a": "x", "s:b": "x", "s:c": "x"})] == [0.5, 1.0]
    assert [each.minutes for each in scoring.curve(rounds, {"s:a": "x", "s:b": "x"})] == [1.0, 2.0]
    assert measured == [["x"], ["x"], ["x", "x"], ["x", "x"]]


def points(*scores, tested=30):
    return [CurvePoint(n, 10 * n, 1.0, score, 0.0, 1.0, tested) for n, score in enumerate(scores, 1)]


def test_a_curve_that_stays_within_a_hundredth_for_five_rounds_is_called_flat():
    said = flat(points(0.5, 0.9, 0.905, 0.9, 0.91, 0.905), "accuracy")
    assert said.startswith("the accuracy has stayed within 0.01 for 5 rounds (40 labels)")


@pytest.mark.parametrize(
    "curve",
    [
        points(0.9, 0.9, 0.9, 0.9),
        points(0.9, 0.9, 0.9, 0.9, 0.93),
        points(0.9, 0.9, 0.9, 0.9, 0.9, tested=10),
        points(None, None, None, None, None, None),
    ],
    ids=["four rounds", "a rise", "few tested", "no score"],
)
def test_otherwise_nothing_is_hinted(curve):
    assert flat(curve, "accuracy") is None
