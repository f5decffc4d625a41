"""Whatever stands in a file, reading gives a dataset or one sentence: nothing else is ever raised."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nblabel as nbl
from nblabel.formats._contents import Contents, read_text
from nblabel.formats._inside import as_file_name, inside, relative
from nblabel.formats._yaml import parse_yaml
from tests.formats.made import picture

DATA = Path(__file__).parent.parent / "data"
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters() | st.sampled_from("\ud800\udc00"), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
COCO = {
    "images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 80, "comment": "x"}, {"id": 2}],
    "categories": [{"id": 1, "name": "bus"}, {"id": 2, "name": "car"}],
    "annotations": [
        {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 12, "attributes": {"a": 1}},
        {"id": 2, "image_id": 1, "category_id": 2, "segmentation": [[1, 2, 3, 2, 3, 4]], "keypoints": [1, 2, 2]},
        {"id": 3, "image_id": 2, "category_id": 2, "segmentation": {"size": [4, 5], "counts": [5, 2, 13]}},
    ],
}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the path to every value in a JSON document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in places(each, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    if not path:
        return other
    made = copy.deepcopy(value)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = other
    return made


def read_or_say(path: Path, name: str, **options: Any) -> None:
    try:
        dataset = nbl.read(path, name, **options)
    except nbl.FormatError as error:
        sentence = str(error)
    else:
        sentence = str(dataset)
        assert len(dataset.annotations) <= len(dataset.records)
        assert dataset.report["why"].notna().all()
    assert "\n" not in sentence


@settings(max_examples=150, deadline=None)
@given(path=st.sampled_from(places(COCO)), other=ANY)
def test_a_coco_file_may_hold_anything_anywhere(path: tuple[Any, ...], other: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.json"
        file.write_text(json.dumps(replaced(COCO, path, other)), "utf-8")
        read_or_say(file, "coco")


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 20_000), junk=st.binary(max_size=6))
def test_a_voc_file_may_be_cut_and_overwritten_anywhere(cut: int, junk: bytes) -> None:
    data = (DATA / "OSBS_029.xml").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.xml"
        file.write_bytes(data[:cut] + junk + data[cut + len(junk) :] if len(junk) % 2 else data[:cut] + junk)
        read_or_say(file, "voc")


@settings(max_examples=50, deadline=None)
@given(line=st.text("0123456789.-e \tnaif_,", max_size=40), head=ANY)
def test_a_yolo_folder_may_hold_anything(tmp_path_factory: pytest.TempPathFactory, line: str, head: Any) -> None:
    folder = tmp_path_factory.getbasetemp() / "yolo"
    picture(folder / "images" / "a.png", (10, 10))
    (folder / "labels").mkdir(exist_ok=True)
    (folder / "labels" / "a.txt").write_text(line, "utf-8")
    (folder / "data.yaml").write_text("names: [bus]", "utf-8")
    read_or_say(folder, "yolo")
    (folder / "data.yaml").write_text(json.dumps({"names": ["bus"], "train": head, "path": head}), "utf-8")
    read_or_say(folder, "yolo")
    (folder / "data.yaml").write_text(json.dumps({"names": head}), "utf-8")
    read_or_say(folder, "yolo")


# Paths ------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(name=st.text(st.sampled_from("ab./\\:~\0é"), max_size=12))
def test_no_name_leads_outside(name: str) -> None:
    root = Path("/data/set")
    found = inside(root, name)
    assert found is None or root in Path(*found.parts).resolve().parents
    written = (root / as_file_name(name)).resolve()
    assert root in written.parents


def test_a_name_inside_stays_what_it_is() -> None:
    assert relative("street/1.jpg") == as_file_name("street/1.jpg") == "street/1.jpg"
    assert relative("a/../b.jpg") == "b.jpg"


def test_half_a_character_is_mended_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(replaced(COCO, ("categories", 0, "name"), "bus\ud800")), "utf-8")
    street = nbl.read(path)
    assert street.fields[0].names == ("bus\ufffd", "car")
    assert street.report["why"].tolist()[-1] == "1 half character cannot be kept; each became U+FFFD"


# Contents ---------------------------------------------------------------------------------------------


def test_lines_of_json_are_told_from_one_document(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "a\u2028b"}\n\n{"text": "c"}\n', "utf-8")
    lines = Contents(tmp_path / "a.jsonl")
    assert lines.is_lines
    assert lines.json_lines == [(1, {"text": "a\u2028b"}), (3, {"text": "c"})]
    assert lines.keys == {"text"}
    (tmp_path / "b.json").write_text(json.dumps({"a": {"b": 1}}, indent=1), "utf-8")
    assert not Contents(tmp_path / "b.json").is_lines
    (tmp_path / "c.json").write_text('[{"x": 1}]', "utf-8")
    assert Contents(tmp_path / "c.json").keys == {"x"}


def test_a_damaged_line_of_json_says_which(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "a"}\n{"text": \n', "utf-8")
    with pytest.raises(nbl.FormatError, match=r"line 2 of 'a.jsonl' is no JSON"):
        _ = Contents(tmp_path / "a.jsonl").json_lines


def test_text_is_kept_to_the_letter(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert read_text(tmp_path / "a.txt") == "one\r\ntwo\rthree\n"


@pytest.mark.parametrize(
    "bomb", ["a: &a [1]\nb: *a", "a: &a {<<: *a}", "!!python/name:os.system", "- - - [", "a: 1: 2"]
)
def test_yaml_that_is_more_than_values_is_refused(tmp_path: Path, bomb: str) -> None:
    (tmp_path / "a.yaml").write_text(bomb, "utf-8")
    with pytest.raises(nbl.FormatError):
        parse_yaml(tmp_path / "a.yaml")
