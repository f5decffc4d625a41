from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from nblabel.items import ItemError, open_items


def shown(source, position=0):
    return np.asarray(Image.open(BytesIO(source.asset(position).data)))


@pytest.mark.parametrize("channels", [(), (3,), (4,)])
def test_eight_bits_are_shown_as_they_are(channels):
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, *channels)).astype(np.uint8)
    source = open_items([pixels])

    assert source.asset(0).mime == "image/png"
    assert source.asset(0).meta == {"width": 30, "height": 20}
    assert (shown(source) == pixels).all()


def test_a_single_channel_is_grey():
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 1)).astype(np.uint8)
    assert (shown(open_items([pixels])) == pixels[..., 0]).all()


def test_true_is_white():
    assert shown(open_items([np.array([[True, False]])])).tolist() == [[255, 0]]


def test_sixteen_bits_are_stretched_over_what_is_there():
    pixels = np.linspace(1000, 2000, 10_000).reshape(100, 100).astype(np.uint16)
    grey = shown(open_items([pixels]))
    assert (grey.min(), grey.max()) == (0, 255)
    assert (np.diff(grey.ravel().astype(int)) >= 0).all()


def test_a_window_says_what_is_black_and_what_is_white():
    pixels = np.array([[0, 100, 150, 200, 300]], dtype=np.uint16)
    assert shown(open_items([pixels], window=(100, 200))).tolist() == [[0, 0, 128, 255, 255]]


def test_arrays_are_known_by_where_they_stand():
    source = open_items([np.zeros((2, 3)), np.ones((2, 3))])
    assert source.keys == (0, 1)
    assert not source.natural
    assert source.stamp(0) is None


def test_the_extent_is_the_shape():
    assert (open_items([np.zeros((2, 3))]).extent(0).width, open_items([np.zeros((2, 3))]).extent(0).height) == (3, 2)


@pytest.mark.parametrize(("shape", "count"), [((5, 20, 30), 5), ((5, 20, 30, 3), 5), ((20, 30, 3), 1), ((20, 30), 1)])
def test_one_array_is_a_stack_or_one_image_by_its_shape(shape, count):
    assert len(open_items(np.zeros(shape, np.uint8)).keys) == count


def test_a_stack_is_read_image_by_image(tmp_path):
    np.save(tmp_path / "stack.npy", np.arange(3 * 4 * 5, dtype=np.uint16).reshape(3, 4, 5))
    source = open_items(np.load(tmp_path / "stack.npy", mmap_mode="r"))
    assert len(source.keys) == 3
    assert source.fingerprint(0) != source.fingerprint(1)


def test_whatever_turns_into_an_array_is_one():
    class Tensor:
        shape = (2, 3)

        def __array__(self, dtype=None, copy=None):
            return np.full(self.shape, 7, np.uint8)

    assert (shown(open_items([Tensor()])) == 7).all()


@pytest.mark.parametrize(
    ("array", "error", "says"),
    [
        (np.zeros((3, 20, 30)), ValueError, r"item 0 has shape \(3, 20, 30\).*np\.moveaxis"),
        (np.zeros((20, 30, 5)), ValueError, r"shape \(20, 30, 5\)"),
        (np.zeros(20), ValueError, r"shape \(20,\)"),
        (np.zeros((0, 30)), ValueError, r"no pixels"),
        (np.zeros((2, 3), complex), TypeError, r"dtype complex128"),
    ],
)
def test_an_array_that_is_no_image_is_refused_when_opened(array, error, says):
    with pytest.raises(error, match=says):
        open_items([array])


def test_an_array_that_fails_when_it_is_read_is_an_item_that_says_so():
    class Broken:
        shape = (2, 3)

        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("the device is gone")

    with pytest.raises(ItemError, match=r"item 0 .*the device is gone"):
        open_items([Broken()]).asset(0)


def test_the_fingerprint_tells_dtype_shape_and_pixels():
    arrays = [np.zeros((2, 3), np.uint8), np.zeros((3, 2), np.uint8), np.zeros((2, 3), bool), np.ones((2, 3), np.uint8)]
    source = open_items(arrays)
    assert len({source.fingerprint(at) for at in range(4)}) == 4
    assert source.fingerprint(0) == open_items([np.zeros((2, 6), np.uint8)[:, ::2]]).fingerprint(0)


def test_the_picture_of_an_item_is_what_the_person_sees():
    pixels = np.array([[0, 100, 200]], dtype=np.uint16)
    picture = open_items([pixels], window=(0, 200)).item(0).image
    assert np.asarray(picture).tolist() == [[0, 128, 255]]
