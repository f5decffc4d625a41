"""How a format is chosen, which items it is given, and how a loss is said."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nblabel as nbl
from nblabel.capture import read_captures
from nblabel.dataset import Dataset
from nblabel.formats import FormatError, by_name, find, guess
from nblabel.formats._contents import Contents
from nblabel.labels import Choice
from tests.formats.made import images, record, texts

EMPTY = Dataset(read_captures({"boxes": ["bus"]}, "image"), ["a.jpg"])
BUS = record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4)


@pytest.mark.parametrize(
    ("path", "name"), [("a.csv", "csv"), ("a.b.CSV", "csv"), ("a.parquet", "parquet"), ("a.pq", "parquet")]
)
def test_the_ending_tells_the_format(path: str, name: str) -> None:
    assert find(path).name == name


def test_a_format_that_is_named_goes_before_the_ending() -> None:
    assert find("street.txt", "csv").name == "csv"


def test_an_unknown_ending_lists_the_formats() -> None:
    with pytest.raises(ValueError, match=r"the ending of 'street.xyz' tells no format; .* 'csv' \(.csv\), .*'parquet'"):
        EMPTY.save("street.xyz")


def test_an_unknown_format_lists_the_formats() -> None:
    with pytest.raises(ValueError, match=r"format='coco7' is not known; the formats are .*'coco'"):
        EMPTY.save("street.json", "coco7")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"the folder .*nowhere' is not there; make it first"):
        EMPTY.save(tmp_path / "nowhere" / "street.csv")


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"is a folder; coco is a file, as in '.*json'"):
        EMPTY.save(tmp_path, "coco")


def test_a_store_is_never_written_over(tmp_path: Path) -> None:
    store = tmp_path / "labels.db"
    nbl.TextLabeler(["Ada"], spans=["person"], store=store).close()
    before = store.read_bytes()
    with pytest.raises(FormatError, match=r"labels.db' is a database, maybe the store of a labeler"):
        EMPTY.save(store, "coco")
    assert store.read_bytes() == before


def test_a_link_goes_on_leading_to_the_file_and_what_was_private_stays_so(tmp_path: Path) -> None:
    (tmp_path / "there.json").write_text("{}")
    (tmp_path / "there.json").chmod(0o600)
    (tmp_path / "street.json").symlink_to(tmp_path / "there.json")
    images([BUS]).save(tmp_path / "street.json", "coco")
    assert (tmp_path / "street.json").is_symlink() and (tmp_path / "there.json").stat().st_mode & 0o777 == 0o600
    assert len(nbl.read(tmp_path / "there.json").annotations) == 1


def test_what_cannot_be_written_is_called_as_it_was_asked_for(tmp_path: Path) -> None:
    name = "x" * 245 + ".json"  # long enough for what is written first under a passing name to be too long
    with pytest.raises(OSError, match=rf"{name}' cannot be written: File name too long"):
        images([BUS]).save(tmp_path / name, "coco")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no file .*street.csv"):
        nbl.read(tmp_path / "street.csv")


def test_an_option_the_format_does_not_take_lists_those_it_does(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"image= is no option of yolo; its options here: images=, task="):
        EMPTY.save(tmp_path / "y", "yolo", image="copy")
    EMPTY.save(tmp_path / "a.csv")
    with pytest.raises(TypeError, match=r"images= is no option of csv; its options here: none"):
        nbl.read(tmp_path / "a.csv", images="x")


def test_without_pyarrow_parquet_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pyarrow(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_pyarrow)
    with pytest.raises(ImportError, match=r"pip install 'nblabel\[parquet\]', or save as .csv"):
        EMPTY.save(tmp_path / "street.parquet")


@pytest.mark.parametrize("name", ["csv", "parquet", "coco", "yolo", "voc"])
def test_what_was_written_is_known_again_by_its_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / {"csv": "a.csv", "parquet": "a.parquet", "coco": "a.txt"}.get(name, "folder")
    images([BUS]).save(path, name)
    assert guess(Contents(path)).name == name


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_file_of_one_line_is_parsed_once_however_many_formats_look_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    content = {"images": [{"id": 1, "file_name": "a.jpg", "note": "x" * 70_000}], "categories": [], "annotations": []}
    (tmp_path / "street.json").write_text(json.dumps(content) + end, "utf-8")
    parse, parsed = json.loads, []

    def watched(text: str, **given: Any) -> Any:
        parsed.append(len(text))
        return parse(text, **given)

    monkeypatch.setattr(json, "loads", watched)
    assert len(nbl.read(tmp_path / "street.json")) == 1
    assert [length for length in parsed if length > 70_000] == [len(json.dumps(content) + end)]


def test_what_no_format_knows_lists_the_formats(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", "utf-8")
    with pytest.raises(ValueError, match=r"'notes.txt' holds is of no format that is known; .* name it with format="):
        nbl.read(tmp_path / "notes.txt")


def test_a_format_never_claims_what_it_cannot_read(tmp_path: Path) -> None:
    for name, content in {
        "a": b"",
        "b.json": b"{",
        "c.xml": b"<a",
        "d.csv": b"\xff",
        "e.json": b"[[1]]",
        "f": b"\0" * 9,
    }.items():
        (tmp_path / name).write_bytes(content)
        for form in by_name().values():
            assert not form.claims(Contents(tmp_path / name)), (form.name, name)


# Which items ---------------------------------------------------------------------------------------


def test_done_items_are_written_the_empty_ones_too_and_others_are_left_out_and_counted(tmp_path: Path) -> None:
    sizes = dict.fromkeys(["done.jpg", "empty.jpg", "todo.jpg", "skipped.jpg"], (10, 10))
    box = record("done.jpg", "box", "bus", x=1, y=1, width=2, height=2)
    street = images([box], sizes, answers={"todo.jpg": {"status": "todo"}, "skipped.jpg": {"status": "skipped"}})
    report = street.save(tmp_path / "street.json", "coco")
    assert report[["item", "what", "why"]].to_numpy().tolist() == [
        ["todo.jpg", "left out", "its status is 'todo'"],
        ["skipped.jpg", "left out", "its status is 'skipped'"],
    ]
    written = json.loads((tmp_path / "street.json").read_text("utf-8"))
    assert [each["file_name"] for each in written["images"]] == ["done.jpg", "empty.jpg"]


def test_a_todo_item_that_carries_annotations_raises_with_the_way_out(tmp_path: Path) -> None:
    street = images([BUS], answers={"a.jpg": {"status": "todo"}})
    with pytest.raises(ValueError, match=r"1 item has annotations and is 'todo', such as 'a.jpg'.*items='annotated'"):
        street.save(tmp_path / "street.json", "coco")
    assert not list(tmp_path.iterdir())
    street.save(tmp_path / "street.json", "coco", items="annotated")
    assert nbl.read(tmp_path / "street.json").keys.tolist() == ["a.jpg", "b.jpg"]


def test_items_may_be_named(tmp_path: Path) -> None:
    images([BUS]).save(tmp_path / "street.json", "coco", items=["b.jpg"])
    assert nbl.read(tmp_path / "street.json").keys.tolist() == ["b.jpg"]


def test_every_item_is_written_if_asked_for(tmp_path: Path) -> None:
    street = images([BUS], answers={"a.jpg": {"status": "todo"}, "b.jpg": {"status": "skipped"}})
    street.save(tmp_path / "street.json", "coco", items="all")
    assert nbl.read(tmp_path / "street.json").keys.tolist() == ["a.jpg", "b.jpg"]


def test_where_none_is_chosen_nothing_is_written(tmp_path: Path) -> None:
    street = images(answers={"a.jpg": {"status": "todo"}, "b.jpg": {"status": "skipped"}})
    with pytest.raises(ValueError, match=r"items='done' chooses none of 2 items, so there is nothing to write"):
        street.save(tmp_path / "street.json", "coco")
    assert not list(tmp_path.iterdir())


def test_a_status_that_will_be_read_as_done_is_said(tmp_path: Path) -> None:
    street = images([BUS], answers={"a.jpg": {"status": "todo"}})
    report = street.save(tmp_path / "street.json", "coco", items="all")
    why = "its status 'todo' has no place in this format; read back it is 'done'"
    assert report[["item", "what", "why"]].to_numpy().tolist() == [["a.jpg", "left out", why]]


def test_a_format_of_texts_takes_no_pictures_and_lists_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"brat is not for images, .* the formats that are: 'coco' \(.json\), .*'yolo'"
    ):
        images([BUS]).save(tmp_path / "letters", "brat")


def test_an_unknown_word_for_items_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"items='finished' is not 'done', 'annotated', 'all' or a list of keys"):
        EMPTY.save(tmp_path / "a.json", "coco", items="finished")


# Losses --------------------------------------------------------------------------------------------


def test_a_loss_is_refused_with_the_report_and_the_way_out(tmp_path: Path) -> None:
    captures = {"boxes": ["bus"], "classes": {"weather": Choice(["rain"])}}
    rain = record("a.jpg", "class", "rain", field="weather")
    turned = record("b.jpg", "box", "bus", x=10, y=20, width=8, height=4, angle=90.0)
    street = images([rain, turned], captures=captures, answers={"a.jpg": {"comment": "blurred"}})
    with pytest.raises(nbl.LossError, match=r"voc cannot hold all (.|\n)*allow_loss=True") as refused:
        street.save(tmp_path / "voc", "voc")
    assert not list(tmp_path.iterdir())
    assert refused.value.report[["item", "field", "what"]].fillna("").to_numpy().tolist() == [
        ["a.jpg", "", "lost"],
        ["a.jpg", "weather", "lost"],
        ["b.jpg", "box", "lost"],
    ]
    assert "its angle cannot be held; written are its exact upright bounds" in str(refused.value)
    street.save(tmp_path / "voc", "voc", allow_loss=True)
    # 8 x 4 turned by 90 degrees about its centre at 14, 22
    back = nbl.read(tmp_path / "voc").annotations
    assert back[["x", "y", "width", "height"]].to_numpy().round(9).tolist() == [[12, 18, 4, 8]]


@pytest.mark.parametrize("name", ["docbin", "doccano", "huggingface", "label_studio", "prodigy", "spacy_jsonl"])
def test_a_question_comes_back_under_its_own_name(tmp_path: Path, name: str) -> None:
    captures = {"classes": {"tone": Choice(["calm", "angry"], multiple=True)}}
    letters = texts({"a": "Dear Ada"}, [record("a", "class", "calm", field="tone")], captures=captures)
    path = tmp_path / f"letters{find('', name).endings[0] if find('', name).endings else ''}"
    assert letters.save(path, name).empty
    assert nbl.read(path, name).items["tone"].tolist() == [["calm"]]


@pytest.mark.parametrize("name", ["cvat", "labelme"])
def test_a_question_whose_name_has_no_place_is_said(tmp_path: Path, name: str) -> None:
    captures = {"classes": {"weather": Choice(["rain", "sun"], multiple=True)}}
    street = images([record("a.jpg", "class", "rain", field="weather")], captures=captures)
    report = street.save(tmp_path / "street", name)
    assert report[["field", "what", "why"]].to_numpy().tolist() == [
        ["weather", "left out", "its name has no place in this format; read back it is 'class'"],
        ["weather", "left out", "that it takes several answers has no place in this format, and no item has several"],
    ]


def test_a_report_begins_with_one_sentence_and_is_that_alone_where_all_is_well(tmp_path: Path) -> None:
    path = tmp_path / "street.json"
    assert repr(images([BUS]).save(path, "coco")) == f"2 items with 1 annotation saved to {str(path)!r} (coco)"
    assert nbl.read(
        path
    ).report._repr_html_() == f"<p>2 items with 1 annotation read from {str(path)!r} (coco)</p>".replace("'", "&#x27;")
    first, second = repr(images([BUS], rows=pd.DataFrame({"camera": [1, 2]})).save(tmp_path / "voc", "voc")).split("\n")
    assert (
        first == f"2 items with 1 annotation saved to {str(tmp_path / 'voc')!r} (voc); what is not as it was, and why:"
    )
    assert second == "  1 x left out: your own column 'camera' has no place in this format"


def test_a_report_is_shown_by_its_reasons_a_few_of_them(tmp_path: Path) -> None:
    street = images(sizes={f"{number}?.jpg": (10, 10) for number in range(20)})
    shown = repr(street.save(tmp_path / "voc", "voc")).split("\n")
    assert shown[1] == "  1 x left out: its key '0?.jpg' becomes the file name '0_.jpg' ('0?.jpg')"
    assert shown[13:] == ["… and 8 more reasons; the rows of this frame are all of them"]


def test_a_dataset_tells_that_its_report_says_something(tmp_path: Path) -> None:
    images([BUS]).save(tmp_path / "street.json", "coco")
    content = json.loads((tmp_path / "street.json").read_text("utf-8"))
    assert repr(nbl.read(tmp_path / "street.json")) == "Dataset 'street': 2 items, 1 annotation"
    content["annotations"][0]["bbox"] = "here"
    (tmp_path / "street.json").write_text(json.dumps(content), "utf-8")
    assert repr(nbl.read(tmp_path / "street.json")) == "Dataset 'street': 2 items, 0 annotations; its report has 1 row"


def test_suggestions_and_own_columns_are_left_out_without_refusal(tmp_path: Path) -> None:
    guess = record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4, source="model", model="m")
    street = images([guess], rows=pd.DataFrame({"camera": ["x", "y"]}))
    report = street.save(tmp_path / "voc", "voc")
    assert report[["annotation", "what"]].fillna("").to_numpy().tolist() == [["id0", "left out"], ["", "left out"]]
    assert len(nbl.read(tmp_path / "voc").annotations) == 0


def test_whose_work_it_is_can_be_said_when_reading(tmp_path: Path) -> None:
    images([BUS]).save(tmp_path / "street.json", "coco")
    assert nbl.read(tmp_path / "street.json", annotator="bob").annotations["annotator"].tolist() == ["bob"]
