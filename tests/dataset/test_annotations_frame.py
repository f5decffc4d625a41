"""The annotations frame: its columns, dtypes and order depend on what is declared alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from nblabel.capture import read_captures
from nblabel.dataset import Dataset
from nblabel.labels import Choice, Label, finish

Make = Callable[..., Any]


def test_it_has_the_documented_columns_in_the_documented_order(street: Make) -> None:
    assert list(street().annotations.columns) == [
        "item", "id", "field", "kind", "label", "x", "y", "width", "height", "angle", "group", "score", "source",
        "model", "decision", "annotator", "created", "updated", "attributes",
    ]  # fmt: skip


def test_without_boxes_declared_there_are_no_geometry_columns() -> None:
    frame = Dataset(read_captures({"classes": ["day", "night"]}, "image"), ["a"]).annotations
    assert "x" not in frame


def test_an_empty_frame_has_the_dtypes_of_a_full_one(street: Make, record: Make, answered: Make) -> None:
    full = street(
        {
            "a": record(group="g", score=0.5, source="model", model="yolo", decision="edited", attributes={"k": 1}),
            "b": answered("weather", "sun"),
        }
    )
    pd.testing.assert_series_equal(full.annotations.dtypes, street().annotations.dtypes)


def test_the_dtypes_are_the_documented_ones(street: Make, record: Make) -> None:
    frame = street({"a": record()}).annotations
    for name in ("field", "kind", "label", "source", "decision"):
        assert isinstance(frame[name].dtype, pd.CategoricalDtype)
    for name in ("x", "y", "width", "height", "angle", "score"):
        assert frame[name].dtype == "float64"
    for name in ("created", "updated"):
        assert str(frame[name].dtype) == "datetime64[us, UTC]"


def test_labels_are_categories_in_declared_order_and_retired_ones_stay() -> None:
    fields = read_captures({"boxes": ["zebra", "ant"]}, "image")
    (box,) = finish([type(fields[0])("box", "box", fields[0].labels, retired=(Label("moth"),))])
    assert list(Dataset([box], ["a"]).annotations["label"].cat.categories) == ["zebra", "ant", "moth"]


def test_rows_stand_in_order_of_item_then_creation(street: Make, record: Make) -> None:
    frame = street(
        {
            "late": record("s:street/1.jpg", 3),
            "other": record("s:street/10.jpg", 1),
            "early": record("s:street/1.jpg", 2),
            "second": record("s:street/2.jpg", 9),
        }
    ).annotations
    assert frame["id"].tolist() == ["early", "late", "second", "other"]
    assert frame["item"].tolist() == ["street/1.jpg", "street/1.jpg", "street/2.jpg", "street/10.jpg"]


def test_geometry_is_missing_where_a_row_is_of_another_kind(street: Make, record: Make, answered: Make) -> None:
    frame = street({"a": record(), "b": answered("weather", "sun")}).annotations
    assert frame["x"].tolist()[0] == 1.5
    assert frame.loc[1, ["x", "y", "width", "height", "angle"]].isna().all()


@pytest.mark.parametrize(
    ("keys", "item"),
    [
        (["a", "b"], "s:b"),
        ([7, 8], "i:8"),
        ([pd.Timestamp("2026-01-30"), pd.Timestamp("2026-01-31 09:00")], "t:2026-01-31T09:00:00"),
        (
            list(pd.to_datetime(["2026-01-30", "2026-01-31"]).tz_localize("Europe/Berlin")),
            "t:2026-01-30T23:00:00+00:00",
        ),
    ],
    ids=["text", "whole numbers", "times", "times with a zone"],
)
def test_items_come_back_in_the_caller_s_dtype(street: Make, record: Make, keys: list[Any], item: str) -> None:
    dataset = street({"a": record(item)}, keys=keys)
    assert dataset.annotations["item"].tolist() == [keys[1]]
    assert dataset.annotations["item"].dtype == pd.Index(keys).dtype == dataset.items.index.dtype
    assert len(dataset.items.loc[dataset.annotations["item"]]) == 1


def test_keys_of_another_type_are_other_items(street: Make, record: Make) -> None:
    assert street({"a": record("s:1")}, keys=[1, 2]).annotations.empty


def test_each_access_is_a_fresh_copy(street: Make, record: Make) -> None:
    dataset = street({"a": record(attributes={"tags": ["x"]})})
    frame = dataset.annotations
    frame.loc[0, "x"] = 99.0
    frame.loc[0, "attributes"]["tags"].append("y")
    assert dataset.annotations.loc[0, "x"] == 1.5
    assert dataset.annotations.loc[0, "attributes"] == {"tags": ["x"]}


def test_attributes_are_a_dict_in_every_row(street: Make, record: Make) -> None:
    frame = street({"a": record(), "b": record(attributes={"truncated": True})}).annotations
    assert frame["attributes"].tolist() == [{}, {"truncated": True}]


def test_it_is_a_snapshot_of_a_state_that_goes_on_changing(street: Make, record: Make) -> None:
    state = {"a": record()}
    dataset = street(state)
    state["a"]["label"] = "car"
    assert dataset.annotations["label"].tolist() == ["bus"]


def test_what_a_model_made_and_nobody_took_is_a_suggestion(street: Make, record: Make) -> None:
    dataset = street(
        {
            "open": record(source="model", model="yolo"),
            "rejected": record(source="model", decision="rejected"),
            "taken": record(source="model", decision="accepted"),
            "drawn": record(),
        }
    )
    assert dataset.annotations["id"].tolist() == ["taken", "drawn"]
    assert dataset.suggestions["id"].tolist() == ["open", "rejected"]
    pd.testing.assert_series_equal(dataset.annotations.dtypes, dataset.suggestions.dtypes)


def test_annotations_of_items_and_fields_that_are_not_here_are_left_out(street: Make, record: Make) -> None:
    assert street({"a": record("s:gone.jpg"), "b": record(field="lamp")}).annotations.empty


@pytest.mark.usefixtures("toy_kind")
def test_a_kind_from_outside_has_its_columns_too(record: Make) -> None:
    fields = read_captures({"paths": ["walk"], "classes": Choice(["day"])}, "image")
    walk = record("s:a", field="path", kind="path", label="walk", geometry={"points": [0.0, 1.0, 2.0, 3.0]})
    frame = Dataset(fields, ["a"], {"w": walk}).annotations
    assert frame.loc[0, "points"] == [0.0, 1.0, 2.0, 3.0]
    assert list(frame.columns[:6]) == ["item", "id", "field", "kind", "label", "points"]
