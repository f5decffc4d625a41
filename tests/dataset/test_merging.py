"""Two datasets as one: answers of two people both stand; what one person says is settled, and reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from tests.formats.made import boxed, images, record, shown, texts

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.kinds import Extent
from nblabel.labels import Choice

BUS = record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4)
WEATHER = {"boxes": ["bus"], "classes": {"weather": Choice(["rain", "sun"])}}


def by(dataset: Dataset, annotator: str) -> Dataset:
    return dataset.reported(dataset.report, annotator=annotator)


def told(dataset: Dataset) -> list[list[Any]]:
    return dataset.report[["what", "why"]].to_numpy().tolist()


def test_items_and_annotations_of_both_are_there() -> None:
    one = images([BUS], {"a.jpg": (10, 10), "b.jpg": (10, 10)})
    other = images([record("c.jpg", "box", "ant", x=1, y=2, width=3, height=4)], {"c.jpg": (10, 10), "b.jpg": (10, 10)})
    both = one.merge(by(other, "bob"))
    assert both.keys.tolist() == ["a.jpg", "b.jpg", "c.jpg"]
    assert both.annotations[["item", "annotator"]].to_numpy().tolist() == [["a.jpg", "ada"], ["c.jpg", "bob"]]
    assert both.extent(2) == Extent(10, 10)


@settings(max_examples=30, deadline=None)
@given(dataset=boxed())
def test_merging_with_itself_changes_nothing(dataset: Dataset) -> None:
    twice = dataset.merge(dataset)
    assert shown(twice) == shown(dataset)
    assert twice.items.equals(dataset.items)
    assert twice.report.empty


def test_two_people_who_draw_the_same_box_are_two_answers() -> None:
    both = images([BUS]).merge(by(images([BUS]), "bob"))
    assert both.annotations["annotator"].tolist() == ["ada", "bob"]
    assert both.annotations["id"].is_unique
    assert both.report.empty


def test_two_people_who_disagree_both_stand_and_it_is_said() -> None:
    one = images([record("a.jpg", "class", "rain", field="weather")], captures=WEATHER)
    other = images([record("a.jpg", "class", "sun", field="weather")], captures=WEATHER)
    both = one.merge(by(other, "bob"))
    assert both.annotations["label"].tolist() == ["rain", "sun"]
    assert both.items["weather"].isna().all()
    assert told(both) == [["both kept", "'ada' says 'rain', 'bob' says 'sun'"]]


def test_what_one_person_said_twice_stands_once() -> None:
    one = images([BUS])
    again = Dataset(one.fields, one.keys, {"other id": BUS}, annotator="ada", extents=one.extents)
    both = one.merge(again)
    assert both.annotations["id"].tolist() == ["id0"]
    assert told(both) == [["left out", "'ada' said the same in both"]]


@pytest.mark.parametrize("later_first", [True, False])
def test_of_what_one_person_changed_the_later_stands(*, later_first: bool) -> None:
    early, late = images([BUS]), images([{**BUS, "label": "ant", "updated": 9}])
    both = late.merge(early) if later_first else early.merge(late)
    assert both.annotations["label"].tolist() == ["ant"]
    assert told(both) == [["repaired", "'ada' changed it in one of the two; the later is kept"]]


@pytest.mark.parametrize("later_first", [True, False])
def test_of_two_answers_of_one_person_the_later_stands(*, later_first: bool) -> None:
    made = []
    for label, at, id_ in (("rain", 1, "one"), ("sun", 9, "two")):
        whole = images(captures=WEATHER)
        said = {id_: record("a.jpg", "class", label, at, field="weather")}
        made.append(Dataset(whole.fields, whole.keys, said, annotator="ada"))
    both = made[1].merge(made[0]) if later_first else made[0].merge(made[1])
    assert both.items["weather"].tolist()[0] == "sun"
    assert len(both.annotations) == 1
    ((what, why),) = told(both)
    assert what == "repaired"
    assert why.startswith("'ada' answered twice; the later answer is kept. If these are two people, name them")


def test_two_files_that_name_nobody_are_not_taken_for_two_people_and_it_is_said() -> None:
    rain, sun = (
        by(images([record("a.jpg", "class", label, at, field="weather")], captures=WEATHER), "")
        for at, label in enumerate(["rain", "sun"])
    )
    assert told(rain.merge(sun))[0][1].startswith("somebody who is not named changed it in one of the two")


def test_labels_keep_the_first_order_and_new_ones_come_after() -> None:
    both = images(captures={"boxes": ["zebra", "bus"]}).merge(images(captures={"boxes": ["ant", "bus"]}))
    assert both.fields[0].names == ("zebra", "bus", "ant")
    assert told(both) == [["repaired", "label 'ant' came with the other dataset"]]


def test_what_is_said_of_an_item_is_put_together() -> None:
    one = images(answers={"a.jpg": {"status": "todo", "comment": "dark", "seconds": 2.0}, "b.jpg": {"status": "done"}})
    other = images(
        answers={"a.jpg": {"flagged": True, "comment": "blurred", "seconds": 3.0}, "b.jpg": {"status": "skipped"}}
    )
    both = one.merge(by(other, "bob"))
    row = both.items.loc["a.jpg"]
    assert (row["status"], row["flagged"], row["comment"], row["seconds"]) == ("done", True, "dark\nblurred", 5.0)
    assert told(both) == [["repaired", "its status is 'done' and 'skipped'; it is done"]]


def test_own_columns_come_together_and_a_difference_is_said() -> None:
    one = images(rows=pd.DataFrame({"camera": ["x", "y"]}))
    sizes = {"b.jpg": (100, 80), "c.jpg": (100, 80)}
    other = images(sizes=sizes, rows=pd.DataFrame({"camera": ["z", "w"], "lens": [35, 50]}))
    both = one.merge(other)
    assert both.items["camera"].tolist() == ["x", "y", "w"]
    assert both.items["lens"].fillna(0).tolist() == [0, 35, 50]
    assert told(both) == [["repaired", "your own column 'camera' differs; the first dataset's is kept"]]


def test_an_item_that_is_something_else_keeps_its_own_annotations_only() -> None:
    one = texts({"a": "Ada met Bob"}, [record("a", "span", "person", start=0, end=3, text="Ada")])
    other = texts({"a": "Bob met Ada"}, [record("a", "span", "person", start=0, end=3, text="Bob")])
    both = one.merge(by(other, "bob"))
    assert both.annotations["text"].tolist() == ["Ada"]
    assert told(both) == [["skipped", "its text is another in the other dataset; annotations there are left out"]]


def test_who_said_what_survives_a_csv(tmp_path: Path) -> None:
    both = images([BUS]).merge(by(images([BUS]), "bob"))
    both.save(tmp_path / "both.csv")
    assert nbl.read(tmp_path / "both.csv").annotations["annotator"].tolist() == ["ada", "bob"]


def test_what_cannot_be_one_is_refused() -> None:
    with pytest.raises(ValueError, match="one dataset is of images and the other of texts"):
        images().merge(texts({"a": "x"}))
    with pytest.raises(ValueError, match="field 'box' holds box annotations in one dataset and class in the other"):
        images().merge(images(captures={"classes": {"box": Choice(["a"])}}))
    with pytest.raises(TypeError, match="keys are of one type"):
        texts({"a": "x"}).merge(texts({7: "x"}))


def test_what_each_person_said_can_be_told_apart_again() -> None:
    one = images(
        [record("a.jpg", "class", "rain", field="weather")],
        captures=WEATHER,
        answers={"a.jpg": {"comment": "wet"}, "b.jpg": {"status": "todo"}},
    )
    other = images(
        [record("a.jpg", "class", "sun", field="weather")], captures=WEATHER, answers={"a.jpg": {"seconds": 3.0}}
    )
    both = one.merge(by(other, "bob"))
    assert both.annotators == ("ada", "bob")
    ada, bob = both.by("ada"), both.by("bob")
    assert ada.items["weather"].tolist()[0] == "rain"
    assert ada.items["comment"].tolist() == ["wet", ""]
    assert ada.items["status"].tolist() == ["done", "todo"]
    assert bob.items["weather"].tolist()[0] == "sun"
    assert bob.items["seconds"].tolist() == [3, 0]
    assert bob.items["status"].tolist() == ["done", "done"]


def test_of_a_third_merge_too() -> None:
    three = images([BUS]).merge(by(images([BUS]), "bob"), by(images([BUS]), "eve").select(["a.jpg"]))
    assert three.annotators == ("ada", "bob", "eve")
    assert [len(three.by(name).annotations) for name in three.annotators] == [1, 1, 1]
    with pytest.raises(KeyError, match=r"nothing in .* is by 'zoe'; there is work by \['ada', 'bob', 'eve'\]"):
        three.by("zoe")


def test_where_a_file_does_not_say_who_is_done_it_is_who_annotated_or_all(tmp_path: Path) -> None:
    both = images([BUS]).merge(by(images([{**BUS, "item": "s:b.jpg"}]), "bob"))
    both.save(tmp_path / "both.csv")
    (head,) = tmp_path.glob("*.json")
    said = json.loads(head.read_text("utf-8"))
    del said["answers_by"]
    head.write_text(json.dumps(said), "utf-8")
    back = nbl.read(tmp_path / "both.csv")
    assert back.by("ada").items["status"].tolist() == ["done", "todo"]
    assert back.by("bob").items["status"].tolist() == ["todo", "done"]


def test_what_was_said_of_the_merges_and_readings_before_is_still_said() -> None:
    first = images([record("a.jpg", "class", "rain", field="weather")], captures=WEATHER)
    other = images([record("a.jpg", "class", "sun", field="weather")], captures=WEATHER)
    read = Report()
    read.skipped("a polygon", item="b.jpg")
    three = first.merge(by(other, "bob")).merge(other.reported(read.frame, annotator="eve"))
    assert told(three) == [
        ["both kept", "'ada' says 'rain', 'bob' says 'sun'"],
        ["skipped", "a polygon"],
        ["both kept", "'ada' says 'rain', 'eve' says 'sun'"],
    ]


def test_of_each_item_it_is_said_who_did_anything_to_it() -> None:
    both = images([BUS], {"a.jpg": (10, 10)}).merge(by(images([], {"b.jpg": (10, 10), "a.jpg": (10, 10)}), "bob"))
    assert both.items["annotator"].tolist() == ["ada, bob", "bob"]


def test_many_people_are_counted_and_a_nameless_one_is_not_named() -> None:
    every = images([BUS])
    for name in ("bob", "eve", "zoe"):
        every = every.merge(by(images([BUS]), name))
    assert repr(every) == "Dataset 'street': 2 items, 4 annotations by 4 annotators"
    assert repr(by(images([BUS]), "")) == "Dataset 'street': 2 items, 1 annotation"


def test_what_is_no_dataset_is_not_merged() -> None:
    with pytest.raises(TypeError, match=r"'street.json' is no dataset; merge takes what nblabel.read\(\) gives"):
        images().merge("street.json")  # type: ignore[arg-type]
