"""Pascal VOC: there and back, both ways of counting pixels, real files, damaged ones."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nblabel as nbl
from nblabel.dataset import Dataset
from tests.formats.made import boxed, images, picture, record, shown

DATA = Path(__file__).parent.parent / "data"
BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]>
<annotation><filename>&lol3;</filename></annotation>"""
FILE = """<annotation><filename>a.jpg</filename><size><width>100</width><height>80</height><depth>3</depth></size>
{}</annotation>"""
OBJECT = """<object><name>bus</name><bndbox><xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax></bndbox>
</object>"""


def boxes(dataset: Dataset) -> list[list[float]]:
    return dataset.annotations[["x", "y", "width", "height"]].to_numpy().tolist()


def said(dataset: Dataset) -> list[list[Any]]:
    return dataset.report[["what", "why"]].to_numpy().tolist()


@settings(max_examples=40, deadline=None)
@given(dataset=boxed(places=st.sampled_from([0.0, 0.25, 0.5])), offset=st.sampled_from([0, 1]))
def test_reading_what_was_written_gives_the_same_boxes(dataset: Dataset, offset: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "voc", "voc", voc_offset=offset)
        back = nbl.read(Path(folder) / "voc", voc_offset=offset)
    assert sorted(shown(back)) == sorted(shown(dataset))
    assert back.fields[0].names == dataset.fields[0].names
    assert sorted(back.keys) == sorted(dataset.keys)
    assert set(back.items["status"]) == {"done"}
    assert back.report.empty


def test_attributes_come_back(tmp_path: Path) -> None:
    flags = {"truncated": True, "difficult": True, "occluded": True, "pose": "Left", "colour": "dark red"}
    street = images([record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4, attributes=flags)])
    street.save(tmp_path / "voc", "voc")
    assert nbl.read(tmp_path / "voc").annotations["attributes"].tolist() == [flags]


def test_an_attribute_that_is_no_text_is_a_loss(tmp_path: Path) -> None:
    street = images([record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4, attributes={"doors": 3})])
    with pytest.raises(nbl.LossError, match="attribute 'doors' becomes the text '3'"):
        street.save(tmp_path / "voc", "voc")


def test_label_order_is_the_one_declared_through_two_rounds(tmp_path: Path) -> None:
    images([record("a.jpg", "box", "ant", x=1, y=2, width=3, height=4)]).save(tmp_path / "one", "voc")
    nbl.read(tmp_path / "one").save(tmp_path / "two", "voc")
    assert nbl.read(tmp_path / "two").fields[0].names == ("zebra", "bus", "ant")


@pytest.mark.parametrize(("offset", "corners"), [(0, ["0", "0", "10", "20"]), (1, ["1", "1", "10", "20"])])
def test_the_offset_says_whether_pixels_are_counted_from_0_or_from_1(
    tmp_path: Path, offset: int, corners: list[str]
) -> None:
    images([record("a.jpg", "box", "bus", x=0, y=0, width=10, height=20)]).save(
        tmp_path / "v", "voc", voc_offset=offset
    )
    text = (tmp_path / "v" / "a.xml").read_text("utf-8")
    found = [text.split(f"<{tag}>")[1].split("<")[0] for tag in ("xmin", "ymin", "xmax", "ymax")]
    assert found == corners


def test_pixels_are_counted_from_0_unless_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FILE.format(OBJECT.format(1, 1, 10, 20)), "utf-8")
    assert boxes(nbl.read(tmp_path)) == [[1, 1, 9, 19]]
    assert boxes(nbl.read(tmp_path, voc_offset=1)) == [[0, 0, 10, 20]]
    with pytest.raises(ValueError, match=r"voc_offset=2 is not 0 .* or 1"):
        nbl.read(tmp_path, voc_offset=2)


def test_supervision_which_counts_from_1_reads_the_same_boxes(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that OpenCV would be faster
        from supervision import DetectionDataset  # noqa: PLC0415

    picture(tmp_path / "photos" / "a.jpg")
    picture(tmp_path / "photos" / "b.jpg")
    images([record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4)]).save(tmp_path / "voc", "voc", voc_offset=1)
    theirs = DetectionDataset.from_pascal_voc(str(tmp_path / "photos"), str(tmp_path / "voc"))
    found = {Path(path).name: each.xyxy.tolist() for path, each in theirs.annotations.items()}
    assert found == {"a.jpg": [[1, 2, 4, 6]], "b.jpg": []}


def test_panlabel_reads_the_same_boxes(tmp_path: Path) -> None:
    folder = tmp_path / "Annotations"  # it asks for this name
    images([record("a.jpg", "box", "bus", x=1, y=2, width=30, height=40)]).save(folder, "voc")
    run = ["panlabel", "convert", "-f", "voc", "-t", "coco", "-i", folder, "-o", tmp_path / "out.json"]
    done = subprocess.run([*run, "--allow-lossy"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert boxes(nbl.read(tmp_path / "out.json")) == [[1, 2, 30, 40]]


# What others wrote -----------------------------------------------------------------------------------


def test_a_real_file_whose_picture_has_another_name_is_read_and_says_so() -> None:
    trees = nbl.read(DATA / "OSBS_029.xml")
    assert trees.keys.tolist() == ["OSBS_029.png"]
    assert len(trees.annotations) == 61
    assert boxes(trees)[0] == [203, 67, 24, 23]
    assert said(trees) == [
        ["repaired", "it is called 'OSBS_029.tif' in the file; taken is the picture named like the file"]
    ]


def test_a_real_file_of_two_classes_is_read_without_its_picture() -> None:
    trees = nbl.read(DATA / "formats" / "voc")
    assert trees.annotations["label"].value_counts().to_dict() == {"Dead": 28, "Alive": 9}
    assert trees.fields[0].names == ("Dead", "Alive")
    assert boxes(trees)[-1] == [269, 232, 47, 44]
    assert (trees.extent(0).width, trees.extent(0).height) == (400, 400)


def test_the_layout_of_the_devkit_is_read(tmp_path: Path) -> None:
    (tmp_path / "Annotations").mkdir()
    (tmp_path / "Annotations" / "a.xml").write_text(FILE.format(OBJECT.format(1, 2, 4, 6)), "utf-8")
    there = picture(tmp_path / "JPEGImages" / "a.jpg")
    assert nbl.read(tmp_path).path(0) == there
    assert nbl.read(tmp_path / "Annotations").path(0).resolve() == there  # type: ignore[union-attr]
    assert nbl.read(tmp_path).keys.tolist() == ["a.jpg"]


def test_objects_that_cannot_be_read_are_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    objects = [(1, 2, 4, "x"), (8, 9, 3, 4), (1, 2, 1, 6), (1, 2, 4, 6)]
    (tmp_path / "a.xml").write_text(FILE.format("".join(OBJECT.format(*each) for each in objects)), "utf-8")
    street = nbl.read(tmp_path)
    assert boxes(street) == [[3, 4, 5, 5], [1, 2, 3, 4]]
    assert street.report["what"].tolist() == ["skipped", "repaired", "skipped"]
    assert said(street)[0][1] == "object 1 has the corners ['1', '2', '4', 'x']"
    assert said(street)[1][1] == "object 2 has its corners swapped"


def test_what_other_tools_say_of_an_object_or_a_picture_is_counted_in_the_report(tmp_path: Path) -> None:
    seen = OBJECT.format(1, 2, 4, 6).replace("</object>", "<distance>12 m</distance><deleted>0</deleted></object>")
    file = FILE.format(seen + seen + "<weather>rain</weather>").replace("<annotation>", '<annotation verified="yes">')
    (tmp_path / "a.xml").write_text(file, "utf-8")
    assert said(nbl.read(tmp_path)) == [
        ["skipped", "'weather' of a picture is not read"],
        ["skipped", "'verified' of a picture is not read"],
        ["skipped", "'distance' of an object is not read (2 times)"],
    ]


# Damage -----------------------------------------------------------------------------------------------


def test_a_million_laughs_are_not_told(tmp_path: Path) -> None:
    (tmp_path / "bomb.xml").write_text(BOMB, "utf-8")
    with pytest.raises(nbl.FormatError, match=r"'bomb.xml' declares entities .*; it is not read") as damaged:
        nbl.read(tmp_path / "bomb.xml", "voc")
    assert "\n" not in str(damaged.value)


def test_an_entity_that_reads_a_file_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotation><filename>&x;</filename></annotation>'
    (tmp_path / "bomb.xml").write_text(bomb, "utf-8")
    with pytest.raises(nbl.FormatError, match="declares entities"):
        nbl.read(tmp_path / "bomb.xml")


def test_one_damaged_file_in_a_folder_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FILE.format(OBJECT.format(1, 2, 4, 6)), "utf-8")
    (tmp_path / "b.xml").write_text(FILE.format("")[:60], "utf-8")
    (tmp_path / "c.xml").write_bytes(b"<?xml version='1.0' encoding='utf-8'?><annotation>\xe9</annotation>")
    (tmp_path / "d.xml").write_text("<gpx/>", "utf-8")
    street = nbl.read(tmp_path)
    assert len(street) == 1
    assert street.report["what"].tolist() == ["skipped"] * 3
    assert "'b.xml' is no whole XML file" in said(street)[0][1]
    assert said(street)[2][1] == "'d.xml' is no VOC file: its root is <gpx>"


def test_a_file_name_that_leads_outside_is_only_its_last_part(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    (tmp_path / "voc").mkdir()
    text = FILE.format(OBJECT.format(1, 2, 4, 6)).replace("a.jpg", "../a.jpg")
    (tmp_path / "voc" / "x.xml").write_text(text, "utf-8")
    assert nbl.read(tmp_path / "voc").path(0) == tmp_path / "voc" / "a.jpg"


def test_keys_never_lead_outside_the_folder_that_is_written(tmp_path: Path) -> None:
    street = images([], {"../../a.jpg": (10, 10), "/etc/b.jpg": (10, 10)})
    report = street.save(tmp_path / "voc", "voc")
    assert report["what"].tolist() == ["left out", "left out"]
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.xml")}
    assert written == {"voc/__/__/a.xml", "voc/etc/b.xml"}


def test_two_pictures_that_would_share_a_file_are_a_loss(tmp_path: Path) -> None:
    street = images([], {"a.jpg": (10, 10), "a.png": (10, 10)})
    with pytest.raises(nbl.LossError, match=r"another item is written to 'a.xml' too \(the first on item 'a.png'\)"):
        street.save(tmp_path / "voc", "voc")


def test_a_label_that_xml_cannot_hold_is_a_loss(tmp_path: Path) -> None:
    street = images([record("a.jpg", "box", "a\x00b", x=1, y=2, width=3, height=4)], captures={"boxes": ["a\x00b"]})
    with pytest.raises(nbl.LossError, match="its label 'a\\\\x00b' becomes 'a b'"):
        street.save(tmp_path / "voc", "voc")
    street.save(tmp_path / "voc", "voc", allow_loss=True)
    assert nbl.read(tmp_path / "voc").annotations["label"].tolist() == ["a b"]


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    shutil.copy(DATA / "OSBS_029.xml", tmp_path / "a.xml")
    with pytest.raises(nbl.FormatError, match="is a file; VOC is a folder"):
        images().save(tmp_path / "a.xml", "voc")
