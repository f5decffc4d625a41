"""Python paints with ipycanvas: whole items, and layers over images; drawn on, zoomed, reloaded, and when it fails."""

from __future__ import annotations

import pytest

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)

DRAWN = """
import nblabel as nbl

def paint(canvas, item):
    if item.key == "broken":
        raise ValueError("no signal here")
    canvas.fill_style = "white"
    canvas.fill_rect(0, 0, canvas.width, canvas.height)
    canvas.fill_style = item.value
    canvas.fill_rect(100, 50, 200, 100)

items = {"first": "#ff0000", "second": "#0000ff", "broken": "#000000"}
labeler = nbl.ImageLabeler(items, draw=paint, size=(400, 200), boxes=["wave", "noise"], store="work.db", annotator="anna")
labeler
"""

OVERLAID = """
import numpy as np
import nblabel as nbl

def heat(canvas, item):
    if item.key == "b":
        raise RuntimeError("no weights")
    canvas.width, canvas.height = 2, 1       # stretched over the whole image
    canvas.fill_style = "#ff0000"
    canvas.fill_rect(1, 0, 1, 1)

photos = {"a": np.full((100, 200, 3), 255, np.uint8), "b": np.full((100, 200, 3), 255, np.uint8)}
labeler = nbl.ImageLabeler(photos, overlay=heat, boxes=["cat"], store="work.db", annotator="anna")
labeler
"""


@pytest.mark.parametrize("zooms", [[], ["+", "+"], ["-"]], ids=["fitted", "near", "far"])
def test_a_painted_item_is_seen_where_python_painted_it_at_any_zoom(notebook, zooms):
    labeler = notebook([DRAWN]).labeler()
    for key in zooms:
        labeler.press(key)
    assert labeler.pixel(50, 25) == WHITE
    assert labeler.pixel(150, 100) == RED
    assert labeler.pixel(350, 180) == WHITE


def test_a_painted_item_is_labeled_like_any_other_and_the_next_is_painted_too(notebook):
    lab = notebook([DRAWN])
    labeler = lab.labeler()
    labeler.press("1")
    labeler.drag(100, 50, 200, 100)
    labeler.press("Enter")
    labeler.wait_state("s => s.item === 'second'")
    labeler.ready()
    assert labeler.pixel(150, 100) == BLUE
    labeler.wait_saved()
    frame = lab.frame("labeler.annotations")
    assert frame[["item", "label"]].values.tolist() == [["first", "wave"]]
    assert frame[["x", "y", "width", "height"]].iloc[0].tolist() == pytest.approx([100, 50, 200, 100], abs=1)


def test_it_is_painted_again_after_a_reload(notebook):
    lab = notebook([DRAWN])
    lab.labeler()
    lab.save()
    lab.reload()
    assert lab.labeler().pixel(150, 100) == RED


def test_a_painting_that_fails_says_so_on_its_item_and_the_rest_goes_on(notebook):
    labeler = notebook([DRAWN]).labeler()
    labeler.press(",")
    labeler.press(".")
    labeler.press(".")
    labeler.wait_state("s => s.item === 'broken'")
    labeler.wait_sentence("draw= failed on item 'broken': ValueError: no signal here")
    labeler.press(",")
    labeler.wait_state("s => s.item === 'second'")
    labeler.ready()
    assert labeler.pixel(150, 100) == BLUE


@pytest.mark.parametrize("zooms", [[], ["+", "+"], ["-"]], ids=["fitted", "near", "far"])
def test_an_overlay_lies_over_the_image_and_goes_with_it(notebook, zooms):
    labeler = notebook([OVERLAID]).labeler()
    labeler.wait_overlaid()
    for key in zooms:
        labeler.press(key)
    assert labeler.pixel(20, 50) == WHITE
    red, green, blue = labeler.pixel(180, 50)
    assert red == 255
    assert green == blue == pytest.approx(102, abs=2)  # six tenths of red over white


def test_an_overlay_is_painted_again_after_a_reload(notebook):
    lab = notebook([OVERLAID])
    lab.labeler().wait_overlaid()
    lab.save()
    lab.reload()
    labeler = lab.labeler()
    labeler.wait_overlaid()
    assert labeler.pixel(20, 50) == WHITE
    assert labeler.pixel(180, 50) != WHITE


def test_o_hides_the_overlay_and_shows_it_again(notebook):
    labeler = notebook([OVERLAID]).labeler()
    labeler.wait_overlaid()
    labeler.press("o")
    assert labeler.pixel(180, 50) == WHITE
    labeler.press("o")
    assert labeler.pixel(180, 50) != WHITE


def test_an_overlay_that_fails_leaves_the_image_to_be_labeled(notebook):
    lab = notebook([OVERLAID])
    labeler = lab.labeler()
    labeler.press(".")
    labeler.wait_state("s => s.item === 'b'")
    labeler.wait_sentence("overlay= failed on item 'b': RuntimeError: no weights")
    labeler.press("1")
    labeler.drag(20, 20, 50, 40)
    labeler.wait_saved()
    assert lab.frame("labeler.annotations")["item"].tolist() == ["b"]
