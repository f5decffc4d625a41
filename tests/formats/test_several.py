"""What several people said is not written as if one had said it, unless that is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.formats import LossError, by_name
from nblabel.labels import Choice
from tests.formats.made import images, record

BOX = {"x": 1, "y": 2, "width": 3, "height": 4}
CAPTURES = {"boxes": ["bus"], "classes": {"weather": Choice(["rain", "sun"])}}


def of(annotator: str, *said: dict[str, Any]) -> Dataset:
    one = images(list(said), captures=CAPTURES)
    return one.reported(one.report, annotator=annotator)


FOREIGN = [name for name, form in by_name().items() if "image" in form.media and name not in {"csv", "parquet"}]


@pytest.mark.parametrize("name", FOREIGN)
def test_two_people_who_annotated_one_item_are_not_written_as_one(tmp_path: Path, name: str) -> None:
    both = of("ada", record("a.jpg", "box", "bus", **BOX)).merge(of("bob", record("a.jpg", "box", "bus", **BOX)))
    with pytest.raises(LossError, match=r"several people annotated it, .* dataset.by\('ada'\)"):
        both.save(tmp_path / "both", name)
    assert not (tmp_path / "both").exists()
    assert both.by("ada").save(tmp_path / "ada", name).query("what == 'lost'").empty


def test_two_people_who_annotated_different_items_are_written(tmp_path: Path) -> None:
    both = of("ada", record("a.jpg", "box", "bus", **BOX)).merge(of("bob", record("b.jpg", "box", "bus", **BOX)))
    assert both.save(tmp_path / "both.json", "coco").query("what == 'lost'").empty
    assert len(nbl.read(tmp_path / "both.json").annotations) == 2


def test_ours_keep_who_said_what(tmp_path: Path) -> None:
    both = of("ada", record("a.jpg", "box", "bus", **BOX)).merge(of("bob", record("a.jpg", "box", "bus", **BOX)))
    assert both.save(tmp_path / "both.csv").empty
    assert nbl.read(tmp_path / "both.csv").annotators == ("ada", "bob")


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_ours_keep_what_each_said_of_an_item_as_a_whole(tmp_path: Path, name: str) -> None:
    ada = images([], {"a.jpg": (9, 9)}, captures=CAPTURES, answers={"a.jpg": {"comment": "a bus?"}})
    bob = images([], {"a.jpg": (9, 9)}, captures=CAPTURES, answers={"a.jpg": {"status": "skipped"}})
    ada.merge(bob.reported(bob.report, annotator="bob")).save(tmp_path / name)
    back = nbl.read(tmp_path / name)
    assert back.by("ada").items[["status", "comment"]].to_numpy().tolist() == [["done", "a bus?"]]
    assert back.by("bob").items[["status", "comment"]].to_numpy().tolist() == [["skipped", ""]]


def test_of_two_answers_hugging_face_says_which_it_keeps(tmp_path: Path) -> None:
    said = [record("a.jpg", "class", label, at, field="weather") for at, label in enumerate(["rain", "sun"])]
    report = of("ada", *said).save(tmp_path / "hf", "huggingface", allow_loss=True)
    assert report["why"].tolist() == ["its answers ['rain', 'sun']: only the first can be held"]
