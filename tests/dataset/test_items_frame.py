"""The items frame: one row per item, in order, with the user's own columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

Make = Callable[..., Any]


def test_every_item_has_a_row_and_begins_as_to_do(street: Make, keys: list[str]) -> None:
    items = street().items
    assert items.index.tolist() == keys
    assert list(items.columns) == [
        "status", "flagged", "comment", "seconds", "n_annotations", "annotator", "updated", "weather", "tags",
    ]  # fmt: skip
    assert items["status"].tolist() == ["todo"] * 3
    assert items["annotator"].isna().all()
    assert items["updated"].isna().all()


def test_answers_stand_beside_their_item(street: Make) -> None:
    answer = {"status": "done", "flagged": True, "comment": "<b>dark</b>", "seconds": 2.5}
    items = street(answers={"s:street/2.jpg": answer}, touched={"s:street/2.jpg": 1_000_000}).items
    row = items.loc["street/2.jpg"]
    assert row[["status", "flagged", "comment", "seconds", "annotator"]].tolist() == [
        "done",
        True,
        "<b>dark</b>",
        2.5,
        "ada",
    ]
    assert row["updated"] == pd.Timestamp("1970-01-01 00:00:01", tz="UTC")


def test_an_item_s_time_is_that_of_the_last_thing_done_to_it(street: Make, record: Make) -> None:
    dataset = street({"a": record(updated=9_000_000)}, touched={"s:street/1.jpg": 2_000_000})
    assert dataset.items.loc["street/1.jpg", "updated"] == pd.Timestamp("1970-01-01 00:00:09", tz="UTC")


def test_annotations_are_counted_as_they_stand_in_their_frame(street: Make, record: Make, answered: Make) -> None:
    dataset = street(
        {
            "a": record(),
            "b": answered("weather", "sun"),
            "c": record("s:street/10.jpg"),
            "open": record(source="model"),
        }
    )
    assert dataset.items["n_annotations"].tolist() == [2, 0, 1]


def test_a_single_choice_is_a_category_and_a_multiple_one_a_list_in_declared_order(
    street: Make, answered: Make
) -> None:
    items = street(
        {
            "a": answered("weather", "sun"),
            "b": answered("tags", "blurred", created=1),
            "c": answered("tags", "night", created=2),
        }
    ).items
    assert list(items["weather"].cat.categories) == ["rain", "sun"]
    assert items["weather"].tolist()[0] == "sun"
    assert items["tags"].tolist() == [["night", "blurred"], [], []]


def test_of_two_answers_to_a_single_choice_the_later_is_shown(street: Make, answered: Make) -> None:
    items = street({"a": answered("weather", "sun", created=5), "b": answered("weather", "rain", created=4)}).items
    assert items.loc["street/1.jpg", "weather"] == "sun"


def test_an_empty_frame_has_the_dtypes_of_a_full_one(street: Make, answered: Make) -> None:
    full = street(
        {"a": answered("weather", "sun")},
        {"s:street/1.jpg": {"status": "done", "flagged": True, "comment": "c", "seconds": 1.0}},
    )
    pd.testing.assert_series_equal(full.items.dtypes, street().items.dtypes)


def test_the_user_s_own_columns_come_back_last_and_keep_their_dtypes(street: Make, keys: list[str]) -> None:
    rows = pd.DataFrame(
        {"speed": [1, 2, 3], "at": pd.to_datetime(["2026-01-01"] * 3)}, index=pd.Index(keys, name="file")
    )
    items = street(rows=rows).items
    assert items.index.name == "file"
    pd.testing.assert_frame_equal(items[["speed", "at"]], rows)


@pytest.mark.parametrize("name", ["status", "weather", "n_annotations"])
def test_a_column_that_collides_comes_back_as_user_name(street: Make, keys: list[str], name: str) -> None:
    dataset = street(rows=pd.DataFrame({name: [1, 2, 3]}, index=keys))
    assert dataset.items[f"user_{name}"].tolist() == [1, 2, 3]
    assert dataset.renamed == {name: f"user_{name}"}


def test_a_renamed_column_never_takes_another_one_s_name(street: Make, keys: list[str]) -> None:
    rows = pd.DataFrame({"status": [1, 2, 3], "user_status": [4, 5, 6]}, index=keys)
    items = street(rows=rows).items
    assert items["user_user_status"].tolist() == [1, 2, 3]
    assert items["user_status"].tolist() == [4, 5, 6]


def test_editing_the_frame_changes_neither_the_dataset_nor_the_user_s_rows(street: Make, keys: list[str]) -> None:
    rows = pd.DataFrame({"speed": [1, 2, 3]}, index=keys)
    dataset = street(rows=rows)
    items = dataset.items
    items.loc["street/1.jpg", "speed"] = 99
    assert dataset.items.loc["street/1.jpg", "speed"] == 1
    assert rows.loc["street/1.jpg", "speed"] == 1


def test_rows_that_do_not_fit_the_items_are_refused(street: Make) -> None:
    with pytest.raises(ValueError, match="there are 1 rows for 3 items"):
        street(rows=pd.DataFrame({"speed": [1]}))
