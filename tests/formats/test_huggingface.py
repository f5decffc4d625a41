"""Hugging Face datasets: there and back, and ``datasets`` itself on both sides."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import datasets
import pandas as pd
import pytest
from datasets import ClassLabel, Image, Sequence, Value
from hypothesis import given, settings
from hypothesis import strategies as st

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.labels import Choice
from tests.formats.made import boxed, images, picture, record, shown, texts
from tests.formats.marked import CLASSES, FIREMEN, agrees, bodies, letter, many, marked, said, span

datasets.disable_progress_bars()
PNG = Path(__file__).parent.parent / "data" / "OSBS_029.png"


def loaded(path: Path) -> Any:
    return datasets.load_from_disk(str(path), keep_in_memory=True)


def put(path: Path, features: dict[str, Any], **columns: list[Any]) -> Path:
    """Write a dataset as its users do."""
    datasets.Dataset.from_dict(columns, features=datasets.Features(features)).save_to_disk(str(path))
    return path


@settings(max_examples=20, deadline=None)
@given(dataset=marked(classes=CLASSES))
def test_reading_what_was_written_gives_the_same_spans_and_classes(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "hf", "huggingface")
        back = nbl.read(Path(folder) / "hf")
    assert sorted(shown(back), key=str) == sorted(shown(dataset), key=str)
    assert bodies(back) == bodies(dataset)
    assert {field.name: field.names for field in back.fields} == {field.name: field.names for field in dataset.fields}
    assert agrees(back) and back.report.empty


@settings(max_examples=30, deadline=None)
@given(dataset=boxed(places=st.sampled_from([0.0, 0.25, 0.1])))
def test_reading_what_was_written_gives_the_same_boxes(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "hf", "huggingface")
        back = nbl.read(Path(folder) / "hf")
    assert sorted(shown(back)) == sorted(shown(dataset))
    assert back.fields[0].names == dataset.fields[0].names
    assert back.keys.tolist() == dataset.keys.tolist() and back.report.empty


def test_datasets_opens_texts_with_spans_and_classes(tmp_path: Path) -> None:
    captures = {"spans": ["person", "vehicle"], "classes": {"tone": Choice(["bug", "praise"]), "all": many("x", "y")}}
    marks = [
        span("a", FIREMEN, 19, 29, "vehicle"),
        record("a", "class", "praise", 2, field="tone"),
        record("a", "class", "y", 3, field="all"),
        record("a", "class", "x", 4, field="all"),
    ]
    both = texts({"a": FIREMEN, "b": "Dear"}, marks, captures=captures)
    both.save(tmp_path / "hf", "huggingface")
    theirs = loaded(tmp_path / "hf")
    row = theirs[0]
    assert FIREMEN[row["spans"]["start"][0] : row["spans"]["end"][0]] == "firetrucks"
    assert (
        theirs.features["tone"].names == ["bug", "praise"] and theirs.features["tone"].int2str(row["tone"]) == "praise"
    )
    assert row["all"] == [1, 0] and theirs[1]["tone"] is None and theirs[1]["all"] == []
    assert shown(nbl.read(tmp_path / "hf")) == shown(both)


def test_datasets_opens_pictures_with_boxes(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", (100, 80))
    drawn = nbl.Dataset.read(_coco(tmp_path))
    drawn.save(tmp_path / "hf", "huggingface", images="copy")
    theirs = loaded(tmp_path / "hf")
    assert theirs[0]["image"].size == (100, 80)
    assert theirs[0]["objects"] == {"bbox": [[4.5, 5, 20, 10]], "category": [1]}
    assert theirs.features["objects"]["category"].feature.names == ["car", "bus"]
    (tmp_path / "a.png").unlink()
    back = nbl.read(tmp_path / "hf")
    assert shown(back) == shown(drawn)
    assert (back.extent(0).width, back.extent(0).height) == (100, 80) and back.source is not None


def _coco(folder: Path) -> Path:
    content = {
        "images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 80}],
        "categories": [{"id": 1, "name": "car"}, {"id": 7, "name": "bus"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 7, "bbox": [4.5, 5, 20, 10]}],
    }
    (folder / "coco.json").write_text(json.dumps(content))
    return folder / "coco.json"


def test_a_split_column_makes_a_dict_of_splits(tmp_path: Path) -> None:
    rows = pd.DataFrame({"split": ["train", "test", "train"], "year": [1, 2, 3]}, index=["a", "b", "c"])
    texts({"a": "Ada", "b": "Bob", "c": "Cy"}, rows=rows).save(tmp_path / "hf", "huggingface")
    theirs = loaded(tmp_path / "hf")
    assert {name: part["text"] for name, part in theirs.items()} == {"train": ["Ada", "Cy"], "test": ["Bob"]}
    back = nbl.read(tmp_path / "hf").items
    assert back["split"].to_dict() == {"a": "train", "c": "train", "b": "test"}
    assert back["year"].to_dict() == {"a": 1, "c": 3, "b": 2}


def test_tokens_and_tags_are_written_with_a_tokenizer(tmp_path: Path) -> None:
    marks = ((5, 12, "person"), (13, 29, "place"))
    letter(*marks).save(tmp_path / "hf", "huggingface", tokenizer=str.split)
    theirs = loaded(tmp_path / "hf")
    assert theirs[0]["tokens"] == FIREMEN.split()
    assert theirs.features["ner_tags"].feature.names == ["O", "B-person", "I-person", "B-place", "I-place"]
    assert theirs[0]["ner_tags"] == [0, 1, 3, 4]
    assert shown(nbl.read(tmp_path / "hf")) == shown(letter(*marks))
    with pytest.raises(nbl.LossError, match="its words 'fire' are not whole tokens"):
        letter((19, 23, "place")).save(tmp_path / "hf", "huggingface", tokenizer=str.split)


def test_comment_flag_and_columns_come_back(tmp_path: Path) -> None:
    rows = pd.DataFrame({"source": ["mail", None], "odd": [[1], {"a": 2}]}, index=[4, 9])
    letters = texts({4: "Dear Ada", 9: "Dear Grace"}, answers={4: {"comment": "why?", "flagged": True}}, rows=rows)
    report = letters.save(tmp_path / "hf", "huggingface")
    assert report["why"].tolist() == ["your own column 'odd' is not text, numbers, or True and False"]
    back = nbl.read(tmp_path / "hf").items
    assert back.index.tolist() == [4, 9] and back["source"].tolist()[0] == "mail"
    assert back["comment"].tolist() == ["why?", ""] and back["flagged"].tolist() == [True, False]


def test_what_it_has_no_place_for_is_a_loss(tmp_path: Path) -> None:
    turned = record("a.jpg", "box", "bus", x=10, y=20, width=30, height=40, angle=45)
    with pytest.raises(nbl.LossError, match="its angle cannot be held"):
        images([turned]).save(tmp_path / "hf", "huggingface")
    named = texts(
        {"a": "Ada"}, [record("a", "class", "x", field="text")], captures={"classes": {"text": Choice(["x"])}}
    )
    with pytest.raises(nbl.LossError, match="text: 1 x the name of its field is taken by another column"):
        named.save(tmp_path / "hf", "huggingface")


def test_pictures_that_are_not_at_hand_are_not_copied(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"the picture of item 'a.jpg' is not at hand"):
        images().save(tmp_path / "hf", "huggingface", images="copy")
    with pytest.raises(ValueError, match="images='link' is not 'copy' or None"):
        images().save(tmp_path / "hf", "huggingface", images="link")


def test_a_folder_of_something_else_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("Dear")
    with pytest.raises(nbl.FormatError, match="holds something else than a dataset"):
        letter().save(tmp_path, "huggingface")
    letter().save(tmp_path / "hf", "huggingface")
    rows = pd.DataFrame({"split": ["train"]}, index=["a"])
    texts({"a": "Ada"}, rows=rows).save(tmp_path / "hf", "huggingface")
    assert list(loaded(tmp_path / "hf")) == ["train"]  # nothing is left of the one before


# What datasets wrote ---------------------------------------------------------------------------------


def test_token_classification_as_in_conll2003(tmp_path: Path) -> None:
    names = {"pos_tags": ["NN", "VB"], "ner_tags": ["O", "B-PER", "I-PER"], "chunk_tags": ["O", "B-NP"]}
    tags = {column: Sequence(ClassLabel(names=known)) for column, known in names.items()}
    path = put(
        tmp_path / "hf", {"id": Value("string"), "tokens": Sequence(Value("string")), **tags},
        id=["0", "1"], tokens=[["Ada", "Lovelace", "wrote"], ["Yes"]], pos_tags=[[0, 0, 1], [1]],
        ner_tags=[[1, 2, 0], [0]], chunk_tags=[[1, 0, 0], [0]],
    )  # fmt: skip
    back = nbl.read(path)
    assert bodies(back) == {"0": "Ada Lovelace wrote", "1": "Yes"}
    assert back.annotations[["label", "text"]].to_numpy().tolist() == [["PER", "Ada Lovelace"]]
    assert said(back) == [
        ["skipped", "column 'chunk_tags' labels tokens, and is not read; tags='chunk_tags' reads it instead"],
        ["skipped", "column 'pos_tags' labels tokens, and is not read"],
    ]
    chunks = nbl.read(path, tags="chunk_tags", separator="")
    assert chunks.annotations["text"].tolist() == ["Ada"] and bodies(chunks)["0"] == "AdaLovelacewrote"


def test_text_classification_where_some_have_no_label(tmp_path: Path) -> None:
    label = ClassLabel(names=["neg", "pos"])
    path = put(tmp_path / "hf", {"text": Value("string"), "label": label, "stars": Value("int32")},
               text=["Good", "Hm", "Bad"], label=[1, -1, 0], stars=[5, 3, None])  # fmt: skip
    back = nbl.read(path)
    assert back.annotations["label"].tolist() == ["pos", "neg"] and back.fields[0].names == ("neg", "pos")
    assert back.items["stars"].tolist()[:2] == [5, 3]


def test_texts_under_another_name(tmp_path: Path) -> None:
    path = put(tmp_path / "hf", {"sentence": Value("string")}, sentence=["Good"])
    with pytest.raises(nbl.FormatError, match="neither texts nor pictures but 'sentence'; text= names that of texts"):
        nbl.read(path)
    assert bodies(nbl.read(path, text="sentence")) == {0: "Good"}


def test_object_detection_with_the_pictures_in_it(tmp_path: Path) -> None:
    objects = {"bbox": Sequence(Sequence(Value("float32"), length=4)),
               "category": Sequence(ClassLabel(names=["tree", "bush"]))}  # fmt: skip
    path = put(tmp_path / "hf", {"image": Image(), "image_id": Value("int64"), "objects": objects},
               image=[{"path": "plot.png", "bytes": PNG.read_bytes()}], image_id=[7],
               objects=[{"bbox": [[1, 2, 30, 40], [390, 390, 30, 40]], "category": [1, 0]}])  # fmt: skip
    back = nbl.read(path)
    assert back.keys.tolist() == ["plot.png"] and back.items["image_id"].tolist() == [7]
    assert [row[2:] for row in shown(back)] == [("bush", 1, 2, 30, 40, 0), ("tree", 390, 390, 10, 10, 0)]
    assert said(back) == [["repaired", "clipped to the image (400 x 400)"]]


def test_what_else_is_said_of_objects_is_in_the_report(tmp_path: Path) -> None:
    objects = {"bbox": Sequence(Sequence(Value("float32"), length=4)), "area": Sequence(Value("int64")),
               "category": Sequence(ClassLabel(names=["tree"])), "crowd": Sequence(Value("bool"))}  # fmt: skip
    path = put(tmp_path / "hf", {"file_name": Value("string"), "objects": objects}, file_name=["a.jpg"],
               objects=[{"bbox": [[1, 2, 30, 40]], "category": [0], "area": [1200], "crowd": [True]}])  # fmt: skip
    assert said(nbl.read(path)) == [["skipped", "'crowd' of the column 'objects' is not read"]]


# Damage -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("data-00000-of-00001.arrow", b"ARROW1", "'data-00000-of-00001.arrow' in 'hf' cannot be read: "),
        ("state.json", b"{", "'state.json' is no whole JSON file: "),
        ("state.json", b"{}", "'state.json' does not list its files"),
        ("state.json", b'{"_data_files": [{"filename": "../../x.arrow"}]}', "which is not in the folder"),
        ("state.json", b'{"_data_files": [{"filename": "gone.arrow"}]}', "'gone.arrow' in 'hf' cannot be read: "),
        ("dataset_dict.json", b'{"splits": ["../train"]}', "the split '../train' leads outside the folder"),
        ("dataset_dict.json", b'{"splits": ["train"]}', "'state.json' is not in 'train'"),
        ("dataset_dict.json", b'{"splits": 3}', "'dataset_dict.json' does not list splits"),
    ],
)  # fmt: skip
def test_a_damaged_folder_is_one_sentence(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    letter((19, 29, "person")).save(tmp_path / "hf", "huggingface")
    (tmp_path / "hf" / name).write_bytes(content)
    with pytest.raises(nbl.FormatError) as damaged:
        nbl.read(tmp_path / "hf")
    assert why in str(damaged.value) and "\n" not in str(damaged.value)


def test_a_file_cut_anywhere_is_one_sentence(tmp_path: Path) -> None:
    letter((19, 29, "person")).save(tmp_path / "hf", "huggingface")
    path = tmp_path / "hf" / "data-00000-of-00001.arrow"
    whole = path.read_bytes()
    for length in range(0, len(whole) - 16, 97):
        path.write_bytes(whole[:length])
        with pytest.raises(nbl.FormatError, match="cannot be read"):
            nbl.read(tmp_path / "hf")


def test_odd_cells_never_stop_the_rest(tmp_path: Path) -> None:
    path = put(
        tmp_path / "hf",
        {
            "text": Value("string"),
            "spans": {"start": Sequence(Value("int64")), "end": Sequence(Value("int64")),
                      "label": Sequence(ClassLabel(names=["a"]))},
        },
        text=["Dear Ada", None, "Dear"],
        spans=[
            {"start": [5, 0, 5], "end": [8, 99, 8], "label": [0, 0, 0]},
            None,
            {"start": [1], "end": [], "label": []},
        ],
    )  # fmt: skip
    back = nbl.read(path)
    assert back.annotations["text"].tolist() == ["Ada", "Ada"] and len(back) == 2
    assert len(said(back)) == 3 and {what for what, _ in said(back)} == {"skipped"}
