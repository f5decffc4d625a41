"""What a model proposes, decided by a person in a browser; asserted on the DataFrames after each act."""

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
found = nbl.boxes(
    xywh=[[50, 50, 200, 100], [300, 50, 200, 100], [550, 50, 200, 100], [50, 300, 200, 100]],
    label=["bus", "car", "bus", "person"], score=[0.95, 0.85, 0.6, 0.3], item="0.png",
)
labeler.suggest(found, model="yolo")
labeler
"""


@pytest.fixture
def lab(notebook) -> Lab:
    return notebook([CELL])


@pytest.fixture
def view(lab):
    return lab.labeler()


def taken(lab: Lab) -> list[tuple[float, str, str | None, str]]:
    """Give place, label, decision and source of what counts, from left to right."""
    frame = lab.frame("labeler.annotations")
    frame = frame.astype({"decision": object}).sort_values(["x", "y"])
    decisions = [decision if isinstance(decision, str) else None for decision in frame["decision"]]
    return list(zip(frame["x"].round().tolist(), frame["label"], decisions, frame["source"], strict=True))


def left(lab: Lab) -> list[tuple[float, str | None]]:
    """Give score and decision of what was not taken as it was, the surest first."""
    frame = lab.frame("labeler.suggestions").astype({"decision": object}).sort_values("score", ascending=False)
    decisions = [decision if isinstance(decision, str) else None for decision in frame["decision"]]
    return list(zip(frame["score"].tolist(), decisions, strict=True))


def open_scores(view) -> list[float]:
    return sorted((row["score"] for row in view.state()["suggestions"] if row["decision"] is None), reverse=True)


def cursor_score(view) -> float | None:
    state = view.state()
    return next((row["score"] for row in state["suggestions"] if row["id"] == state["cursor"]), None)


def test_a_row_of_as_accepts_one_after_the_other_the_surest_first(lab, view):
    assert cursor_score(view) == 0.95
    view.press("a")
    view.press("a")
    view.wait_status("car accepted, 2 suggested left")
    view.wait_saved()
    assert taken(lab) == [(50, "bus", "accepted", "model"), (300, "car", "accepted", "model")]
    assert left(lab) == [(0.6, None), (0.3, None)]
    frame = lab.frame("labeler.annotations")
    assert frame["model"].tolist() == ["yolo", "yolo"]
    assert sorted(frame["score"]) == [0.85, 0.95]


def test_x_rejects_and_goes_on_and_undo_opens_it_again(lab, view):
    view.press("x")
    view.press("a")
    view.wait_saved()
    assert taken(lab) == [(300, "car", "accepted", "model")]
    assert left(lab) == [(0.95, "rejected"), (0.6, None), (0.3, None)]
    view.press("Control+z")
    view.press("Control+z")
    view.wait_status("undone: rejected")
    view.wait_saved()
    assert taken(lab) == []
    assert left(lab) == [(0.95, None), (0.85, None), (0.6, None), (0.3, None)]


def test_dragging_and_relabeling_one_accepts_it_as_edited_and_says_how_far_it_was_moved(lab, view):
    view.click(400, 100)
    assert cursor_score(view) == 0.85
    view.pull((400, 100), (420, 100))
    view.click(600, 100)
    view.press("3")
    view.wait_saved()
    assert taken(lab) == [(320, "car", "edited", "model"), (550, "person", "edited", "model")]
    frame = lab.frame("labeler.suggestions").set_index("score")
    assert frame["decision"].astype(object).where(frame["decision"].notna(), None).to_dict() == {
        0.95: None, 0.85: "edited", 0.6: "edited", 0.3: None,
    }  # fmt: skip
    assert frame.loc[0.85, "x"] == 300
    assert frame.loc[0.85, "attributes"]["moved_iou"] == pytest.approx(180 / 220, abs=0.02)
    assert frame.loc[0.6, "attributes"]["moved_label"] == "person"


def test_drawing_and_digits_go_on_as_ever_while_the_cursor_is_on_one(lab, view):
    before = view.state()["cursor"]
    view.press("2")
    view.drag(500, 300, 100, 100)
    view.press("3")
    view.drag(60, 60, 50, 50)
    view.wait_saved()
    assert view.state()["cursor"] == before
    assert taken(lab) == [(60, "person", None, "human"), (500, "car", None, "human")]
    assert left(lab) == [(0.95, None), (0.85, None), (0.6, None), (0.3, None)]


def test_the_threshold_hides_those_under_it_and_shift_a_accepts_what_is_shown(lab, view):
    slider = view.page.locator(".nbl-threshold input")
    slider.fill("0.5")
    view.page.locator(".nbl-suggested-count", has_text="3 of 4 suggested").wait_for()
    view.press("Shift+A")
    view.wait_status("3 suggestions accepted, 1 left")
    view.wait_saved()
    assert [row[:3] for row in taken(lab)] == [
        (50, "bus", "accepted"), (300, "car", "accepted"), (550, "bus", "accepted"),
    ]  # fmt: skip
    assert left(lab) == [(0.3, None)]
    view.press("a")
    view.wait_status("under the threshold")
    assert left(lab) == [(0.3, None)]


def test_done_asks_nothing_says_how_many_it_left_and_is_one_undo(lab, view):
    view.press("a")
    view.press("Enter")
    view.wait_status("done · 3 suggestions not taken · now 2 of 3")
    view.wait_saved()
    assert [row[:3] for row in taken(lab)] == [(50, "bus", "accepted")]
    assert left(lab) == [(0.85, "not taken"), (0.6, "not taken"), (0.3, "not taken")]
    view.press("Control+z")
    view.wait_status("undone: done")
    view.wait_saved()
    assert view.state()["item"] == "0.png"
    assert lab.frame("labeler.items")["status"].tolist() == ["todo"] * 3
    assert left(lab) == [(0.85, None), (0.6, None), (0.3, None)]


def test_accept_over_accepts_the_sure_ones_on_done_and_says_so(lab, view):
    lab.run("labeler.accept_over = 0.8")
    lab.page.wait_for_function("root => root.nblabel.state().kernel === 'idle'", arg=view.root)
    view.press("Enter")
    view.wait_status("done · 2 suggestions over 0.8 accepted · 2 not taken")
    view.wait_saved()
    assert [row[:3] for row in taken(lab)] == [(50, "bus", "accepted"), (300, "car", "accepted")]
    assert left(lab) == [(0.6, "not taken"), (0.3, "not taken")]
    assert len(lab.frame("labeler.history")["time"].unique()) == 2


def test_running_the_cell_again_suggests_nothing_twice_and_opens_nothing_decided(lab, view):
    view.press("a")
    view.press("x")
    view.click(600, 100)
    view.press("2")
    view.wait_saved()
    before = (taken(lab), left(lab))
    lab.run_all()
    again = lab.labeler()
    again.wait_state("s => s.annotations.length === 2")
    assert open_scores(again) == [0.3]
    assert (taken(lab), left(lab)) == before


def test_new_predictions_take_the_place_of_open_ones_under_the_persons_hands(lab, view):
    view.press("a")
    view.press("x")
    view.press("1")
    view.drag(500, 300, 100, 100)
    lab.run(
        "_ = labeler.suggest(nbl.boxes(xywh=[[400, 300, 50, 50]], label='bus', score=0.7, item='0.png'), model='yolo')"
    )
    view.wait_state("s => s.suggestions.filter(each => each.decision === null).length === 1")
    view.drag(650, 300, 100, 100)
    view.wait_saved()
    assert [row[:3] for row in taken(lab)] == [(50, "bus", "accepted"), (500, "bus", None), (650, "bus", None)]
    assert left(lab) == [(0.85, "rejected"), (0.7, None)]
    # What came from Python is no gesture of hers.
    view.press("Control+z")
    view.wait_saved()
    assert [row[:3] for row in taken(lab)] == [(50, "bus", "accepted"), (500, "bus", None)]
    assert open_scores(view) == [0.7]


def test_a_row_of_the_list_has_its_own_buttons_and_the_cursor_stays(lab, view):
    view.button("person: accept it").click()
    view.button("car: reject it").click()
    view.wait_saved()
    assert cursor_score(view) == 0.95
    assert [row[:3] for row in taken(lab)] == [(50, "person", "accepted")]
    assert left(lab) == [(0.95, None), (0.85, "rejected"), (0.6, None)]


def test_delete_on_one_rejects_it_also_after_it_was_accepted(lab, view):
    view.click(100, 100)
    view.press("Delete")
    view.press("a")
    view.click(400, 100)
    view.press("Delete")
    view.wait_saved()
    assert taken(lab) == []
    assert left(lab) == [(0.95, "rejected"), (0.85, "rejected"), (0.6, None), (0.3, None)]


CLASSES = """
import nblabel as nbl
import pandas as pd
texts = pd.Series({"a": "it crashed", "b": "how do I print?", "c": "lovely"})
labeler = nbl.TextLabeler(texts, classes=["bug", "question", "praise"], annotator="anna")
guessed = pd.DataFrame({"item": ["a", "a", "b", "c"], "label": ["bug", "praise", "bug", "praise"],
                        "score": [0.9, 0.1, 0.5, 0.8]})
labeler.suggest(guessed, model="net")
labeler
"""


def test_a_suggested_class_is_hollow_on_its_button_and_a_accepts_it_and_goes_on(notebook):
    lab = notebook([CLASSES])
    view = lab.labeler()
    assert view.page.locator(".nbl-suggestion .nbl-answer").all_inner_texts()[0].startswith("bug")
    view.press("a")
    view.wait_status("done")
    view.wait_state("s => s.item === 'b'")
    view.press("2")
    view.wait_state("s => s.item === 'c'")
    view.press("a")
    view.wait_saved()
    assert lab.frame("labeler.items")["class"].tolist() == ["bug", "question", "praise"]
    assert lab.frame("labeler.items")["status"].tolist() == ["done"] * 3
    assert lab.frame("labeler.annotations")["source"].tolist() == ["model", "human", "model"]
    frame = lab.frame("labeler.suggestions")
    assert frame[["label", "decision"]].to_numpy().tolist() == [["praise", "not taken"], ["bug", "not taken"]]


SPANS = """
import nblabel as nbl
import pandas as pd
letters = pd.Series({"first": "Ada Lovelace met Charles Babbage in London.", "second": "Grace wrote from Arlington."})
labeler = nbl.TextLabeler(letters, spans=nbl.Spans(["person", "place"], overlap=False), annotator="anna")
def tagger(items):
    starts = {"first": [(0, 3, "person", 0.6), (17, 32, "person", 0.9), (36, 42, "place", 0.95)],
              "second": [(0, 5, "person", 0.8)]}
    return [nbl.spans(start=[s[0] for s in starts[item.key]], end=[s[1] for s in starts[item.key]],
                      label=[s[2] for s in starts[item.key]], score=[s[3] for s in starts[item.key]]) for item in items]
labeler = nbl.TextLabeler(letters, spans=nbl.Spans(["person", "place"], overlap=False), annotator="anna", suggest=tagger)
labeler
"""


def spans(lab: Lab) -> list[tuple[str, str, str | None]]:
    frame = lab.frame("labeler.annotations").sort_values("start")
    decisions = [decision if isinstance(decision, str) else None for decision in frame["decision"].astype(object)]
    return list(zip(frame["text"], frame["label"], decisions, strict=True))


def test_spans_come_from_a_function_in_the_background_and_are_walked_as_they_are_read(notebook):
    lab = notebook([SPANS])
    view = lab.labeler()
    view.wait_state("s => s.suggestions.length === 3")
    assert cursor_score(view) == 0.6
    view.click_text(1)
    view.pull_end((0, 3), "end", 12)
    view.press("Escape")
    view.press("a")
    view.press("a")
    view.wait_saved()
    assert spans(lab) == [
        ("Ada Lovelace", "person", "edited"), ("Charles Babbage", "person", "accepted"), ("London", "place", "accepted"),
    ]  # fmt: skip
    (row,) = lab.frame("labeler.suggestions[labeler.suggestions['item'] == 'first']").to_dict("records")
    assert (row["text"], row["attributes"]["moved_end"], row["attributes"]["moved_iou"]) == ("Ada", 9, 0.25)
    assert lab.frame("labeler.suggestions")["item"].tolist() == ["first", "second"]


def test_a_span_that_may_not_overlap_what_stands_is_not_accepted(notebook):
    lab = notebook([SPANS])
    view = lab.labeler()
    view.wait_state("s => s.suggestions.length === 3")
    view.press("1")
    view.select(0, 12)
    view.press("a")
    view.wait_status("something that stands is in its way")
    view.press("Shift+A")
    view.wait_status("2 suggestions accepted, 1 in the way of others")
    view.wait_saved()
    assert [each[:2] for each in spans(lab)] == [
        ("Ada Lovelace", "person"), ("Charles Babbage", "person"), ("London", "place"),
    ]  # fmt: skip


def test_a_model_that_fails_is_said_and_labeling_goes_on(notebook):
    lab = notebook([CELL.replace('labeler.suggest(found, model="yolo")', "def broken(items):\n    return 1 / 0\n").replace(
        'annotator="anna")', 'annotator="anna", suggest=lambda items: 1 / 0)', 1)])  # fmt: skip
    view = lab.labeler()
    lab.page.get_by_text("failed with ZeroDivisionError").first.wait_for()
    view.press("1")
    view.drag(100, 100, 100, 100)
    view.wait_saved()
    assert taken(lab) == [(100, "bus", None, "human")]
