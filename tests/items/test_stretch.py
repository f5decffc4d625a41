import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nblabel.items.pixels.stretch import to_eight_bits

numbers = hnp.arrays(
    st.sampled_from([np.float32, np.float64, np.uint16, np.int16, np.int32, np.uint64]),
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=8),
)


@settings(deadline=None)  # the machine may be busy
@given(numbers)
def test_anything_becomes_eight_bits_of_the_same_shape(pixels):
    shown = to_eight_bits(pixels)
    assert shown.dtype == np.uint8
    assert shown.shape == pixels.shape


@settings(deadline=None)  # the machine may be busy
@given(numbers)
def test_a_larger_number_is_never_shown_darker(pixels):
    known = ~np.isnan(pixels.astype(np.float64))
    order = np.argsort(pixels[known], kind="stable")
    assert (np.diff(to_eight_bits(pixels)[known][order].astype(int)) >= 0).all()


def test_a_few_wild_numbers_do_not_darken_the_rest():
    pixels = np.linspace(0, 1, 10_000).reshape(100, 100)
    pixels[0, :5] = 1e9
    assert to_eight_bits(pixels).mean() == pytest.approx(127, abs=4)


def test_not_a_number_is_black_and_the_infinite_are_the_ends():
    pixels = np.array([[np.nan, -np.inf, np.inf, 0.0, 1.0]] * 10)
    assert to_eight_bits(pixels)[0].tolist() == [0, 0, 255, 0, 255]


def test_nothing_but_nan_is_black():
    assert not to_eight_bits(np.full((2, 2), np.nan)).any()


@pytest.mark.parametrize("value", [0.0, 7.5, -3.0])
def test_a_constant_picture_is_mid_grey(value):
    assert (to_eight_bits(np.full((2, 2), value)) == 127).all()


def test_a_mask_of_few_pixels_is_seen():
    mask = np.zeros((200, 200), np.uint16)
    mask[3, 4] = 1
    shown = to_eight_bits(mask)
    assert shown[3, 4] == 255
    assert shown.sum() == 255


def test_colours_are_stretched_alike():
    pixels = np.zeros((10, 10, 3), np.uint16)
    pixels[:5] = (1000, 500, 0)
    shown = to_eight_bits(pixels)
    assert shown[0, 0].tolist() == [255, 128, 0]


def test_colour_floats_within_0_to_1_are_taken_as_such():
    pixels = np.full((2, 2, 3), 0.5)
    pixels[0, 0] = (0.25, 0.5, 0.75)
    assert to_eight_bits(pixels)[0, 0].tolist() == [64, 128, 191]


def test_transparency_is_not_stretched():
    pixels = np.zeros((10, 10, 4), np.uint16)
    pixels[..., 3] = 65535 // 2
    assert (to_eight_bits(pixels)[..., 3] == 127).all()


def test_a_window_holds_for_eight_bits_too():
    assert to_eight_bits(np.array([[0, 10, 20]], np.uint8), (0, 20)).tolist() == [[0, 128, 255]]
