"""The curve as matplotlib draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_history(history: pd.DataFrame, against: Literal["labels", "minutes"], metric: str, ax: Axes | None) -> Axes:
    """Draw score and interval of each round."""
    if against not in {"labels", "minutes"}:
        raise ValueError(f"against={against!r} is neither 'labels' nor 'minutes'")
    if ax is None:
        from matplotlib import pyplot as plt  # noqa: PLC0415  (it is slow to import, and an extra)

        ax = plt.subplots()[1]
    scored = history.dropna(subset="score")
    x: Any = scored[against].to_numpy()
    ax.fill_between(x, scored["low"].to_numpy(), scored["high"].to_numpy(), alpha=0.2, linewidth=0)
    ax.plot(x, scored["score"].to_numpy(), marker="o")
    ax.set_xlabel("labels" if against == "labels" else "minutes of labeling")
    tested = int(scored["tested"].iloc[-1]) if len(scored) else 0
    ax.set_ylabel(f"{metric} (95 % interval, {tested} items tested)")
    ax.set_ylim(top=1.02)
    return ax
