"""What models proposed beside what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from nblabel.dataset import Dataset
from nblabel.labels import Field

Make = Callable[..., Any]


@pytest.fixture
def proposed_and(fields: tuple[Field, ...], keys: list[str], record: Make) -> Make:
    def make(proposal: dict[str, Any], **now: Any) -> Dataset:
        original = record(source="model", model="yolo", score=0.8, **proposal)
        standing = {**original, **now}
        return Dataset(fields, keys, {"s": standing}, proposed={"s": original}, annotator="ada")

    return make


def _at(x: float, width: float = 10.0) -> dict[str, Any]:
    return {"x": x, "y": 0.0, "width": width, "height": 10.0, "angle": 0.0}


@pytest.mark.parametrize("decision", [None, "rejected", "not taken"])
def test_what_nobody_took_is_a_suggestion(proposed_and: Make, decision: str | None) -> None:
    dataset = proposed_and({}, decision=decision)
    assert dataset.annotations.empty
    assert dataset.suggestions["id"].tolist() == ["s"]
    assert dataset.suggestions["attributes"].tolist() == [{}]


def test_what_was_accepted_is_an_annotation_and_no_suggestion(proposed_and: Make) -> None:
    dataset = proposed_and({}, decision="accepted")
    assert dataset.suggestions.empty
    assert dataset.annotations[["source", "model", "decision", "score"]].iloc[0].tolist() == [
        "model", "yolo", "accepted", 0.8,
    ]  # fmt: skip


def test_an_edited_one_is_an_annotation_and_a_suggestion_that_says_how_far_it_was_moved(proposed_and: Make) -> None:
    dataset = proposed_and(
        {"geometry": _at(0)}, decision="edited", geometry=_at(5), label="car", attributes={"hard": True}
    )
    assert dataset.annotations[["x", "label"]].iloc[0].tolist() == [5.0, "car"]
    (row,) = dataset.suggestions.to_dict("records")
    assert (row["x"], row["label"], row["decision"]) == (0.0, "bus", "edited")
    assert row["attributes"] == {
        "hard": True, "moved_iou": pytest.approx(1 / 3), "moved_x": 5.0, "moved_y": 0.0, "moved_width": 0.0,
        "moved_height": 0.0, "moved_label": "car",
    }  # fmt: skip


def test_one_that_was_edited_and_then_rejected_stands_as_it_was_proposed(proposed_and: Make) -> None:
    dataset = proposed_and({"geometry": _at(0)}, decision="rejected", geometry=_at(5))
    assert dataset.suggestions["x"].tolist() == [0.0]


def test_suggestions_have_the_columns_of_annotations(proposed_and: Make) -> None:
    dataset = proposed_and({}, decision=None)
    pd.testing.assert_series_equal(dataset.annotations.dtypes, dataset.suggestions.dtypes)
