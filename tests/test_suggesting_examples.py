"""The models in the examples, asked about the examples' own photos and texts: each is real, and works offline."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import nblabel as nbl
from nblabel import cli


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], dict[str, Any]]]:
    """Run the first cell of an example, in a copy of the examples, and give the names it made."""
    made: list[dict[str, Any]] = []
    monkeypatch.chdir(cli.copy_examples(tmp_path / "copy"))

    def run(notebook: str) -> dict[str, Any]:
        cells = json.loads(Path(notebook).read_text("utf-8"))["cells"]
        first = next(cell for cell in cells if cell["cell_type"] == "code")
        names: dict[str, Any] = {}
        made.append(names)
        exec(compile("".join(first["source"]), notebook, "exec"), names)  # noqa: S102 it is our own
        return names

    yield run
    for names in made:
        names["labeler"].close()


def items(labeler: Any) -> list[nbl.Item]:
    source = labeler._session.source  # noqa: SLF001
    return [source.item(place) for place in range(len(source.keys))]


def suggest(names: dict[str, Any], model: str) -> pd.DataFrame:
    """Suggest what a model says about each item, and give what stands open."""
    labeler = names["labeler"]
    asked = items(labeler)
    for item, frame in zip(asked, names[model](asked), strict=True):
        labeler.suggest(frame, model, item=item.key)
    return labeler.suggestions


def test_the_face_detector_is_surest_of_the_two_faces_and_misled_by_a_cat(begin):
    faces = suggest(begin("08-suggest-boxes.ipynb"), "find_faces")
    sure = faces[faces["score"] > 0.5].set_index("item")
    assert sorted(sure.index) == ["admiral.jpg", "astronaut.jpg"]
    nose = {"admiral.jpg": (265, 235), "astronaut.jpg": (224, 122)}
    for item, (x, y) in nose.items():
        face = sure.loc[item]
        assert face["x"] < x < face["x"] + face["width"] and face["y"] < y < face["y"] + face["height"]
    assert "cat.jpg" in set(faces["item"])
    assert {"coffee.jpg", "photographer.jpg"}.isdisjoint(faces["item"])


def test_the_entity_model_marks_words_where_they_stand(begin):
    names = begin("09-suggest-spans.ipynb")
    found = suggest(names, "find_names")
    texts = {item.key: item.text for item in items(names["labeler"])}
    assert all(texts[row.item][row.start : row.end] == row.text for row in found.itertuples())
    words = found.groupby("label", observed=True)["text"].agg(set)
    assert {"sony", "toshiba"} <= words["company"]
    assert "several months" in words["time"]
    assert "80%" in words["amount"]


def test_the_classifier_is_silent_until_it_has_learned_and_then_right_more_often_than_not(begin):
    names = begin("10-suggest-classes.ipynb")
    labeler, reviews = names["labeler"], names["reviews"]
    asked = items(labeler)
    assert names["guess"](asked[:5]).empty
    liked = pd.Series(np.where(reviews["rating"] > 0, "praise", "pan"), index=reviews.index)
    known = liked[:100]
    labeler.add(pd.DataFrame({"item": known.index, "label": known.to_numpy()}), source="human")
    labeler.suggest(names["guess"](asked[100:]), "guess")
    guesses = labeler.suggestions.set_index("item")
    assert len(guesses) == 700
    right = guesses["label"].astype(str) == liked[guesses.index]
    assert right.mean() > 0.7
    assert right[guesses["score"] > 0.9].mean() > right.mean()


@pytest.mark.parametrize("notebook", ["08-suggest-boxes.ipynb", "09-suggest-spans.ipynb"])
def test_suggestions_come_by_themselves_once_the_labeler_is_shown(begin, notebook):
    labeler = begin(notebook)["labeler"]
    came = threading.Event()
    labeler.on_change(lambda _: came.set())
    labeler._repr_mimebundle_()  # as a notebook does
    assert came.wait(30)
    assert len(labeler.suggestions) > 0
    assert len(labeler.annotations) == 0
