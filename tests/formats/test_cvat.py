"""CVAT for images: there and back, turned boxes, tags, real files, damaged ones."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dagshub_annotation_converter.converters.cvat import load_cvat_from_xml_file
from hypothesis import given, settings
from hypothesis import strategies as st

import nblabel as nbl
from nblabel.dataset import Dataset
from tests.formats.made import boxed, images, picture, record, shown
from tests.formats.made_turned import told, turned
from tests.formats.test_damage import read_or_say

DATA = Path(__file__).parent.parent / "data" / "formats" / "cvat"
FILE = """<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version>{}</annotations>"""
IMAGE = '<image id="0" name="{}" width="100" height="80">{}</image>'
BOX = '<box label="bus" occluded="0" xtl="{}" ytl="{}" xbr="{}" ybr="{}"/>'


def written(tmp_path: Path, text: str, name: str = "annotations.xml") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def said(dataset: Dataset) -> list[list[Any]]:
    return dataset.report[["what", "why"]].to_numpy().tolist()


# There and back --------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(dataset=boxed(places=st.sampled_from([0.0, 0.25, 0.5])))
def test_reading_what_was_written_gives_the_same_boxes(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = dataset.save(Path(folder) / "street.xml")
        back = nbl.read(Path(folder) / "street.xml")
    assert report.empty and back.report.empty
    assert shown(back) == shown(dataset)
    assert back.fields == dataset.fields
    assert back.keys.tolist() == dataset.keys.tolist()
    assert back.items["status"].tolist() == ["done"] * len(dataset)
    assert [back.extent(place) for place in range(len(back))] == [dataset.extent(place) for place in range(len(back))]


@settings(max_examples=40, deadline=None)
@given(dataset=turned())
def test_angles_groups_attributes_and_classes_come_back(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "street.xml")
        back = nbl.read(Path(folder) / "street.xml")
    assert told(back) == told(dataset)
    assert back.fields == dataset.fields
    assert back.report.empty


def test_labels_keep_their_order_and_colours_through_two_rounds(tmp_path: Path) -> None:
    street = images(captures={"boxes": {"zebra": "#123456", "ant": "#fed"}, "classes": ["night", "ant"]})
    street.save(tmp_path / "one.xml")
    nbl.read(tmp_path / "one.xml").save(tmp_path / "two.xml")
    fields = nbl.read(tmp_path / "two.xml").fields
    assert [field.names for field in fields] == [("zebra", "ant"), ("night", "ant")]
    assert [label.color for label in fields[0].labels] == ["#123456", "#fed"]


def test_the_split_is_the_subset(tmp_path: Path) -> None:
    images(rows=pd.DataFrame({"split": ["train", "val"], "camera": [1, 2]})).save(tmp_path / "street.xml")
    assert nbl.read(tmp_path / "street.xml").items["split"].tolist() == ["train", "val"]


def test_what_has_no_place_there_is_a_loss(tmp_path: Path) -> None:
    box = record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4, attributes={"doors": 3, "a\x00": "b"})
    street = images([box], answers={"b.jpg": {"comment": "dark", "flagged": True}})
    with pytest.raises(nbl.LossError) as lost:
        street.save(tmp_path / "street.xml")
    assert lost.value.report["why"].tolist() == [
        "its comment cannot be held",
        "its flag cannot be held",
        "attribute 'doors' becomes the text '3'",
        "attribute 'a\\x00' has characters that XML cannot hold, and becomes 'a '",
    ]
    assert not (tmp_path / "street.xml").exists()


def test_a_group_with_a_name_becomes_a_number_that_is_free(tmp_path: Path) -> None:
    place = {"x": 1, "y": 2, "width": 3, "height": 4}
    groups = ["bus 1", "1", "bus 1", "0"]
    images([record("a.jpg", "box", "bus", at, group=group, **place) for at, group in enumerate(groups)]).save(
        tmp_path / "street.xml"
    )
    assert nbl.read(tmp_path / "street.xml").annotations["group"].tolist() == ["2", "1", "2", "3"]


def test_an_angle_below_0_is_written_as_the_same_one_above(tmp_path: Path) -> None:
    images([record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4, angle=-30.0)]).save(tmp_path / "street.xml")
    assert 'rotation="330"' in (tmp_path / "street.xml").read_text("utf-8")


# What other tools make of it -------------------------------------------------------------------------


def test_panlabel_reads_the_same_boxes(tmp_path: Path) -> None:
    images([record("b.jpg", "box", "bus", x=1.5, y=2, width=30, height=40)]).save(tmp_path / "annotations.xml")
    run = ["panlabel", "convert", "-f", "cvat", "-t", "coco", "-i", tmp_path / "annotations.xml"]
    done = subprocess.run(
        [*run, "-o", tmp_path / "out.json", "--allow-lossy"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    back = nbl.read(tmp_path / "out.json")
    assert shown(back) == [("b.jpg", "box", "bus", 1.5, 2, 30, 40, 0)]


def test_dagshubs_converter_finds_the_corner_of_a_turned_box_where_it_is(tmp_path: Path) -> None:
    box = record("a.jpg", "box", "bus", x=20, y=30, width=40, height=20, angle=90.0)
    images([box]).save(tmp_path / "street.xml")
    (found,) = load_cvat_from_xml_file(tmp_path / "street.xml")["a.jpg"]  # it gives the corner after turning
    assert (found.left, found.top, found.width, found.height, found.rotation) == (50, 20, 40, 20, 90)
    assert found.categories == {"bus": 1.0}


# What others wrote -----------------------------------------------------------------------------------


def test_a_real_project_is_read_and_what_is_no_box_is_said() -> None:
    yoda = nbl.read(DATA / "annotations.xml")
    assert yoda.keys.tolist() == ["001.png", "002.png", "003.png", "004.png"]
    assert (yoda.extent(0).width, yoda.extent(0).height) == (1920, 1200)
    assert yoda.fields[0].names == ("Baby Yoda", "Ship", "Robot", "Person")
    assert yoda.fields[0].labels[0].color == "#bb2c9d"
    assert yoda.annotations["label"].tolist() == ["Baby Yoda", "Person", "Baby Yoda", "Person"]
    assert yoda.annotations[["x", "y", "width", "height"]].round(6).to_numpy().tolist()[0] == [
        748.06, 379.1, 402.98, 573.14,
    ]  # fmt: skip
    assert said(yoda)[:2] == [
        ["skipped", "label 'Yoda' is of the type 'skeleton', which is not held yet"],
        ["skipped", "a <polygon> of 8 points; such shapes are not held yet"],
    ]
    assert len(yoda.report) == 7
    assert said(yoda)[-1][1] == "a <skeleton> of 7 points; such shapes are not held yet"


def test_a_real_file_with_groups_keeps_them() -> None:
    pointy = nbl.read(DATA / "pose_grouping.xml")
    assert pointy.annotations["group"].fillna("").tolist() == ["1", "2", "2", "3", ""]
    assert pointy.annotations["label"].tolist()[:2] == ["Pointy_1", "Pointy_2"]
    assert said(pointy)[2] == ["repaired", "label 'Pointy_1' is not declared; it was added"]


def test_a_real_file_of_a_video_says_what_to_export() -> None:
    with pytest.raises(nbl.FormatError, match=r"is CVAT for video \(2 tracks\); export the task as 'CVAT for images"):
        nbl.read(DATA / "sample_video.xml")


def test_an_unpacked_export_is_read_as_a_folder_with_its_pictures(tmp_path: Path) -> None:
    there = picture(tmp_path / "images" / "day" / "a.jpg")
    written(tmp_path, FILE.format(IMAGE.format("day/a.jpg", BOX.format(1, 2, 4, 6))))
    street = nbl.read(tmp_path)
    assert street.path(0) == there
    assert shown(street) == [("day/a.jpg", "box", "bus", 1, 2, 3, 4, 0)]


def test_the_order_in_which_shapes_lie_over_each_other_is_counted_in_the_report(tmp_path: Path) -> None:
    boxes = BOX.format(1, 2, 4, 6) + BOX.format(2, 2, 4, 6).replace("<box", '<box z_order="2"')
    street = nbl.read(written(tmp_path, FILE.format(IMAGE.format("a.jpg", boxes))))
    assert said(street)[1:] == [["skipped", "'z_order' of a shape is not read"]]


def test_tags_alone_make_a_field_of_classes_alone(tmp_path: Path) -> None:
    tags = [IMAGE.format(f"{place}.jpg", f'<tag label="{label}"/>') for place, label in enumerate(["day", "night"])]
    times = nbl.read(written(tmp_path, FILE.format("".join(tags))))
    assert [(field.kind, field.multiple) for field in times.fields] == [("class", False)]
    assert times.items["class"].tolist() == ["day", "night"]


@pytest.mark.parametrize(("orientation", "angle"), [(6, 30.0), (8, 30.0), (5, -30.0), (7, -30.0)])
def test_boxes_of_a_picture_that_lies_are_turned_with_it_and_mirrored(
    tmp_path: Path, orientation: int, angle: float
) -> None:
    picture(tmp_path / "a.jpg", (100, 80), orientation)
    box = BOX.format(10, 20, 40, 30).replace("<box", '<box rotation="30"')
    street = nbl.read(written(tmp_path, FILE.format(IMAGE.format("a.jpg", box))))
    assert (street.extent(0).width, street.extent(0).height) == (80, 100)
    corner = {6: (50, 10), 8: (20, 60), 5: (20, 10), 7: (50, 60)}[orientation]
    assert shown(street) == [("a.jpg", "box", "bus", *corner, 10, 30, angle)]
    assert said(street)[0][1].endswith("its boxes were turned with it")


def test_shapes_that_cannot_be_read_are_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    shapes = [BOX.format(*each) for each in [(1, 2, 4, "x"), (8, 9, 3, 4), (1, 2, 1, 6), (500, 2, 600, 6)]]
    shapes += [BOX.format(1, 2, 4, 6).replace("<box", '<box rotation="up"'), '<mask rle="1, 2"/>', '<tag label=""/>']
    images_ = IMAGE.format("a.jpg", "".join(shapes)) + IMAGE.format("", "") + IMAGE.format("a.jpg", "")
    street = nbl.read(written(tmp_path, FILE.format(images_ + '<track id="0"/>')))
    assert shown(street)[0] == ("a.jpg", "box", "bus", 3, 4, 5, 5, 0)
    assert [why for what, why in said(street) if what == "skipped"] == [
        "1 track; tracks are of videos, which are not held",
        "a box has the corners ['1', '2', '4', 'x']",
        "width=0 must be above 0; swap the corners or leave the row out",
        "x=500, y=2, width=100, height=4 lies outside the image (100 x 80); are these pixels of the upright image?",
        "a box is turned by 'up'",
        "a <mask>; such shapes are not held yet",
        "image '0' has no name",
        "the picture stands twice",
    ]


# Damage -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><annotations>&c;</annotations>', "declares entities"),
        (FILE.format(IMAGE.format("a.jpg", ""))[:-30].encode(), "is no whole XML file"),
        (FILE.format(IMAGE.format("\xe9.jpg", "")).encode("latin-1"), "is no whole XML file"),
        (b"<gpx/>", "its root is <gpx>, not <annotations>"),
    ],
)
def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "street.xml").write_bytes(data)
    with pytest.raises(nbl.FormatError, match=why) as damaged:
        nbl.read(tmp_path / "street.xml")
    assert "\n" not in str(damaged.value) and "'street.xml'" in str(damaged.value)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 9_000), junk=st.binary(max_size=6))
def test_a_file_may_be_cut_and_overwritten_anywhere(cut: int, junk: bytes) -> None:
    data = (DATA / "annotations.xml").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.xml"
        file.write_bytes(data[:cut] + junk + data[cut + len(junk) :] if len(junk) % 2 else data[:cut] + junk)
        read_or_say(file, "cvat")


def test_a_name_that_leads_outside_is_only_its_last_part(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    (tmp_path / "cvat").mkdir()
    street = nbl.read(written(tmp_path / "cvat", FILE.format(IMAGE.format("../a.jpg", ""))))
    assert street.path(0) == tmp_path / "cvat" / "a.jpg"
    assert said(street)[0][1] == "its path '../a.jpg' leads outside the folder; only its last part is used"
