"""What is no file of annotations is said to be what it is, and what to do with it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import nblabel as nbl
from nblabel.formats import FormatError
from tests.formats.made import picture


def says(path: Path, sentence: str, error: type[Exception] = FormatError, **options: str) -> None:
    with pytest.raises(error, match=sentence):
        nbl.read(path, **options)


@pytest.mark.parametrize("name", ["a.json", "a.csv", "a.jsonl", "a.xml", "a.parquet", "a"])
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n"])
def test_a_file_without_content_is_empty(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    says(tmp_path / name, f"^'{name}' is empty$")


def test_an_archive_is_to_be_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("annotations.json", "{}")
    says(tmp_path / "export.zip", "'export.zip' is a zip archive; unpack it, then read what was in it")
    says(tmp_path / "export.zip", "'export.zip' is a zip archive", format="coco")


def test_a_picture_is_for_a_labeler(tmp_path: Path) -> None:
    says(picture(tmp_path / "a.png"), r"'a.png' is a picture; label it with nblabel.ImageLabeler")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (None, "the folder 'mine' is empty"),
        ("a.png", r"the folder 'mine' holds only pictures; .*nblabel.ImageLabeler\('.*mine', …\)"),
        ("a.txt", r"the folder 'mine' holds only texts; .*nblabel.TextLabeler"),
        ("coco.json", r"the folder 'mine' is .* it holds 'coco.json'. Read one of them"),
    ],
)
def test_a_folder_says_what_it_holds(tmp_path: Path, name: str | None, sentence: str) -> None:
    (tmp_path / "mine").mkdir()
    if name is not None:
        (tmp_path / "mine" / name).write_text("{}")
    says(tmp_path / "mine", sentence)


@pytest.mark.parametrize("name", ["mine.csv", "mine.parquet"])
def test_a_table_of_ones_own_is_for_pandas(tmp_path: Path, name: str) -> None:
    table = pd.DataFrame({"text": ["fine"], "label": ["praise"]})
    if name == "mine.csv":
        table.to_csv(tmp_path / name)
    else:
        table.to_parquet(tmp_path / name)
    says(tmp_path / name, f"'{name}' was not written by nblabel .*; read a table of your own with pandas")


def test_a_table_that_lost_one_of_its_files_says_so(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("item,label\n")
    (tmp_path / "mine.items.csv").write_text("item\n")
    says(tmp_path / "mine.csv", "'mine.csv' goes together with 'mine.items.csv', 'mine.labels.json' beside it")


def test_json_of_another_kind_names_its_keys(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"zoo": 1, "boxes": []}))
    says(
        tmp_path / "a.json",
        "'a.json' holds, an object with 'boxes', 'zoo', is of no format",
        ValueError,
    )


def test_a_path_that_is_nearly_right_is_proposed(tmp_path: Path) -> None:
    (tmp_path / "annotations.json").write_text("{}")
    says(tmp_path / "anotations.json", "there is no file .*, did you mean 'annotations.json'?", FileNotFoundError)


def test_of_a_path_it_is_said_how_far_it_is_right(tmp_path: Path) -> None:
    sentence = f"of it only {re.escape(repr(str(tmp_path)))} is there"
    says(tmp_path / "of" / "nobody" / "a.json", sentence, FileNotFoundError)


def test_what_is_not_on_this_machine_is_to_be_downloaded() -> None:
    with pytest.raises(FileNotFoundError, match=r"'https://.*coco.json' is not on this machine; download it first"):
        nbl.read("https://example.org/coco.json")


def test_a_frame_is_no_path() -> None:
    with pytest.raises(TypeError, match=r"is no path; .* a frame of annotations goes in with labeler.add"):
        nbl.read(pd.DataFrame({"label": ["bus"]}))  # type: ignore[arg-type]


MEANT = {"COCO": "coco", "YOLOv8": "yolo", "pascal_voc": "voc", "labelstudio": "label_studio"}


@pytest.mark.parametrize("given", MEANT)
def test_a_format_that_is_nearly_right_is_proposed(tmp_path: Path, given: str) -> None:
    (tmp_path / "a.json").write_text("{}")
    sentence = f"format={given!r} is not known; the formats are .*, did you mean '{MEANT[given]}'"
    says(tmp_path / "a.json", sentence, ValueError, format=given)
