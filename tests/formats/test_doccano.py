"""doccano's JSONL: there and back, UTF-16 offsets, its own exports and imports."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings

import nblabel as nbl
from nblabel.dataset import Dataset
from tests.formats.made import record, shown, texts
from tests.formats.marked import CLASSES, FIREMEN, agrees, bodies, letter, many, marked, said, span

DATA = Path(__file__).parent.parent / "data" / "formats" / "doccano"


def written(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def lines(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


@settings(max_examples=30, deadline=None)
@given(dataset=marked(classes=CLASSES) | marked())
def test_reading_what_was_written_gives_the_same_spans_and_classes(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "a.jsonl", "doccano")
        back = nbl.read(Path(folder) / "a.jsonl")
    assert sorted(shown(back), key=str) == sorted(shown(dataset), key=str)
    assert bodies(back) == bodies(dataset)
    assert [field.names for field in back.fields] == [field.names for field in dataset.fields]
    assert agrees(back) and back.report.empty
    assert set(back.items["status"]) == {"done"}


def test_offsets_are_utf_16_units_there_and_code_points_here(tmp_path: Path) -> None:
    letter((19, 29, "person")).save(tmp_path / "a.jsonl", "doccano")
    assert written(tmp_path / "a.jsonl")[0]["label"] == [[22, 32, "person"]]
    words = FIREMEN.encode("utf-16-le")[2 * 22 : 2 * 32].decode("utf-16-le")
    assert nbl.read(tmp_path / "a.jsonl").annotations[["start", "end", "text"]].to_numpy().tolist() == [[19, 29, words]]


def test_an_offset_inside_a_character_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    back = nbl.read(lines(tmp_path / "a.jsonl", {"text": FIREMEN, "label": [[1, 15, "a"], [8, 15, "a"]]}))
    assert back.annotations["text"].tolist() == ["firemen"]
    assert said(back) == [["skipped", "[1, 15, 'a'] begins or ends inside a character of two UTF-16 units"]]


def test_classes_alone_are_the_labels_of_a_text(tmp_path: Path) -> None:
    marks = [record("a", "class", "praise"), record("a", "class", "bug", 2)]
    letters = texts({"a": "Well done", "b": "Well"}, marks, captures={"classes": many("bug", "question", "praise")})
    letters.save(tmp_path / "a.jsonl", "doccano")
    assert [row["label"] for row in written(tmp_path / "a.jsonl")] == [["praise", "bug"], []]
    back = nbl.read(tmp_path / "a.jsonl")
    assert back.items["class"].tolist() == letters.items["class"].tolist()
    assert back.fields[0].names == ("bug", "question", "praise")


def test_key_comment_flag_and_columns_come_back(tmp_path: Path) -> None:
    rows = pd.DataFrame({"source": ["mail", None]}, index=[4, 9])
    letters = texts({4: "Dear Ada", 9: "Dear Grace"}, answers={4: {"comment": "why?", "flagged": True}}, rows=rows)
    assert letters.save(tmp_path / "a.jsonl", "doccano").empty
    assert written(tmp_path / "a.jsonl")[0]["Comments"] == ["why?"]
    back = nbl.read(tmp_path / "a.jsonl").items
    assert back.index.tolist() == [4, 9] and back["source"].tolist()[0] == "mail"
    assert back["comment"].tolist() == ["why?", ""] and back["flagged"].tolist() == [True, False]


def test_a_time_as_key_becomes_text_and_that_is_said(tmp_path: Path) -> None:
    report = texts({pd.Timestamp("2026-01-31"): "Dear Ada"}).save(tmp_path / "a.jsonl", "doccano")
    assert report["why"].tolist() == ["its key Timestamp('2026-01-31 00:00:00') becomes the text '2026-01-31T00:00:00'"]


def test_what_it_has_no_place_for_is_a_loss(tmp_path: Path) -> None:
    tied = texts({"a": "Ada"}, [span("a", "Ada", 0, 3, "person", group="g", attributes={"sure": True})])
    with pytest.raises(nbl.LossError, match="its group cannot be held") as refused:
        tied.save(tmp_path / "a.jsonl", "doccano")
    assert len(refused.value.report) == 2


# What doccano wrote ----------------------------------------------------------------------------------


def test_a_real_export_of_spans() -> None:
    news = nbl.read(DATA / "labeling_text_label.jsonl")
    assert news.keys.tolist() == [2578, 2580]
    assert news.annotations["label"].value_counts().to_dict() == {"LOC": 6, "PER": 4, "ORG": 1}
    assert news.annotations["text"].tolist()[:5] == ["JAPAN", "CHINA", "Nadim Ladki", "AL-AIN", "United Arab Emirates"]
    assert agrees(news) and news.report.empty


def test_a_real_export_of_several_users_is_read_one_at_a_time() -> None:
    with pytest.raises(nbl.FormatError, match=r"holds the work of users 1, 2, .*; read one at a time: user=1"):
        nbl.read(DATA / "labeling.jsonl")
    first, second = (nbl.read(DATA / "labeling.jsonl", user=user) for user in (1, 2))
    assert (len(first.annotations), len(second.annotations)) == (5, 11)
    assert first.items["status"].tolist() == ["done", "todo"] and second.items["status"].tolist() == ["done", "done"]
    assert said(second) == [["repaired", f"label {id_} is a number; it is called '{id_}'"] for id_ in (12, 13, 14)]
    with pytest.raises(nbl.FormatError, match="user=3 made none of the annotations"):
        nbl.read(DATA / "labeling.jsonl", user=3)


def test_a_real_export_of_classes() -> None:
    reviews = nbl.read(DATA / "classification.jsonl")
    assert reviews.items["class"].tolist() == ["15", "17", "17"]
    assert reviews.keys.tolist() == [2591, 2592, 2593]


def test_files_that_doccano_imports() -> None:
    spans, classes, both = (nbl.read(DATA / f"{name}.jsonl") for name in ("spans", "classes", "intent"))
    assert spans.annotations["text"].tolist() == ["e"] and said(spans) == [["skipped", "line 3 has no text"]]
    assert spans.items["wikiPageID"].tolist() == [1, 2]
    assert classes.items["class"].tolist() == [["positive"], ["positive", "negative"], []]
    assert both.annotations["kind"].value_counts().to_dict() == {"span": 2, "class": 2}
    assert bodies(both) == {0: "exampleA", 1: "exampleB", 2: "exampleC", 3: "exampleD"}


def test_relations_are_left_out_and_said() -> None:
    google = nbl.read(DATA / "relations.jsonl")
    words = ["Google", "September 4, 1998", "Larry Page", "Sergey Brin"]
    assert google.annotations["text"].tolist() == words
    assert said(google) == [["skipped", "3 relations; relations are not held yet, their spans are"]]


# Damage -----------------------------------------------------------------------------------------------


def test_one_bad_label_never_stops_the_rest(tmp_path: Path) -> None:
    labels = [
        [0, 99, "a"],
        ["x", 2, "a"],
        [1],
        None,
        [5, 8, None],
        [-1, 3, "a"],
        [5, 8, "a"],
        {"label": "b", "start_offset": 0},
    ]
    back = nbl.read(lines(tmp_path / "a.jsonl", {"text": "Dear Ada", "label": labels}))
    assert back.annotations["text"].tolist() == ["Ada"]
    assert len(said(back)) == 7 and {what for what, _ in said(back)} == {"skipped"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"text": "Dear Ada", "label": [[0, 4, "a"]]}\n{"text": "De', r"line 2 of 'a.jsonl' is no JSON: "),
        ("\x80", "'a.jsonl' is not text in UTF-8"),
        ('{"label": []}\n', "'a.jsonl' holds no texts: line 1 has no text"),
    ],
    ids=["cut short", "wrong encoding", "no texts"],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(content.encode("latin-1"))
    with pytest.raises(nbl.FormatError, match=why) as damaged:
        nbl.read(tmp_path / "a.jsonl", "doccano")
    assert "\n" not in str(damaged.value)


def test_half_a_character_is_read_as_one_that_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Ada \\ud83d!", "label": [[0, 3, "a"]]}', "utf-8")
    back = nbl.read(tmp_path / "a.jsonl")
    assert bodies(back) == {0: "Ada \ufffd!"} and len(back.report) == 1
