"""spaCy's offsets: there and back, its older forms, and spaCy itself reading what is written."""

from __future__ import annotations

import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from spacy.training import Example

import nblabel as nbl
from nblabel.dataset import Dataset
from tests.formats.made import images, record, shown, texts
from tests.formats.marked import CLASSES, FIREMEN, agrees, bodies, letter, many, marked, said, span


def written(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@settings(max_examples=30, deadline=None)
@given(dataset=marked(classes=CLASSES))
def test_reading_what_was_written_gives_the_same_spans_and_classes(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "a.jsonl", "spacy_jsonl", spans_key="sc")
        back = nbl.read(Path(folder) / "a.jsonl", "spacy_jsonl")
    assert sorted(shown(back), key=str) == sorted(shown(dataset), key=str)
    assert bodies(back) == bodies(dataset)
    assert [field.names for field in back.fields] == [field.names for field in dataset.fields]
    assert agrees(back) and back.report.empty
    assert set(back.items["status"]) == {"done"}


@settings(max_examples=20, deadline=None)
@given(dataset=marked(overlap=False))
def test_reading_entities_gives_the_same_spans_in_the_same_order(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "a.jsonl", "spacy_jsonl")
        back = nbl.read(Path(folder) / "a.jsonl")
    assert shown(back) == shown(dataset)


def test_offsets_are_code_points(tmp_path: Path) -> None:
    letter((19, 29, "person")).save(tmp_path / "a.jsonl", "spacy_jsonl")
    labels = [{"name": "person", "color": "#0072B2"}, {"name": "place", "color": "#E69F00"}]
    fields = [{"name": "span", "kind": "span", "labels": labels}]
    assert written(tmp_path / "a.jsonl") == [
        {"text": FIREMEN, "entities": [[19, 29, "person"]], "id": "a", "nblabel": {"fields": fields}}
    ]


def test_comment_flag_and_columns_come_back(tmp_path: Path) -> None:
    rows = pd.DataFrame({"source": ["mail", None], "year": [1999, 2001]}, index=[4, 9])
    letters = texts({4: "Dear Ada", 9: "Dear Grace"}, answers={4: {"comment": "why?", "flagged": True}}, rows=rows)
    assert letters.save(tmp_path / "a.jsonl", "spacy_jsonl").empty
    back = nbl.read(tmp_path / "a.jsonl").items
    assert back.index.tolist() == [4, 9]
    assert back["comment"].tolist() == ["why?", ""] and back["flagged"].tolist() == [True, False]
    assert back["source"].tolist()[0] == "mail" and back["year"].tolist() == [1999, 2001]


def test_overlapping_entities_are_a_loss_and_the_sentence_says_the_way_out(tmp_path: Path) -> None:
    nested = letter((19, 23, "place"), (19, 29, "person"))
    with pytest.raises(nbl.LossError, match=r"overlaps 'firetrucks' \(19 to 29\); .* spans_key='sc'"):
        nested.save(tmp_path / "a.jsonl", "spacy_jsonl")
    nested.save(tmp_path / "a.jsonl", "spacy_jsonl", allow_loss=True)
    assert nbl.read(tmp_path / "a.jsonl").annotations["text"].tolist() == ["firetrucks"]
    nested.save(tmp_path / "a.jsonl", "spacy_jsonl", spans_key="sc")
    assert nbl.read(tmp_path / "a.jsonl").annotations["text"].tolist() == ["fire", "firetrucks"]


def test_spacy_takes_each_line_as_an_example(tmp_path: Path) -> None:
    captures = {"spans": ["person"], "classes": many("bug", "praise")}
    marks = [span("a", FIREMEN, 5, 12, "person"), record("a", "class", "praise", 2)]
    texts({"a": FIREMEN}, marks, captures=captures).save(tmp_path / "a.jsonl", "spacy_jsonl")
    row = written(tmp_path / "a.jsonl")[0]
    nlp = spacy.blank("en")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it warns of spans that do not fit
        made = Example.from_dict(nlp.make_doc(row["text"]), {"entities": row["entities"], "cats": row["cats"]})
    assert [(each.text, each.start_char, each.label_) for each in made.reference.ents] == [("firemen", 5, "person")]
    assert made.reference.cats == {"bug": 0.0, "praise": 1.0}


def test_what_spacy_makes_of_a_text_itself_is_read(tmp_path: Path) -> None:
    doc = spacy.blank("en")(FIREMEN)
    doc.ents = [doc.char_span(19, 29, "VEHICLE")]
    doc.spans["sc"] = [doc.char_span(5, 12, "PERSON")]
    doc.cats = {"news": 0.9, "sports": 0.1}
    (tmp_path / "a.jsonl").write_text(json.dumps(doc.to_json()) + "\n", "utf-8")
    back = nbl.read(tmp_path / "a.jsonl")
    assert back.annotations["text"].tolist()[:2] == ["firetrucks", "firemen"]
    assert back.items["class"].tolist() == ["news"]
    assert back.fields[1].names == ("news", "sports")


def test_what_is_said_of_tokens_and_ids_of_a_knowledge_base_are_counted_in_the_report(tmp_path: Path) -> None:
    tokens = [{"id": 0, "start": 0, "end": 3, "pos": "NOUN"}]
    row = {"text": "Ada", "entities": [[0, 3, "person", "Q7259"]], "tokens": tokens}
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(row)}\n" * 2, "utf-8")
    why = nbl.read(tmp_path / "a.jsonl").report["why"].tolist()
    assert why == ["'tokens' of a text is not read (2 times)", "'kb_id' of a text is not read (2 times)"]


@pytest.mark.parametrize(
    "content",
    [
        '["Dear Ada", {"entities": [[5, 8, "person"]]}]\n["Dear me", {"entities": []}]\n',
        '[["Dear Ada", {"entities": [[5, 8, "person"]]}], ["Dear me", {"entities": []}]]',
        '[\n ["Dear Ada", {"entities": [[5, 8, "person"]]}],\n ["Dear me", {"entities": []}]\n]',
        '{"classes": ["person"], "annotations": [["Dear Ada", {"entities": [[5, 8, "person"]]}], ["Dear me", {}]]}',
        '[{"text": "Dear Ada", "entities": [{"start": 5, "end": 8, "label": "person"}]}, {"text": "Dear me"}]',
    ],
    ids=["pairs, a line each", "a list of pairs", "over several lines", "web annotators", "a list of objects"],
)
def test_older_forms_are_read(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content, "utf-8")
    back = nbl.read(tmp_path / "a.json")
    assert bodies(back) == {0: "Dear Ada", 1: "Dear me"}
    assert back.annotations["text"].tolist() == ["Ada"] and back.report.empty


def test_one_bad_entity_never_stops_the_rest(tmp_path: Path) -> None:
    entities = [[0, 4, "a"], [0, 99, "a"], ["x", 2, "a"], [1], None, [5, 8, None], [5, 8, 12], [True, 3, "a"]]
    rows = [{"text": "Dear Ada", "entities": entities}, {"text": None}, 7]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    back = nbl.read(tmp_path / "a.jsonl")
    assert back.annotations[["text", "label"]].to_numpy().tolist() == [["Dear", "a"], ["Ada", "12"]]
    assert [why for _, why in said(back)] == [
        "line 2 has no text",
        "line 3 is no object but 7",
        "line 1: [1] is no [start, end, label]",
        "line 1: None is no [start, end, label]",
        "a label is None, which is no text",
        "label 12 is a number; it is called '12'",
        "start=0, end=99 is past the end of the text, which has 8 code points",
        "start='x' is not a whole number of code points",
        "start=True is not a number of code points",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"text": "Dear Ada", "entities": [[0, 4, "a"]]}\n{"text": "De', r"line 2 of 'a.jsonl' is no JSON: "),
        ('{"text": "Dear Ada", "ent', r"'a.jsonl' is no whole JSON file|line 1 of 'a.jsonl' is no JSON"),
        ("caf\xe9", "'a.jsonl' is not text in UTF-8: byte 3 is 0xe9"),
        ('{"tokens": ["Dear"]}\n', "'a.jsonl' holds no texts: line 1 has no text"),
        ('{"a": {"b": 1}}', "'a.jsonl' holds no texts|neither one JSON object a line nor a JSON list"),
        ("[" * 100_000, "'a.jsonl' is JSON nested too deeply|is no whole JSON file"),
    ],
    ids=["cut short", "one line cut short", "wrong encoding", "no texts", "another object", "nested"],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(content.encode("latin-1"))
    with pytest.raises(nbl.FormatError, match=why) as damaged:
        nbl.read(tmp_path / "a.jsonl", "spacy_jsonl")
    assert "\n" not in str(damaged.value)


def test_images_are_refused() -> None:
    with pytest.raises(
        ValueError,
        match="spacy_jsonl is not for images, and those of dataset 'street' are",
    ):
        images().save("a.jsonl", "spacy_jsonl")
