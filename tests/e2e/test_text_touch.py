"""Marking texts with fingers."""

from __future__ import annotations

from .jupyterlab import Lab
from .labeler import Labeler

BODY = "Ada Lovelace wrote to Charles Babbage about the Analytical Engine."
CELL = f"""
import nblabel as nbl
labeler = nbl.TextLabeler([{BODY!r} + "\\n" + "Nothing of note. " * 800], spans=["person", "thing"])
labeler
"""


def spans(lab: Lab, labeler: Labeler) -> list[str]:
    labeler.wait_saved()
    return lab.frame("labeler.annotations")["text"].tolist()


def test_a_finger_marks_whole_words_and_a_tap_selects_them(notebook):
    lab = notebook([CELL])
    labeler = lab.labeler()
    labeler.touch_text(0, 10)
    assert spans(lab, labeler) == ["Ada Lovelace"]
    assert labeler.state()["selected"] == []
    labeler.tap_text(5)
    assert len(labeler.state()["selected"]) == 1
    labeler.tap_text(BODY.index("about"))
    assert labeler.state()["selected"] == []
    assert spans(lab, labeler) == ["Ada Lovelace"]


def test_two_fingers_size_the_type_and_mark_nothing(notebook):
    lab = notebook([CELL])
    labeler = lab.labeler()
    labeler.pinch_text(BODY.index("Charles"), by=2.0)
    zoom = labeler.state()["zoom"]
    assert 1.8 < zoom < 2.2
    assert spans(lab, labeler) == []
    # What is marked then is what stands under the finger.
    start = BODY.index("Charles")
    labeler.touch_text(start, start + len("Charles Babbage"))
    assert spans(lab, labeler) == ["Charles Babbage"]


def test_the_type_keeps_its_size_over_a_reload(notebook):
    lab = notebook([CELL])
    labeler = lab.labeler()
    labeler.press("+")
    zoom = labeler.state()["zoom"]
    assert zoom > 1
    lab.save()
    lab.reload()
    assert lab.labeler().state()["zoom"] == zoom
