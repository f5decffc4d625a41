"""Spans: what is kept, what is mended, what is refused and in which words."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nblabel.kinds import Derives, Exclusive, Extent, GeometryError, Kind
from nblabel.kinds.span import KIND

FIREMAN = "👨🏻‍🚒 firemen drive firetrucks"

# Any text that can be kept; the examples lean to what takes two UTF-16 units, or joins with its neighbour.
texts = st.text(
    st.one_of(st.sampled_from("👨🏻‍🚒🇳🇱é́アשa \t\r\n"), st.characters(exclude_categories=["Cs"])),
    min_size=1,
    max_size=60,
)


@st.composite
def placed(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text, and a piece of it with something to see at both ends."""
    body = draw(texts)
    ends = [at for at, sign in enumerate(body) if not sign.isspace()]
    assume(ends)
    start, last = sorted((draw(st.sampled_from(ends)), draw(st.sampled_from(ends))))
    return body, start, last + 1


def refusal(geometry: dict[str, object], body: str | None = "Ada met Charles") -> str:
    with pytest.raises(GeometryError) as refused:
        KIND.clean(geometry, Extent(text=body))
    return str(refused.value)


def test_a_span_is_a_kind_that_derives_its_text_and_can_exclude() -> None:
    assert isinstance(KIND, Kind)
    assert isinstance(KIND, Derives)
    assert isinstance(KIND, Exclusive)


@given(placed())
def test_the_text_of_a_span_is_what_stands_there(where: tuple[str, int, int]) -> None:
    body, start, end = where
    kept, why = KIND.clean({"start": start, "end": end}, Extent(text=body))
    assert kept == {"start": start, "end": end, "text": body[start:end]}
    assert why is None


@given(placed())
def test_what_is_clean_stays_as_it_is(where: tuple[str, int, int]) -> None:
    body, start, end = where
    once, _ = KIND.clean({"start": start, "end": end}, Extent(text=body))
    assert KIND.clean(once, Extent(text=body)) == (once, None)
    assert KIND.clean(once, Extent()) == (once, None)


@given(placed())
def test_offsets_in_utf_16_are_recognised_and_the_right_ones_said(where: tuple[str, int, int]) -> None:
    body, start, end = where
    units = [len(body[:at].encode("utf-16-le")) // 2 for at in (start, end)]
    assume(units != [start, end])
    # Where the wrong offsets happen to hit the same words, nobody can tell.
    assume(body[units[0] : units[1]] != body[start:end])
    said = refusal({"start": units[0], "end": units[1], "text": body[start:end]}, body)
    assert "UTF-16" in said
    assert said.endswith(f"is start={start}, end={end}")


@given(texts, st.integers(-5, 70), st.integers(-5, 70))
def test_a_span_is_kept_as_it_reads_or_refused(body: str, start: int, end: int) -> None:
    try:
        kept, _ = KIND.clean({"start": start, "end": end}, Extent(text=body))
    except GeometryError:
        assert start < 0 or end <= start or end > len(body) or not body[start:end].strip()
    else:
        assert body[kept["start"] : kept["end"]] == kept["text"] == body[start:end].strip()


def test_the_utf_16_offsets_of_firetrucks_are_recognised() -> None:
    said = refusal({"start": 22, "end": 32, "text": "firetrucks"}, FIREMAN)
    assert said == (
        "start=22, end=32 counts UTF-16 units, as JavaScript and Java count; in code points, as len() counts, "
        "'firetrucks' is start=19, end=29"
    )


def test_the_byte_offsets_of_firetrucks_are_recognised() -> None:
    said = refusal({"start": 30, "end": 40, "text": "firetrucks"}, FIREMAN)
    assert "counts bytes of UTF-8" in said
    assert said.endswith("'firetrucks' is start=19, end=29")


def test_white_space_at_the_ends_is_left_out_and_said() -> None:
    kept, why = KIND.clean({"start": 3, "end": 8, "text": " met "}, Extent(text="Ada met Charles"))
    assert kept == {"start": 4, "end": 7, "text": "met"}
    assert why == "white space at its ends left out (3 to 8 became 4 to 7)"


def test_half_an_emoji_is_kept_as_it_is() -> None:
    kept, why = KIND.clean({"start": 0, "end": 1}, Extent(text=FIREMAN))
    assert kept == {"start": 0, "end": 1, "text": "👨"}
    assert why is None


def test_line_ends_count_as_they_stand() -> None:
    kept, _ = KIND.clean({"start": 3, "end": 7}, Extent(text="a\r\nb\r\nc"[:2] + "\nb\r\nc"))
    assert kept["text"] == "b\r\nc"


@pytest.mark.parametrize("number", [np.int32(4), np.int64(4), 4.0, np.float64(4)])
def test_whole_numbers_of_any_type_are_taken(number: object) -> None:
    kept, _ = KIND.clean({"start": number, "end": 7}, Extent(text="Ada met Charles"))
    assert kept["start"] == 4
    assert type(kept["start"]) is int


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        ({"start": -1, "end": 3}, "start=-1 must not be below 0"),
        ({"start": 3, "end": 3}, "end=3 must be above start=3; the end is exclusive"),
        ({"start": 5, "end": 3}, "end=3 must be above start=5"),
        ({"start": 8, "end": 16}, "start=8, end=16 is past the end of the text, which has 15 code points"),
        ({"start": 3, "end": 4}, "start=3, end=4 holds only white space (' ')"),
        ({"start": math.nan, "end": 4}, "start=nan is no place in a text"),
        ({"start": 0, "end": math.inf}, "end=inf is no place in a text"),
        ({"start": 0.5, "end": 4}, "start=0.5 is not a whole number of code points"),
        ({"start": "0", "end": 4}, "start='0' is not a whole number of code points"),
        ({"start": True, "end": 4}, "start=True is not a number of code points"),
        ({"start": 0, "end": 2**31}, "end=2147483648 is past the end of any text"),
        ({"start": 0}, "end is missing; a span has start and end in code points"),
        ({"start": None, "end": 4}, "start is missing"),
        ({"start": 0, "end": 3, "text": 7}, "text=7 is not text"),
        ({"start": 0, "end": 3, "x": 1.0}, "x=1.0 is no part of a span"),
        ({"start": 0, "end": 3, "text": "met"}, "there stands 'Ada'; 'met' is at 4 to 7"),
        ({"start": 0, "end": 3, "text": "Eva"}, "there stands 'Ada'; the text may have changed since"),
        ({"start": 20, "end": 23, "text": "Ada"}, "the text has only 15 code points; 'Ada' is at 0 to 3"),
    ],
)
def test_what_cannot_be_kept_is_refused(geometry: dict[str, object], says: str) -> None:
    assert says in refusal(geometry)


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        ({"start": 0, "end": 3}, "text of start=0, end=3 is missing, and the item cannot be read"),
        ({"start": 0, "end": 3, "text": "Adam"}, "text='Adam' has 4 code points, but start=0, end=3 spans 3"),
        ({"start": 0, "end": 1, "text": "\ud83d"}, "holds half a character, which UTF-8 cannot keep"),
    ],
)
def test_without_its_item_a_span_is_checked_against_itself(geometry: dict[str, object], says: str) -> None:
    assert says in refusal(geometry, None)


def test_a_long_text_is_cut_in_the_sentence() -> None:
    assert len(refusal({"start": 0, "end": 3, "text": "x" * 10_000})) < 300


ends = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=12)


@given(ends)
def test_who_overlaps_anybody_is_in_a_pair_and_nobody_else(spans: list[tuple[int, int]]) -> None:
    shapes = [{"start": at, "end": at + size, "text": "x" * size} for at, size in spans]
    said = {at for one, other, _ in KIND.clashes(shapes, range(len(shapes))) for at in (one, other)}
    apart = {
        at
        for at, one in enumerate(shapes)
        if all(one is other or one["end"] <= other["start"] or other["end"] <= one["start"] for other in shapes)
    }
    assert said == set(range(len(shapes))) - apart
    for at in range(len(shapes)):
        assert any(at in pair for pair in KIND.clashes(shapes, [at])) == (at not in apart)


def test_spans_that_touch_do_not_overlap() -> None:
    assert not list(KIND.clashes([{"start": 0, "end": 3, "text": "Ada"}, {"start": 3, "end": 4, "text": "m"}], [0, 1]))


def test_a_clash_is_said_with_both_spans() -> None:
    ((_, _, why),) = KIND.clashes(
        [{"start": 0, "end": 12, "text": "Ada Lovelace"}, {"start": 4, "end": 16, "text": "Lovelace met"}], new=[0]
    )
    assert re.match(r"start=4, end=16 \('Lovelace met'\) overlaps 0 to 12 \('Ada Lovelace'\)", why)
