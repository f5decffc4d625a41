"""A labeler opens a dataset: its items, its fields, what was said; and saves one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import comm
import pandas as pd
import pytest

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.widgets.image_labeler import ImageLabeler
from nblabel.widgets.text_labeler import TextLabeler
from tests.formats.made import images, record, texts

from .page import PageComm, Tab

BOX = {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}


@pytest.fixture
def street(photos: Path) -> Dataset:
    sizes = dict.fromkeys(["a.png", "b.png", "c.png"], (64, 48))
    answers = {"a.png": {"comment": "dark"}, "c.png": {"status": "todo"}}
    rows = pd.DataFrame({"camera": ["left", "right", "left"]})
    return images([record("a.png", "box", "bus", **BOX)], sizes, answers=answers, rows=rows).with_items(photos)


def test_a_labeler_opens_a_dataset_with_its_fields_and_what_was_said(
    label: Callable[..., ImageLabeler], street: Dataset
) -> None:
    labeler = label(items=street, boxes=None)
    assert labeler.labels["name"].tolist() == ["zebra", "bus", "ant"]
    assert labeler.annotations[["item", "label", *BOX]].to_numpy().tolist() == [["a.png", "bus", 1, 2, 3, 4]]
    assert labeler.items["status"].tolist() == ["done", "done", "todo"]
    assert labeler.items["comment"].tolist() == ["dark", "", ""]
    assert labeler.items["camera"].tolist() == ["left", "right", "left"]


def test_opening_it_again_adds_nothing_and_undoes_nothing(label: Callable[..., ImageLabeler], street: Dataset) -> None:
    first = label(items=street, boxes=None)
    first.remove(first.annotations["id"])
    first.add(pd.DataFrame({"item": ["b.png"], "label": "ant", **BOX}))
    again = label(items=street, boxes=None)
    assert again.annotations[["item", "label"]].to_numpy().tolist() == [["b.png", "ant"]]
    assert again.items["comment"].tolist() == ["dark", "", ""]


def test_labels_asked_for_go_before_those_of_the_dataset(label: Callable[..., ImageLabeler], street: Dataset) -> None:
    labeler = label(items=street, boxes=["car", "bus"], classes=["day", "night"])
    assert labeler.labels["name"].tolist() == ["car", "bus", "day", "night"]
    assert len(labeler.annotations) == 1


def test_annotations_that_were_not_asked_for_are_said(label: Callable[..., ImageLabeler], street: Dataset) -> None:
    with pytest.raises(ValueError, match=r"label 'bus' on item 'a.png' is not one of boxes=\['car'\]"):
        label(items=street, boxes=["car"])


def test_a_labeler_saves_what_another_labeler_opens(
    label: Callable[..., ImageLabeler], street: Dataset, tmp_path: Path, photos: Path
) -> None:
    labeler = label(items=street, boxes=None)
    report = labeler.save(tmp_path / "street.json", "coco")
    assert report["item"].tolist() == ["c.png"]
    back = label(items=nbl.read(tmp_path / "street.json", images=photos), boxes=None, name="back")
    assert back.annotations[["item", "label", *BOX]].to_numpy().tolist() == [["a.png", "bus", 1, 2, 3, 4]]


def test_the_dataset_of_a_labeler_knows_its_pictures(labeler: ImageLabeler, photos: Path) -> None:
    assert labeler.dataset.path(0) == photos / "a.png"
    assert labeler.dataset.extent(0).width == 64


def test_texts_are_opened_by_a_text_labeler_only(
    browser: type[PageComm], label: Callable[..., ImageLabeler], tmp_path: Path
) -> None:
    assert comm.create_comm is browser
    letters = texts({"a": "Ada met Bob"}, [record("a", "span", "person", start=0, end=3, text="Ada")])
    with pytest.raises(TypeError, match="the dataset's items are texts; open it with TextLabeler"):
        label(items=letters)
    labeler = TextLabeler(letters, store=tmp_path / "letters.db", annotator="anna")
    assert labeler.annotations["text"].tolist() == ["Ada"]
    labeler.close()


def test_a_root_is_not_for_a_dataset(label: Callable[..., ImageLabeler], street: Dataset) -> None:
    with pytest.raises(TypeError, match="root='x' is for paths, but the items are a dataset"):
        label(items=street, root="x")


@pytest.fixture
def two_answers(photos: Path) -> Dataset:
    captures = {"boxes": ["bus"], "classes": ["day", "night"]}
    said = {name: record("a.png", "class", name) for name in ("day", "night")}
    sizes = dict.fromkeys(["a.png", "b.png", "c.png"], (64, 48))
    idle = {"b.png": {"status": "todo"}, "c.png": {"status": "todo"}}
    ada = images([said["day"], record("a.png", "box", "bus", **BOX)], sizes, captures=captures, answers=idle)
    bob = images([said["night"]], sizes, captures=captures)
    return ada.merge(bob.reported(bob.report, annotator="bob")).with_items(photos)


def test_of_a_dataset_of_two_people_each_opens_their_own_answer(
    label: Callable[..., ImageLabeler], two_answers: Dataset
) -> None:
    ada = label(items=two_answers, boxes=None, annotator="ada")
    assert ada.annotations["label"].tolist() == ["day", "bus"]
    assert ada.items["status"].tolist() == ["done", "todo", "todo"]
    assert ada.answers_of_others()["bob"].annotations["label"].tolist() == ["night"]
    bob = label(items=two_answers, boxes=None, annotator="bob")
    assert bob.annotations["label"].tolist() == ["night"]
    assert bob.items["status"].tolist() == ["done", "done", "done"]


def test_a_third_person_is_told_whose_answers_there_are_and_how_to_open_them(
    label: Callable[..., ImageLabeler], two_answers: Dataset
) -> None:
    labeler = label(items=two_answers, boxes=None, annotator="carla")
    assert labeler.annotations.empty
    (notice,) = Tab(labeler).hello()["notices"]
    assert "ada: 2 annotations, 1 done; bob: 1 annotation, 3 done. With annotator='ada'" in notice["text"]
    assert sorted(labeler.answers_of_others()) == ["ada", "bob"]


def test_opening_a_dataset_of_two_people_again_changes_nothing(
    label: Callable[..., ImageLabeler], two_answers: Dataset
) -> None:
    ada = label(items=two_answers, boxes=None, annotator="ada")
    ada.remove(ada.annotations["id"])
    label(items=two_answers, boxes=None, annotator="bob")
    assert ada.annotations.empty
    assert label(items=two_answers, boxes=None, annotator="ada").annotations.empty


def test_what_nobody_is_named_for_goes_to_who_opens_it(
    label: Callable[..., ImageLabeler], two_answers: Dataset
) -> None:
    unnamed = two_answers.by("ada").reported(two_answers.report, annotator="")
    both = Dataset(
        unnamed.fields, unnamed.keys, {"1": {**record("a.png", "class", "day"), "annotator": ""}}, source=unnamed.source
    ).merge(two_answers.by("bob"))
    labeler = label(items=both, boxes=None, annotator="carla")
    assert labeler.annotations["label"].tolist() == ["day"]
    assert labeler.answers_of_others()["bob"].annotations["label"].tolist() == ["night"]


def test_what_a_model_proposed_is_still_proposed_where_there_is_still_something_to_do(
    label: Callable[..., ImageLabeler], photos: Path
) -> None:
    proposed = {"source": "model", "model": "yolo", "score": 0.7}
    boxes = [record(name, "box", "bus", **BOX, **proposed) for name in ("a.png", "b.png")]
    street = images(boxes, dict.fromkeys(["a.png", "b.png"], (64, 48)), answers={"b.png": {"status": "todo"}})
    labeler = label(items=street.with_items(photos), boxes=None)
    assert labeler.suggestions[["item", "model", "score"]].to_numpy().tolist() == [["b.png", "yolo", 0.7]]
    labeler.remove(labeler.suggestions["id"])
    assert (label(items=street.with_items(photos), boxes=None).suggestions["decision"] == "rejected").all()


@pytest.mark.parametrize(("name", "form"), [("street.json", "coco"), ("street", "voc"), ("street.csv", "csv")])
def test_a_file_that_is_corrected_and_saved_over_and_read_again_gives_what_was_corrected(
    label: Callable[..., ImageLabeler], tmp_path: Path, photos: Path, name: str, form: str
) -> None:
    three = [record("a.png", "box", "bus", 1, **BOX | {"x": float(x)}) for x in (1, 20, 40)]
    path = tmp_path / name
    images(three, {"a.png": (64, 48)}).with_items(photos).save(path, form)

    def cell() -> ImageLabeler:
        return label(items=nbl.read(path).with_items(photos), boxes=None, name="street")

    first = cell()
    first.update(first.annotations.assign(x=[2.0, 20, 40])[["id", "x"]])
    first.remove(first.annotations["id"].iloc[1])
    first.save(path, form)
    again = cell()
    assert again.annotations["x"].tolist() == [2, 40]
    assert Tab(again).hello()["notices"] == []


def test_an_answer_that_was_changed_does_not_hinder_opening_the_file_again(
    label: Callable[..., ImageLabeler], two_answers: Dataset
) -> None:
    bob = two_answers.by("bob")
    first = label(items=bob, boxes=None, annotator="bob")
    first.update(first.annotations.assign(label="day")[["id", "label"]])
    other = Dataset(bob.fields, bob.keys, {"new": record("a.png", "class", "night")}, source=bob.source)
    again = label(items=other, boxes=None, annotator="bob")
    assert again.annotations["label"].tolist() == ["day"]
    (notice,) = Tab(again).hello()["notices"]
    assert "1 item was labeled before and stays as it is, though the dataset says something else" in notice["text"]


def test_a_span_that_a_corrected_file_has_one_character_further_on_is_said_to_stay_as_it_is(
    browser: type[PageComm], tmp_path: Path
) -> None:
    assert comm.create_comm is browser

    def letter(start: int) -> Dataset:
        made = texts({"a": "ahhh"}, captures={"spans": ["cry"]})
        marked = record("a", "span", "cry", start=start, end=start + 2, text="hh")
        return Dataset(made.fields, made.keys, {f"id{start}": marked}, made.answers, medium="text", source=made.source)

    store = tmp_path / "labels.db"
    TextLabeler(letter(1), store=store, annotator="ada", name="letters").close()
    again = TextLabeler(letter(2), store=store, annotator="ada", name="letters")
    (notice,) = Tab(again).hello()["notices"]
    assert "stays as it is, though the dataset says something else" in notice["text"]
    again.close()
