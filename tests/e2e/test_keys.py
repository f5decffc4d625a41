"""Every row of the key table, pressed by a person; no row of it without a test here."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from .jupyterlab import Lab

CELL = """
import nblabel as nbl
from PIL import Image
import os
os.makedirs("pictures", exist_ok=True)
for i in range(4):
    Image.new("RGB", (800, 500), (90 + 40 * i, 120, 140)).save(f"pictures/{i}.png")
labeler = nbl.ImageLabeler("pictures", annotator="anna", guide="Only **whole** buses.",
    boxes=[nbl.Label("bus", key="u"), *[f"label {i}" for i in range(2, 21)]])
labeler
"""
# Those of texts are held by test_text.
TABLE = [
    row
    for row in json.loads(files("nblabel").joinpath("keys.json").read_text("utf-8"))
    if row.get("medium", "image") == "image"
]


@pytest.fixture
def lab(notebook) -> Lab:
    return notebook([CELL])


@pytest.fixture
def view(lab):
    view = lab.labeler()
    view.press("1")
    return view


def rows(lab: Lab):
    return lab.frame("labeler.annotations")


def items(lab: Lab):
    return lab.frame("labeler.items")


def test_every_command_of_the_table_has_a_test_here():
    text = Path(__file__).read_text("utf-8")
    tested = set(re.findall(r"^# key: (\S+)", text, re.MULTILINE))
    assert {row["command"] for row in TABLE} == tested


# key: choose
def test_digits_choose_the_next_boxs_label_and_shift_the_second_ten(lab, view):
    for press, left in (("3", 100), ("0", 200), ("Shift+Digit1", 300), ("Shift+Digit0", 400)):
        view.press(press)
        view.drag(left, 100, 50, 50)
    view.wait_saved()
    assert rows(lab)["label"].tolist() == ["label 3", "label 10", "label 11", "label 20"]


def test_a_labels_own_key_chooses_it(lab, view):
    view.press("2")
    view.press("u")
    view.drag(100, 100, 50, 50)
    view.wait_saved()
    assert rows(lab)["label"].tolist() == ["bus"]


def test_a_digit_relabels_what_is_selected_and_the_active_digit_again_changes_nothing(lab, view):
    view.drag(100, 100, 100, 100)
    view.click(150, 150)
    view.press("2")
    view.press("2")
    view.wait_saved()
    assert rows(lab)["label"].tolist() == ["label 2"]
    assert len(lab.frame("labeler.history")) == 2


# key: done
def test_enter_is_done_and_goes_to_the_next_todo(lab, view):
    view.press("Enter")
    assert view.state()["item"] == "1.png"
    view.wait_saved()
    assert items(lab)["status"].tolist() == ["done", "todo", "todo", "todo"]


# key: skip
def test_s_skips_and_goes_to_the_next(lab, view):
    view.press("s")
    assert view.state()["item"] == "1.png"
    view.wait_saved()
    assert items(lab)["status"].tolist() == ["skipped", "todo", "todo", "todo"]


# key: next
# key: previous
@pytest.mark.parametrize(("forth", "back"), [(".", ","), ("PageDown", "PageUp")])
def test_next_and_previous_leave_the_status_as_it_is(lab, view, forth, back):
    view.press(forth)
    view.press(forth)
    assert view.state()["item"] == "2.png"
    view.press(back)
    assert view.state()["item"] == "1.png"
    view.wait_saved()
    assert items(lab)["status"].tolist() == ["todo"] * 4


# key: previous-annotation
# key: next-annotation
def test_brackets_walk_the_annotations(view):
    for left in (100, 200, 300):
        view.drag(left, 100, 50, 50)
    first, second, third = [row["id"] for row in view.state()["annotations"]]
    view.press("[")
    assert view.state()["selected"] == [third]
    view.press("[")
    assert view.state()["selected"] == [second]
    view.press("]")
    view.press("]")
    assert view.state()["selected"] == [first]


# key: delete
@pytest.mark.parametrize("key", ["Delete", "Backspace"])
def test_delete_takes_the_selected_away(lab, view, key):
    view.drag(100, 100, 50, 50)
    view.press("[")
    view.press(key)
    view.wait_saved()
    assert len(rows(lab)) == 0


# key: nudge
def test_arrows_nudge_the_selected_by_one_pixel_and_with_shift_by_ten(lab, view):
    view.drag(100, 100, 50, 50)
    before = view.state()["annotations"][0]
    view.press("[")
    view.press("ArrowRight")
    view.press("Shift+ArrowDown")
    view.wait_saved()
    after = rows(lab).iloc[0]
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((1, 10))
    assert (after["width"], after["height"]) == pytest.approx((before["width"], before["height"]))


# key: resize
def test_alt_and_arrows_resize_the_selected(lab, view):
    view.drag(100, 100, 50, 50)
    before = view.state()["annotations"][0]
    view.press("[")
    view.press("Alt+ArrowRight")
    view.press("Alt+Shift+ArrowDown")
    view.wait_saved()
    after = rows(lab).iloc[0]
    assert (after["x"], after["y"]) == pytest.approx((before["x"], before["y"]))
    assert (after["width"] - before["width"], after["height"] - before["height"]) == pytest.approx((1, 10))


# key: undo
# key: redo
@pytest.mark.parametrize("redo", ["Control+Shift+Z", "Control+y"])
def test_undo_and_redo_go_across_items(lab, view, redo):
    view.drag(100, 100, 50, 50)
    view.press("Enter")
    view.drag(200, 100, 50, 50)
    for _ in range(3):
        view.press("Control+z")
    view.wait_saved()
    assert view.state()["item"] == "0.png"
    assert len(rows(lab)) == 0
    assert items(lab)["status"].tolist() == ["todo"] * 4
    for _ in range(3):
        view.press(redo)
    view.wait_saved()
    assert rows(lab)["item"].tolist() == ["0.png", "1.png"]
    assert items(lab)["status"].tolist() == ["done", "todo", "todo", "todo"]


# key: duplicate
def test_control_d_duplicates_the_selected(lab, view):
    view.drag(100, 100, 50, 50)
    view.press("[")
    view.press("Control+d")
    view.wait_saved()
    frame = rows(lab)
    assert frame["label"].tolist() == ["bus", "bus"]
    assert frame["width"].iloc[0] == pytest.approx(frame["width"].iloc[1])
    assert frame["id"].is_unique


# key: copy
# key: paste
def test_a_copied_box_is_pasted_onto_the_next_image(lab, view):
    view.drag(100, 100, 50, 50)
    view.press("[")
    view.press("Control+c")
    view.press(".")
    view.press("Control+v")
    view.wait_saved()
    frame = rows(lab)
    assert frame["item"].tolist() == ["0.png", "1.png"]
    assert frame["x"].iloc[0] == pytest.approx(frame["x"].iloc[1])


# key: flag
def test_f_flags_and_takes_the_flag_off(lab, view):
    view.press("f")
    view.wait_saved()
    assert items(lab)["flagged"].tolist() == [True, False, False, False]
    view.press("f")
    view.wait_saved()
    assert not items(lab)["flagged"].any()


# key: comment
def test_c_comments_and_the_typing_stays_in_the_comment(lab, view):
    view.press("c")
    lab.page.keyboard.type("blurred? 1a.x s")
    lab.page.keyboard.press("Enter")
    view.wait_saved()
    assert items(lab)["comment"].tolist() == ["blurred? 1a.x s", "", "", ""]
    assert items(lab)["status"].tolist() == ["todo"] * 4
    view.press("Enter")
    view.wait_saved()
    assert items(lab)["status"].iloc[0] == "done"


# key: overlay
def test_o_says_where_there_is_nothing_to_hide(view):
    view.press("o")
    view.wait_status("nothing is laid over this image")


# key: hide
def test_h_hides_the_annotations_while_it_is_held(view):
    view.drag(200, 150, 300, 200)
    bare = view.pixel(350, 151)
    view.canvas.focus()
    view.page.keyboard.down("h")
    view.wait_painted()
    hidden = view.pixel(350, 151)
    view.page.keyboard.up("h")
    view.wait_painted()
    assert hidden == (90, 120, 140)
    assert bare != hidden
    assert view.pixel(350, 151) == bare


# key: accept
# key: reject
# key: accept-all
def test_a_accepts_x_rejects_and_shift_a_accepts_the_rest(lab, view):
    lab.run(
        "_ = labeler.suggest(nbl.boxes(xywh=[[x, 100, 50, 50] for x in (100, 200, 300, 400)], label='bus', "
        "score=[0.9, 0.8, 0.7, 0.6], item='0.png'), model='yolo')"
    )
    view.wait_state("s => s.suggestions.length === 4")
    view.press("a")
    view.press("x")
    view.press("Shift+A")
    view.wait_saved()
    assert rows(lab)["decision"].tolist() == ["accepted"] * 3
    assert lab.frame("labeler.suggestions")["decision"].tolist() == ["rejected"]


# key: draw-clicks
def test_n_draws_by_two_clicks_and_stays(lab, view):
    view.press("n")
    for corner in ((100, 100), (200, 180), (300, 100), (400, 180)):
        view.click(*corner)
    view.press("n")
    view.click(500, 400)
    view.wait_saved()
    frame = rows(lab)
    assert frame[["x", "y", "width", "height"]].to_numpy().round() == pytest.approx(
        __import__("numpy").array([[100, 100, 100, 80], [300, 100, 100, 80]]), abs=1
    )


# key: draw-extremes
def test_e_draws_by_the_four_extreme_points(lab, view):
    view.press("e")
    for extreme in ((200, 100), (300, 180), (210, 260), (120, 170)):
        view.click(*extreme)
    view.wait_saved()
    frame = rows(lab)
    assert frame[["x", "y", "width", "height"]].iloc[0].tolist() == pytest.approx([120, 100, 180, 160], abs=0.5)


# key: draw-centre
def test_b_puts_a_box_at_the_centre_that_arrows_then_move(lab, view):
    view.press("b")
    view.press("ArrowRight")
    view.wait_saved()
    box = rows(lab).iloc[0]
    assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx((401, 250), abs=0.6)


# key: zoom-in
# key: zoom-out
# key: zoom-fit
def test_plus_minus_and_z_zoom(view):
    fit = view.state()["zoom"]
    view.press("+")
    assert view.state()["zoom"] > fit
    view.press("-")
    assert view.state()["zoom"] == pytest.approx(fit)
    view.press("-")
    assert view.state()["zoom"] < fit
    view.press("z")
    assert view.state()["zoom"] == pytest.approx(fit)


# key: save
def test_control_s_says_saved(view):
    view.drag(100, 100, 50, 50)
    view.press("Control+s")
    view.page.wait_for_function("root => /saved/i.test(root.querySelector('.nbl-status').textContent)", arg=view.root)


# key: cancel
def test_escape_cancels_then_unselects_then_clears_the_label(lab, view):
    view.press("n")
    view.click(300, 300)
    view.press("Escape")
    view.press("n")
    view.drag(100, 100, 50, 50)
    view.press("[")
    view.press("Escape")
    assert view.state()["selected"] == []
    view.press("Escape")
    view.drag(300, 300, 50, 50)
    view.wait_saved()
    assert rows(lab)["label"].isna().tolist() == [False, True]


# key: full-screen
def test_the_button_fills_the_screen_and_escape_comes_back(view):
    small = view.canvas.bounding_box()["height"]
    view.root.query_selector("[data-command='full-screen']").click()
    view.page.wait_for_function("([c, h]) => c.getBoundingClientRect().height > h + 50", arg=[view.canvas, small])
    view.root.query_selector("[data-command='full-screen']").click()
    view.page.wait_for_function("([c, h]) => c.getBoundingClientRect().height < h + 50", arg=[view.canvas, small])


# key: help
def test_question_mark_shows_the_keys_and_the_guide(view):
    view.press("?")
    shown = view.page.wait_for_selector(".nbl-help")
    text = shown.inner_text()
    assert "Only whole buses." in text
    for row in TABLE:
        assert row["shown"] in text
    view.page.keyboard.press("Escape")
    view.page.wait_for_selector(".nbl-help", state="detached")
