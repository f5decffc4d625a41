"""What a loop remembers, as frames: dtypes depend on nothing that happens to be in them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nblabel.active.loop.history.rounds import Pick, Round
from nblabel.dataset.columns import as_index, category, text, times
from nblabel.items.keys import Key, from_wire
from nblabel.session import CurvePoint

_WHYS = ("cold start", "strategy", "hold-out")


def queries_frame(picks: Sequence[Pick], keys: Sequence[Key]) -> pd.DataFrame:
    """One row for each item of each draw; ``keys`` are those of the items, for their dtype."""
    drawn = as_index([from_wire(each.item) for each in picks]) if picks else as_index(keys[:1])[:0]
    return pd.DataFrame(
        {
            "draw": pd.Series([each.draw for each in picks], dtype="int64"),
            "position": pd.Series([each.position for each in picks], dtype="int64"),
            "item": drawn,
            "why": category([each.why for each in picks], _WHYS),
            "strategy": text([each.strategy for each in picks]),
            "round": pd.Series([each.round for each in picks], dtype="int64"),
            "seed": pd.Series([each.seed for each in picks], dtype="int64"),
            "priority": pd.Series([each.priority for each in picks], dtype="float64"),
            "reason": text([each.reason for each in picks]),
            "shown": pd.Series([each.shown for each in picks], dtype="bool"),
            "holdout": pd.Series([each.why == "hold-out" for each in picks], dtype="bool"),
            "time": times([each.at for each in picks]),
        }
    )


def history_frame(rounds: Sequence[Round], curve: Sequence[CurvePoint]) -> pd.DataFrame:
    """One row for each round."""
    return pd.DataFrame(
        {
            "round": pd.Series([each.round for each in rounds], dtype="int64"),
            "labels": pd.Series([each.labels for each in rounds], dtype="int64"),
            "minutes": pd.Series([point.minutes for point in curve], dtype="float64"),
            "strategy": text([each.strategy for each in rounds]),
            "metric": text([each.metric for each in rounds]),
            "score": pd.Series([point.score for point in curve], dtype="float64"),
            "low": pd.Series([point.low for point in curve], dtype="float64"),
            "high": pd.Series([point.high for point in curve], dtype="float64"),
            "tested": pd.Series([point.tested for point in curve], dtype="int64"),
            "fit_seconds": pd.Series([each.fit_seconds for each in rounds], dtype="float64"),
            "time": times([each.at for each in rounds]),
        }
    )
