"""The curves of a simulation: score against labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's palette, without the yellow that white paper swallows: told apart by colour-blind eyes, too.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_STYLES = ("-", "--", ":", "-.")


def plot_learning_curves(
    scores: pd.DataFrame, *, metric: str | None = None, confidence: float = 0.95, ax: Axes | None = None
) -> Axes:
    """Draw each strategy's mean score against the number of labels, with a band for the mean.

    Parameters
    ----------
    scores : DataFrame
        What `simulate` gave.
    metric : str, optional
        Which of its metrics; the first, if it is left out.
    confidence : float
        The bands are t intervals of this level for the mean over the repeats, for each number of
        labels on its own. They overlap sooner than paired differences do: `compare` tells whether
        two strategies differ.
    ax : matplotlib Axes, optional
        Where to draw; a new figure otherwise.

    Returns
    -------
    matplotlib Axes
        With a line and a band for each strategy, labeled with its name.

    Raises
    ------
    ValueError
        If the metric is not in the frame.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> scores = pd.DataFrame({
    ...     "strategy": "margin", "repeat": [0, 0, 1, 1], "n_labeled": [10, 20, 10, 20],
    ...     "metric": "accuracy", "score": [0.5, 0.9, 0.7, 0.9],
    ... })
    >>> ax = plot_learning_curves(scores)
    >>> ax.lines[0].get_xydata().round(2).tolist()
    [[10.0, 0.6], [20.0, 0.9]]
    """
    from matplotlib import pyplot as plt  # noqa: PLC0415 it takes a second, and only a plot needs it

    known = list(dict.fromkeys(scores["metric"]))
    metric = known[0] if metric is None and known else metric
    if metric not in known:
        raise ValueError(
            f"metric={metric!r} is not in the frame; its metrics are {', '.join(map(str, known)) or 'none'}"
        )
    if not 0 < confidence < 1:
        raise ValueError(f"confidence={confidence}; give a number between 0 and 1, such as 0.95")
    if ax is None:
        _, ax = plt.subplots()
    shown = scores[scores["metric"] == metric]
    for place, strategy in enumerate(dict.fromkeys(shown["strategy"])):
        curve = shown[shown["strategy"] == strategy].groupby("n_labeled")["score"].agg(["mean", "std", "count"])
        at, mean = curve.index.to_numpy(), curve["mean"].to_numpy()
        colour, style = _COLOURS[place % len(_COLOURS)], _STYLES[place // len(_COLOURS) % len(_STYLES)]
        ax.plot(at, mean, color=colour, linestyle=style, label=str(strategy))
        # Of one repeat there is no spread, and no band.
        count = curve["count"].to_numpy()
        reach = stats.t.isf((1 - confidence) / 2, np.maximum(count - 1, 1)) * curve["std"].to_numpy() / np.sqrt(count)
        ax.fill_between(at, mean - reach, mean + reach, color=colour, alpha=0.15, linewidth=0)
    ax.set_xlabel("labels")
    ax.set_ylabel(str(metric).replace("_", " "))
    ax.legend(frameon=False)
    return ax
