"""Annotations that are taken over as they are: the same as their frame says, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nblabel.capture import read_captures
from nblabel.dataset import Dataset, read_annotations
from nblabel.dataset.taking import taken_as_they_are
from nblabel.kinds import Extent

FIELDS = read_captures({"boxes": ["bus", "car"], "classes": ["rain", "sun"]}, "image")
KEYS = ["a.jpg", "b.jpg"]
BOX = {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0, "angle": 0.0}


def record(**given: Any) -> dict[str, Any]:
    return {
        "item": "s:a.jpg", "field": "box", "kind": "box", "label": "bus", "geometry": BOX, "group": None, "score": None,
        "source": "import", "model": None, "decision": None, "attributes": None, "created": 5, "updated": 5, **given,
    }  # fmt: skip


def extent_of(item: str) -> Extent:  # noqa: ARG001
    return Extent(100, 80)


def taken(*records: dict[str, Any]) -> list[dict[str, Any]] | None:
    named = {f"id{place}": each for place, each in enumerate(records)}
    return taken_as_they_are(named, fields=FIELDS, extent_of=extent_of)


def read(*records: dict[str, Any]) -> list[dict[str, Any]]:
    dataset = Dataset(FIELDS, KEYS, {f"id{place}": each for place, each in enumerate(records)})
    return read_annotations(
        dataset.annotations, fields=FIELDS, keys=KEYS, extent_of=extent_of, task="street", annotator="ada"
    )


MAYBE = {
    "label": st.sampled_from(["bus", "car", None, "", "tram"]),
    "group": st.sampled_from([None, "g", ""]),
    "score": st.sampled_from([None, 0.5, float("inf")]),
    "source": st.sampled_from(["human", "import", "model"]),
    "model": st.sampled_from([None, "yolo"]),
    "decision": st.sampled_from([None, "accepted", "edited"]),
    "attributes": st.sampled_from([None, {}, {"parked": True}, {"at": [1, {"x": 2.5}]}]),
    "geometry": st.sampled_from([BOX, {**BOX, "x": 98.0}, {**BOX, "x": 200.0}, {**BOX, "angle": 30.0}]),
    "updated": st.sampled_from([5, 6]),
}


@settings(deadline=None)
@given(st.fixed_dictionaries({}, optional=MAYBE))
@pytest.mark.filterwarnings("ignore:1 row was changed")
def test_one_that_is_taken_is_as_its_frame_says(changes: dict[str, Any]) -> None:
    made = taken(record(**changes))
    if made is not None and not (changes.get("source") == "model" and changes.get("decision") is None):
        assert made == read(record(**changes))


def test_one_that_is_plainly_right_is_taken() -> None:
    whole = record(source="model", model="yolo", decision="edited", score=0.5, group="g", attributes={"parked": True})
    answer = record(field="class", kind="class", label="sun", geometry={})
    assert taken(whole, answer) == read(whole, answer)


def test_what_is_taken_has_attributes_and_geometry_of_its_own() -> None:
    given = record(attributes={"at": [1]})
    (made,) = taken(given) or []
    made["attributes"]["at"].append(2)
    made["geometry"]["x"] = 9.0
    assert (given["attributes"], given["geometry"]["x"]) == ({"at": [1]}, 1.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"field": "lane"},
        {"kind": "class"},
        {"label": "tram"},
        {"geometry": {**BOX, "x": 98.0}},
        {"geometry": {**BOX, "x": 200.0}},
        {"geometry": {"x": 1.0}},
        {"group": ""},
        {"score": float("nan")},
        {"source": "import", "decision": "accepted"},
        {"attributes": {"at": {1, 2}}},
        {"updated": None},
    ],
)
def test_one_of_which_the_frame_has_something_to_say_is_left_to_it(changes: dict[str, Any]) -> None:
    assert taken(record(), record(**changes)) is None


def test_two_answers_where_one_is_taken_are_left_to_the_frame() -> None:
    answers = [record(field="class", kind="class", label=label, geometry={}) for label in ("sun", "rain")]
    assert taken(*answers) is None
    assert taken(answers[0], {**answers[1], "item": "s:b.jpg"}) is not None
