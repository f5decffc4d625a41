"""Precision, recall and calibration of suggestions, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nblabel.dataset import Dataset
from nblabel.dataset.suggestion_report import suggestion_report
from nblabel.labels import Field

Make = Callable[..., Any]


def _at(x: float, width: float = 10.0) -> dict[str, Any]:
    return {"x": x, "y": 0.0, "width": width, "height": 10.0, "angle": 0.0}


@pytest.fixture
def made(fields: tuple[Field, ...], keys: list[str], record: Make) -> Make:
    """Three items: the first two done, the third to do."""

    def make() -> Dataset:
        def guess(x: float, score: float | None, decision: str | None, **more: Any) -> dict[str, Any]:
            return record(geometry=_at(x), score=score, source="model", model="yolo", decision=decision, **more)

        first, second, third = ("s:street/1.jpg", "s:street/2.jpg", "s:street/10.jpg")
        moved_far = guess(200, 0.85, "edited", item=second)
        standing = {
            "right": guess(0, 0.95, "accepted", item=first),
            "wrong": guess(50, 0.91, "rejected", item=first),
            # Not taken, but drawn anew nearly there: the model was right.
            "drawn again": guess(100, 0.15, "not taken", item=first),
            "human": record(item=first, geometry=_at(101)),
            "missed": record(item=first, geometry=_at(300), label="car"),
            # 3 of 17 pixels are shared: what it became is not what was proposed.
            "moved far": {**moved_far, "geometry": _at(207)},
            # The place is right, the label is not.
            "relabelled": guess(0, None, "edited", item=second, label="car"),
            "elsewhere": guess(0, 0.99, "accepted", item=third),
        }
        proposed = {
            "moved far": moved_far,
            "relabelled": {**standing["relabelled"], "label": "bus"},
        }
        done = {item: {"status": "done", "flagged": False, "comment": "", "seconds": 1.0} for item in (first, second)}
        return Dataset(fields, keys, standing, done, proposed=proposed, annotator="ada")

    return make


def test_only_items_that_are_done_are_counted(made: Make) -> None:
    report = suggestion_report(made())
    assert report.items == 2
    assert report.overall["suggested"].tolist() == [5]


def test_precision_and_recall_are_against_what_stands_at_the_end(made: Make) -> None:
    (row,) = suggestion_report(made()).overall.to_dict("records")
    assert {name: row[name] for name in ("accepted", "edited", "rejected", "not taken", "open")} == {
        "accepted": 1, "edited": 2, "rejected": 1, "not taken": 1, "open": 0,
    }  # fmt: skip
    # Right: "right" and "drawn again". Standing: right, human, missed, moved far, relabelled.
    assert (row["correct"], row["truth"]) == (2, 5)
    assert row["precision"] == pytest.approx(2 / 5)
    assert row["recall"] == pytest.approx(2 / 5)


def test_each_label_has_its_own_counts(made: Make) -> None:
    rows = suggestion_report(made()).by_label.set_index("label")
    # Buses: all five were suggested as buses, three stand as such. Cars: none suggested, two stand.
    assert rows.loc["bus", ["suggested", "correct", "truth"]].tolist() == [5, 2, 3]
    assert rows.loc["bus", "recall"] == pytest.approx(2 / 3)
    assert rows.loc["car", ["suggested", "correct", "truth", "recall"]].tolist() == [0, 0, 2, 0.0]
    assert rows["precision"].isna().tolist() == [False, True]


def test_scores_are_held_against_how_often_they_were_right(made: Make) -> None:
    report = suggestion_report(made(), bins=10)
    rows = report.by_score[["from", "to", "suggested", "correct", "mean_score", "precision"]].to_numpy()
    by_hand = [[0.1, 0.2, 1, 1, 0.15, 1], [0.8, 0.9, 1, 0, 0.85, 0], [0.9, 1.0, 2, 1, 0.93, 0.5]]
    assert rows.tolist() == [pytest.approx(each) for each in by_hand]
    # |0.15 - 1| x 1/4 + |0.85 - 0| x 1/4 + |0.93 - 0.5| x 2/4; what has no score is left out.
    assert report.overall["calibration_error"].tolist() == pytest.approx([0.64])


def test_two_suggestions_of_one_thing_are_one_hit(fields: Any, keys: Any, record: Make) -> None:
    item, done = "s:street/1.jpg", {"status": "done", "flagged": False, "comment": "", "seconds": 0.0}
    twice = {
        name: record(geometry=_at(x), score=0.5, source="model", model="yolo", decision=decision)
        for name, x, decision in (("a", 0, "accepted"), ("b", 1, "rejected"))
    }
    (row,) = suggestion_report(Dataset(fields, keys, twice, {item: done})).overall.to_dict("records")
    assert (row["suggested"], row["correct"], row["truth"], row["recall"]) == (2, 1, 1, 1.0)


def test_a_stricter_overlap_finds_less(made: Make) -> None:
    assert suggestion_report(made(), iou=0.9).overall["correct"].tolist() == [1]


def test_items_can_be_named(made: Make) -> None:
    report = suggestion_report(made(), items=["street/2.jpg", "street/10.jpg"])
    assert report.items == 1
    assert report.overall[["suggested", "correct", "truth"]].to_numpy().tolist() == [[2, 0, 2]]


def test_edited_ones_are_listed_with_how_far_they_were_moved(made: Make) -> None:
    edited = suggestion_report(made()).edited.set_index("id")
    assert edited.loc["moved far", ["suggested", "label", "x"]].tolist() == ["bus", "bus", 7.0]
    assert edited.loc["moved far", "iou"] == pytest.approx(3 / 17)
    assert edited.loc["relabelled", ["suggested", "label", "iou"]].tolist() == ["bus", "car", 1.0]


def test_it_says_that_its_truth_saw_the_suggestions(made: Make) -> None:
    report = suggestion_report(made())
    assert "people who saw these suggestions" in report.note
    assert report.note in str(report)
    assert report.note in report._repr_html_()


def test_with_nothing_done_there_is_nothing_to_say(fields: Any, keys: Any, record: Make) -> None:
    report = suggestion_report(Dataset(fields, keys, {"a": record(source="model")}))
    assert report.overall.empty
    assert "No item is done yet" in report.note
    assert "table" not in report._repr_html_()


def test_what_is_no_labeler_is_refused() -> None:
    with pytest.raises(TypeError, match="not a str"):
        suggestion_report("street")
    with pytest.raises(ValueError, match="iou=0 must be"):
        suggestion_report("street", iou=0)
