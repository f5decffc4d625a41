"""``nbl.methods_text``: the paragraph says what was done, and says so where it does not know."""

from __future__ import annotations

import platform

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.datasets import load_iris
from sklearn.naive_bayes import GaussianNB

import nblabel
from nblabel.active.simulation.methods_text import methods_text
from nblabel.active.simulation.simulate import simulate

X, Y = load_iris(return_X_y=True)


def first_ones(context):
    return np.arange(context.k)


def last_ones(context):
    return np.arange(len(context.pool))[::-1][: context.k]


def played(**given):
    settings = {"n_initial": 6, "batch_size": 3, "n_rounds": 2, "n_repeats": 2, "test_size": 0.4, "progress": False}
    return simulate(GaussianNB(), X, Y, [first_ones, last_ones], **{**settings, **given})


def test_it_tells_data_strategies_sizes_model_metrics_seeds_and_versions():
    text = methods_text(played(scoring=["accuracy", "f1_macro"], random_state=7))
    for said in (
        "on 150 items of 3 classes with the query strategies first_ones and last_ones, 2 times each.",
        "In each repeat 60 items (40 %) were drawn at random for testing; the others were the pool.",
        "To begin with, 6 of the pool were labeled, drawn at random.",
        "In each of 2 rounds the strategy chose 3 more, up to 12 in all.",
        "Within a repeat all strategies shared the split",
        "was GaussianNB().",
        "It was scored on the test set by accuracy and f1_macro.",
        "numpy.random.SeedSequence(7)",
        f"nblabel {nblabel.__version__}",
        f"sklearn {sklearn.__version__}",
        f"Python {platform.python_version()}.",
    ):
        assert said in text


def test_other_starts_and_test_sets_are_told_as_they_were():
    text = methods_text(played(n_initial=None, n_initial_per_class=2))
    assert "To begin with, 2 of each class in the pool were labeled, drawn at random." in text
    assert "up to 12 in all" in text
    text = methods_text(played(cold_start=first_ones, test_size=None, test=(X, Y), n_rounds=None, batch_size=7))
    assert "A separate test set of 150 items was given" in text
    assert "labeled, chosen by first_ones." in text
    assert "In each of 21 rounds the strategy chose 7 more, up to 150 in all." in text


def test_a_part_of_the_frame_tells_how_much_of_the_plan_it_is():
    scores = played()
    part = scores[scores["repeat"] == 0]
    assert "The frame holds 2 of these 4 runs." in methods_text(part)
    assert "The frame holds" not in methods_text(scores)


def test_what_it_tells_survives_parquet(tmp_path):
    scores = played()
    scores.to_parquet(tmp_path / "scores.parquet")
    assert methods_text(pd.read_parquet(tmp_path / "scores.parquet")) == methods_text(scores)


def test_frames_of_one_simulation_joined_again_tell_the_same():
    scores = played()
    halves = [scores[scores["repeat"] == repeat] for repeat in (0, 1)]
    assert methods_text(pd.concat(halves)) == methods_text(scores)


def test_frames_of_different_simulations_joined_say_what_is_not_known():
    text = methods_text(pd.concat([played(), played(cold_start=first_ones)]))
    assert text == (
        "Active learning was simulated with the query strategies first_ones and last_ones, 2 times each, from 6 to 12 "
        "labeled items. Models were scored by accuracy. Model, data, seeds and versions were not kept with this frame; "
        "call methods_text on each frame as simulate gave it."
    )


def test_an_empty_frame_has_nothing_to_tell():
    with pytest.raises(ValueError, match="the frame has no rows"):
        methods_text(played().iloc[:0])
