"""The gallery in a notebook: what is painted, what a click opens, what a reload and a second look bring."""

from __future__ import annotations

import pytest

CELL = """
import numpy as np, pandas as pd
import nblabel as nbl

colours = {"red": (255, 0, 0), "green": (0, 160, 0), "blue": (0, 0, 255)}
photos = {name: np.full((96, 96, 3), colour, np.uint8) for name, colour in colours.items()}
labeler = nbl.ImageLabeler(photos, boxes={"bus": "#ffff00"}, store="work.db", annotator="anna", height=400)
labeler.add(pd.DataFrame({"item": ["blue"], "label": "bus", "x": 32, "y": 32, "width": 32, "height": 32}))
labeler
"""


def painted(lab, words):
    lab.page.wait_for_function(
        "words => document.querySelector('.nbl-gallery-caption')?.textContent === words", arg=words, timeout=30_000
    )


def centre(lab, place, zoom=1.0, aside=(0, 0)):
    """Give where the middle of the n-th tile of a fitted gallery is, once it is zoomed about its middle."""
    canvas = lab.page.locator(".nbl-gallery-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    # Six tiles across at least: 8 + 6 × 136 wide, 8 + 136 high, fitted with 12 pixels around.
    scale = min((box["width"] - 24) / 824, (box["height"] - 24) / 144)
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    across, down = (8 + 136 * place + 64) - 824 / 2 + aside[0], (8 + 64) - 144 / 2 + aside[1]
    return middle[0] + across * scale * zoom, middle[1] + down * scale * zoom


def wait_colour(lab, place, near, zoom=1.0, aside=(0, 0)):
    """Wait until the middle of a tile has this colour, or what lies so many pixels of the sheet beside it."""
    x, y = centre(lab, place, zoom, aside)
    lab.page.wait_for_function(
        """([x, y, near]) => {
            const canvas = document.querySelector(".nbl-gallery-canvas");
            const { left, top, width } = canvas.getBoundingClientRect();
            const ratio = canvas.width / width;
            const seen = canvas.getContext("2d").getImageData((x - left) * ratio, (y - top) * ratio, 1, 1).data;
            return near.every((value, channel) => Math.abs(value - seen[channel]) < 60);
        }""",
        arg=[x, y, list(near)],
        timeout=30_000,
    )


def test_each_tile_is_painted_in_its_place_with_its_annotations(notebook):
    lab = notebook([CELL, "nbl.gallery(labeler, height=300)"])
    painted(lab, "3 items")
    for place, near in enumerate([(255, 0, 0), (0, 160, 0), (0, 0, 255)]):
        wait_colour(lab, place, near)
    # The left side of the box: 16 pixels left of the middle.
    wait_colour(lab, 2, (255, 255, 0), aside=(-16, 0))


@pytest.mark.parametrize(("keys", "zoom"), [(["+", "+"], 1.96), (["-"], 1 / 1.4)], ids=["near", "far"])
def test_tiles_go_with_the_zoom(notebook, keys, zoom):
    lab = notebook([CELL, "nbl.gallery(labeler, height=300)"])
    painted(lab, "3 items")
    wait_colour(lab, 2, (0, 0, 255))
    lab.page.locator(".nbl-gallery-canvas").focus()
    for key in keys:
        lab.page.keyboard.press(key)
    wait_colour(lab, 2, (0, 0, 255), zoom)


def test_a_picture_that_is_broken_is_a_grey_tile_and_the_rest_is_painted(notebook):
    broken = CELL.replace("photos = {", "import io\nfrom PIL import Image\nphotos = {", 1)
    broken = broken.replace(
        "\nlabeler = ",
        "\ndef png(pixels):\n    file = io.BytesIO()\n    Image.fromarray(pixels).save(file, 'PNG')\n"
        "    return file.getvalue()\n\n"
        "photos = {'broken': b'no picture', **{name: png(pixels) for name, pixels in photos.items()}}\nlabeler = ",
        1,
    )
    lab = notebook([broken, "nbl.gallery(labeler, height=300)"])
    painted(lab, "4 items")
    wait_colour(lab, 0, (224, 224, 224))
    wait_colour(lab, 3, (0, 0, 255))


def test_a_click_opens_the_item_in_its_labeler(notebook):
    lab = notebook([CELL, "nbl.gallery(labeler, height=300)"])
    painted(lab, "3 items")
    lab.page.mouse.click(*centre(lab, 2))
    lab.labeler().wait_state("s => s.item === 'blue'")
    assert lab.value("labeler.current") == "blue"


def test_it_is_walked_and_opened_by_keys_alone(notebook):
    lab = notebook([CELL, "nbl.gallery(labeler, height=300)"])
    painted(lab, "3 items")
    lab.page.locator(".nbl-gallery-canvas").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        lab.page.keyboard.press(key)
    lab.labeler().wait_state("s => s.item === 'green'")


def test_it_is_painted_again_after_a_reload(notebook):
    lab = notebook([CELL, "nbl.gallery(labeler, where='bus', height=300)"])
    painted(lab, "1 item")
    lab.save()
    lab.reload()
    painted(lab, "1 item")
    wait_colour(lab, 0, (0, 0, 255))


def test_asked_again_it_shows_what_stands_then(notebook):
    lab = notebook([CELL, "nbl.gallery(labeler, where='bus', height=300)"])
    painted(lab, "1 item")
    lab.run("labeler.add(pd.DataFrame({'item': ['red'], 'label': 'bus', 'x': 1, 'y': 1, 'width': 9, 'height': 9}))")
    lab.page.get_by_role("button", name="paint again").click()
    painted(lab, "2 items")
