"""Marking spans in texts, as a person does; every one must be exactly what was marked."""

from __future__ import annotations

import pandas as pd
import pytest

from .conftest import Notebook
from .jupyterlab import Lab
from .labeler import Labeler

ENGLISH = "Ada Lovelace wrote to Charles Babbage about the Analytical Engine. London, 1843 👩🏽‍🚀 costs 3.14 pounds."


def opened(notebook: Notebook, body: str, arguments: str = "spans=['person', 'place', 'thing']") -> Lab:
    return notebook([f"import nblabel as nbl\nbody = {body!r}\nlabeler = nbl.TextLabeler([body], {arguments})\nlabeler"])


def rows(lab: Lab, labeler: Labeler) -> list[tuple[int, int, str | None, str]]:
    """The spans in the kernel; each must quote its own place in the text."""
    labeler.wait_saved()
    frame = lab.frame("labeler.annotations")
    body = lab.value("body")
    for start, end, text in zip(frame["start"], frame["end"], frame["text"], strict=True):
        assert body[start:end] == text
    labels = [None if pd.isna(label) else label for label in frame["label"]]
    return list(zip(frame["start"].tolist(), frame["end"].tolist(), labels, frame["text"].tolist(), strict=True))


def quotes(lab: Lab, labeler: Labeler) -> list[tuple[str | None, str]]:
    return [(label, text) for _, _, label, text in rows(lab, labeler)]


def place(body: str, words: str) -> tuple[int, int]:
    start = body.index(words)
    return start, start + len(words)


def test_a_drag_marks_whole_words_and_the_span_is_not_selected(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    start, end = place(ENGLISH, "Lovelace")
    labeler.select(1, end - 2)
    assert rows(lab, labeler) == [(0, end, "person", "Ada Lovelace")]
    assert labeler.state()["selected"] == []
