"""Label Studio: there and back, the corner of a turned box, several people, real files, damaged ones."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dagshub_annotation_converter.formats.label_studio.task import parse_ls_task
from hypothesis import given, settings
from hypothesis import strategies as st

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.kinds import Extent
from nblabel.labels import Choice
from tests.formats.made import boxed, images, picture, record, shown, texts
from tests.formats.made_turned import told, turned
from tests.formats.test_damage import ANY, places, read_or_say, replaced

DATA = Path(__file__).parent.parent / "data" / "formats" / "label_studio"


def rectangle(x: float, y: float, width: float, height: float, rotation: float = 0, **given: object) -> dict[str, Any]:
    value = {"x": x, "y": y, "width": width, "height": height, "rotation": rotation, "rectanglelabels": ["bus"]}
    return {
        "id": "r1", "type": "rectanglelabels", "from_name": "label", "to_name": "image", "original_width": 200,
        "original_height": 100, "image_rotation": 0, "value": value, **given,
    }  # fmt: skip


def choice(*chosen: str, name: str = "sort", **given: object) -> dict[str, Any]:
    return {"id": "c1", "type": "choices", "from_name": name, "to_name": "text", "value": {"choices": chosen}, **given}


def task(*results: object, **given: object) -> dict[str, Any]:
    annotation = {"id": 1, "completed_by": 1, "was_cancelled": False, "result": results, "lead_time": 2.5}
    return {"id": 7, "data": {"image": "a.jpg"}, "annotations": [annotation], "predictions": [], **given}


def written(folder: Path, *tasks: object, name: str = "street.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(tasks), "utf-8")
    return path


def said(dataset: Dataset) -> list[list[Any]]:
    return dataset.report[["what", "why"]].to_numpy().tolist()


def there_and_back(dataset: Dataset) -> Dataset:
    with tempfile.TemporaryDirectory() as folder:
        report = dataset.save(Path(folder) / "street.json", "label_studio")
        back = nbl.read(Path(folder) / "street.json")
    assert report.empty and back.report.empty
    assert back.fields == dataset.fields
    assert back.keys.tolist() == dataset.keys.tolist()
    return back


# There and back --------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(dataset=boxed(places=st.sampled_from([0.0, 0.25, 0.5])))
def test_reading_what_was_written_gives_the_same_boxes(dataset: Dataset) -> None:
    back = there_and_back(dataset)
    assert shown(back) == shown(dataset)
    assert back.items["status"].tolist() == ["done"] * len(dataset)
    assert [back.extent(place) for place in range(len(back))] == [dataset.extent(place) for place in range(len(back))]


@settings(max_examples=40, deadline=None)
@given(dataset=turned(st.booleans() | st.text(max_size=3) | st.lists(st.integers(0, 9)), groups=False))
def test_angles_attributes_and_classes_come_back(dataset: Dataset) -> None:
    assert told(there_and_back(dataset)) == told(dataset)


@settings(max_examples=60, deadline=None)
@given(
    body=st.text(st.sampled_from("aé😀\r\n "), max_size=20),
    ends=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4),
    labels=st.lists(st.sampled_from(["person", "place", None]), min_size=4, max_size=4),
)
def test_spans_come_back_to_the_letter(body: str, ends: list[tuple[int, int]], labels: list[str | None]) -> None:
    body += "."  # an empty text is no item
    spans = [
        record(0, "span", label, at, start=start, end=end, text=body[start:end])
        for at, ((start, end), label) in enumerate(zip(ends, labels, strict=False))
        if start < end <= len(body) and body[start:end] == body[start:end].strip()
    ]
    letters = texts({0: body, 1: "😀 Ada"}, [*spans, record(1, "span", "person", 9, start=2, end=5, text="Ada")])
    back = there_and_back(letters)
    assert shown(back) == shown(letters)
    assert [back.extent(place).text for place in range(2)] == [body, "😀 Ada"]


def test_status_time_comments_and_own_columns_come_back(tmp_path: Path) -> None:
    answers = {
        "a": {"status": "todo", "comment": "later"},
        "b": {"status": "skipped", "flagged": True},
        "c": {"seconds": 3.5},
    }
    rows = pd.DataFrame({"lang": ["de", None, "en"]}, index=["a", "b", "c"])
    bug = record("c", "class", "bug")
    letters = texts({"a": "eins", "b": "zwei", "c": "drei"}, [bug], captures={"classes": ["bug"]}, answers=answers,
                    rows=rows)  # fmt: skip
    assert letters.save(tmp_path / "letters.json", "label_studio").empty
    items = nbl.read(tmp_path / "letters.json").items
    assert items["status"].tolist() == ["todo", "skipped", "done"]
    assert items["comment"].tolist() == ["later", "", ""] and items["flagged"].tolist() == [False, True, False]
    assert items["seconds"].tolist() == [0, 0, 3.5]
    assert items["lang"].fillna("").tolist() == ["de", "", "en"]
    assert items["class"].astype(object).fillna("").tolist() == ["", "", "bug"]


def test_what_stands_on_a_todo_item_is_a_draft(tmp_path: Path) -> None:
    box = record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4)
    street = images([box], answers={"a.jpg": {"status": "todo"}})
    report = street.save(tmp_path / "street.json", "label_studio")
    assert report["why"].tolist() == ["it is todo: what stands on it is written as a draft"]
    content = json.loads((tmp_path / "street.json").read_text("utf-8"))
    assert content[0]["annotations"] == [] and len(content[0]["drafts"][0]["result"]) == 1
    back = nbl.read(tmp_path / "street.json")
    assert back.items["status"].tolist() == ["todo", "done"] and len(back.annotations) == 1


def test_several_fields_keep_their_names_labels_and_colours(tmp_path: Path) -> None:
    captures: dict[str, object] = {
        "boxes": {"zebra": "#123456", "ant": "#fedcba"},
        "classes": {"weather": Choice(["rain", "sun"]), "time": Choice(["day", "night"], multiple=True)},
    }
    street = images(
        [record("a.jpg", "class", "sun", field="weather"), record("a.jpg", "class", "day", field="time")],
        captures=captures,
    )
    street.save(tmp_path / "one.json", "label_studio")
    nbl.read(tmp_path / "one.json").save(tmp_path / "two.json", "label_studio")
    back = nbl.read(tmp_path / "two.json")
    assert [(field.name, field.names, field.multiple) for field in back.fields] == [
        ("box", ("zebra", "ant"), False), ("weather", ("rain", "sun"), False), ("time", ("day", "night"), True),
    ]  # fmt: skip
    assert [label.color for label in back.fields[0].labels] == ["#123456", "#fedcba"]
    assert back.annotations["field"].tolist() == ["weather", "time"]


def test_the_interface_is_ready_to_be_pasted(tmp_path: Path) -> None:
    images(captures={"boxes": {"bus": "#112233"}, "classes": Choice(["a & b"], multiple=True)}).save(
        tmp_path / "street.json", "label_studio"
    )
    assert (tmp_path / "street.config.xml").read_text("utf-8") == (
        '<View>\n  <Image name="image" value="$image" />\n'
        '  <RectangleLabels name="box" toName="image">\n    <Label value="bus" background="#112233" />\n'
        '  </RectangleLabels>\n  <Choices name="class" toName="image" choice="multiple">\n'
        '    <Choice value="a &amp; b" />\n  </Choices>\n</View>\n'
    )


def test_a_group_has_no_place_there_and_a_picture_of_unknown_size_no_percent(tmp_path: Path) -> None:
    box = record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4, group="1")
    street = Dataset(images().fields, ["a.jpg"], {"1": box})
    with pytest.raises(nbl.LossError) as lost:
        street.save(tmp_path / "street.json", "label_studio")
    assert lost.value.report["why"].tolist()[:2] == [
        "its group cannot be held",
        "its size is not known (the picture is not at hand), and places are shares of it",
    ]


# The corner of a turned box --------------------------------------------------------------------------


@pytest.mark.parametrize(("angle", "corner"), [(0.0, (20, 30)), (90.0, (50, 20)), (180.0, (60, 50)), (270.0, (30, 60))])
def test_x_and_y_are_the_top_left_after_turning_in_percent(
    tmp_path: Path, angle: float, corner: tuple[float, float]
) -> None:
    box = record("a.jpg", "box", "bus", x=20, y=30, width=40, height=20, angle=angle)
    images([box], {"a.jpg": (200, 100)}).save(tmp_path / "street.json", "label_studio")
    value = json.loads((tmp_path / "street.json").read_text("utf-8"))[0]["annotations"][0]["result"][0]["value"]
    assert (value["x"], value["y"]) == pytest.approx((corner[0] / 2, corner[1]))
    assert (value["width"], value["height"], value["rotation"]) == (20, 20, angle)
    back = nbl.read(tmp_path / "street.json")
    assert shown(back) == [("a.jpg", "box", "bus", 20, 30, 40, 20, angle)]


def test_written_to_a_format_without_angles_it_is_its_exact_bounds(tmp_path: Path) -> None:
    street = nbl.read(written(tmp_path, task(rectangle(25, 20, 20, 20, 90))))
    with pytest.raises(nbl.LossError, match="its angle cannot be held; written are its exact upright bounds"):
        street.save(tmp_path / "street.xml", "coco")
    street.save(tmp_path / "coco.json", "coco", allow_loss=True)
    (bounds,) = nbl.read(tmp_path / "coco.json").annotations[["x", "y", "width", "height"]].to_numpy().tolist()
    assert bounds == pytest.approx([30, 20, 20, 40])


# What other tools make of it -------------------------------------------------------------------------


def test_panlabel_reads_the_same_boxes(tmp_path: Path) -> None:
    box = record("a.jpg", "box", "bus", x=1.5, y=2, width=30, height=40)
    images([box], {"a.jpg": (100, 80)}).save(tmp_path / "street.json", "label_studio", prefix="")
    run = ["panlabel", "convert", "-f", "label-studio", "-t", "coco", "-i", tmp_path / "street.json"]
    done = subprocess.run(
        [*run, "-o", tmp_path / "out.json", "--allow-lossy"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    (found,) = nbl.read(tmp_path / "out.json").annotations[["label", "x", "y", "width", "height"]].to_numpy().tolist()
    assert found == ["bus", *(pytest.approx(number) for number in (1.5, 2, 30, 40))]


def test_dagshubs_converter_reads_the_same_turned_box(tmp_path: Path) -> None:
    box = record("a.jpg", "box", "bus", x=20, y=30, width=40, height=20, angle=30.0)
    images([box], {"a.jpg": (200, 100)}).save(tmp_path / "street.json", "label_studio")
    (content,) = json.loads((tmp_path / "street.json").read_text("utf-8"))
    (found,) = parse_ls_task(json.dumps(content)).to_ir_annotations()
    (ours,) = content["annotations"][0]["result"]
    assert (found.left, found.top) == pytest.approx((ours["value"]["x"] / 100, ours["value"]["y"] / 100))
    assert (found.width, found.height, found.rotation) == pytest.approx((0.2, 0.2, 30))
    assert (found.image_width, found.image_height, found.categories) == (200, 100, {"bus": 1.0})


# What others write -----------------------------------------------------------------------------------


def test_a_real_task_of_a_video_is_told_in_one_sentence() -> None:
    with pytest.raises(nbl.FormatError, match=r"has no task with a picture or a text in its data \['video'\]"):
        nbl.read(DATA / "sample_task.json")


def test_a_real_export_of_boxes_is_read() -> None:
    street = nbl.read(DATA / "label-studio" / "image_urls_with_bboxes_gt.json")
    assert shown(street) == [("image1.jpg", "box", "Cat", 3.2, 2.4, 6.4, 4.8, 0)]  # 1, 1, 2 and 2 % of 320 × 240
    assert street.fields[0].names == ("Cat",)
    assert street.items[["status", "seconds"]].to_numpy().tolist() == [["done", 4.369]]
    assert said(street) == [["skipped", "the picture stands twice"]]


def test_a_real_export_of_one_task_is_read() -> None:
    pets = nbl.read(DATA / "label-studio" / "previous_export.json")
    assert shown(pets) == [("mypets.jpg", "class", "Cat")]
    assert pets.items["label"].tolist() == ["Cat"] and pets.report.empty


def test_real_tasks_with_predictions_are_read() -> None:
    phrases = nbl.read(DATA / "label-studio" / "tasks_annotations_predictions.json")
    assert phrases.items[["status", "text_class"]].astype(object).fillna("").to_numpy().tolist() == [
        ["done", "class_A"], ["done", "class_A"], ["done", "class_TESTING"], ["todo", ""],
    ]  # fmt: skip
    assert [phrases.extent(place).text for place in range(4)] == ["Test example phrase 1", "x2", "yoyo", "opop"]
    assert phrases.suggestions[["item", "label"]].to_numpy().tolist() == [
        [1, "class_A"], [2, "class_A"], [6, "class_PREDICTIONS_TESTING"],
    ]  # fmt: skip
    assert [why.split(";")[0] for _, why in said(phrases)] == [
        "task 4 has no text under 'text' in its data: {}",
        "task 5 has no text under 'text' in its data: {}",
        "an annotation by another is not taken",
    ]
    two = nbl.read(DATA / "label-studio" / "text_with_2_predictions.json")
    assert two.suggestions["label"].tolist() == ["pos"] and two.items["status"].tolist() == ["todo"]


@pytest.mark.parametrize(
    ("url", "file", "key"),
    [
        ("/data/local-files/?d=day/a%20b.jpg", "day/a b.jpg", "day/a b.jpg"),
        ("/data/upload/3/12ab34cd-a.jpg", "a.jpg", "a.jpg"),
        ("/data/upload/3/12ab34cd-a.jpg", "12ab34cd-a.jpg", "12ab34cd-a.jpg"),
        ("https://example.com/photos/a.jpg?width=3", "photos/a.jpg", "photos/a.jpg"),
        ("s3://bucket/photos/a.jpg", "a.jpg", "a.jpg"),
        ("/a.jpg", "images/a.jpg", "a.jpg"),
    ],
)
def test_pictures_are_found_wherever_label_studio_had_them(tmp_path: Path, url: str, file: str, key: str) -> None:
    there = picture(tmp_path / file)
    street = nbl.read(written(tmp_path, task(data={"image": url})))
    assert street.keys.tolist() == [key] and street.path(0) == there
    assert (list(street.items.columns).count("image") == 1) is ("://" in url)


def test_percent_are_of_the_picture_at_hand(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg", (400, 200))
    street = nbl.read(written(tmp_path, task(rectangle(10, 20, 50, 50))))
    assert shown(street) == [("a.jpg", "box", "bus", 40, 40, 200, 100, 0)]
    assert said(street) == [
        ["repaired", "the file says 200 x 100 pixels, the picture is 400 x 200; the picture's size is taken"]
    ]


def test_a_picture_that_lies_on_its_side_has_its_boxes_turned(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg", (200, 100), orientation=6)
    street = nbl.read(written(tmp_path, task(rectangle(0, 0, 10, 10))))
    assert shown(street) == [("a.jpg", "box", "bus", 90, 0, 10, 20, 0)]


def test_one_question_is_a_field_of_the_kinds_name_two_keep_theirs(tmp_path: Path) -> None:
    one = nbl.read(written(tmp_path, task(rectangle(1, 1, 5, 5))))
    assert [(field.name, field.names) for field in one.fields] == [("box", ("bus",))]
    two = nbl.read(
        written(tmp_path, task(rectangle(1, 1, 5, 5), rectangle(1, 1, 5, 5, id="2", from_name="parts"), choice("x")))
    )
    assert [field.name for field in two.fields] == ["label", "parts", "sort"]


def test_rectangles_with_labels_of_their_own_and_notes_on_them_are_put_together(tmp_path: Path) -> None:
    place = {"x": 10, "y": 10, "width": 20, "height": 20, "rotation": 0}
    size = {"original_width": 100, "original_height": 100}
    results = [
        {"id": "r", "type": "rectangle", "from_name": "bbox", "value": place, **size},
        {"id": "r", "type": "labels", "from_name": "label", "value": {**place, "labels": ["bus", "old"]}, **size},
        {"id": "r", "type": "textarea", "from_name": "plate", "value": {**place, "text": ["N 123"]}, **size},
        {"id": "r", "type": "choices", "from_name": "state", "value": {**place, "choices": ["moving"]}, **size},
        {"id": "s", "type": "rectangle", "from_name": "bbox", "value": place, "meta": {"text": ["see above"]}, **size},
    ]
    street = nbl.read(written(tmp_path, task(*results)))
    assert street.annotations["label"].astype(object).fillna("").tolist() == ["bus", "old", ""]
    assert street.annotations["attributes"].tolist() == [
        {"plate": "N 123", "state": "moving"}, {"plate": "N 123", "state": "moving"}, {"text": ["see above"]},
    ]  # fmt: skip
    assert said(street) == [["repaired", "it has the labels ['bus', 'old']; each is an annotation of its own"]]


def test_what_is_not_held_is_said(tmp_path: Path) -> None:
    polygon = {
        "id": "p",
        "type": "polygonlabels",
        "value": {"points": [[1, 1], [2, 2], [3, 1]], "polygonlabels": ["a"]},
    }
    point = {"id": "k", "type": "keypointlabels", "value": {"x": 1, "y": 2, "keypointlabels": ["nose"]}}
    rating = {"id": "s", "type": "rating", "from_name": "stars", "value": {"rating": 3}}
    relation = {"type": "relation", "from_id": "p", "to_id": "k"}
    street = nbl.read(written(tmp_path, task(polygon, point, point, rating, relation, rectangle(1, 1, 5, 5))))
    assert len(street.annotations) == 1
    assert [why for _, why in said(street)] == [
        "a polygonlabels of 3 points; such results are not held yet",
        "2 times a keypointlabels; such results are not held yet",
        "a 'relation'; relations and the like are not held",
        "a rating; such results are not held yet",
    ]


def test_predictions_are_suggestions_and_nobody_has_done_the_task(tmp_path: Path) -> None:
    found = rectangle(10, 10, 10, 10, score=0.8)
    del found["original_width"], found["original_height"]
    prediction = {"model_version": "v2", "score": 0.7, "result": [found]}
    picture(tmp_path / "a.jpg")
    street = nbl.read(written(tmp_path, task(annotations=[], predictions=[prediction])))
    assert street.annotations.empty and street.items["status"].tolist() == ["todo"]
    assert street.suggestions[["label", "x", "score", "model"]].to_numpy().tolist() == [["bus", 10, 0.8, "v2"]]
    (tmp_path / "a.jpg").unlink()
    assert said(nbl.read(tmp_path / "street.json")) == [
        ["skipped", "its place is in percent of a size that nothing says: the picture is not at hand"]
    ]


def test_the_score_of_a_prediction_is_that_of_its_results_that_have_none(tmp_path: Path) -> None:
    prediction = {"model_version": "v2", "score": 0.7, "result": [choice("bug"), choice("praise", score=0.4, name="b")]}
    content = {"id": 1, "data": {"text": "hello"}, "annotations": [], "predictions": [prediction]}
    found = nbl.read(written(tmp_path, content)).suggestions
    assert found[["label", "score"]].to_numpy().tolist() == [["bug", 0.7], ["praise", 0.4]]


def test_a_draft_beside_what_was_submitted_is_not_taken_and_said(tmp_path: Path) -> None:
    draft = {"result": [choice("praise")]}
    path = written(tmp_path, {"id": 1, "data": {"text": "hello"}, "annotations": [], "drafts": [draft, draft]})
    assert nbl.read(path).items["sort"].tolist() == ["praise"]
    why = "not taken: somebody began to change the task, and did not submit it"
    assert said(nbl.read(path)) == [["skipped", f"a draft is {why}"]]
    submitted = {"completed_by": 1, "result": [choice("bug")]}
    path = written(tmp_path, {"id": 1, "data": {"text": "hello"}, "annotations": [submitted], "drafts": [draft, draft]})
    assert nbl.read(path).items["sort"].tolist() == ["bug"]
    assert said(nbl.read(path)) == [["skipped", f"2 drafts are {why}"]]


def test_of_several_people_the_ground_truth_is_taken_or_whoever_is_asked_for(tmp_path: Path) -> None:
    people = [
        {"completed_by": 1, "result": [choice("bug")], "was_cancelled": True},
        {"completed_by": {"id": 2, "email": "bob@example.com"}, "result": [choice("praise")]},
        {"completed_by": 3, "result": [choice("question")]},
    ]
    path = written(tmp_path, {"id": 1, "data": {"text": "hello"}, "annotations": people})
    assert nbl.read(path).items["sort"].tolist() == ["praise"]
    assert len(nbl.read(path).report) == 2
    assert nbl.read(path, completed_by="bob@example.com").items["sort"].tolist() == ["praise"]
    assert nbl.read(path, completed_by=3).items["sort"].tolist() == ["question"]
    assert nbl.read(path, completed_by=1).items["status"].tolist() == ["skipped"]
    assert nbl.read(path, completed_by=4).items["status"].tolist() == ["todo"]
    people[2]["ground_truth"] = True
    assert nbl.read(written(tmp_path, {"id": 1, "data": {"text": "hello"}, "annotations": people})).items[
        "sort"
    ].tolist() == ["question"]


def test_of_several_people_everybodys_work_can_be_read(tmp_path: Path) -> None:
    people = [
        {"completed_by": 1, "result": [choice("bug")]},
        {"completed_by": {"id": 2, "email": "bob@example.com"}, "result": [choice("praise")]},
    ]
    tasks = [
        {"id": 1, "data": {"text": "hello"}, "annotations": people},
        {"id": 2, "data": {"text": "bye"}, "annotations": people[:1]},
    ]
    every = nbl.read(written(tmp_path, *tasks), completed_by="all")
    assert every.annotators == ("1", "bob@example.com")
    assert every.by("1").items["sort"].tolist() == ["bug", "bug"]
    assert every.by("bob@example.com").items["status"].tolist() == ["done", "todo"]
    assert "both kept" in every.report["what"].tolist()
    assert not every.report["why"].str.contains("is not taken").any()


def test_spans_count_code_points_and_others_are_said(tmp_path: Path) -> None:
    def span(start: object, end: object, text: str) -> dict[str, Any]:
        return {
            "type": "labels",
            "from_name": "ner",
            "value": {"start": start, "end": end, "text": text, "labels": ["x"]},
        }

    body = "😀 Ada\nis here"
    spans = [span(2, 5, "Ada"), span(2, 8, "Ada\\nis"), span(3, 6, "Ada"), span("/p[1]", "/p[1]", "Ada")]
    letters = nbl.read(written(tmp_path, task(*spans, data={"id": "x", "text": body})))
    assert letters.annotations[["start", "end", "text"]].to_numpy().tolist() == [[2, 5, "Ada"], [2, 8, "Ada\nis"]]
    assert letters.keys.tolist() == [7] and letters.extent(0) == Extent(text=body)
    assert "counts UTF-16 units" in said(letters)[0][1]
    assert said(letters)[1][1].startswith("a span has the value {'start': '/p[1]'")


def test_the_key_of_the_data_is_found_in_the_interface_or_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, task(choice("bug"), data={"title": "short", "body": "a longer text"}))
    assert nbl.read(path).extent(0).text == "a longer text"
    assert nbl.read(path, data="title").items["body"].tolist() == ["a longer text"]
    config = tmp_path / "mine.xml"
    config.write_text(
        '<View><Text name="t" value="$title"/><Choices name="sort" toName="t" choice="multiple">'
        '<Choice value="praise"/><Choice value="bug" background="red"/></Choices></View>',
        "utf-8",
    )
    letters = nbl.read(path, config=config)
    assert letters.extent(0).text == "short"
    assert [(field.names, field.multiple) for field in letters.fields] == [(("praise", "bug"), True)]


# Damage -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'[{"data": {"text": "a"}, "annotations": [', "is no whole JSON file"),
        ('[{"data": {"text": "é"}, "annotations": []}]'.encode("latin-1"), "is not text in UTF-8"),
        (b"3", "is no list of tasks"),
        (b'[{"image": "a.jpg", "label": []}]', "take JSON, not JSON_MIN"),
        (b'[{"data": {"audio": 3}, "annotations": []}]', r"in its data \['audio'\]; name the key with data="),
    ],
)
def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "street.json").write_bytes(data)
    with pytest.raises(nbl.FormatError, match=why) as damaged:
        nbl.read(tmp_path / "street.json", "label_studio")
    assert "\n" not in str(damaged.value) and "'street.json'" in str(damaged.value)


def test_an_interface_that_would_blow_up_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, task())
    (tmp_path / "street.config.xml").write_text('<!DOCTYPE a [<!ENTITY b "b">]><View>&b;</View>', "utf-8")
    with pytest.raises(nbl.FormatError, match=r"'street\.config\.xml' declares entities"):
        nbl.read(path)


def test_a_name_that_leads_outside_is_only_its_last_part(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    (tmp_path / "in").mkdir()
    street = nbl.read(written(tmp_path / "in", task(data={"image": "/data/local-files/?d=..%2Fa.jpg"})))
    assert street.path(0) == tmp_path / "in" / "a.jpg"
    assert said(street)[0][1] == "its path '../a.jpg' leads outside the folder; only its last part is used"


ANYTHING = [
    task(rectangle(1, 1, 5, 5, meta={"a": 1}), choice("a"), meta={"width": 3, "height": 4, "comment": "c"}),
    task(data={"image": "b.jpg"}, annotations=[], drafts=[{"result": [rectangle(1, 1, 5, 5)]}],
         predictions=[{"model_version": "v", "result": [choice("b")]}]),
]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(path=st.sampled_from(places(json.loads(json.dumps(ANYTHING)))), other=ANY)
def test_a_file_may_hold_anything_anywhere(path: tuple[Any, ...], other: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.json"
        file.write_text(json.dumps(replaced(json.loads(json.dumps(ANYTHING)), path, other)), "utf-8")
        read_or_say(file, "label_studio")
