"""Places in a text in UTF-16 units and in code points."""

from __future__ import annotations

from hypothesis import given, settings

from nblabel.formats._utf16 import Utf16
from tests.formats.marked import FIREMEN, written_texts


@settings(max_examples=40)
@given(text=written_texts())
def test_units_are_what_the_encoding_counts_and_turn_back(text: str) -> None:
    turned = Utf16(text)
    for point in range(len(text) + 1):
        unit = len(text[:point].encode("utf-16-le")) // 2
        assert turned.units(point) == unit
        assert turned.points(unit) == point


def test_the_middle_of_a_character_is_no_place() -> None:
    assert [Utf16(FIREMEN).points(unit) for unit in range(6)] == [0, None, 1, None, 2, 3]
