"""A labeler of texts, without a browser: what it takes, what it tells the page, what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import comm
import pandas as pd
import pytest

import nblabel as nbl
from nblabel.widgets.text_labeler import TextLabeler

from .page import PageComm

FIREMAN = "👨🏻‍🚒 firemen drive firetrucks"


@pytest.fixture
def label(browser: type[PageComm], tmp_path: Path) -> Iterator[Callable[..., TextLabeler]]:
    assert comm.create_comm is browser
    made: list[TextLabeler] = []

    def make(items: object = None, **settings: Any) -> TextLabeler:
        given = {"spans": ["person", "thing"], "store": tmp_path / "labels.db", "annotator": "anna"} | settings
        made.append(TextLabeler(pd.Series({"a": FIREMAN}) if items is None else items, **given))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_what_is_added_reads_as_it_says(label: Callable[..., TextLabeler]) -> None:
    labeler = label()
    labeler.add(nbl.spans(start=19, end=29, label="thing", item="a"))
    row = labeler.annotations.iloc[0]
    assert FIREMAN[row["start"] : row["end"]] == row["text"] == "firetrucks"


def test_running_the_cell_again_resumes(label: Callable[..., TextLabeler]) -> None:
    label().add(nbl.spans(start=19, end=29, label="thing", item="a"))
    assert label().annotations["text"].tolist() == ["firetrucks"]


def test_a_frame_s_other_columns_come_back_and_text_is_no_clash(label: Callable[..., TextLabeler]) -> None:
    frame = pd.DataFrame({"body": [FIREMAN], "text": ["mine"], "stars": [5]})
    labeler = label(frame, text="body")
    assert labeler.items[["text", "stars"]].iloc[0].tolist() == ["mine", 5]


def test_classes_stand_beside_spans_or_alone(label: Callable[..., TextLabeler]) -> None:
    both = label(classes={"mood": nbl.Choice(["good", "bad"])})
    both.add(pd.DataFrame({"item": ["a"], "field": "mood", "label": "good"}))
    both.add(nbl.spans(start=19, end=29, label="thing", item="a"))
    assert both.items["mood"].tolist() == ["good"]
    assert both.annotations["start"].dropna().tolist() == [19]
    alone = label(spans=None, classes=["bug", "praise"], name="alone")
    assert "start" not in alone.annotations.columns


def test_overlap_false_reaches_the_page_and_holds_in_python(label: Callable[..., TextLabeler]) -> None:
    labeler = label(spans=nbl.Spans({"person": "#d00", "thing": "#00d"}, overlap=False))
    assert labeler.dataset.fields[0].options == {"overlap": False}
    with pytest.raises(ValueError, match="overlaps"):
        labeler.add(nbl.spans(start=[0, 0], end=[4, 12], label="person", item="a"))
    assert labeler.annotations.empty


def test_the_language_and_the_medium_are_told_to_the_page(label: Callable[..., TextLabeler]) -> None:
    state = label(language="pt-BR").get_state()
    assert (state["language"], state["medium"]) == ("pt-BR", "text")
    assert label(name="another").get_state()["language"] == ""


@pytest.mark.parametrize("language", ["spanish", "pt_BR", "e", 5, "es;"])
def test_what_is_no_code_of_a_language_is_refused(label: Callable[..., TextLabeler], language: object) -> None:
    with pytest.raises(ValueError, match="is not the code of a language; write 'es'"):
        label(language=language)


def test_boxes_cannot_be_drawn_on_texts(label: Callable[..., TextLabeler]) -> None:
    with pytest.raises(TypeError, match=r"boxes= cannot be captured on text items; what can is classes=, spans="):
        label(boxes=["bus"])


def test_a_task_of_images_is_not_taken_for_texts(label: Callable[..., TextLabeler], tmp_path: Path) -> None:
    label(name="mine")
    with pytest.raises(ValueError, match="name='mine' is a task that labels texts, not images"):
        nbl.ImageLabeler([b"png"], boxes=["bus"], store=tmp_path / "labels.db", annotator="anna", name="mine")


def test_the_repr_says_what_is_labeled(label: Callable[..., TextLabeler]) -> None:
    assert repr(label()).startswith("TextLabeler ")
