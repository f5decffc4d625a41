"""What is probably wrong is found, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from tests.formats.made import boxed, images, picture, record, texts

from nblabel.dataset import Dataset


def found(dataset: Dataset, **given: Any) -> list[list[Any]]:
    return dataset.check(**given)[["item", "annotation", "problem"]].fillna("").to_numpy().tolist()


def bus(number: int, **shape: float) -> dict[str, Any]:
    return record("a.jpg", "box", "bus", number, **{"x": 10, "y": 10, "width": 20, "height": 20, **shape})


def test_boxes_outside_are_found() -> None:
    boxes = [bus(1, x=90), bus(2, y=-1), bus(3)]
    assert found(images(boxes)) == [["a.jpg", "id0", "outside"], ["a.jpg", "id1", "outside"]]
    assert images(boxes).check()["why"].tolist()[0] == "x=90, y=10, width=20, height=20 reaches out of 100 x 80"


def test_a_rotated_box_is_outside_if_its_centre_is() -> None:
    boxes = [bus(1, x=95, angle=30.0), bus(2, x=85, angle=30.0)]
    assert found(images(boxes)) == [["a.jpg", "id0", "outside"]]


def test_tiny_boxes_are_found_by_the_side_that_is_asked_for() -> None:
    boxes = [bus(1, width=2), bus(2, height=9)]
    assert found(images(boxes)) == [["a.jpg", "id0", "tiny"]]
    assert found(images(boxes), tiny=10) == [["a.jpg", "id0", "tiny"], ["a.jpg", "id1", "tiny"]]


def test_duplicates_are_found_and_two_people_are_none() -> None:
    assert found(images([bus(1), bus(2)])) == [["a.jpg", "id1", "duplicate"]]
    assert found(images([{**bus(1), "annotator": "ada"}, {**bus(2), "annotator": "bob"}])) == []


def test_labels_that_are_used_once_are_found() -> None:
    boxes = [bus(1), bus(2, x=40), record("b.jpg", "box", "ant", x=1, y=1, width=9, height=9)]
    assert found(images(boxes)) == [["b.jpg", "id2", "used once"]]


def test_spans_that_disagree_with_their_text_are_found() -> None:
    spans = [
        record("a", "span", "person", 1, start=0, end=3, text="Ada"),
        record("a", "span", "person", 2, start=8, end=11, text="Ada"),
    ]
    letters = texts({"a": "Ada met Bob"}, spans)
    assert found(letters) == [["a", "id1", "text differs"]]
    assert letters.check()["why"].tolist() == ["it says 'Ada', but there stands 'Bob'"]


def test_the_same_content_under_two_keys_and_what_cannot_be_read_are_found(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        picture(tmp_path / name)
    dataset = images().with_items(tmp_path)
    assert found(dataset) == [["b.jpg", "", "same content"]]
    (tmp_path / "b.jpg").unlink()
    assert found(dataset) == [["b.jpg", "", "unreadable"]]


@settings(max_examples=30, deadline=None)
@given(dataset=boxed())
def test_boxes_inside_are_never_called_outside(dataset: Dataset) -> None:
    assert "outside" not in dataset.check()["problem"].tolist()


def test_counts_are_given_label_by_label_unused_ones_too() -> None:
    boxes = [bus(1), bus(2, x=40, width=30), record("b.jpg", "box", None, x=1, y=1, width=9, height=9)]
    stats = images(boxes).stats()
    assert stats[["label", "annotations", "items"]].fillna("").to_numpy().tolist() == [
        ["zebra", 0, 0],
        ["bus", 2, 1],
        ["ant", 0, 0],
        ["", 1, 1],
    ]
    assert stats["share"].tolist() == pytest.approx([0, 2 / 3, 0, 1 / 3])
    assert stats["median_width"].tolist()[1] == 25
    assert str(stats["field"].dtype) == "category"


def test_lengths_of_spans_are_counted_in_code_points() -> None:
    letters = texts({"a": "Ada met 👩🏽‍🚀"}, [record("a", "span", "person", start=8, end=12, text="👩🏽‍🚀")])
    assert letters.stats()["median_length"].tolist()[0] == 4


def test_what_was_found_is_shown_by_its_reasons() -> None:
    assert repr(images(sizes={"a.jpg": (10, 10)}).check()) == "1 item checked: nothing odd"
    first, second = repr(images([bus(1), bus(2), bus(3)]).check()).split("\n")
    assert first == "2 items checked; 2 found:"
    assert second == "  2 x duplicate: box: it is the same as annotation 'id0' (the first: 'a.jpg')"
