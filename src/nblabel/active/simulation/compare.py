"""Which strategy learned faster, how much, and whether chance explains it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.integrate import trapezoid

from nblabel.active._context import FloatArray

COLUMNS = [
    "strategy", "metric", "repeats", "area", "baseline_area", "difference", "low", "high", "p_value",
    "wins", "losses", "ties",
]  # fmt: skip
_SAME = 1e-12  # areas of equal curves may differ in the last digit


def compare(scores: pd.DataFrame, baseline: str = "random", *, confidence: float = 0.95) -> pd.DataFrame:
    """Compare strategies with a baseline by the area under their learning curves, repeat by repeat.

    The area is that of the trapezoids over ``n_labeled``, divided by the range of ``n_labeled`` [1]_:
    the mean score on the way, in the metric's own unit. Only differences **within a repeat**, where
    both strategies had the same split and start, are looked at.

    Parameters
    ----------
    scores : DataFrame
        What `simulate` gave.
    baseline : str
        The strategy that the others are compared with.
    confidence : float
        What the intervals hold at, all rows together, in the sense of Holm's procedure.

    Returns
    -------
    DataFrame
        A row for each other strategy and metric: ``strategy, metric, repeats``; the mean ``area`` and
        ``baseline_area``; their mean ``difference``, its interval from ``low`` to ``high`` and its
        ``p_value``; ``wins, losses, ties``, in repeats. Of a single repeat there is no interval: NaN.

    Raises
    ------
    ValueError
        If the baseline is not in the frame, shares no repeat with a strategy, was scored at other
        numbers of labels, or a score is NaN.

    Notes
    -----
    ``p_value`` is of a paired t-test, two-sided, corrected for the number of rows by Holm's step-down
    procedure [2]_. ``low`` and ``high`` are the paired t interval at the level at which Holm's procedure
    decides on that row: 1 − α / (m − i + 1) for the i-th smallest of m p-values, and, from the first that
    is not rejected on, the level of that one. So an interval leaves out 0 exactly where the corrected
    ``p_value`` is at most α = 1 − confidence.

    The repeats share one data set. The intervals say what other splits and starts of *these* data
    would give; they cannot say how the strategies do on other data.

    References
    ----------
    .. [1] I. Guyon, G. Cawley, G. Dror and V. Lemaire, "Results of the Active Learning Challenge", JMLR
       Workshop and Conference Proceedings 16, 2011, where the axis is
       logarithmic and the area rescaled by that of chance.
    .. [2] S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
       Statistics 6, 1979.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "strategy": ["margin", "margin", "random", "random"] * 2,
    ...     "repeat": [0, 0, 0, 0, 1, 1, 1, 1],
    ...     "n_labeled": [10, 20] * 4,
    ...     "metric": "accuracy",
    ...     "score": [0.5, 0.9, 0.5, 0.7, 0.6, 0.8, 0.6, 0.6],
    ... })
    >>> compare(scores)[["strategy", "area", "baseline_area", "difference", "wins"]].round(2)
      strategy  area  baseline_area  difference  wins
    0   margin   0.7            0.6         0.1     2
    """
    names = list(dict.fromkeys(scores["strategy"]))
    if baseline not in names:
        raise ValueError(f"baseline={baseline!r} is not in the frame; its strategies are {', '.join(map(str, names))}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence={confidence}; give a number between 0 and 1, such as 0.95")
    areas = _areas(scores)
    rows, differences = [], []
    for strategy in (name for name in names if name != baseline):
        for metric in dict.fromkeys(scores["metric"]):
            ours, theirs = _paired(areas, strategy, baseline, metric)
            difference = ours - theirs
            differences.append(difference)
            won, lost = int((difference > _SAME).sum()), int((difference < -_SAME).sum())
            rows.append(
                {
                    "strategy": strategy,
                    "metric": metric,
                    "repeats": len(difference),
                    "area": ours.mean(),
                    "baseline_area": theirs.mean(),
                    "difference": difference.mean(),
                    "wins": won,
                    "losses": lost,
                    "ties": len(difference) - won - lost,
                }
            )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    p_values = np.array([_p_value(each) for each in differences], dtype=np.float64)
    corrected, levels = holm(p_values, 1 - confidence)
    frame["p_value"] = corrected
    intervals = [_interval(each, level) for each, level in zip(differences, levels, strict=True)]
    frame["low"], frame["high"] = [low for low, _ in intervals], [high for _, high in intervals]
    return frame


def holm(p_values: FloatArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    """Correct p-values by Holm's procedure; give with each the level at which it is decided.

    NaN, of what cannot be tested, stays NaN and counts as no hypothesis; its level is alpha.

    Examples
    --------
    >>> corrected, levels = holm(np.array([0.04, 0.01, 0.03]), 0.05)
    >>> corrected.round(2), levels.round(4)
    (array([0.06, 0.03, 0.06]), array([0.025 , 0.0167, 0.025 ]))
    """
    corrected, levels = p_values.copy(), np.full(len(p_values), alpha)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    left = np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(p_values[order] * left), 1)
    not_rejected = int((corrected[order] > alpha).sum())
    levels[order] = alpha / np.maximum(left, not_rejected)
    return corrected, levels


def _areas(scores: pd.DataFrame) -> dict[tuple[Any, Any], dict[Any, tuple[NDArray[Any], float]]]:
    """Give, by strategy and metric, each repeat's numbers of labels and normalised area."""
    found: dict[tuple[Any, Any], dict[Any, tuple[NDArray[Any], float]]] = {}
    for (strategy, metric, repeat), curve in scores.groupby(
        ["strategy", "metric", "repeat"], sort=False, observed=True
    ):
        ordered = curve.sort_values("n_labeled")
        n_labeled, score = ordered["n_labeled"].to_numpy(), ordered["score"].to_numpy(dtype=np.float64)
        bad = np.flatnonzero(np.isnan(score))
        if len(bad):
            raise ValueError(
                f"the {metric!r} of strategy {strategy!r} is NaN in repeat {repeat} at {n_labeled[bad[0]]} labels; "
                f"leave it out: scores[scores.metric != {metric!r}]"
            )
        if len(np.unique(n_labeled)) < len(n_labeled):
            raise ValueError(
                f"strategy {strategy!r} has repeat {repeat} twice; give the strategies of joined frames different names"
            )
        reach = n_labeled[-1] - n_labeled[0]
        area = float(trapezoid(score, n_labeled) / reach) if reach else float(score[0])
        found.setdefault((strategy, metric), {})[repeat] = n_labeled, area
    return found


def _paired(
    areas: dict[tuple[Any, Any], dict[Any, tuple[NDArray[Any], float]]], strategy: Any, baseline: str, metric: Any
) -> tuple[FloatArray, FloatArray]:
    ours, theirs = areas.get((strategy, metric), {}), areas.get((baseline, metric), {})
    both = [repeat for repeat in ours if repeat in theirs]
    if not both:
        raise ValueError(
            f"{strategy!r} and {baseline!r} have no repeat with {metric!r} in common; nothing can be paired"
        )
    for repeat in both:
        if not np.array_equal(ours[repeat][0], theirs[repeat][0]):
            raise ValueError(
                f"in repeat {repeat} {strategy!r} was scored at {_said(ours[repeat][0])} labels and {baseline!r} at "
                f"{_said(theirs[repeat][0])}; areas are compared over the same rounds only"
            )
    return np.array([ours[repeat][1] for repeat in both]), np.array([theirs[repeat][1] for repeat in both])


def _said(n_labeled: NDArray[Any]) -> str:
    return f"{n_labeled[0]} to {n_labeled[-1]} ({len(n_labeled)} rounds)"


def _p_value(differences: FloatArray) -> float:
    error = _standard_error(differences)
    if np.isnan(error):
        return np.nan
    if error <= _SAME:
        return 1.0 if abs(differences.mean()) <= _SAME else 0.0
    return float(2 * stats.t.sf(abs(differences.mean()) / error, len(differences) - 1))


def _interval(differences: FloatArray, level: float) -> tuple[float, float]:
    reach = stats.t.isf(level / 2, len(differences) - 1) * _standard_error(differences)
    return float(differences.mean() - reach), float(differences.mean() + reach)


def _standard_error(differences: FloatArray) -> float:
    n = len(differences)
    return float(differences.std(ddof=1) / np.sqrt(n)) if n > 1 else np.nan
