"""Classes on images: alone or beside boxes, one field or several, single or multiple."""

from __future__ import annotations

CELL = """
import nblabel as nbl, numpy as np
pictures = {{f"p{{i}}": np.full((200, 300, 3), 60 + 30 * i, "uint8") for i in range(4)}}
import pandas as pd
labeler = nbl.ImageLabeler(pd.Series(pictures), {captures}, annotator="anna", store=None)
labeler
"""


def test_a_single_choice_alone_marks_the_item_done_and_advances(notebook):
    lab = notebook([CELL.format(captures='classes=["rain", "sun"]')])
    view = lab.labeler()
    for key in ("1", "2", "2"):
        view.press(key)
    view.wait_saved()
    assert view.state()["item"] == "p3"
    assert lab.frame("labeler.annotations")[["item", "label"]].to_numpy().tolist() == [
        ["p0", "rain"], ["p1", "sun"], ["p2", "sun"],
    ]  # fmt: skip
    items = lab.frame("labeler.items")
    assert items["status"].tolist() == ["done", "done", "done", "todo"]
    assert items["class"].tolist()[:3] == ["rain", "sun", "sun"]


def test_choosing_again_on_a_done_item_replaces_the_answer_and_stays(notebook):
    lab = notebook([CELL.format(captures='classes=["rain", "sun"]')])
    view = lab.labeler()
    view.press("1")
    view.press(",")
    view.press("2")
    view.wait_saved()
    assert view.state()["item"] == "p0"
    assert lab.frame("labeler.annotations")["label"].tolist() == ["sun"]


def test_multiple_choices_toggle_and_wait_for_done(notebook):
    lab = notebook([CELL.format(captures='classes=nbl.Choice(["rain", "sun", "wind"], multiple=True)')])
    view = lab.labeler()
    for key in ("1", "2", "3", "2", "Enter"):
        view.press(key)
    view.wait_saved()
    assert view.state()["item"] == "p1"
    assert lab.frame("labeler.annotations")["label"].tolist() == ["rain", "wind"]


def test_several_fields_number_their_digits_on_and_each_has_its_column(notebook):
    fields = '{"weather": nbl.Choice(["rain", "sun"]), "quality": nbl.Choice(["good", "bad"])}'
    lab = notebook([CELL.format(captures=f"classes={fields}")])
    view = lab.labeler()
    for key in ("2", "4", "Enter"):
        view.press(key)
    view.wait_saved()
    items = lab.frame("labeler.items")
    assert items.loc["p0", ["weather", "quality"]].tolist() == ["sun", "bad"]


def test_classes_stand_beside_boxes_and_do_not_advance(notebook):
    lab = notebook([CELL.format(captures='boxes=["bus"], classes=["rain", "sun"]')])
    view = lab.labeler()
    view.press("3")
    assert view.state()["item"] == "p0"
    view.press("1")
    view.drag(50, 50, 100, 100)
    view.wait_saved()
    assert lab.frame("labeler.annotations")[["kind", "label"]].to_numpy().tolist() == [["class", "sun"], ["box", "bus"]]


def test_big_buttons_choose_by_mouse(notebook):
    lab = notebook([CELL.format(captures='classes=["rain", "sun"]')])
    view = lab.labeler()
    view.button("sun").click()
    view.wait_saved()
    assert lab.frame("labeler.annotations")["label"].tolist() == ["sun"]
