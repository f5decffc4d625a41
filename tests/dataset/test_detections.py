"""What models give, as frames."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from nblabel.dataset.detections import as_frame


def _found(**more: object) -> SimpleNamespace:
    """What ``supervision.Detections`` holds of two boxes."""
    parts = {
        "xyxy": np.array([[1, 2, 5, 9], [0, 0, 3, 3]], np.float32),
        "confidence": np.array([0.9, 0.4], np.float32),
        "class_id": np.array([5, 2]),
        "data": {"class_name": np.array(["bus", "car"])},
    }
    return SimpleNamespace(**{**parts, **more})


def test_detections_become_boxes_with_labels_and_scores():
    frame = as_frame(_found(), item="a.jpg")
    assert frame["label"].tolist() == ["bus", "car"]
    assert frame[["x", "y", "width", "height"]].to_numpy().tolist() == [[1, 2, 4, 7], [0, 0, 3, 3]]
    assert frame["score"].tolist() == pytest.approx([0.9, 0.4])
    assert frame["item"].tolist() == ["a.jpg", "a.jpg"]


def test_detections_of_nothing_are_an_empty_frame():
    nothing = _found(xyxy=np.empty((0, 4)), confidence=np.empty(0), class_id=np.empty(0), data={})
    assert as_frame(nothing, item="a.jpg").empty


def test_classes_by_number_alone_are_refused_with_the_mend():
    with pytest.raises(ValueError, match=r"by number only \(\[5, 2\] …\).*data\['class_name'\]"):
        as_frame(_found(data={}))


def test_a_frame_is_taken_as_it_is_and_its_own_items_stay():
    frame = pd.DataFrame({"item": ["b.jpg"], "label": ["bus"]})
    assert as_frame(frame, item="a.jpg") is frame


def test_anything_else_is_refused():
    with pytest.raises(TypeError, match="not as a list"):
        as_frame([1, 2])
