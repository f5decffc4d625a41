"""Boxes as supervision's detections: its own arrays, in our order."""

from __future__ import annotations

import builtins
import warnings
from typing import Any

import numpy as np
import pytest
from tests.formats.made import images, record

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it says that OpenCV would be faster
    import supervision as sv


def test_boxes_of_one_item_are_given_in_order_of_creation() -> None:
    street = images(
        [
            record("a.jpg", "box", "ant", 2, x=1.5, y=2, width=3, height=4),
            record("a.jpg", "box", "zebra", 1, x=5, y=6, width=10, height=20),
            record("b.jpg", "box", "bus", 1, x=1, y=2, width=3, height=4),
        ]
    )
    found = street.to_supervision("a.jpg")
    assert isinstance(found, sv.Detections)
    assert found.xyxy.tolist() == [[5, 6, 15, 26], [1.5, 2, 4.5, 6]]
    assert found.class_id.tolist() == [0, 2]
    assert found["class_name"].tolist() == ["zebra", "ant"]
    assert found["id"].tolist() == ["id1", "id0"]
    assert found.confidence is None


def test_a_turned_box_is_its_bounds_and_its_four_corners() -> None:
    found = images([record("a.jpg", "box", "bus", x=20, y=30, width=40, height=20, angle=90.0)]).to_supervision("a.jpg")
    assert found.xyxy.tolist() == [[30, 20, 50, 60]]
    assert found["xyxyxyxy"].tolist() == [[[50, 20], [50, 60], [30, 60], [30, 20]]]


def test_scores_labels_and_suggestions() -> None:
    place = {"x": 1, "y": 2, "width": 3, "height": 4}
    street = images(
        [
            record("a.jpg", "box", None, 1, **place),
            record("a.jpg", "box", "bus", 2, score=0.5, source="model", decision="accepted", **place),
            record("a.jpg", "box", "bus", 3, score=0.9, source="model", **place),
        ]
    )
    found = street.to_supervision("a.jpg")
    assert found.class_id.tolist() == [-1, 1]
    np.testing.assert_array_equal(found.confidence, [np.nan, 0.5])


def test_an_item_without_boxes_gives_none_and_one_that_is_not_there_is_an_error() -> None:
    assert len(images().to_supervision("a.jpg")) == 0
    with pytest.raises(KeyError, match=r"'c\.jpg' is not the key of an item of Dataset 'street'"):
        images().to_supervision("c.jpg")


def test_without_supervision_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "supervision":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ImportError, match="pip install supervision"):
        images().to_supervision("a.jpg")
