"""With the focus no key reaches the notebook; without it the labeler sleeps; Tab always gets out."""

from __future__ import annotations

import pytest

CELL = """
import nblabel as nbl, numpy as np
labeler = nbl.ImageLabeler([np.full((300, 400, 3), 120, "uint8")] * 2, boxes=["bus", "car"], annotator="anna", store=None)
labeler
"""

# The notebook's own single keys: headings, insert above and below, cut, delete, restart, undo, run, modes.
NOTEBOOKS = [
    *"123456",
    "a",
    "b",
    "x",
    "d",
    "d",
    "0",
    "0",
    "z",
    "c",
    "v",
    "m",
    "y",
    "r",
    "j",
    "k",
    "o",
    "Enter",
    "Escape",
]


def cells(page) -> list[list[str]]:
    return page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
            .map(cell => [cell.model.type, cell.model.sharedModel.getSource()])"""
    )


def test_no_key_reaches_the_notebook_while_the_labeler_has_the_focus(notebook):
    lab = notebook([CELL, "second = 2", "third = 3"])
    view = lab.labeler()
    before = cells(lab.page)
    view.canvas.click()
    for key in NOTEBOOKS:
        if key == "c":  # opens the comment, which has its own test
            continue
        lab.page.keyboard.press(key)
    assert cells(lab.page) == before
    assert lab.page.query_selector(".jp-Dialog") is None
    assert lab.run("print(labeler is not None)").strip() == "True"


def test_without_the_focus_keys_go_to_the_notebook_and_the_labeler_says_so(notebook):
    lab = notebook([CELL, "second = 2"])
    view = lab.labeler()
    lab.page.click(".jp-Notebook .jp-Cell:nth-child(2) .jp-InputPrompt")
    lab.page.wait_for_selector("text=click here to label", state="visible")
    lab.page.keyboard.press("b")
    lab.page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.length === 3", timeout=10_000
    )
    view.canvas.click()
    lab.page.wait_for_selector("text=click here to label", state="hidden")


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_tab_leaves_the_canvas_and_at_last_the_labeler(notebook, key):
    lab = notebook([CELL])
    view = lab.labeler()
    view.canvas.focus()
    left = False
    for _ in range(80):
        lab.page.keyboard.press(key)
        left = lab.page.evaluate("root => !root.contains(document.activeElement)", view.root)
        if left:
            break
    assert left


def test_the_whole_loop_works_by_mouse_alone(notebook):
    lab = notebook([CELL])
    view = lab.labeler()
    view.button("car").click()
    view.drag(100, 100, 80, 60)
    view.button("Flag").click()
    view.button("Done").click()
    view.wait_saved()
    assert lab.frame("labeler.annotations")["label"].tolist() == ["car"]
    items = lab.frame("labeler.items")
    assert items["status"].tolist() == ["done", "todo"]
    assert items["flagged"].tolist() == [True, False]


def test_the_whole_loop_works_by_keyboard_alone(notebook):
    lab = notebook([CELL])
    view = lab.labeler()
    view.canvas.focus()
    for key in ("2", "b", "ArrowRight", "Alt+ArrowDown", "Escape", "Enter"):
        lab.page.keyboard.press(key)
    view.wait_saved()
    assert lab.frame("labeler.annotations")["label"].tolist() == ["car"]
    assert lab.frame("labeler.items")["status"].tolist() == ["done", "todo"]
