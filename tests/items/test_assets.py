from io import BytesIO

import numpy as np
import pytest
import tifffile
from PIL import Image

from nblabel.items import ItemError, images, open_items
from nblabel.items.pixels import tiff


def shown(source):
    asset = source.asset(0)
    picture = Image.open(BytesIO(asset.data))
    assert asset.meta == {"width": picture.width, "height": picture.height}
    return np.asarray(picture)


@pytest.mark.parametrize(
    ("name", "mode", "mime"),
    [
        ("a.jpg", "RGB", "image/jpeg"),
        ("a.jpg", "L", "image/jpeg"),
        ("a.png", "RGB", "image/png"),
        ("a.png", "RGBA", "image/png"),
        ("a.png", "P", "image/png"),
        ("a.png", "1", "image/png"),
        ("a.png", "LA", "image/png"),
        ("a.gif", "P", "image/gif"),
        ("a.webp", "RGB", "image/webp"),
        ("a.bmp", "RGB", "image/bmp"),
        ("a.avif", "RGB", "image/avif"),
    ],
)
def test_what_a_browser_shows_is_sent_byte_for_byte(write, name, mode, mime):
    path = write(name, mode=mode)
    asset = open_items(path).asset(0)

    assert asset.data == path.read_bytes()
    assert asset.mime == mime
    assert asset.meta == {"width": 60, "height": 40}


def test_a_wrong_ending_does_not_matter(write):
    path = write("a.png")
    path = path.rename(path.with_suffix(".jpg"))
    assert open_items(path).asset(0).mime == "image/png"


@pytest.mark.parametrize(
    ("name", "mode"), [("a.tif", "RGB"), ("a.tif", "L"), ("a.ppm", "RGB"), ("a.tif", "CMYK"), ("a.jpg", "CMYK")]
)
def test_the_rest_is_converted_to_png(write, name, mode):
    asset = open_items(write(name, mode=mode)).asset(0)
    assert asset.mime == "image/png"
    assert asset.meta == {"width": 60, "height": 40}


def test_an_eight_bit_tiff_loses_nothing(write, photo):
    assert (shown(open_items(write("a.tif", compression="tiff_lzw"))) == photo).all()


def test_a_tiff_with_transparency_keeps_it(write, photo):
    clear = np.dstack([photo, photo[..., 0]])
    assert (shown(open_items(write("a.tif", clear))) == clear).all()


def test_a_sixteen_bit_grey_png_is_stretched(write):
    pixels = np.linspace(500, 900, 2400).reshape(40, 60).astype(np.uint16)
    grey = shown(open_items(write("a.png", pixels)))
    assert (grey.min(), grey.max()) == (0, 255)


def test_a_sixteen_bit_colour_png_keeps_its_depth(deep_png):
    # Twelve bits in sixteen: their high bytes alone would be sixteen steps.
    pixels = np.random.default_rng(0).integers(0, 4096, (40, 60, 3)).astype(np.uint16)
    seen = shown(open_items(deep_png("a.png", pixels), window=(0, 4095)))
    assert (seen == np.floor(pixels / 4095 * 255 + 0.5)).all()


@pytest.mark.parametrize("channels", [2, 4])
def test_a_sixteen_bit_png_with_transparency_is_shown(deep_png, channels):
    pixels = np.random.default_rng(0).integers(0, 65536, (40, 60, channels)).astype(np.uint16)
    assert shown(open_items(deep_png("a.png", pixels))).shape == (40, 60, 4)


@pytest.mark.parametrize(
    "options",
    [
        {"compression": None},
        {"compression": "zlib"},
        {"compression": "zlib", "predictor": True},
        {"byteorder": ">"},
        {"tile": (16, 16)},
        {"planarconfig": "separate"},
    ],
)
def test_a_sixteen_bit_colour_tiff_keeps_its_depth_however_it_is_laid_out(tmp_path, options):
    pixels = np.random.default_rng(0).integers(0, 4096, (40, 60, 3)).astype(np.uint16)
    stored = np.moveaxis(pixels, -1, 0) if "planarconfig" in options else pixels
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric="rgb", **options)
    seen = shown(open_items(tmp_path / "a.tif", window=(0, 4095)))
    assert (seen == np.floor(pixels / 4095 * 255 + 0.5)).all()


@pytest.mark.parametrize(
    "dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float16", "float32", "float64"]
)
def test_a_tiff_of_any_depth_is_shown(tmp_path, dtype):
    pixels = np.linspace(0, 100, 2400).reshape(40, 60).astype(dtype)
    tifffile.imwrite(tmp_path / "a.tif", pixels)
    source = open_items(tmp_path / "a.tif")
    seen = shown(source)

    assert (source.extent(0).width, source.extent(0).height) == (60, 40)
    assert seen.shape == (40, 60)
    assert (np.diff(seen.ravel().astype(int)) >= 0).all()


@pytest.mark.parametrize(("channels", "shape"), [(2, (40, 60)), (5, (40, 60, 3))])
def test_a_tiff_of_many_channels_shows_the_first(tmp_path, channels, shape):
    pixels = np.random.default_rng(0).integers(0, 65536, (40, 60, channels)).astype(np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="minisblack", planarconfig="contig")
    assert shown(open_items(tmp_path / "a.tif")).shape == shape


def test_a_tiff_of_many_pages_shows_the_first(tmp_path):
    pixels = np.stack([np.full((40, 60), value, np.uint8) for value in (7, 8, 9)])
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="minisblack")
    assert (shown(open_items(tmp_path / "a.tif")) == 7).all()


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_a_tiff_in_which_white_is_least_is_not_shown_as_its_negative(tmp_path, dtype):
    pixels = np.linspace(0, 250, 2400).reshape(40, 60).astype(dtype)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="miniswhite")
    seen = shown(open_items(tmp_path / "a.tif")).astype(int)
    assert seen[0, 0] > seen[-1, -1]


def test_without_tifffile_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(tiff, "find_spec", lambda _: None)
    tifffile.imwrite(
        tmp_path / "a.tif", np.zeros((40, 60, 5), np.float64), photometric="minisblack", planarconfig="contig"
    )
    with pytest.raises(ItemError, match="pip install tifffile"):
        open_items(tmp_path / "a.tif").asset(0)


def test_what_is_converted_is_converted_once(tmp_path, monkeypatch):
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((4, 4), np.uint16))
    source = open_items(tmp_path / "a.tif")
    first = source.asset(0)
    monkeypatch.setattr(images, "decode", None)
    assert source.asset(0) is first


def test_a_file_that_changed_is_converted_again(write, photo):
    path = write("a.tif")
    source = open_items(path)
    source.asset(0)
    write("a.tif", photo[:20])
    assert source.asset(0).meta == {"width": 60, "height": 20}


def test_an_unknown_part_is_refused(write):
    with pytest.raises(ItemError, match="no part 'left'"):
        open_items(write("a.png")).asset(0, "left")
