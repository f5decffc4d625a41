"""The change log as a frame."""

from __future__ import annotations

import pandas as pd

from nblabel.changes import Change, Op
from nblabel.dataset import history_frame


def _change(at: int, *ops: Op) -> Change:
    return Change("id", "task", "ada", "tab", 1, None, at, ops)


LOG = [
    _change(
        1_000_000,
        Op("create", "i:7", "a", None, {"label": "bus"}),
        Op("set", "i:8", None, {"status": "todo"}, {"status": "done"}),
    ),
    _change(2_000_000, Op("update", "i:7", "a", {"label": "bus"}, {"label": "car"})),
]


def test_there_is_one_row_per_operation_oldest_first() -> None:
    frame = history_frame(LOG, keys=[7, 8])
    assert list(frame.columns) == ["time", "annotator", "item", "action", "annotation", "before", "after"]
    assert frame["action"].tolist() == ["create", "set", "update"]
    assert frame["item"].tolist() == [7, 8, 7]
    assert frame["after"].tolist() == [{"label": "bus"}, {"status": "done"}, {"label": "car"}]
    assert frame["before"].tolist() == [None, {"status": "todo"}, {"label": "bus"}]
    assert frame["time"].tolist()[2] == pd.Timestamp("1970-01-01 00:00:02", tz="UTC")


def test_an_empty_log_has_the_same_dtypes() -> None:
    pd.testing.assert_series_equal(history_frame([], keys=[7]).dtypes, history_frame(LOG, keys=[7]).dtypes)


def test_items_that_are_gone_are_still_named() -> None:
    assert history_frame(LOG, keys=[99])["item"].tolist() == [7, 8, 7]


def test_editing_the_frame_does_not_edit_the_log() -> None:
    history_frame(LOG, keys=[7])["after"][0]["label"] = "tram"
    assert history_frame(LOG, keys=[7])["after"][0] == {"label": "bus"}
