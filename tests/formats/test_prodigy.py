"""Prodigy's JSONL: texts and pictures there and back, its answers, damaged files. The tasks are made up."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nblabel as nbl
from nblabel.dataset import Dataset
from tests.formats.made import boxed, images, picture, record, shown, texts
from tests.formats.marked import CLASSES, FIREMEN, agrees, bodies, letter, many, marked, said, span

HASHES = {"_input_hash": 1, "_task_hash": 2, "_session_id": None, "_view_id": "ner_manual"}


def written(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def tasks(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


@settings(max_examples=30, deadline=None)
@given(dataset=marked(classes=CLASSES) | marked())
def test_reading_what_was_written_gives_the_same_spans_and_classes(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "a.jsonl", "prodigy")
        back = nbl.read(Path(folder) / "a.jsonl")
    assert sorted(shown(back), key=str) == sorted(shown(dataset), key=str)
    assert bodies(back) == bodies(dataset)
    assert [field.names for field in back.fields] == [field.names for field in dataset.fields]
    assert agrees(back) and back.report.empty


@settings(max_examples=30, deadline=None)
@given(dataset=boxed(places=st.sampled_from([0.0, 0.25, 0.1])))
def test_reading_what_was_written_gives_the_same_boxes(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "a.jsonl", "prodigy")
        back = nbl.read(Path(folder) / "a.jsonl")
    assert sorted(shown(back)) == sorted(shown(dataset))
    assert back.fields[0].names == dataset.fields[0].names
    assert back.keys.tolist() == dataset.keys.tolist() and back.report.empty


def test_a_task_is_as_prodigy_writes_it(tmp_path: Path) -> None:
    marks = [span("a", FIREMEN, 19, 29, "vehicle"), record("a", "class", "praise", 2)]
    captures = {"spans": ["vehicle"], "classes": many("bug", "praise")}
    texts({"a": FIREMEN}, marks, captures=captures).save(tmp_path / "a.jsonl", "prodigy")
    row = written(tmp_path / "a.jsonl")[0]
    assert row["spans"] == [{"start": 19, "end": 29, "text": "firetrucks", "label": "vehicle"}]
    assert row["options"] == [{"id": "bug", "text": "bug"}, {"id": "praise", "text": "praise"}]
    assert (row["text"], row["accept"], row["answer"]) == (FIREMEN, ["praise"], "accept")


def test_groups_attributes_comment_flag_and_columns_come_back(tmp_path: Path) -> None:
    marks = [span(4, "Dear Ada", 5, 8, "person", group="g", attributes={"sure": [1, None]}, score=0.5)]
    rows = pd.DataFrame({"source": ["mail", None]}, index=[4, 9])
    answers = {4: {"comment": "why?", "flagged": True}}
    letters = texts({4: "Dear Ada", 9: "Dear Grace"}, marks, answers=answers, rows=rows)
    assert letters.save(tmp_path / "a.jsonl", "prodigy").empty
    back = nbl.read(tmp_path / "a.jsonl")
    first = back.annotations.iloc[0]
    assert (first["group"], first["attributes"], first["score"]) == ("g", {"sure": [1, None]}, 0.5)
    assert back.items["comment"].tolist() == ["why?", ""] and back.items["flagged"].tolist() == [True, False]
    assert back.items["source"].tolist()[0] == "mail" and back.keys.tolist() == [4, 9]


def test_skipped_items_are_ignored_ones(tmp_path: Path) -> None:
    texts({"a": "Dear Ada", "b": "Dear"}, answers={"b": {"status": "skipped"}}).save(
        tmp_path / "a.jsonl", "prodigy", items="all"
    )
    assert [row["answer"] for row in written(tmp_path / "a.jsonl")] == ["accept", "ignore"]
    assert nbl.read(tmp_path / "a.jsonl").items["status"].tolist() == ["done", "skipped"]


def test_the_answer_says_what_is_taken(tmp_path: Path) -> None:
    ada = {"text": "Dear Ada", "spans": [{"start": 5, "end": 8, "label": "person"}], **HASHES}
    back = nbl.read(
        tasks(
            tmp_path / "a.jsonl",
            {**ada, "answer": "accept", "tokens": [{"text": "Dear", "start": 0, "end": 4, "id": 0}]},
            {**ada, "answer": "reject"},
            {**ada, "answer": "ignore"},
            {**ada, "answer": "later"},
            ada,
        )
    )
    assert back.items["status"].tolist() == ["done", "skipped", "skipped", "skipped", "done"]
    assert back.annotations["item"].tolist() == [0, 4]
    assert list(back.items.columns[-1:]) == ["updated"]
    assert [why for _, why in said(back)] == [
        "it was rejected, so nothing of it is taken",
        "it was ignored, so what was marked or chosen is not taken",
        "answer is 'later', none of accept, reject and ignore; it counts as ignored",
    ]


def test_classes_are_chosen_or_asked_for_one_at_a_time(tmp_path: Path) -> None:
    options = [{"id": "bug", "text": "A bug"}, {"id": "praise", "text": "Praise"}]
    back = nbl.read(
        tasks(
            tmp_path / "a.jsonl",
            {"text": "a b", "options": options, "accept": ["praise"], "answer": "accept"},
            {"text": "c d", "label": "bug", "answer": "accept"},
            {"text": "e f", "label": "bug", "answer": "reject"},
        )
    )
    assert back.items["class"].astype(object).where(lambda each: each.notna(), None).tolist() == ["praise", "bug", None]
    assert back.items["status"].tolist() == ["done"] * 3
    assert back.fields[0].names == ("bug", "praise")
    assert said(back) == [["skipped", "it was said not to be 'bug', and what an item is not is not held yet"]]


def test_pictures_are_found_in_the_folder_that_is_named(tmp_path: Path) -> None:
    picture(tmp_path / "photos" / "a.jpg", (100, 80))
    rectangle = {"type": "rect", "label": "bus", "x": 1, "y": 2, "width": 30, "height": 40}
    outline = {"type": "polygon", "label": "bus", "points": [[1, 2], [31, 2], [10, 42]]}
    path = tasks(
        tmp_path / "a.jsonl",
        {"image": "a.jpg", "width": 100, "height": 80, "spans": [rectangle, outline, {"label": 3}, {"label": "x"}]},
        {"image": "data:image/png;base64,AAAA", "answer": "accept"},
        {"image": "data:image/png;base64,AAAA", "path": "b.jpg", "width": 5, "height": 5, "answer": "accept"},
    )
    back = nbl.read(path, images=tmp_path / "photos")
    assert back.annotations[["x", "y", "width", "height"]].to_numpy().tolist() == [[1, 2, 30, 40]] * 2
    assert back.keys.tolist() == ["a.jpg", "b.jpg"] and back.path(0) == tmp_path / "photos" / "a.jpg"
    assert [why for _, why in said(back)] == [
        "line 2 names no picture; one that stands in the file itself needs a path beside it",
        "an outline of 3 points; outlines are not held yet, the box is",
        "line 1: a shape has label 3",
        "line 1: {'label': 'x'} is no shape",
    ]


def test_the_work_of_several_people_in_one_file_is_said_and_what_is_not_read(tmp_path: Path) -> None:
    marked = {"start": 0, "end": 3, "label": "person", "note": "sure?"}
    rows = [{"text": f"Ada {name}", "spans": [marked], "answer": "accept", "score": 0.4, "_annotator_id": name}
            for name in ("ada", "bob")]  # fmt: skip
    why = "it holds the work of 2 people, such as 'ada', read as one person's; to keep them apart write a file for each"
    assert said(nbl.read(tasks(tmp_path / "a.jsonl", *rows))) == [
        ["skipped", "'score' of a task is not read (2 times)"],
        ["skipped", "'note' of a span is not read (2 times)"],
        ["repaired", f"{why} '_annotator_id'"],
    ]


def test_a_path_never_leads_outside(tmp_path: Path) -> None:
    back = nbl.read(tasks(tmp_path / "a.jsonl", {"image": "../../etc/passwd", "answer": "accept"}))
    assert back.keys.tolist() == ["passwd"] and len(back.report) == 1


def test_a_time_as_key_of_a_picture_is_said_once(tmp_path: Path) -> None:
    moments = images(sizes={pd.Timestamp("2026-01-01"): (10, 10)})  # type: ignore[dict-item]
    report = moments.save(tmp_path / "a.jsonl", "prodigy")
    assert report["why"].tolist() == ["its key Timestamp('2026-01-01 00:00:00') becomes '2026-01-01 00:00:00'"]


def test_a_rotated_box_is_a_loss(tmp_path: Path) -> None:
    turned = record("a.jpg", "box", "bus", x=10, y=20, width=30, height=40, angle=45)
    with pytest.raises(nbl.LossError, match="its angle cannot be held"):
        images([turned]).save(tmp_path / "a.jsonl", "prodigy")


# Damage -----------------------------------------------------------------------------------------------


def test_one_bad_span_never_stops_the_rest(tmp_path: Path) -> None:
    spans = [{"start": 0}, {"start": 0, "end": 99, "label": "a"}, {"start": 5, "end": 8, "label": "a", "text": "Bob"},
             {"start": 5, "end": 8, "label": "a", "text": "Ada"}]  # fmt: skip
    odd = [{"text": "b", "spans": "x", "accept": 7, "relations": [1]}, {"text": "c", "spans": [1]}, {"text": 4}, 5]
    back = nbl.read(tasks(tmp_path / "a.jsonl", {"text": "Dear Ada", "spans": spans, "answer": "accept"}, *odd))
    assert back.annotations["text"].tolist() == ["Ada"]
    assert len(back) == 3 and len(back.report) == 9


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"text": "Dear Ada", "answer": "accept"}\n{"text": "De', r"line 2 of 'a.jsonl' is no JSON: "),
        ('{"image": 7, "answer": "accept"}\n', "'a.jsonl' names no pictures"),
        ('{"html": "x", "answer": "accept"}\n', "'a.jsonl' holds no texts"),
        ("\x80", "'a.jsonl' is not text in UTF-8"),
    ],
    ids=["cut short", "no pictures", "no texts", "wrong encoding"],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(content.encode("latin-1"))
    with pytest.raises(nbl.FormatError, match=why) as damaged:
        nbl.read(tmp_path / "a.jsonl", "prodigy")
    assert "\n" not in str(damaged.value)


def test_the_three_formats_of_lines_are_told_apart(tmp_path: Path) -> None:
    one = letter((19, 29, "person"))
    for name in ("spacy_jsonl", "doccano", "prodigy"):
        one.save(tmp_path / f"{name}.jsonl", name)
        assert shown(nbl.read(tmp_path / f"{name}.jsonl")) == shown(one)
    with pytest.raises(ValueError, match=r"'a.jsonl' may be of several formats; name one with format=: 'doccano'"):
        one.save(tmp_path / "a.jsonl")
