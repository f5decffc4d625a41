"""``nbl.boxes``: what detectors give, made into a frame."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.dataset.boxes import boxes

SIDES = ["x", "y", "width", "height"]


@given(st.lists(st.tuples(*[st.floats(0, 1000)] * 2, *[st.floats(1, 1000)] * 2), max_size=5))
def test_all_three_layouts_say_the_same(rows: list[tuple[float, ...]]) -> None:
    x, y, width, height = np.array(rows, dtype=float).reshape(-1, 4).T
    expected = boxes(xywh=np.c_[x, y, width, height])[SIDES].to_numpy()
    np.testing.assert_allclose(boxes(xyxy=np.c_[x, y, x + width, y + height])[SIDES].to_numpy(), expected)
    centred = boxes(cxcywh=np.c_[x + width / 2, y + height / 2, width, height])
    np.testing.assert_allclose(centred[SIDES].to_numpy(), expected, atol=1e-9)


def test_fractions_of_the_image_become_pixels() -> None:
    frame = boxes(cxcywh=[[0.5, 0.5, 0.2, 0.4]], normalized=True, size=(640, 480))
    np.testing.assert_allclose(frame[SIDES].to_numpy(), [[256, 144, 128, 192]])


def test_images_of_different_sizes_have_a_size_each() -> None:
    frame = boxes(xywh=[[0, 0, 0.5, 0.5]] * 2, normalized=True, size=[(100, 50), (10, 20)])
    assert frame["width"].tolist() == [50, 5]
    assert frame["height"].tolist() == [25, 10]


def test_label_score_and_item_are_one_for_all_or_one_each() -> None:
    frame = boxes(xywh=[[1, 2, 3, 4]] * 2, label=["bus", "car"], score=np.array([0.5, 0.75]), item="a.jpg")
    assert frame["label"].tolist() == ["bus", "car"]
    assert frame["score"].tolist() == [0.5, 0.75]
    assert frame["item"].tolist() == ["a.jpg", "a.jpg"]
    when = pd.Timestamp("2026-01-31")
    assert boxes(xywh=[[1, 2, 3, 4]] * 2, item=when)["item"].tolist() == [when, when]


def test_what_was_not_given_has_no_column() -> None:
    assert list(boxes(xywh=[[1, 2, 3, 4]]).columns) == ["kind", *SIDES]


def test_no_boxes_make_an_empty_frame() -> None:
    assert boxes(xyxy=[], label="bus", item="a.jpg").shape == (0, 7)


@pytest.mark.parametrize(
    ("given_arguments", "error", "says"),
    [
        ({}, TypeError, "give the boxes in one layout, not in 0: xyxy= (left, top, right, bottom)"),
        ({"xyxy": [[0, 0, 1, 1]], "xywh": [[0, 0, 1, 1]]}, TypeError, "not in 2"),
        ({"xyxy": [0, 0, 1, 1]}, ValueError, "xyxy= has shape (4,); it takes (n, 4)"),
        ({"xywh": [[0, 0, 1, 1]], "normalized": True}, ValueError, "normalized=True needs size=(width, height)"),
        ({"xywh": [[0, 0, 1, 1]], "normalized": True, "size": [1, 2, 3]}, ValueError, "size= has shape (3,)"),
        ({"xywh": [[0, 0, 1, 1]], "label": ["a", "b"]}, ValueError, "label= has 2 values for 1 boxes"),
    ],
)
def test_what_does_not_fit_is_refused(given_arguments: dict[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=re.escape(says)):
        boxes(**given_arguments)
