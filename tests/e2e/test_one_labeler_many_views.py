"""What Python changes shows at once; a labeler shown twice, in two tabs, or in an old output stays one."""

from __future__ import annotations

import pytest

CELL = """
import nblabel as nbl
from PIL import Image
import os
os.makedirs("pictures", exist_ok=True)
for i in range(3):
    Image.new("RGB", (800, 500), (90 + 40 * i, 120, 140)).save(f"pictures/{i}.png")
labeler = nbl.ImageLabeler("pictures", boxes=["bus", "car"], annotator="anna")
labeler
"""
ADD = 'labeler.add(nbl.boxes(xywh=[[10, 20, 30, 40]], label="car", item="0.png"))'


@pytest.fixture
def lab(notebook):
    return notebook([CELL])


def test_what_python_adds_updates_and_removes_shows_at_once(lab):
    view = lab.labeler()
    lab.run(ADD)
    view.wait_state("s => s.annotations.length === 1 && s.annotations[0].label === 'car'")
    lab.run("frame = labeler.annotations; frame['x'] = 100.0; labeler.update(frame[['id', 'x']])")
    view.wait_state("s => s.annotations[0].x === 100")
    lab.run("labeler.remove(labeler.annotations['id'])")
    view.wait_state("s => s.annotations.length === 0")


def test_python_goes_to_an_item(lab):
    view = lab.labeler()
    lab.run("labeler.go_to('2.png')")
    view.wait_state("s => s.item === '2.png'")


def test_renaming_a_label_renames_it_in_the_view(lab):
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 50, 50)
    view.wait_saved()
    lab.run("labeler.rename_label('bus', 'coach')")
    view.wait_state("s => s.annotations[0].label === 'coach'")
    assert view.button("coach").is_visible()


def test_the_same_labeler_shown_twice_stays_one(notebook):
    lab = notebook([CELL, "labeler"])
    first, second = lab.labeler(0), lab.labeler(1)
    first.press("1")
    first.drag(100, 100, 50, 50)
    second.wait_state("s => s.annotations.length === 1")
    second.press("2")
    second.drag(300, 100, 50, 50)
    first.wait_state("s => s.annotations.length === 2")
    first.wait_saved()
    assert lab.frame("labeler.annotations")["label"].tolist() == ["bus", "car"]


def test_a_cell_run_again_beside_an_old_output_stays_one(notebook):
    lab = notebook([CELL, CELL.replace("labeler =", "again =").replace("\nlabeler\n", "\nagain\n")])
    first, second = lab.labeler(0), lab.labeler(1)
    first.press("1")
    first.drag(100, 100, 50, 50)
    second.wait_state("s => s.annotations.length === 1")
    second.press("Control+z")
    first.wait_state("s => s.annotations.length === 0")


def test_two_tabs_stay_one(lab):
    view = lab.labeler()
    lab.save()
    other = lab.second_tab().labeler()
    view.press("1")
    view.drag(100, 100, 50, 50)
    other.wait_state("s => s.annotations.length === 1")
    other.press("2")
    other.drag(300, 100, 50, 50)
    view.wait_state("s => s.annotations.length === 2")
    view.wait_saved()
    other.wait_saved()
    assert lab.frame("labeler.annotations")["label"].tolist() == ["bus", "car"]


def test_after_a_reload_the_view_comes_back_as_it_was(lab):
    view = lab.labeler()
    view.press("2")
    view.press(".")
    view.drag(100, 100, 50, 50)
    view.wait_saved()
    lab.save()
    lab.reload()
    view = lab.labeler()
    view.wait_state("s => s.item === '1.png' && s.annotations.length === 1")
    view.press("Control+z")
    view.wait_state("s => s.annotations.length === 0")


def test_a_callback_hears_what_a_hand_did_until_it_is_removed(lab):
    # It is called where the change was committed: maybe on another thread, and after the page has heard.
    lab.run("from queue import SimpleQueue; heard = SimpleQueue(); forget = labeler.on_change(heard.put)")
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 50, 50)
    assert lab.value("heard.get(timeout=30)['action'].tolist()") == ["create"]
    lab.run("forget()")
    view.drag(200, 100, 50, 50)
    view.wait_saved()
    assert lab.value("(len(labeler.annotations), heard.empty())") == (2, True)


def test_a_cell_run_after_a_gesture_sees_it(lab):
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 50, 50)
    assert int(lab.run("print(len(labeler.annotations))")) == 1


def test_reset_can_be_undone_by_hand(lab):
    view = lab.labeler()
    view.press("1")
    view.drag(100, 100, 50, 50)
    view.wait_saved()
    lab.run("labeler.reset(expect=1)")
    view.wait_state("s => s.annotations.length === 0")
    view.press("Control+z")
    view.wait_saved()
    assert lab.frame("labeler.annotations")["label"].tolist() == ["bus"]
