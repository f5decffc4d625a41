"""The curve in matplotlib."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

mpl.use("Agg")


@pytest.fixture
def loop(make_loop, work_off):
    made = make_loop(holdout=0.3)
    work_off(made, 9)
    work_off(made, 9)
    return made


@pytest.mark.parametrize(("against", "label"), [("labels", "labels"), ("minutes", "minutes of labeling")])
def test_it_shows_score_and_interval_against_labels_or_minutes(loop, against, label):
    axes = loop.plot(against)
    (line,) = axes.lines
    assert line.get_xdata().tolist() == loop.history[against].tolist()
    assert line.get_ydata().tolist() == loop.history.score.tolist()
    assert axes.get_xlabel() == label
    assert "95 % interval" in axes.get_ylabel()
    assert len(axes.collections) == 1


def test_it_draws_where_it_is_told(loop):
    axes = plt.figure().add_subplot()
    assert loop.plot(ax=axes) is axes
    plt.close("all")


def test_anything_else_on_the_axis_is_refused(loop):
    with pytest.raises(ValueError, match="against='hours' is neither 'labels' nor 'minutes'"):
        loop.plot("hours")
