"""A killed kernel, a busy one, a reloaded page, a killed browser, a cut socket, a full disk: no gesture is lost."""

from __future__ import annotations

import numpy as np
import pytest

CELL = """
import nblabel as nbl
from PIL import Image
import os
os.makedirs("pictures", exist_ok=True)
for i in range(12):
    Image.new("RGB", (800, 500), (10 + 15 * i, 120, 140)).save(f"pictures/{{i:02}}.png")
labeler = nbl.ImageLabeler("pictures", boxes=["bus", "car"], annotator="anna"{more})
labeler
"""
GEOMETRY = ["x", "y", "width", "height"]


@pytest.fixture
def lab(notebook):
    return notebook([CELL.format(more="")])


def draw(view, *lefts: float) -> None:
    for left in lefts:
        view.drag(left, 100, 50, 60)


def test_every_box_shown_as_saved_survives_a_killed_kernel(lab):
    view = lab.labeler()
    view.press("1")
    draw(view, 100, 200)
    view.wait_saved()
    before = lab.frame("labeler.annotations")
    lab.sigkill_kernel()
    lab.run_all()
    view = lab.labeler()
    after = lab.frame("labeler.annotations")
    assert after.equals(before)
    assert len(view.state()["annotations"]) == 2


def test_gestures_made_while_the_kernel_is_dead_are_saved_by_the_next_one(lab):
    view = lab.labeler()
    view.press("1")
    draw(view, 100)
    view.wait_saved()
    lab.sigkill_kernel(wait=False)
    draw(view, 200, 300)
    view.wait_safe()
    lab.run_all()
    lab.labeler().wait_saved()
    assert lab.frame("labeler.annotations")["x"].tolist() == pytest.approx([100, 200, 300], abs=0.5)


def test_ten_images_are_labeled_while_a_long_cell_runs(lab):
    view = lab.labeler()
    view.press("1")
    view.wait_prefetched(10)
    with lab.held():
        for _ in range(10):
            draw(view, 100, 300)
            view.press("Control+z")
            view.press("Enter")
        view.wait_state("s => s.kernel === 'busy' && s.unsaved > 0")
        assert "waiting" in view.status()
    view.wait_saved(timeout=60)
    frame = lab.frame("labeler.annotations")
    assert frame["item"].tolist() == [f"{i:02}.png" for i in range(10)]
    assert frame[GEOMETRY].to_numpy() == pytest.approx(np.tile([100, 100, 50, 60], (10, 1)), abs=0.5)
    assert lab.frame("labeler.items")["status"].tolist() == ["done"] * 10 + ["todo"] * 2
    history = lab.frame("labeler.history")
    assert history["time"].is_monotonic_increasing
    assert (history["action"] == "create").sum() == 20


def test_changes_that_wait_survive_a_reload_and_are_saved_by_the_next_labeler(lab):
    view = lab.labeler()
    view.press("1")
    draw(view, 100)
    view.wait_saved()
    lab.save()
    with lab.held():
        draw(view, 200, 300)
        view.wait_safe()
        assert view.state()["unsaved"] > 0
        lab.reload()
    lab.labeler().wait_saved(timeout=60)
    assert lab.frame("labeler.annotations")["x"].tolist() == pytest.approx([100, 200, 300], abs=0.5)


def test_changes_that_wait_survive_a_killed_browser(killable_notebook):
    lab = killable_notebook([CELL.format(more="")])
    view = lab.labeler()
    view.press("1")
    lab.save()
    with lab.held():
        draw(view, 200, 300)
        view.wait_safe()
        lab.sigkill_browser()
    lab.run_all()
    lab.labeler().wait_saved(timeout=60)
    assert lab.frame("labeler.annotations")["x"].tolist() == pytest.approx([200, 300], abs=0.5)


def test_a_cut_socket_is_said_and_made_good(lab):
    view = lab.labeler()
    view.press("1")
    draw(view, 100)
    view.wait_saved()
    lab.offline(True)
    draw(view, 200, 300)
    view.wait_state("s => s.unsaved === 2")
    lab.offline(False)
    view.wait_saved(timeout=60)
    assert lab.frame("labeler.annotations")["x"].tolist() == pytest.approx([100, 200, 300], abs=0.5)


def test_a_full_disk_is_said_the_changes_stay_here_and_saving_goes_on_when_it_can(lab):
    view = lab.labeler()
    view.press("1")
    lab.run(
        """
import sqlalchemy
from sqlalchemy import event
full = True
def refuse(conn, cursor, statement, parameters, context, executemany):
    if full and statement.lstrip().upper().startswith(("INSERT", "UPDATE")):
        import sqlite3
        raise sqlite3.OperationalError("database or disk is full")
event.listen(sqlalchemy.Engine, "before_cursor_execute", refuse)
"""
    )
    draw(view, 100, 200)
    view.wait_status("not saved")
    assert view.state()["unsaved"] == 2
    assert len(view.state()["annotations"]) == 2
    lab.run("full = False")
    view.wait_saved(timeout=30)
    assert lab.frame("labeler.annotations")["x"].tolist() == pytest.approx([100, 200], abs=0.5)


def test_a_store_that_cannot_be_written_is_said_and_the_work_stays_in_the_browser(notebook):
    lab = notebook([CELL.format(more=', store="/proc/labels.db"')])
    view = lab.labeler()
    view.press("1")
    draw(view, 100)
    view.wait_status("not saved")
    assert view.state()["unsaved"] == 1


def test_memory_only_is_said(notebook):
    lab = notebook([CELL.format(more=", store=None")])
    view = lab.labeler()
    view.press("1")
    draw(view, 100)
    view.wait_state("s => s.unsaved === 0")
    assert "not saved" in view.status()


def test_two_kernels_on_one_store_see_each_others_work(notebook):
    cell = CELL.format(more=', store="both.db"')
    lab, other = notebook([cell]), notebook([cell])
    mine = lab.labeler()
    mine.press("1")
    lab.show()
    draw(mine, 100)
    mine.wait_saved()
    other.show()
    theirs = other.labeler()
    theirs.wait_state("s => s.annotations.length === 1")
    theirs.press("2")
    draw(theirs, 300)
    theirs.wait_saved()
    assert lab.frame("labeler.annotations")["label"].tolist() == ["bus", "car"]
    lab.show()
    mine.wait_state("s => s.annotations.length === 2")
