"""``nbl.plot_learning_curves``: the lines are the means, the bands their intervals."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("agg")

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from scipy import stats

from nblabel.active.simulation.learning_curves import plot_learning_curves


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def scores(repeats: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    rows = [
        (strategy, repeat, n, metric, rng.random())
        for strategy in ("margin", "random")
        for repeat in range(repeats)
        for n in (10, 20, 30)
        for metric in ("accuracy", "f1_macro")
    ]
    return pd.DataFrame(rows, columns=["strategy", "repeat", "n_labeled", "metric", "score"])


def test_each_strategy_has_a_line_through_its_means_and_a_name():
    frame = scores()
    ax = plot_learning_curves(frame, metric="f1_macro")
    for line, strategy in zip(ax.lines, ("margin", "random"), strict=True):
        shown = frame[(frame["strategy"] == strategy) & (frame["metric"] == "f1_macro")]
        assert line.get_label() == strategy
        assert line.get_xdata().tolist() == [10, 20, 30]
        assert line.get_ydata().tolist() == pytest.approx(shown.groupby("n_labeled")["score"].mean().tolist())
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("labels", "f1 macro")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["margin", "random"]


def test_the_band_is_the_t_interval_of_the_mean():
    frame = scores()
    band = plot_learning_curves(frame, confidence=0.9).collections[0].get_paths()[0].vertices
    values = frame[(frame.strategy == "margin") & (frame.metric == "accuracy") & (frame.n_labeled == 20)]["score"]
    interval = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    heights = band[band[:, 0] == 20, 1]
    assert (heights.min(), heights.max()) == pytest.approx((interval.low, interval.high))


def test_without_a_metric_the_first_is_drawn():
    assert plot_learning_curves(scores()).get_ylabel() == "accuracy"


def test_of_one_repeat_there_is_a_line_and_no_band():
    ax = plot_learning_curves(scores(1))
    assert len(ax.lines) == 2
    assert all(
        np.isnan(path.vertices).all() or not len(path.vertices) for band in ax.collections for path in band.get_paths()
    )


def test_it_draws_where_it_is_told_and_opens_no_other_figure():
    _, (_, right) = plt.subplots(1, 2)
    assert plot_learning_curves(scores(), ax=right) is right
    assert len(plt.get_fignums()) == 1


def test_many_strategies_are_told_apart_by_line_too():
    many = pd.concat([scores().query("strategy == 'margin'").assign(strategy=f"s{each}") for each in range(12)])
    lines = plot_learning_curves(many).lines
    assert len({(line.get_color(), line.get_linestyle()) for line in lines}) == 12


def test_a_metric_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="metric='auc' is not in the frame; its metrics are accuracy, f1_macro"):
        plot_learning_curves(scores(), metric="auc")
