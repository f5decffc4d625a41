"""Frames handed to ``add``: what is taken, what is refused, and that nothing is half taken."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.capture import read_captures
from nblabel.changes import ANNOTATION_COLUMNS
from nblabel.dataset import Dataset, read_annotations
from nblabel.dataset.boxes import boxes
from nblabel.items import ItemError
from nblabel.kinds import Extent
from nblabel.labels import Choice, Field, Label

KEYS = ["street/1.jpg", "street/2.jpg", "street/10.jpg"]
BOXES = read_captures({"boxes": ["bus", "car"]}, "image")
STREET = read_captures(
    {
        "boxes": ["bus", "car"],
        "classes": {"weather": Choice(["rain", "sun"]), "tags": Choice(["a", "b"], multiple=True)},
    },
    "image",
)


def _read(frame: Any, fields: tuple[Field, ...] = BOXES, **given: Any) -> list[dict[str, Any]]:
    return read_annotations(
        frame,
        **{
            "fields": fields, "keys": KEYS, "extent_of": lambda _: Extent(640, 480), "task": "task",
            "annotator": "ada", "at": 7, **given,
        },
    )  # fmt: skip


def _box(**given: Any) -> dict[str, Any]:
    return {"item": "street/1.jpg", "label": "bus", "x": 1.0, "y": 2.0, "width": 30.0, "height": 40.0, **given}


def _one(**given: Any) -> dict[str, Any]:
    (record,) = _read(pd.DataFrame([_box(**given)]))
    return record


def test_a_row_becomes_a_whole_annotation() -> None:
    record = _one()
    assert set(record) == {*ANNOTATION_COLUMNS, "id", "item"}
    assert {**record, "id": "…"} == {
        "id": "…", "item": "s:street/1.jpg", "field": "box", "kind": "box", "label": "bus",
        "geometry": {"x": 1.0, "y": 2.0, "width": 30.0, "height": 40.0, "angle": 0.0},
        "group": None, "score": None, "source": "import", "model": None, "decision": None, "attributes": None,
        "created": 7, "updated": 7,
    }  # fmt: skip


def test_an_empty_frame_adds_nothing() -> None:
    assert _read(pd.DataFrame([_box()]).iloc[:0]) == []


def test_the_item_may_stand_in_the_index() -> None:
    (record,) = _read(pd.DataFrame([_box()]).set_index("item"))
    assert record["item"] == "s:street/1.jpg"


@pytest.mark.parametrize("keys", [[7, 8], list(pd.to_datetime(["2026-01-30", "2026-01-31"]))], ids=["numbers", "times"])
def test_keys_of_every_type_are_found(keys: list[Any]) -> None:
    frame = pd.DataFrame([_box(item=keys[1]), _box(item=keys[0])])
    assert [record["item"] for record in _read(frame, keys=keys)] == [
        {8: "i:8"}.get(keys[1], "t:2026-01-31T00:00:00"),
        {7: "i:7"}.get(keys[0], "t:2026-01-30T00:00:00"),
    ]


def test_what_a_row_says_of_itself_is_kept() -> None:
    record = _one(
        id="mine", group="g", score=0.5, source="model", model="yolo", decision="edited",
        attributes='{"truncated": true}', created="2026-01-31T09:00:00+01:00", updated=pd.Timestamp("2026-01-31 09:00"),
    )  # fmt: skip
    said = ("id", "group", "score", "source", "model", "decision", "attributes")
    assert [record[name] for name in said] == ["mine", "g", 0.5, "model", "yolo", "edited", {"truncated": True}]
    assert (record["updated"] - record["created"]) / 1_000_000 == 3600


def test_the_frame_a_dataset_gives_is_taken_as_it_is() -> None:
    frame = pd.DataFrame([_box(attributes={"a": [1]}), _box(label=None), _box(item="street/10.jpg", score=0.25)])
    records = {record["id"]: record for record in _read(frame)}
    dataset = Dataset(BOXES, KEYS, records, annotator="ada")
    again = {record["id"]: record for record in _read(dataset.annotations)}
    assert again == records


# -- which field a row answers --


def test_a_row_with_geometry_is_a_box_and_one_of_an_only_class_field_is_a_class() -> None:
    fields = read_captures({"boxes": ["bus"], "classes": ["day", "bus"]}, "image")
    frame = pd.DataFrame([_box(), {"item": "street/1.jpg", "label": "day"}, {"item": "street/2.jpg", "label": "bus"}])
    assert [record["field"] for record in _read(frame, fields)] == ["box", "class", "class"]


def test_where_several_fields_could_be_meant_the_row_must_say() -> None:
    frame = pd.DataFrame([{"item": "street/1.jpg", "label": "sun"}])
    with pytest.raises(ValueError, match=re.escape("it could answer any of ['weather', 'tags']; name its 'field'")):
        _read(frame, STREET)
    (record,) = _read(frame.assign(field="weather"), STREET)
    assert (record["field"], record["kind"], record["geometry"]) == ("weather", "class", {})


def test_a_kind_is_enough_where_one_field_has_it() -> None:
    (record,) = _read(boxes(xywh=[[1, 2, 3, 4]], label="bus", item="street/1.jpg"), STREET)
    assert record["field"] == "box"


# -- what is refused --


@pytest.mark.parametrize(
    ("given_row", "says"),
    [
        ({"item": "street/11.jpg"}, "item 'street/11.jpg' is none of the labeler's, did you mean 'street/1.jpg'?"),
        ({"item": 7}, "item 7 is none of the labeler's; its keys are such as 'street/1.jpg'"),
        ({"item": None}, "item is missing"),
        ({"item": ["a"]}, "item ['a'] is none of the labeler's"),
        (
            {"label": "buss"},
            "label 'buss' on item 'street/1.jpg' is not one of boxes=['bus', 'car'], did you mean 'bus'?",
        ),
        ({"label": "tree"}, "label 'tree' on item 'street/1.jpg' is not one of boxes=['bus', 'car']; add it to boxes="),
        ({"label": 3}, "label 3 on item 'street/1.jpg'"),
        ({"x": np.nan}, "x=nan is not finite; leave the row out or give pixels (item 'street/1.jpg')"),
        ({"x": None}, "x=nan is not finite"),
        ({"width": np.inf}, "width=inf is not finite"),
        ({"width": -3.0}, "width=-3 must be above 0; swap the corners"),
        ({"x": 700.0}, "x=700, y=2, width=30, height=40 lies outside the image (640 x 480)"),
        ({"score": np.inf}, "score=inf is not a finite number"),
        ({"score": "high"}, "score='high' is not a finite number"),
        ({"source": "robot"}, "source='robot' is not one of ['human', 'model', 'import']"),
        ({"decision": "accepted"}, "decision='accepted' does not go with source='import'"),
        (
            {"decision": "maybe", "source": "model"},
            "decision='maybe' is not one of ['accepted', 'edited', 'rejected', 'not taken']",
        ),
        ({"field": "boxs"}, "field 'boxs' is not one of ['box'], did you mean 'box'?"),
        ({"kind": "span"}, "kind 'span' is not captured here; the fields are ['box']"),
        ({"field": "box", "kind": "class"}, "kind 'class' does not go with field 'box', which holds 'box'"),
        ({"attributes": "{"}, "attributes='{' cannot be written as JSON"),
        ({"attributes": [1]}, "attributes=[1] is not a dict"),
        ({"attributes": {"a": {1}}}, "attributes={'a': {1}} cannot be written as JSON"),
        ({"created": "soon"}, "created='soon' is not a time"),
        ({"group": True}, "group=True is not text; write group='True'"),
    ],
)
def test_a_row_that_cannot_be_taken_names_row_item_value_and_mend(given_row: dict[str, Any], says: str) -> None:
    frame = pd.DataFrame([_box(), _box(**given_row)], index=["first", "second"])
    with pytest.raises(ValueError, match=re.escape(f"row 'second': {says}")):
        _read(frame)


def test_a_key_of_the_wrong_type_is_shown_as_it_should_be() -> None:
    with pytest.raises(ValueError, match=r"item '7' is none of the labeler's, did you mean 7\?"):
        _read(pd.DataFrame([_box(item="7")]), keys=[7])


@pytest.mark.parametrize(
    ("frame", "error", "says"),
    [
        ([_box()], TypeError, "annotations are given as a DataFrame, not as a list; try pd.DataFrame(...)"),
        (pd.DataFrame([{"label": "bus"}]), ValueError, "there is no column 'item'"),
        (pd.DataFrame([_box(widht=3)]), ValueError, "column 'widht' is none of an annotation's, did you mean 'width'?"),
        (pd.DataFrame([[1, 2]], columns=["item", "item"]), ValueError, "column 'item' stands twice"),
        (pd.DataFrame([_box()]).drop(columns="x"), ValueError, "x is missing; a box has x, y, width and height"),
    ],
)
def test_a_frame_of_the_wrong_shape_is_refused(frame: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=re.escape(says)):
        _read(frame)


def test_a_class_needs_its_label() -> None:
    fields = read_captures({"classes": ["day", "night"]}, "image")
    with pytest.raises(ValueError, match=re.escape("label is missing on item 'street/1.jpg'; give one of class=")):
        _read(pd.DataFrame([{"item": "street/1.jpg", "label": None}]), fields)


def test_one_answer_is_taken_where_one_is_asked_for() -> None:
    frame = pd.DataFrame([{"item": "street/1.jpg", "field": "weather", "label": label} for label in ("rain", "sun")])
    with pytest.raises(ValueError, match=re.escape("is 'rain' and 'sun', but 'weather' takes one answer")):
        _read(frame, STREET)
    assert len(_read(frame.assign(field="tags", label=["a", "b"]), STREET)) == 2


def test_of_many_wrong_rows_the_first_are_told_and_the_others_counted() -> None:
    frame = pd.DataFrame([_box(label="buss") for _ in range(10)])
    with pytest.raises(ValueError, match="row 2") as raised:
        _read(frame)
    assert str(raised.value).count("buss") == 3
    assert "… and 7 more rows" in str(raised.value)
    assert str(raised.value).endswith("Nothing was added.")


def test_an_id_names_one_row() -> None:
    with pytest.raises(ValueError, match="row 1: id 'same' stands in row 0 too"):
        _read(pd.DataFrame([_box(id="same"), _box(id="same")]))


def test_a_label_that_is_no_longer_declared_but_known_is_taken() -> None:
    (field,) = BOXES
    retired = type(field)("box", "box", field.labels, retired=(Label("tram"),))
    (record,) = _read(pd.DataFrame([_box(label="tram")]), (retired,))
    assert record["label"] == "tram"


# -- clipping --


def test_boxes_partly_outside_are_clipped_with_one_warning_that_names_the_first() -> None:
    frame = pd.DataFrame([_box(), _box(x=630.0), _box(y=-5.0)])
    with pytest.warns(UserWarning, match=re.escape("2 rows were changed to fit the item")) as warned:
        records = _read(frame)
    assert len(warned) == 1
    assert "row 1 on item 'street/1.jpg', clipped to the image (640 x 480)" in str(warned[0].message)
    assert [record["geometry"]["width"] for record in records] == [30.0, 10.0, 30.0]


def test_each_image_is_asked_for_its_size_once_and_none_for_classes() -> None:
    asked: list[str] = []

    def extent_of(item: str) -> Extent:
        asked.append(item)
        return Extent(640, 480)

    rows = [_box(), _box(), _box(item="street/2.jpg"), {"item": "street/10.jpg", "field": "tags", "label": "a"}]
    frame = pd.DataFrame(rows)
    _read(frame.assign(field=frame["field"].fillna("box")), STREET, extent_of=extent_of)
    assert asked == ["s:street/1.jpg", "s:street/2.jpg"]


def test_a_box_on_an_image_that_cannot_be_opened_is_taken_unclipped() -> None:
    def extent_of(_: str) -> Extent:
        raise ItemError("'street/1.jpg' is no picture")

    (record,) = _read(pd.DataFrame([_box(x=9_000.0)]), extent_of=extent_of)
    assert record["geometry"]["x"] == 9_000.0


# -- ids --


ROWS = st.lists(
    st.builds(
        _box, label=st.sampled_from(["bus", "car", None]), x=st.sampled_from([1.0, 2.5]), item=st.sampled_from(KEYS)
    ),
    min_size=1,
    max_size=8,
)


@given(ROWS)
def test_the_same_rows_always_get_the_same_ids_and_equal_rows_get_different_ones(rows: list[dict[str, Any]]) -> None:
    ids = [record["id"] for record in _read(pd.DataFrame(rows))]
    assert ids == [record["id"] for record in _read(pd.DataFrame(rows), at=99)]
    assert len(set(ids)) == len(ids)


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter_to_the_set_of_ids(rows: list[dict[str, Any]], random: Any) -> None:
    ids = {record["id"] for record in _read(pd.DataFrame(rows))}
    random.shuffle(rows)
    assert {record["id"] for record in _read(pd.DataFrame(rows))} == ids


@pytest.mark.parametrize(
    "other",
    [{"task": "other"}, {"annotator": "bob"}, {"source_default": "human"}],
    ids=["task", "annotator", "source"],
)
def test_an_id_depends_on_whose_it_is(other: dict[str, Any]) -> None:
    frame = pd.DataFrame([_box()])
    assert _read(frame)[0]["id"] != _read(frame, **other)[0]["id"]


def test_whole_numbers_and_floats_give_the_same_id() -> None:
    with warnings.catch_warnings(action="error"):
        assert _one(x=1)["id"] == _one(x=1.0)["id"] == _one(x=np.int32(1))["id"]
