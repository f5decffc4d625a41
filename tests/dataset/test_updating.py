"""Frames handed to ``update``: matched by id, and only what differs changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from nblabel.dataset import Dataset, read_updates
from nblabel.kinds import Extent
from nblabel.labels import Field

Make = Callable[..., Any]


@pytest.fixture
def standing(record: Make, answered: Make) -> dict[str, Any]:
    return {
        "a": record(attributes={"k": 1}),
        "b": answered("weather", "sun"),
        "m": record(source="model", decision="accepted"),
    }


@pytest.fixture
def update(fields: tuple[Field, ...], standing: dict[str, Any]) -> Make:
    def read(frame: Any) -> list[tuple[str, dict[str, Any]]]:
        return read_updates(frame, fields=fields, standing=standing, extent_of=lambda _: Extent(640, 480))

    return read


def test_a_frame_that_was_not_edited_changes_nothing(update: Make, street: Make, standing: dict[str, Any]) -> None:
    assert update(street(standing).annotations) == []


def test_an_edited_frame_changes_what_was_edited(update: Make, street: Make, standing: dict[str, Any]) -> None:
    frame = street(standing).annotations.set_index("id")
    frame.loc["a", "x"] = 5.0
    frame.loc["b", "label"] = "rain"
    frame.loc["m", "decision"] = "edited"
    assert update(frame) == [
        ("a", {"geometry": {"x": 5.0, "y": 2.0, "width": 30.0, "height": 40.0, "angle": 0.0}}),
        ("b", {"label": "rain"}),
        ("m", {"decision": "edited"}),
    ]


def test_columns_that_are_left_out_stay_as_they_are(update: Make) -> None:
    assert update(pd.DataFrame([{"id": "a", "label": "car", "group": "g"}])) == [("a", {"label": "car", "group": "g"})]


def test_an_empty_cell_takes_a_value_away(update: Make) -> None:
    assert update(pd.DataFrame([{"id": "a", "label": None, "attributes": None}])) == [
        ("a", {"label": None, "attributes": None})
    ]


def test_what_a_model_made_is_edited_by_another_place_or_label(update: Make) -> None:
    ((_, patch),) = update(pd.DataFrame([{"id": "m", "label": "car"}]))
    assert patch == {"label": "car", "decision": "edited"}


@pytest.mark.parametrize("decision", ["rejected", "not taken", None])
def test_a_suggestion_can_be_decided_on_and_opened_again(update: Make, decision: str | None) -> None:
    assert update(pd.DataFrame([{"id": "m", "decision": decision}])) == [("m", {"decision": decision})]


def test_a_box_moved_over_the_edge_is_clipped_with_a_warning(update: Make) -> None:
    with pytest.warns(UserWarning, match="1 row was changed to fit the item"):
        ((_, patch),) = update(pd.DataFrame([{"id": "a", "x": 630.0}]))
    assert patch["geometry"]["width"] == 10.0


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"id": "z", "label": "car"}, "id 'z' is no annotation that stands; add() makes new ones"),
        ({"id": None, "label": "car"}, "id None is no annotation that stands"),
        ({"id": "a", "label": "buss"}, "label 'buss' on item 'street/1.jpg' is not one of boxes=['bus', 'car']"),
        ({"id": "b", "label": "rian"}, "is not one of classes['weather']=['rain', 'sun'], did you mean 'rain'?"),
        ({"id": "a", "width": -1.0}, "width=-1 must be above 0"),
        ({"id": "a", "x": None}, "x=nan is not finite"),
        ({"id": "a", "item": "street/2.jpg"}, "an annotation stays on its item ('street/1.jpg')"),
        ({"id": "a", "source": "model"}, "source='model' cannot be changed (it is 'human')"),
        ({"id": "a", "decision": "accepted"}, "decision='accepted' does not go with source='human'"),
        ({"id": "m", "attributes": {"moved_iou": 0.9}}, "this is a suggestion as it was before it was edited"),
    ],
)
def test_a_row_that_cannot_be_taken_names_value_and_mend(update: Make, row: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as raised:
        update(pd.DataFrame([row]))
    assert str(raised.value).endswith("Nothing was updated.")


def test_without_ids_nothing_can_be_updated(update: Make) -> None:
    with pytest.raises(ValueError, match="there is no column 'id'"):
        update(pd.DataFrame([{"label": "car"}]))


def test_an_id_stands_once(update: Make) -> None:
    with pytest.raises(ValueError, match="row 1: id 'a' stands twice"):
        update(pd.DataFrame([{"id": "a", "label": "car"}] * 2))


def test_nothing_given_was_edited(update: Make, standing: dict[str, Any]) -> None:
    before = repr(standing)
    update(pd.DataFrame([{"id": "a", "x": 9.0, "label": "car"}]))
    assert repr(standing) == before


def test_what_is_read_makes_the_frame_it_came_from(
    update: Make, street: Make, standing: dict[str, Any], fields: tuple[Field, ...], keys: list[str]
) -> None:
    frame = street(standing).annotations
    frame["width"] = frame["width"] * 2
    changed = {id_: {**standing[id_], **patch} for id_, patch in update(frame)}
    after = Dataset(fields, keys, {**standing, **changed}, annotator="ada")
    pd.testing.assert_frame_equal(after.annotations, frame)
