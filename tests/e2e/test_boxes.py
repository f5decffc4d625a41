"""Boxes, as a hand with a mouse or a pen makes and mends them; asserted on the DataFrame."""

from __future__ import annotations

import pytest

from .jupyterlab import Lab

CELL = """
import nblabel as nbl
from PIL import Image
import os
os.makedirs("pictures", exist_ok=True)
for i in range(3):
    Image.new("RGB", (800, 500), (90 + 40 * i, 120, 140)).save(f"pictures/{i}.png")
labeler = nbl.ImageLabeler("pictures", boxes=["bus", "car", "person"], annotator="anna")
labeler
"""


@pytest.fixture
def lab(notebook) -> Lab:
    return notebook([CELL])


def boxes(lab: Lab) -> list[tuple[str, float, float, float, float]]:
    """Label and geometry of every box, in order of creation."""
    frame = lab.frame("labeler.annotations")
    return [
        (label, x, y, width, height)
        for label, x, y, width, height in zip(
            frame["label"], frame["x"], frame["y"], frame["width"], frame["height"], strict=True
        )
    ]


def near(expected: tuple[float, float, float, float], within: float = 0.5) -> object:
    return pytest.approx(expected, abs=within)


def test_a_drawn_box_arrives_in_the_frame_and_in_the_store(lab):
    view = lab.labeler()
    view.press("2")
    view.drag(100, 50, 200, 100)
    view.wait_saved()
    ((label, *box),) = boxes(lab)
    assert label == "car"
    assert tuple(box) == near((100, 50, 200, 100))
    stored = lab.frame(
        "__import__('pandas').read_sql('select label, annotator from annotations where not deleted',"
        " 'sqlite:///.nblabel/labels.db')"
    )
    assert stored.to_dict("records") == [{"label": "car", "annotator": "anna"}]


@pytest.mark.parametrize("zooms", [[], ["+", "+"], ["-", "-"]], ids=["fit", "in", "out"])
def test_drawing_at_any_zoom_gives_the_same_pixels(lab, zooms):
    view = lab.labeler()
    view.press("1")
    for key in zooms:
        view.press(key)
    view.drag(350, 220, 60, 40)
    view.wait_saved()
    ((_, *box),) = boxes(lab)
    assert tuple(box) == near((350, 220, 60, 40))


def test_the_second_box_is_drawn_over_the_first_without_moving_it(lab):
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 300, 300)
    view.drag(150, 150, 100, 100)
    view.wait_saved()
    first, second = boxes(lab)
    assert first[1:] == near((100, 100, 300, 300))
    assert second[1:] == near((150, 150, 100, 100))


def test_a_click_never_makes_a_box_and_selects_the_smallest_under_it(lab):
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 300, 300)
    view.drag(150, 150, 100, 100)
    view.click(200, 200)
    assert view.state()["selected"] == [view.state()["annotations"][1]["id"]]
    view.click(650, 450)
    assert view.state()["selected"] == []
    view.wait_saved()
    assert len(boxes(lab)) == 2


def test_only_a_selected_box_is_moved_by_a_press_inside_it(lab):
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 200, 150)
    view.click(200, 175)
    view.pull((200, 175), (260, 205))
    view.wait_saved()
    ((_, *box),) = boxes(lab)
    assert tuple(box) == near((160, 130, 200, 150))


def test_a_corner_of_the_selected_box_resizes_it(lab):
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 200, 150)
    view.click(200, 175)
    view.pull((300, 250), (350, 300))
    view.wait_saved()
    ((_, *box),) = boxes(lab)
    assert tuple(box) == near((100, 100, 250, 200))


def test_alt_drag_draws_even_inside_the_selected_box(lab):
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 300, 300)
    view.click(250, 250)
    view.pull((150, 150), (250, 250), alt=True)
    view.wait_saved()
    assert [row[1:] for row in boxes(lab)] == [near((100, 100, 300, 300)), near((150, 150, 100, 100))]


def test_a_release_outside_the_image_clamps_to_its_edge(lab):
    view = lab.labeler()
    view.press("1")
    view.press("-")
    view.pull((700, 400), (900, 560))
    view.wait_saved()
    ((_, *box),) = boxes(lab)
    assert tuple(box) == near((700, 400, 100, 100))


def test_with_no_label_active_a_box_waits_for_its_digit(lab):
    view = lab.labeler()
    view.press("1")
    view.press("Escape")
    view.drag(100, 100, 200, 150)
    view.wait_saved()
    assert lab.frame("labeler.annotations")["label"].isna().tolist() == [True]
    view.press("3")
    view.wait_saved()
    assert [row[0] for row in boxes(lab)] == ["person"]


def test_a_finished_box_is_not_selected_so_the_next_digit_is_for_the_next_box(lab):
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 100, 100)
    view.press("2")
    view.drag(300, 100, 100, 100)
    view.wait_saved()
    assert [row[0] for row in boxes(lab)] == ["bus", "car"]


def test_a_pen_draws_like_a_mouse(lab):
    view = lab.labeler()
    view.press("1")
    view.pen((100, 100), (300, 250))
    view.wait_saved()
    ((_, *box),) = boxes(lab)
    assert tuple(box) == near((100, 100, 200, 150))


def test_a_finger_draws_and_two_fingers_zoom(lab):
    view = lab.labeler()
    view.press("1")
    before = view.state()["zoom"]
    view.pinch((400, 250), by=2.0)
    assert view.state()["zoom"] == pytest.approx(2 * before, rel=0.15)
    view.press("z")
    view.touch((100, 100), (300, 250))
    view.wait_saved()
    ((_, *box),) = boxes(lab)
    assert tuple(box) == near((100, 100, 200, 150), within=1.0)


def test_the_wheel_scrolls_the_page_and_with_control_zooms_about_the_pointer(lab):
    view = lab.labeler()
    before = view.state()["zoom"]
    top = view.canvas.bounding_box()["y"]
    view.wheel((200, 100), 60)
    view.page.wait_for_function("([canvas, y]) => canvas.getBoundingClientRect().top < y", arg=[view.canvas, top])
    assert view.state()["zoom"] == before
    for _ in range(6):
        view.press("+")
    before = view.state()["zoom"]
    there = view.rect_of({"x": 200, "y": 100, "width": 1, "height": 1})
    view.wheel((200, 100), -240, control=True)
    assert view.state()["zoom"] > before
    again = view.rect_of({"x": 200, "y": 100, "width": 1, "height": 1})
    assert (again["x"], again["y"]) == pytest.approx((there["x"], there["y"]), abs=3)
