"""Every coordinate is of the upright image, whatever a camera wrote into EXIF."""

from io import BytesIO

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from nblabel.items import open_items
from nblabel.items.pixels.orient import turn

ALL = range(1, 9)


def upright(path):
    return np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))


@pytest.mark.parametrize("orientation", ALL)
def test_a_jpeg_is_sent_untouched_and_its_extent_is_upright(write, orientation):
    path = write("a.jpg", orientation=orientation)
    source = open_items(path)
    size = (40, 60) if orientation > 4 else (60, 40)

    assert source.asset(0).data == path.read_bytes()
    assert source.asset(0).meta == {"width": size[0], "height": size[1]}
    assert (source.extent(0).width, source.extent(0).height) == size
    assert source.item(0).image.size == size
    assert (np.asarray(source.item(0).image) == upright(path)).all()


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif"])
@pytest.mark.parametrize("orientation", ALL)
def test_what_browsers_may_not_turn_is_turned_here_and_carries_no_tag(write, name, orientation):
    options = {"lossless": True} if name == "a.webp" else {}
    path = write(name, orientation=orientation, **options)
    source = open_items(path)
    asset = source.asset(0)
    sent = Image.open(BytesIO(asset.data))
    expected = upright(path)

    assert (np.asarray(sent.convert("RGB")) == expected).all()
    assert sent.getexif().get(0x0112, 1) == 1
    assert (source.extent(0).width, source.extent(0).height) == expected.shape[1::-1]
    assert asset.meta == {"width": expected.shape[1], "height": expected.shape[0]}


@pytest.mark.parametrize("orientation", ALL)
def test_a_tiff_read_by_tifffile_is_turned_the_same_way(tmp_path, orientation):
    pixels = np.arange(60, dtype=np.float64).reshape(4, 3, 5)
    tag = (274, 3, 1, orientation, True)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="minisblack", planarconfig="contig", extratags=[tag])
    source = open_items(tmp_path / "a.tif")
    seen = np.asarray(Image.open(BytesIO(source.asset(0).data)))

    assert (source.extent(0).width, source.extent(0).height) == seen.shape[1::-1]
    expected = turn(np.asarray(open_items([pixels[..., :3]]).item(0).image), orientation)
    assert (seen == expected).all()


@pytest.mark.parametrize("orientation", ALL)
def test_turning_pixels_agrees_with_pillow(photo, orientation):
    picture = Image.fromarray(photo)
    picture.getexif()[0x0112] = orientation
    assert (turn(photo, orientation) == np.asarray(ImageOps.exif_transpose(picture))).all()


@pytest.mark.parametrize("orientation", [0, 9, 400])
def test_an_orientation_that_does_not_exist_is_ignored(write, orientation):
    assert open_items(write("a.jpg", orientation=orientation)).extent(0).width == 60


@pytest.mark.parametrize("orientation", ALL)
def test_thumbnails_are_upright(write, orientation):
    path = write("a.jpg", np.kron(np.eye(2, 3), np.full((200, 200), 255)).astype(np.uint8), orientation=orientation)
    small = Image.open(BytesIO(open_items(path).asset(0, "thumbnail").data))
    expected = ImageOps.exif_transpose(Image.open(path)).resize(small.size)

    assert max(small.size) == 128
    assert np.abs(np.asarray(small).astype(int) - np.asarray(expected)).mean() < 12
