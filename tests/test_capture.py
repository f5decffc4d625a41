"""Capture keywords: ``boxes=``, ``classes=`` and what goes wrong with them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nblabel.capture import read_captures
from nblabel.labels import Choice, Label, Spans


def _shape(captures: dict[str, Any]) -> list[tuple[str, str, tuple[str, ...], bool]]:
    return [(field.name, field.kind, field.names, field.multiple) for field in read_captures(captures, "image")]


def test_boxes_and_classes_become_a_field_each_in_declared_order() -> None:
    assert _shape({"classes": ["day", "night"], "boxes": {"bus": "#d00"}}) == [
        ("class", "class", ("day", "night"), False),
        ("box", "box", ("bus",), False),
    ]


def test_what_was_not_given_is_not_captured() -> None:
    assert _shape({"boxes": ["bus"], "classes": None}) == [("box", "box", ("bus",), False)]


def test_a_choice_says_whether_several_answers_may_be_chosen() -> None:
    assert _shape({"classes": Choice(["rain", "sun"], multiple=True)}) == [("class", "class", ("rain", "sun"), True)]


def test_a_dict_of_choices_is_one_field_each() -> None:
    assert _shape({"classes": {"weather": Choice(["rain", "sun"]), "tags": Choice(["a"], multiple=True)}}) == [
        ("weather", "class", ("rain", "sun"), False),
        ("tags", "class", ("a",), True),
    ]


def test_a_list_of_answers_in_a_dict_is_a_field_too() -> None:
    assert _shape({"classes": {"weather": ["rain", "sun"], "tags": Choice(["a"], multiple=True)}}) == [
        ("weather", "class", ("rain", "sun"), False),
        ("tags", "class", ("a",), True),
    ]


def test_colours_and_keys_that_were_given_stay() -> None:
    (field,) = read_captures({"boxes": [Label("bus", color="#d00", key="u")]}, "image")
    assert field.labels == (Label("bus", color="#d00", key="u"),)


@pytest.mark.parametrize(
    ("captures", "error", "says"),
    [
        ({"boxs": ["bus"]}, TypeError, "boxs= is no keyword of a labeler; did you mean boxes=?"),
        ({"heigth": 5}, TypeError, "did you mean height=?"),
        ({"zebra": 5}, TypeError, "What can be captured on image items is boxes=, classes="),
        ({}, ValueError, "nothing to capture; say what, as in boxes=['one', 'two'] or classes="),
        ({"boxes": None}, ValueError, "nothing to capture"),
        ({"boxes": "bus"}, TypeError, "boxes='bus' is one string; write boxes=['bus']"),
        (
            {"boxes": Choice(["bus"])},
            TypeError,
            "a Choice is for classes=",
        ),
        ({"classes": {"weather": 3}}, TypeError, "classes={'weather': Choice([...])}"),
        ({"boxes": {"bus": ["#d00"]}}, TypeError, "a Choice is for classes="),
        ({"classes": {"weather": Choice(["rain"]), "bus": "#d00"}}, TypeError, "mixes Choices with something else"),
        ({"classes": {"weather": Choice([])}}, ValueError, "classes['weather']= is empty"),
        ({"classes": {3: Choice(["rain"])}}, TypeError, "a field's name must be visible text, not 3"),
        ({"classes": {"status": Choice(["rain"])}}, ValueError, "labeler.items has a column of that name"),
        ({"boxes": ["bus"], "classes": {"box": Choice(["a"])}}, ValueError, "two fields are named 'box'"),
    ],
)
def test_a_wrong_capture_names_what_was_given_and_the_mend(
    captures: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=re.escape(says)):
        read_captures(captures, "image")


def test_a_kind_that_does_not_go_on_a_medium_is_refused_there() -> None:
    with pytest.raises(TypeError, match=re.escape("boxes= cannot be captured on text items; what can is classes=")):
        read_captures({"boxes": ["bus"]}, "text")


def test_spans_are_asked_for_by_name_or_with_what_may_overlap() -> None:
    (plain,) = read_captures({"spans": ["person"]}, "text")
    (free,) = read_captures({"spans": Spans(["person"])}, "text")
    (apart,) = read_captures({"spans": Spans(["person"], overlap=False)}, "text")
    assert plain == free
    assert (plain.options, apart.options) == ({}, {"overlap": False})


@pytest.mark.parametrize(
    ("captures", "says"),
    [
        ({"classes": Spans(["person"])}, "classes= takes no Spans; they are for spans="),
        ({"spans": Spans(["person"], overlap="no")}, "overlap='no' must be True or False"),
        ({"spans": Spans("person")}, "spans='person' is one string"),
        ({"spans": Choice(["person"])}, "a Choice is for classes="),
    ],
)
def test_spans_that_were_asked_for_wrongly_are_refused(captures: dict[str, object], says: str) -> None:
    with pytest.raises(TypeError, match=re.escape(says)):
        read_captures(captures, "text")
