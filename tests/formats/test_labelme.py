"""labelme: there and back, turned boxes, flags, what other tools read, damaged files."""

from __future__ import annotations

import cmath
import json
import math
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.items import open_items
from tests.formats.labelme_itself import LabelmeItself, labelme_itself
from tests.formats.made import boxed, images, picture, record, shown
from tests.formats.made_turned import told, turned
from tests.formats.test_damage import ANY, places, read_or_say, replaced


def shape(points: object = ((1, 2), (4, 6)), label: object = "bus", **given: object) -> dict[str, Any]:
    return {"label": label, "points": points, "group_id": None, "shape_type": "rectangle", "flags": {}, **given}


def written(folder: Path, *shapes: object, name: str = "a.json", **given: object) -> Path:
    """Write a file as labelme does."""
    content = {
        "version": "5.5.0", "flags": {}, "shapes": shapes, "imagePath": "a.jpg",
        "imageData": None, "imageHeight": 80, "imageWidth": 100, **given,
    }  # fmt: skip
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")
    return path


def said(dataset: Dataset) -> list[list[Any]]:
    return dataset.report[["what", "why"]].to_numpy().tolist()


# There and back --------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(dataset=boxed(places=st.sampled_from([0.0, 0.25, 0.5])))
def test_reading_what_was_written_gives_the_same_boxes(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = dataset.save(Path(folder) / "street", "labelme")
        back = nbl.read(Path(folder) / "street")
    assert report.empty and back.report.empty
    assert sorted(shown(back)) == sorted(shown(dataset))
    assert back.fields[0].names == dataset.fields[0].names
    assert sorted(back.keys) == sorted(dataset.keys)
    assert set(back.items["status"]) == {"done"}
    assert {key: back.extent(at) for at, key in enumerate(back.keys)} == {
        key: dataset.extent(at) for at, key in enumerate(dataset.keys)
    }


@settings(max_examples=40, deadline=None)
@given(dataset=turned(st.booleans() | st.text(max_size=3) | st.integers(0, 9)))
def test_angles_groups_attributes_and_classes_come_back(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "street", "labelme")
        back = nbl.read(Path(folder) / "street")
    assert told(back) == told(dataset)
    assert [(field.names, field.multiple) for field in back.fields] == [
        (field.names, field.multiple) for field in dataset.fields
    ]
    assert back.report.empty


def test_comments_flags_scores_and_descriptions_come_back(tmp_path: Path) -> None:
    said_of = {"description": "half hidden", "truncated": True, "doors": [1, 2]}
    box = record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4, score=0.5, attributes=said_of)
    street = images([box], answers={"b.jpg": {"comment": "dark", "flagged": True}})
    assert street.save(tmp_path / "street", "labelme").empty
    back = nbl.read(tmp_path / "street")
    assert back.annotations["attributes"].tolist() == [said_of]
    assert back.annotations["score"].tolist() == [0.5]
    assert back.items["comment"].tolist() == ["", "dark"]
    assert back.items["flagged"].tolist() == [False, True]
    stands = json.loads((tmp_path / "street" / "a.json").read_text("utf-8"))["shapes"][0]
    assert stands["description"] == "half hidden" and stands["flags"] == {"truncated": True}


def test_classes_alone_come_back_alone(tmp_path: Path) -> None:
    day = images([record("a.jpg", "class", "night")], captures={"classes": ["day", "night"]})
    day.save(tmp_path / "day", "labelme")
    assert json.loads((tmp_path / "day" / "b.json").read_text("utf-8"))["flags"] == {"day": False, "night": False}
    back = nbl.read(tmp_path / "day")
    assert [(field.kind, field.names) for field in back.fields] == [("class", ("day", "night"))]
    assert back.items["class"].astype(object).fillna("").tolist() == ["night", ""]


def test_a_picture_that_was_no_file_is_copied_under_a_name_that_tells_what_it_is(tmp_path: Path) -> None:
    source = open_items([np.zeros((80, 100), np.uint8)], medium="image")
    images([], {0: (100, 80)}, source=source).save(tmp_path / "street", "labelme", images="copy")
    back = nbl.read(tmp_path / "street")
    assert back.keys.tolist() == ["0.png"] and back.path(0) == tmp_path / "street" / "0.png"


def test_label_order_is_the_one_declared_through_two_rounds(tmp_path: Path) -> None:
    images([record("a.jpg", "box", "ant", x=1, y=2, width=3, height=4)]).save(tmp_path / "one", "labelme")
    nbl.read(tmp_path / "one").save(tmp_path / "two", "labelme")
    assert nbl.read(tmp_path / "two").fields[0].names == ("zebra", "bus", "ant")
    assert (tmp_path / "two" / "labels.txt").read_text("utf-8") == "zebra\nbus\nant\n"


def test_pictures_are_copied_where_labelme_looks_for_them(tmp_path: Path) -> None:
    picture(tmp_path / "photos" / "day" / "a.jpg")
    street = images([], {"day/a.jpg": (100, 80)}).with_items(tmp_path / "photos")
    street.save(tmp_path / "street", "labelme", images="copy")
    assert (tmp_path / "street" / "day" / "a.jpg").is_file() and (tmp_path / "street" / "day" / "a.json").is_file()
    assert nbl.read(tmp_path / "street").path(0) == tmp_path / "street" / "day" / "a.jpg"
    with pytest.raises(ValueError, match="images='move' is not 'copy', 'link' or None"):
        street.save(tmp_path / "other", "labelme", images="move")


# What other tools make of it -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def labelme() -> Iterator[LabelmeItself]:
    with labelme_itself() as running:
        yield running


def outline(shape: Mapping[str, float]) -> list[complex]:
    """Give the corners of a box, turned clockwise about its middle."""
    x, y, width, height = (shape[name] for name in ("x", "y", "width", "height"))
    if not shape["angle"]:
        return [complex(x, y), complex(x + width, y + height)]
    middle, turn = complex(x + width / 2, y + height / 2), cmath.exp(1j * math.radians(shape["angle"]))
    halves = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    return [middle + turn * complex(across * width / 2, down * height / 2) for across, down in halves]


@settings(max_examples=25, deadline=None)
@given(dataset=turned(st.booleans() | st.text(max_size=3) | st.integers(0, 9)), mode=st.sampled_from(["copy", "link"]))
def test_labelme_itself_reads_the_same_boxes_labels_and_flags(
    labelme: LabelmeItself, dataset: Dataset, mode: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for position, key in enumerate(dataset.keys):
            place = Path(folder) / "photos" / key
            place.parent.mkdir(parents=True, exist_ok=True)
            size = dataset.extent(position)
            Image.new("1", (int(size.width), int(size.height))).save(place, "png")
        dataset.with_items(Path(folder) / "photos").save(Path(folder) / "street", "labelme", images=mode)
        theirs = {key: labelme.read((Path(folder) / "street" / key).with_suffix(".json")) for key in dataset.keys}
    frame = dataset.annotations.sort_values("created", kind="stable")
    for key, read in theirs.items():
        records = frame[frame["item"] == key].to_dict("records")
        boxes = [each for each in records if each["kind"] == "box"]
        chosen = {each["label"] for each in records if each["kind"] == "class"}
        assert read["image"] == Path(key).name and read["more"] == {}
        assert read["flags"] == {label: label in chosen for label in ("rain", "bus", "night")}
        assert [shape["label"] for shape in read["shapes"]] == [box["label"] for box in boxes]
        for shape, box in zip(read["shapes"], boxes, strict=True):
            corners = [complex(*point) for point in shape["points"]]
            assert max(abs(ours - its) for ours, its in zip(outline(box), corners, strict=True)) < 1e-6
            assert shape["shape_type"] == ("oriented_rectangle" if box["angle"] else "rectangle")
            said_of = box["attributes"] or {}
            assert shape["flags"] == {name: value for name, value in said_of.items() if isinstance(value, bool)}
            assert shape["other_data"].get("attributes", {}) == {
                name: value for name, value in said_of.items() if not isinstance(value, bool)
            }
        by_group = {(box["group"], shape["group_id"]) for shape, box in zip(read["shapes"], boxes, strict=True)
                    if isinstance(box["group"], str)}  # fmt: skip
        assert len(by_group) == len({ours for ours, _ in by_group}) == len({its for _, its in by_group})


def test_labelme_itself_keeps_comments_and_descriptions(tmp_path: Path, labelme: LabelmeItself) -> None:
    picture(tmp_path / "photos" / "日本.jpg", (100, 80), orientation=6)
    box = record("日本.jpg", "box", "bus", x=1, y=2, width=3, height=96, score=0.5,
                 attributes={"description": "half hidden", "doors": 2})  # fmt: skip
    street = images([box], {"日本.jpg": (80, 100)}, answers={"日本.jpg": {"comment": "dunkel", "flagged": True}})
    street.with_items(tmp_path / "photos").save(tmp_path / "street", "labelme", images="copy")
    assert labelme.read(tmp_path / "street" / "日本.json") == {
        "image": "日本.jpg", "flags": {}, "more": {"comment": "dunkel", "flagged": True},
        "shapes": [{
            "label": "bus", "points": [[1, 2], [4, 98]], "shape_type": "rectangle", "flags": {}, "mask": None,
            "description": "half hidden", "group_id": None, "other_data": {"attributes": {"doors": 2}, "score": 0.5},
        }],
    }  # fmt: skip


def test_supervision_reads_the_same_boxes(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that OpenCV would be faster
        from supervision import DetectionDataset  # noqa: PLC0415

    picture(tmp_path / "photos" / "a.jpg")
    picture(tmp_path / "photos" / "b.jpg")
    images([record("a.jpg", "box", "bus", x=1.5, y=2, width=3, height=4)]).save(tmp_path / "street", "labelme")
    theirs = DetectionDataset.from_labelme(str(tmp_path / "photos"), str(tmp_path / "street"))
    found = {Path(path).name: each.xyxy.tolist() for path, each in theirs.annotations.items()}
    assert found == {"a.jpg": [[1.5, 2, 4.5, 6]], "b.jpg": []}
    assert theirs.classes == ["bus"]


def test_panlabel_reads_the_same_boxes(tmp_path: Path) -> None:
    images([record("a.jpg", "box", "bus", x=1, y=2, width=30, height=40)]).save(tmp_path / "street", "labelme")
    run = ["panlabel", "convert", "-f", "labelme", "-t", "coco", "-i", tmp_path / "street", "-o", tmp_path / "out.json"]
    done = subprocess.run([*run, "--allow-lossy"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert shown(nbl.read(tmp_path / "out.json")) == [("a.jpg", "box", "bus", 1, 2, 30, 40, 0)]


def test_what_supervision_writes_is_read_the_same(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import supervision as sv  # noqa: PLC0415

    there = str(picture(tmp_path / "photos" / "a.jpg"))
    street = images([record("a.jpg", "box", "ant", x=1, y=2, width=3, height=4)]).to_supervision("a.jpg")
    sv.DetectionDataset(["zebra", "bus", "ant"], [there], {there: street}).as_labelme(
        annotations_directory_path=str(tmp_path / "out")
    )
    assert shown(nbl.read(tmp_path / "out", images=tmp_path / "photos")) == [("a.jpg", "box", "ant", 1, 2, 3, 4, 0)]


# What others write -----------------------------------------------------------------------------------


def test_a_folder_of_annotations_beside_one_of_pictures_is_read(tmp_path: Path) -> None:
    there = picture(tmp_path / "imgs" / "a.jpg")
    written(tmp_path / "annotations", shape(), imagePath="..\\imgs\\a.jpg")
    street = nbl.read(tmp_path)
    assert street.keys.tolist() == ["imgs/a.jpg"] and street.path(0) == there
    assert street.report.empty


def test_one_file_is_read_too_and_its_labels_are_those_that_stand_in_it(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    street = nbl.read(written(tmp_path, shape(((4, 6), (1, 2))), shape(label="ant", group_id=0)))
    assert shown(street) == [("a.jpg", "box", "bus", 1, 2, 3, 4, 0), ("a.jpg", "box", "ant", 1, 2, 3, 4, 0)]
    assert street.fields[0].names == ("bus", "ant")
    assert street.annotations["group"].fillna("").tolist() == ["", "0"]
    assert street.report.empty


def test_lines_that_labelme_means_for_itself_are_no_labels(tmp_path: Path) -> None:
    written(tmp_path, shape(), flags={"__ignore__": False, "cat": True, "dog": False})
    (tmp_path / "labels.txt").write_text("__ignore__\n_background_\nant\nbus\n", "utf-8")
    pets = nbl.read(tmp_path)
    assert [field.names for field in pets.fields] == [("ant", "bus"), ("cat", "dog")]
    assert pets.items["class"].tolist() == ["cat"]


def test_four_corners_are_a_turned_box_or_their_bounds(tmp_path: Path) -> None:
    standing, askew = [[30, 10], [30, 50], [10, 50], [10, 10]], [[10, 10], [50, 20], [60, 90], [10, 40]]
    street = nbl.read(
        written(
            tmp_path,
            shape(standing, shape_type="oriented_rectangle"),
            shape(standing, shape_type="rotation", direction=1.57),
            shape(askew, shape_type="oriented_rectangle"),
            imageHeight=100,
        )
    )
    assert shown(street) == [
        ("a.jpg", "box", "bus", 0, 20, 40, 20, 90),
        ("a.jpg", "box", "bus", 0, 20, 40, 20, 90),
        ("a.jpg", "box", "bus", 10, 10, 50, 80, 0),
    ]
    assert said(street) == [
        ["repaired", "the corners of shape 3 are not those of a rectangle; it is their upright bounds"]
    ]


def test_shapes_that_are_no_boxes_are_said_and_the_rest_is_read(tmp_path: Path) -> None:
    street = nbl.read(
        written(
            tmp_path,
            shape([[1, 1], [9, 1], [5, 5]], shape_type="polygon"),
            shape([[1, 1], [9, 1], [5, 5]], shape_type="polygon"),
            shape([[1, 1]], shape_type="point"),
            shape(shape_type=None),
            shape([[1, 2], [3]]),
            shape("corners"),
            shape([[1, 2], [float("inf"), 4]]),
            shape([[1, 2], [1, 4]]),
            shape([[500, 2], [600, 4]]),
            shape(label=3, group_id="x", flags=[], description=7),
            imageData="aGVsbG8=",
        )
    )
    assert shown(street) == [("a.jpg", "box", None, 1, 2, 3, 4, 0)]
    assert [why for _, why in said(street)] == [
        "the picture is inside the file only, and is not read from there",
        "shape 5 has the points [[1, 2], [3]]",
        "shape 6 has the points 'corners'",
        "shape 7 has the points [[1, 2], [inf, 4]]",
        "width=0 must be above 0; swap the corners or leave the row out",
        "x=500, y=2, width=100, height=2 lies outside the image (100 x 80); are these pixels of the upright image?",
        "2 times a shape 'polygon' of 3 points; such shapes are not held yet",
        "a shape 'point' of 1 points; such shapes are not held yet",
        "a shape None of 2 points; such shapes are not held yet",
    ]


def test_what_a_fork_says_of_a_picture_or_a_box_is_counted_in_the_report(tmp_path: Path) -> None:
    given = shape(difficult=True, kie_linking=[], group_id="bus 1")
    street = nbl.read(written(tmp_path, given, shape(difficult=False), text="a street", lineColor=[0, 255, 0, 128]))
    assert said(street) == [
        ["skipped", "'text' of a picture is not read"],
        ["skipped", "'difficult' of a shape is not read"],
    ]
    assert street.annotations["group"].iloc[0] == "bus 1"


def test_sizes_are_those_of_the_upright_picture(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg", (100, 80), orientation=6)
    street = nbl.read(written(tmp_path, shape(((1, 2), (4, 96))), imageWidth=80, imageHeight=100))
    assert (street.extent(0).width, street.extent(0).height) == (80, 100)
    assert shown(street) == [("a.jpg", "box", "bus", 1, 2, 3, 94, 0)]
    assert street.report.empty


# Damage -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"shapes": [], "imagePath": "a.', "is no whole JSON file"),
        ('{"shapes": [], "imagePath": "é.jpg"}'.encode("latin-1"), "is not text in UTF-8"),
        (b'{"shapes": 3, "imagePath": "a.jpg"}', "has no list of 'shapes'"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(nbl.FormatError, match=why) as damaged:
        nbl.read(tmp_path / "a.json", "labelme")
    assert "\n" not in str(damaged.value) and "'a.json'" in str(damaged.value)


ANYTHING = {
    "flags": {"cat": True}, "shapes": [shape(score=0.5, attributes={}, description=""), shape(shape_type="point")],
    "imagePath": "a.jpg", "imageData": None, "imageHeight": 80, "imageWidth": 100,
}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(path=st.sampled_from(places(json.loads(json.dumps(ANYTHING)))), other=ANY)
def test_a_file_may_hold_anything_anywhere(path: tuple[Any, ...], other: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.json"
        file.write_text(json.dumps(replaced(json.loads(json.dumps(ANYTHING)), path, other)), "utf-8")
        read_or_say(file, "labelme")


def test_one_damaged_file_in_a_folder_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    written(tmp_path, shape())
    (tmp_path / "b.json").write_text('{"shapes": [', "utf-8")
    (tmp_path / "c.json").write_text('{"type": "FeatureCollection"}', "utf-8")
    street = nbl.read(tmp_path)
    assert len(street) == 1
    assert "'b.json' is no whole JSON file" in said(street)[0][1]
    assert said(street)[1] == ["skipped", "'c.json' is no labelme file: it has no list of 'shapes'"]
    with pytest.raises(nbl.FormatError, match="has no JSON file of labelme"):
        nbl.read(picture(tmp_path / "empty" / "a.jpg").parent, "labelme")


def test_a_picture_outside_is_looked_for_inside_only(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    written(tmp_path / "street", shape(), imagePath="../a.jpg")
    written(tmp_path / "street", shape(), imagePath="", name="b.json")
    street = nbl.read(tmp_path / "street")
    assert street.path(0) == tmp_path / "street" / "a.jpg"
    assert [why for _, why in said(street)] == [
        "its path '../a.jpg' leads outside the folder; only its last part is used",
        "the file names no picture; its own name stands for it",
    ]


def test_keys_never_lead_outside_the_folder_that_is_written(tmp_path: Path) -> None:
    street = images([], {"../../a.jpg": (10, 10), "/etc/b.jpg": (10, 10)})
    street.save(tmp_path / "street", "labelme")
    written_there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.json")}
    assert written_there == {"street/__/__/a.json", "street/etc/b.json"}
