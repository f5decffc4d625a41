"""Whose work it is, and how it is found again, as a person meets it in the status line."""

from __future__ import annotations

CELL = """
import nblabel as nbl
from PIL import Image
import os
os.makedirs("pictures", exist_ok=True)
for i in range(3):
    Image.new("RGB", (800, 500), (90 + 40 * i, 120, 140)).save(f"pictures/{{i}}.png")
labeler = nbl.ImageLabeler("pictures", boxes=["bus", "car"]{more})
labeler
"""


def test_a_generic_name_is_asked_for_and_what_was_done_comes_along(notebook):
    lab = notebook([CELL.format(more=', annotator="jovyan"')])
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 50, 50)
    view.wait_saved()
    view.root.query_selector(".nbl-who input").fill("maria")
    lab.page.keyboard.press("Enter")
    view.wait_status("as maria")
    view.wait_state("s => s.annotations.length === 1 && s.unsaved === 0")
    assert lab.frame("labeler.annotations")["annotator"].tolist() == ["maria"]


def test_somebody_elses_work_is_said_and_one_can_go_on_as_them(notebook):
    first = CELL.format(more=', annotator="anna"')
    second = first.replace('"anna"', '"ben"').replace("labeler", "bens")
    lab = notebook([first])
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 50, 50)
    view.wait_saved()
    lab.add_cell(second)
    other = lab.labeler(1)
    assert other.state()["annotations"] == []
    assert "anna" in other.status()
    other.button("go on as anna").click()
    other.wait_state("s => s.annotations.length === 1")


def test_run_all_again_resumes_and_says_so_in_one_line(notebook):
    lab = notebook([CELL.format(more=', annotator="anna"')])
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 50, 50)
    view.press("Enter")
    view.wait_saved()
    line = lab.run("print(repr(nbl.ImageLabeler('pictures', boxes=['bus', 'car'], annotator='anna')))").strip()
    assert "\n" not in line
    for part in ("pictures", "3 images", "1 done", "1 annotation", "labels.db"):
        assert part in line
