"""Each broken item says what is the matter in one sentence, and the others go on."""

import numpy as np
import pytest
import tifffile
from PIL import Image

from nblabel.items import ItemError, open_items


def sentence(path, ask=lambda source: source.asset(0)):
    with pytest.raises(ItemError) as error:
        ask(open_items([path]))
    said = str(error.value)
    assert said.startswith(path.name)
    assert "\n" not in said
    return said


def test_a_text_renamed_to_jpg_is_not_an_image(tmp_path):
    path = tmp_path / "notes.jpg"
    path.write_text("Remember the milk")
    assert "is not an image" in sentence(path)
    assert "is not an image" in sentence(path, lambda source: source.extent(0))


def test_a_file_without_bytes_is_empty(tmp_path):
    path = tmp_path / "a.png"
    path.touch()
    assert "is empty" in sentence(path)


def test_a_file_that_may_not_be_read_says_so(write, monkeypatch):
    path = write("a.png")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    source = open_items([path])
    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(ItemError, match=r"a\.png cannot be read: permission denied"):
        source.asset(0)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.webp", "a.gif", "a.avif", "a.bmp"])
def test_a_header_cut_short_is_damaged(write, name):
    path = write(name)
    path.write_bytes(path.read_bytes()[:20])
    assert "damaged" in sentence(path)


def test_a_picture_cut_short_is_damaged_where_it_is_decoded_here(write):
    path = write("a.tif")
    path.write_bytes(path.read_bytes()[:-4000])
    assert "damaged" in sentence(path)


def test_the_thumbnail_of_a_picture_cut_short_is_damaged(write):
    path = write("a.jpg", np.random.default_rng(0).integers(0, 256, (300, 300, 3)).astype(np.uint8))
    path.write_bytes(path.read_bytes()[:2000])
    assert "damaged" in sentence(path, lambda source: source.asset(0, "thumbnail"))


def test_a_picture_of_billions_of_pixels_is_refused_from_its_header(empty_header):
    path = empty_header("huge.png", 60_000, 60_000)
    assert "60000 x 60000 pixels, above the limit of 500 million" in sentence(path)
    assert "above the limit" in sentence(path, lambda source: source.extent(0))


def test_a_picture_that_pillow_alone_would_refuse_is_sent(empty_header):
    path = empty_header("large.png", 20_000, 20_000)
    assert open_items([path]).asset(0).meta == {"width": 20_000, "height": 20_000}


def test_a_tiff_that_would_unpack_to_gigabytes_is_refused_from_its_header(tmp_path):
    path = tmp_path / "huge.tif"
    tifffile.memmap(path, shape=(20_000, 20_000, 3), dtype=np.uint16, photometric="rgb").flush()
    assert path.stat().st_size > 2**31  # sparse: it takes no room
    assert "would unpack to 3.2 GB" in sentence(path)


def test_a_file_too_large_to_be_read_whole_is_refused_unread(write):
    path = write("long.png")
    with path.open("r+b") as file:
        file.truncate(2**30 + 1)  # sparse: it takes no room
    assert "larger than 1024 MiB" in sentence(path)


def test_a_drawing_without_pixels_says_what_to_do(tmp_path):
    path = tmp_path / "a.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert "save it as PNG" in sentence(path)


def test_postscript_is_never_run(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n")
    monkeypatch.setattr("PIL.EpsImagePlugin.Ghostscript", None)
    assert "is not an image" in sentence(path, lambda source: source.item(0).image)


def test_the_limit_of_pillow_is_left_as_it_is(write):
    before = Image.MAX_IMAGE_PIXELS
    open_items(write("a.png")).asset(0)
    assert before == Image.MAX_IMAGE_PIXELS


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_exif_is_no_reason_not_to_show_a_picture(write):
    path = write("a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert open_items(path).extent(0).width == 60


def test_the_others_go_on(write, tmp_path):
    write("1.png")
    (tmp_path / "2.png").write_bytes(b"junk")
    write("3.png")
    source = open_items(tmp_path)
    assert [outcome(source, at) for at in range(3)] == ["image/png", "broken", "image/png"]


def outcome(source, position):
    try:
        return source.asset(position).mime
    except ItemError:
        return "broken"


def test_a_name_that_is_html_is_only_named(tmp_path):
    path = tmp_path / "<img src=x onerror=alert(1)>.png"
    path.write_bytes(b"junk")
    assert "is not an image" in sentence(path)
