"""A robot labels real documents from their ground truth, through the mouse, and gets every span back."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from tests.real_texts import Document, documents

CORPORA: dict[str, list[Document]] = defaultdict(list)
for _document in documents():
    CORPORA[_document.language].append(_document)


@pytest.mark.parametrize("language", CORPORA)
def test_every_span_comes_back_exactly(notebook, language):
    corpus = CORPORA[language]
    labels = sorted({label for document in corpus for label in document.labels})
    bodies = {document.name: document.body for document in corpus}
    lab = notebook(
        [
            f"""
import pandas as pd
import nblabel as nbl
bodies = {bodies!r}
labeler = nbl.TextLabeler(pd.Series(bodies), spans={labels!r}, language={language!r}, annotator="robot")
labeler
"""
        ]
    )
    view = lab.labeler()
    active = labels[0]
    for document in corpus:
        view.wait_state(f"s => s.item === {document.name!r}")
        for start, end, label, _ in document.spans:
            if label != active:
                view.press(str(labels.index(label) + 1))
                active = label
            view.select(start, end, shift=language == "ja" or within_words(document.body, start, end))
        view.press("Enter")
    view.wait_saved()
    frame = lab.frame("labeler.annotations")
    for document in corpus:
        made = frame[frame["item"] == document.name]
        kept = zip(made["start"].tolist(), made["end"].tolist(), made["label"], made["text"], strict=True)
        assert sorted(kept) == sorted(document.spans)


def within_words(body: str, start: int, end: int) -> bool:
    """Whether one of its ends lies inside a word, as words are told apart in Latin script."""
    joined = (re.search(r"\w['’.:,·]?$", body[:at]) and re.match(r"['’.:,·]?\w", body[at:]) for at in (start, end))
    return any(joined)
