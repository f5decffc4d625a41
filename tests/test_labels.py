"""Labels: what may be named, and the colours and keys that are filled in."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.labels import PALETTE, Field, Label, as_labels, command_keys, finish


def test_a_name_that_is_html_is_kept_as_the_text_it_is() -> None:
    name = "<img src=x onerror=alert(1)>"
    assert as_labels([name], argument="boxes")[0].name == name


def test_labels_are_read_from_names_colours_and_labels() -> None:
    assert as_labels(["bus", Label("car", key="u")], argument="boxes") == (Label("bus"), Label("car", key="u"))
    assert as_labels({"bus": "#d00"}, argument="boxes") == (Label("bus", color="#d00"),)


@pytest.mark.parametrize(
    ("given_labels", "error", "says"),
    [
        ("bus", TypeError, "boxes='bus' is one string; write boxes=['bus']"),
        (7, TypeError, "boxes=7 is not a list of names"),
        ([], ValueError, "boxes= is empty; name at least one label"),
        (["bus", "bus"], ValueError, "label 'bus' stands twice in boxes="),
        (["bus", 3], TypeError, "a label's name must be text, not 3; write '3'"),
        ([""], ValueError, "a label's name is empty ('')"),
        ([" \t"], ValueError, "a label's name is empty"),
        ({"bus": "red"}, ValueError, "color 'red' of label 'bus' is not '#rgb' or '#rrggbb'"),
        ({"bus": "#12345"}, ValueError, "color '#12345' of label 'bus'"),
    ],
)
def test_what_cannot_be_a_list_of_labels_is_refused_with_the_mend(
    given_labels: object, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=re.escape(says)):
        as_labels(given_labels, argument="boxes")  # type: ignore[arg-type]


@pytest.mark.parametrize("key", sorted(key for key in command_keys() if not (key.isdigit() or key.isspace())))
def test_a_key_that_a_command_owns_is_refused_and_the_command_named(key: str) -> None:
    with pytest.raises(ValueError, match=f"label 'bus' is a command's key .{re.escape(command_keys()[key])}."):
        Label("bus", key=key)


@pytest.mark.parametrize(("medium", "other", "key"), [("text", "image", "m"), ("image", "text", "n")])
def test_a_key_that_is_a_command_s_on_one_medium_only_is_free_on_the_other(medium: str, other: str, key: str) -> None:
    field = Field("class", "class", (Label("bus", key=key),))
    with pytest.raises(ValueError, match=f"label 'bus' is a command's key .{re.escape(command_keys(medium)[key])}."):
        finish([field], medium)
    (kept,) = finish([field], other)
    assert kept.labels[0].key == key


def test_the_upper_case_of_a_command_s_key_is_the_command_s_too() -> None:
    with pytest.raises(ValueError, match="is a command's key"):
        Label("bus", key="S")


@pytest.mark.parametrize("key", ["uu", "", " ", "\n"])
def test_a_key_is_one_visible_character(key: str) -> None:
    with pytest.raises(ValueError, match="must be one visible character"):
        Label("bus", key=key)


def test_digits_are_not_a_label_s_to_choose() -> None:
    with pytest.raises(ValueError, match="digits are given to labels in order"):
        Label("bus", key="1")


def test_two_labels_of_any_field_cannot_share_a_key() -> None:
    fields = [Field("box", "box", (Label("bus", key="u"),)), Field("class", "class", (Label("umbrella", key="U"),))]
    with pytest.raises(ValueError, match="key 'U' is given to both 'bus' and 'umbrella'"):
        finish(fields)


def test_two_fields_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="two fields are named 'box'"):
        finish([Field("box", "box", (Label("bus"),)), Field("box", "box", (Label("car"),))])


def test_open_colours_are_filled_from_the_palette_across_fields_and_given_ones_are_not_used_again() -> None:
    fields = finish(
        [
            Field("box", "box", (Label("bus"), Label("car", color=PALETTE[1].lower()))),
            Field("class", "class", (Label("sun"),)),
        ]
    )
    assert [label.color for field in fields for label in field.labels] == [PALETTE[0], PALETTE[1].lower(), PALETTE[2]]


@given(st.integers(1, 60))
def test_every_label_gets_a_colour_and_neighbours_differ(count: int) -> None:
    (field,) = finish([Field("box", "box", tuple(Label(str(number)) for number in range(count)))])
    colors = [label.color for label in field.labels]
    assert None not in colors
    assert all(one != other for one, other in pairwise(colors))


def test_a_field_knows_its_retired_labels_after_the_declared() -> None:
    field = Field("box", "box", (Label("bus"),), retired=(Label("tram"), Label("bus")))
    assert field.names == ("bus",)
    assert field.known == ("bus", "tram")
