from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from nblabel.items import open_items


def shown(source):
    return np.asarray(Image.open(BytesIO(source.asset(0).data)))


def test_a_pillow_image_is_sent_as_png(photo):
    source = open_items([Image.fromarray(photo)])
    assert source.asset(0).mime == "image/png"
    assert (shown(source) == photo).all()
    assert source.keys == (0,)
    assert not source.natural


def test_one_pillow_image_is_one_item(photo):
    assert len(open_items(Image.fromarray(photo)).keys) == 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "I", "F", "I;16"])
def test_every_mode_is_shown(photo, mode):
    picture = Image.fromarray(photo[..., 0]) if mode == "I;16" else Image.fromarray(photo)
    source = open_items([picture.convert(mode)])
    assert shown(source).shape[:2] == (40, 60)
    assert source.asset(0, "thumbnail").data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_exif_of_an_opened_image_is_applied_once(write, photo, orientation):
    opened = Image.open(write("a.png", orientation=orientation))
    source = open_items([opened])

    sideways = orientation > 4
    assert source.extent(0).width == (40 if sideways else 60)
    assert shown(source).shape[:2] == ((60, 40) if sideways else (40, 60))
    assert "exif" not in Image.open(BytesIO(source.asset(0).data)).info
    assert (np.asarray(opened) == photo).all(), "the caller's image is left as it is"


def test_the_extent_of_a_turned_tiff_is_upright_before_and_after_it_is_loaded(write):
    source = open_items([Image.open(write("a.tif", orientation=6))])
    before = source.extent(0)
    source.asset(0)
    assert before == source.extent(0)
    assert (before.width, before.height) == (40, 60)


def test_the_same_pixels_have_the_same_fingerprint(photo):
    assert open_items([Image.fromarray(photo)]).fingerprint(0) == open_items([photo]).fingerprint(0)
