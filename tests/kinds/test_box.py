"""Boxes: what is a valid one, and what becomes of one that reaches over the edge."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nblabel.kinds import Extent, GeometryError, by_keyword
from nblabel.kinds.box import KIND

EXTENT = Extent(100, 50)
INSIDE = {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0, "angle": 0.0}


def test_a_box_inside_its_image_is_kept_as_it_is() -> None:
    assert KIND.clean(INSIDE, EXTENT) == (INSIDE, None)


def test_whole_numbers_become_floats_and_the_angle_is_zero_unless_given() -> None:
    cleaned, _ = KIND.clean({"x": 1, "y": 2, "width": 3, "height": 4}, EXTENT)
    assert repr(cleaned) == repr(INSIDE)


def test_a_negative_zero_is_written_as_zero() -> None:
    cleaned, _ = KIND.clean({**INSIDE, "x": -0.0}, EXTENT)
    assert math.copysign(1, cleaned["x"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"width": 0}, "width=0 must be above 0"),
        ({"height": -4}, "height=-4 must be above 0; swap the corners"),
        ({"x": math.nan}, "x=nan is not finite"),
        ({"width": math.inf}, "width=inf is not finite"),
        ({"y": "top"}, "y='top' is not a number of pixels"),
        ({"y": None}, "y is missing; a box has x, y, width and height"),
        ({"x": 100}, "lies outside the image (100 x 50); are these pixels of the upright image?"),
        ({"y": -4}, "x=1, y=-4, width=3, height=4 lies outside the image"),
        ({"radius": 3}, "radius=3 is no part of a box"),
    ],
)
def test_a_box_that_cannot_be_kept_names_the_value(changes: dict[str, object], says: str) -> None:
    with pytest.raises(GeometryError, match=re.escape(says)):
        KIND.clean({**INSIDE, **changes}, EXTENT)


NUMBERS = st.one_of(
    st.floats(0, 60),
    st.sampled_from(
        [0.0, -0.0, 1.0, 50.0, 99.5, 100.0, math.nan, math.inf, -math.inf, 1e308, 1e-300, 5, True, "7", None]
    ),
)


@given(
    st.fixed_dictionaries(
        dict.fromkeys(["x", "y", "width", "height"], NUMBERS), optional=dict.fromkeys(["angle", "radius"], NUMBERS)
    ),
    st.sampled_from([Extent(100, 50), Extent(100.5, 1e308), Extent()]),
)
def test_a_box_that_is_plainly_right_is_cleaned_as_any_other(box: dict[str, object], extent: Extent) -> None:
    def cleaned(box: dict[str, object]) -> str:
        try:
            return repr(KIND.clean(box, extent))
        except (GeometryError, OverflowError) as error:
            return str(error)

    class Watched(float):
        """A float that is none of Python's own, so that nothing is taken for granted."""

    slowly = {name: Watched(value) if type(value) is float else value for name, value in box.items()}
    assert cleaned(box) == cleaned(slowly)


@given(
    st.floats(-500, 500), st.floats(-500, 500), st.floats(1e-3, 500), st.floats(1e-3, 500),
)  # fmt: skip
def test_a_box_partly_outside_is_clipped_once_and_then_stays(x: float, y: float, width: float, height: float) -> None:
    assume(x < 99.9 and y < 49.9 and x + width > 0.1 and y + height > 0.1)
    cleaned, _ = KIND.clean({"x": x, "y": y, "width": width, "height": height}, EXTENT)
    left, top, wide, high = KIND.bounds(cleaned)
    assert left >= 0
    assert top >= 0
    assert left + wide <= 100 + 1e-9
    assert top + high <= 50 + 1e-9
    assert KIND.clean(cleaned, EXTENT) == (cleaned, None)


def test_clipping_is_said() -> None:
    _, said = KIND.clean({**INSIDE, "x": 99}, EXTENT)
    assert said == "clipped to the image (100 x 50)"


@given(st.floats(-360, 360))
def test_the_bounds_of_a_turned_box_hold_its_corners(angle: float) -> None:
    box = {"x": 10.0, "y": 20.0, "width": 30.0, "height": 8.0, "angle": angle}
    left, top, wide, high = KIND.bounds(box)
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    for across, down in ((-15, -4), (15, -4), (15, 4), (-15, 4)):
        x, y = 25 + across * cos - down * sin, 24 + across * sin + down * cos
        assert left - 1e-9 <= x <= left + wide + 1e-9
        assert top - 1e-9 <= y <= top + high + 1e-9


def test_boxes_go_on_images_only() -> None:
    assert by_keyword()["boxes"].media == {"image"}
