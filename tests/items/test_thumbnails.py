from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from nblabel.items import open_items


def thumbnail(source):
    asset = source.asset(0, "thumbnail")
    picture = Image.open(BytesIO(asset.data))
    assert Image.MIME[picture.format] == asset.mime
    assert asset.meta == {"width": picture.width, "height": picture.height}
    return picture


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp"])
def test_the_long_side_is_128_pixels_at_most(write, name):
    path = write(name, np.random.default_rng(0).integers(0, 256, (300, 600, 3)).astype(np.uint8))
    assert thumbnail(open_items(path)).size == (128, 64)


def test_a_small_picture_is_not_enlarged(write):
    assert thumbnail(open_items(write("a.png"))).size == (60, 40)


def test_transparency_is_kept(write):
    assert thumbnail(open_items(write("a.png", mode="RGBA"))).mode == "RGBA"


def test_a_thumbnail_looks_like_its_picture(write, photo):
    path = write("a.jpg", np.kron(photo, np.ones((20, 20, 1), np.uint8)), quality=95)
    small = thumbnail(open_items(path))
    expected = Image.fromarray(photo).resize(small.size)
    assert np.abs(np.asarray(small).astype(int) - np.asarray(expected)).mean() < 6


def test_arrays_have_thumbnails():
    assert thumbnail(open_items([np.random.default_rng(0).random((500, 1000))])).size == (128, 64)


def test_a_thumbnail_is_made_once(write):
    source = open_items(write("a.jpg"))
    assert source.asset(0, "thumbnail") is source.asset(0, "thumbnail")
