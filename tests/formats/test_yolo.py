"""YOLO: there and back, folders that train, what others wrote, damaged folders."""

from __future__ import annotations

import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import nblabel as nbl
from nblabel.capture import read_captures
from nblabel.dataset import Dataset
from nblabel.items.keys import to_wire
from nblabel.kinds.oriented import box_of, corners
from tests.formats.made import DONE, images, picture, record, shown

REAL = Path(__file__).parent.parent / "data" / "formats" / "yolo"
SIZE = (100, 80)
BUS = record("a.png", "box", "bus", x=10, y=20, width=30, height=40)


def boxes(dataset: Dataset) -> list[list[float]]:
    return dataset.annotations[["x", "y", "width", "height"]].to_numpy().tolist()


def said(dataset: Dataset) -> list[list[Any]]:
    return dataset.report[["what", "why"]].to_numpy().tolist()


def street(folder: Path, annotations: list[dict[str, Any]], names: list[str], **given: Any) -> Dataset:
    for name in names:
        picture(folder / name, SIZE)
    return images(annotations, dict.fromkeys(names, SIZE), **given).with_items(folder)


def tree(folder: Path) -> list[str]:
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


def dataset_of(tmp_path: Path, *lines: str, head: str = "names: [bus, car]", size: tuple[int, int] = SIZE) -> Path:
    """Make a small YOLO folder by hand."""
    picture(tmp_path / "images" / "a.png", size)
    (tmp_path / "labels").mkdir(exist_ok=True)
    (tmp_path / "labels" / "a.txt").write_text("\n".join(lines), "utf-8")
    (tmp_path / "data.yaml").write_text(head, "utf-8")
    return tmp_path


# There and back --------------------------------------------------------------------------------------


@st.composite
def placed(draw: st.DrawFn) -> list[dict[str, Any]]:
    made = []
    for number in range(draw(st.integers(0, 4))):
        x, y = draw(st.integers(0, 9990)) / 100, draw(st.integers(0, 7990)) / 100
        width = draw(st.integers(1, round((100 - x) * 100))) / 100
        height = draw(st.integers(1, round((80 - y) * 100))) / 100
        key, label = draw(st.sampled_from(["a.png", "sub/b.png"])), draw(st.sampled_from(["zebra", "bus", "ant"]))
        made.append(record(key, "box", label, number, x=x, y=y, width=width, height=height))
    return made


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for name in ("a.png", "sub/b.png"):
        picture(folder / name, SIZE)
    return folder


@settings(max_examples=25, deadline=None)
@given(annotations=placed(), split=st.booleans())
def test_reading_what_was_written_gives_the_same_boxes(
    photos: Path, annotations: list[dict[str, Any]], *, split: bool
) -> None:
    rows = pd.DataFrame({"split": ["train", "val"]}) if split else None
    made = images(annotations, dict.fromkeys(["a.png", "sub/b.png"], SIZE), rows=rows).with_items(photos)
    with tempfile.TemporaryDirectory() as folder:
        made.save(Path(folder) / "yolo", "yolo", images="link")
        back = nbl.read(Path(folder) / "yolo")
        assert back.report.empty
    assert [row[:3] for row in shown(back)] == [row[:3] for row in shown(made)]
    assert np.abs(np.array(boxes(back)) - np.array(boxes(made))).max(initial=0) <= 1e-6
    assert back.fields[0].names == made.fields[0].names
    assert back.keys.tolist() == made.keys.tolist()
    assert back.items["status"].tolist() == ["done", "done"]
    if split:
        assert back.items["split"].tolist() == ["train", "val"]
    else:
        assert "split" not in back.items


@settings(max_examples=60, deadline=None)
@given(
    x=st.floats(-50, 50),
    y=st.floats(-50, 50),
    width=st.floats(3, 90),
    height=st.floats(3, 90),
    angle=st.floats(-179, 180),
)
def test_a_box_is_found_again_from_its_corners(x: float, y: float, width: float, height: float, angle: float) -> None:
    box = {"x": x, "y": y, "width": width, "height": height, "angle": angle}
    back = box_of(corners(box))
    assert back is not None
    assert {name: pytest.approx(value, abs=1e-6) for name, value in box.items()} == back


def test_oriented_boxes_come_back_turned(tmp_path: Path) -> None:
    turned = record("a.png", "box", "bus", x=30, y=20, width=40, height=10, angle=30.0)
    made = street(tmp_path / "p", [turned], ["a.png"])
    with pytest.raises(nbl.LossError, match="its angle cannot be held"):
        made.save(tmp_path / "yolo", "yolo", images="copy")
    made.save(tmp_path / "yolo", "yolo", images="copy", task="obb")
    assert len((tmp_path / "yolo/labels/train/a.txt").read_text("utf-8").split()) == 9
    back = nbl.read(tmp_path / "yolo").annotations[["x", "y", "width", "height", "angle"]].to_numpy()
    assert np.abs(back - [[30, 20, 40, 10, 30]]).max() <= 1e-5


def test_a_turned_box_that_reaches_out_of_the_picture_is_a_loss(tmp_path: Path) -> None:
    turned = record("a.png", "box", "bus", x=0, y=0, width=40, height=10, angle=30.0)
    made = street(tmp_path / "p", [turned], ["a.png"])
    with pytest.raises(nbl.LossError, match="it reaches out of the picture; written so, training passes over all"):
        made.save(tmp_path / "yolo", "yolo", task="obb")


def test_label_order_is_the_one_declared_through_two_rounds(tmp_path: Path) -> None:
    street(tmp_path / "p", [BUS], ["a.png"]).save(tmp_path / "one", "yolo", images="copy")
    nbl.read(tmp_path / "one").save(tmp_path / "two", "yolo", images="copy")
    assert yaml.safe_load((tmp_path / "two/data.yaml").read_text("utf-8"))["names"] == {0: "zebra", 1: "bus", 2: "ant"}
    assert nbl.read(tmp_path / "two").fields[0].names == ("zebra", "bus", "ant")


def test_class_numbers_need_not_be_contiguous(tmp_path: Path) -> None:
    read = nbl.read(dataset_of(tmp_path, "7 .5 .5 .5 .5", "3 .5 .5 .5 .5", head="names: {7: bus, 2: car}"))
    assert read.fields[0].names == ("bus", "car", "3")
    assert read.annotations["label"].tolist() == ["bus", "3"]
    assert said(read) == [["repaired", "label '3' is not declared; it was added"]]


# Folders that train ----------------------------------------------------------------------------------


def test_a_split_makes_the_folders_and_a_data_yaml_that_names_them(tmp_path: Path) -> None:
    rows = pd.DataFrame({"split": ["train", "val", "test"]})
    made = street(tmp_path / "p", [BUS], ["a.png", "b.png", "c.png"], rows=rows)
    made.save(tmp_path / "yolo", "yolo", images="copy")
    assert tree(tmp_path / "yolo") == [
        ".nblabel-files", "data.yaml",
        "images/test/c.png", "images/train/a.png", "images/val/b.png",
        "labels/test/c.txt", "labels/train/a.txt", "labels/val/b.txt",
    ]  # fmt: skip
    head = yaml.safe_load((tmp_path / "yolo/data.yaml").read_text("utf-8"))
    assert {name: head[name] for name in ("train", "val", "test")} == {
        "train": "images/train",
        "val": "images/val",
        "test": "images/test",
    }
    assert "path" not in head  # then it is the folder of data.yaml, wherever that goes
    assert (tmp_path / "yolo/labels/train/a.txt").read_text("utf-8") == "1 0.25 0.5 0.3 0.5\n"
    assert (tmp_path / "yolo/labels/val/b.txt").read_bytes() == b""
    assert (tmp_path / "yolo/images/train/a.png").read_bytes() == (tmp_path / "p/a.png").read_bytes()


def test_without_a_split_train_stands_in_for_val_which_training_asks_for(tmp_path: Path) -> None:
    street(tmp_path / "p", [BUS], ["a.png"]).save(tmp_path / "yolo", "yolo", images="copy")
    head = yaml.safe_load((tmp_path / "yolo/data.yaml").read_text("utf-8"))
    assert head["train"] == head["val"] == "images/train"


def test_links_lead_to_the_pictures_and_no_images_leaves_labels_alone(tmp_path: Path) -> None:
    made = street(tmp_path / "p", [BUS], ["a.png"])
    made.save(tmp_path / "links", "yolo", images="link")
    assert (tmp_path / "links/images/train/a.png").readlink() == tmp_path / "p/a.png"
    made.save(tmp_path / "labels", "yolo")
    assert tree(tmp_path / "labels") == [".nblabel-files", "data.yaml", "labels/train/a.txt"]
    back = nbl.read(tmp_path / "labels", images=tmp_path / "p")
    assert boxes(back) == [[10, 20, 30, 40]]
    assert back.keys.tolist() == ["a.png"]


def test_pictures_in_memory_are_written_as_png(tmp_path: Path) -> None:
    arrays = {7: np.zeros((80, 100, 3), np.uint8)}
    made = Dataset(read_captures({"boxes": ["bus"]}, "image"), [7], {}, {to_wire(7): DONE}).with_items(arrays)
    report = made.save(tmp_path / "yolo", "yolo", images="copy")
    assert report["why"].tolist() == ["its key 7 becomes the file name '7.png'"]
    with Image.open(tmp_path / "yolo/images/train/7.png") as written:
        assert written.size == (100, 80)
    with pytest.raises(ValueError, match="item 7 is no file that could be linked"):
        made.save(tmp_path / "links", "yolo", images="link")


def test_saving_again_leaves_nothing_of_the_former_split(tmp_path: Path) -> None:
    made = street(tmp_path / "p", [BUS], ["a.png", "b.png"], rows=pd.DataFrame({"split": ["train", "val"]}))
    made.save(tmp_path / "yolo", "yolo", images="copy")
    made = street(tmp_path / "p", [BUS], ["a.png", "b.png"], rows=pd.DataFrame({"split": ["val", "train"]}))
    made.save(tmp_path / "yolo", "yolo", images="copy")
    assert tree(tmp_path / "yolo")[2:] == [
        "images/train/b.png",
        "images/val/a.png",
        "labels/train/b.txt",
        "labels/val/a.txt",
    ]


def test_a_folder_of_somebody_elses_files_is_not_written_into(tmp_path: Path) -> None:
    made = street(tmp_path / "p", [BUS], ["a.png"])
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "notes.txt").write_text("x", "utf-8")
    with pytest.raises(nbl.FormatError, match="holds files that nblabel did not write"):
        made.save(tmp_path / "theirs", "yolo")
    assert tree(tmp_path / "theirs") == ["notes.txt"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"images": "move"}, "images='move' is not 'copy', 'link' or None"),
        ({"task": "pose"}, "task='pose' is not one of"),
    ],
)
def test_options_of_the_wrong_value_are_refused(tmp_path: Path, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        images().save(tmp_path / "y", "yolo", **given)


def test_a_split_of_another_name_is_refused_with_the_mend(tmp_path: Path) -> None:
    made = street(tmp_path / "p", [BUS], ["a.png"], rows=pd.DataFrame({"split": ["dev"]}))
    with pytest.raises(ValueError, match=r"item 'a.png' has split='dev'; YOLO has 'train', 'val' and 'test'"):
        made.save(tmp_path / "y", "yolo")


def test_a_picture_that_is_not_there_is_said_before_anything_is_written(tmp_path: Path) -> None:
    made = street(tmp_path / "p", [BUS], ["a.png"])
    (tmp_path / "p/a.png").unlink()
    with pytest.raises(ValueError, match=r"the picture of item 'a.png' is not there"):
        made.save(tmp_path / "y", "yolo", images="copy")
    assert not (tmp_path / "y").exists()


def test_an_upright_picture_counts_whatever_its_tag_says(tmp_path: Path) -> None:
    picture(tmp_path / "p/a.jpg", (80, 100), orientation=6)  # shown 100 wide, 80 high
    box = record("a.jpg", "box", "bus", x=10, y=20, width=30, height=40)
    made = images([box], {"a.jpg": SIZE}).with_items(tmp_path / "p")
    made.save(tmp_path / "yolo", "yolo", images="copy")
    assert (tmp_path / "yolo/labels/train/a.txt").read_text("utf-8") == "1 0.25 0.5 0.3 0.5\n"
    assert boxes(nbl.read(tmp_path / "yolo")) == [[10, 20, 30, 40]]


# What training makes of a folder ---------------------------------------------------------------------

TRAINED = {"avif", "bmp", "dng", "heic", "heif", "jp2", "jpeg", "jpg", "mpo", "png", "tif", "tiff", "webp"}


def trained(head: Path) -> dict[str, dict[str, list[str]]]:
    """Give the lines that Ultralytics trains each picture of a split with, by the rules of its documentation.

    Without a ``path`` the folder of data.yaml is meant; pictures are looked for at any depth, by their ending; a label
    file is where the last ``/images/`` of the picture's path is ``/labels/``; without one it is a background.
    """
    said = yaml.safe_load(head.read_text("utf-8"))
    assert set(said) <= {"train", "val", "test", "names"} and {"train", "val"} <= set(said)
    assert list(said["names"]) == list(range(len(said["names"])))
    seen: dict[str, dict[str, list[str]]] = {}
    for split in sorted(set(said) - {"names"}):
        folder = (head.parent / said[split]).resolve()
        assert folder.is_dir()
        seen[split] = {}
        for place in sorted(each for each in folder.rglob("*.*") if each.suffix[1:].lower() in TRAINED):
            label = Path("/labels/".join(str(place).rsplit("/images/", 1)).rsplit(".", 1)[0] + ".txt")
            lines = label.read_text("utf-8").splitlines() if label.is_file() else []
            seen[split][place.relative_to(folder).as_posix()] = lines
            for shares in ([float(each) for each in line.split()[1:]] for line in lines):
                assert len(shares) in {4, 8} and min(shares) >= 0 and max(shares) <= 1
    return seen


NAMES = ["a.png", "images/a.png", "labels/a.png", "images/x/images/b.c.PNG", "images.png", "été 1/日本.webp", "x.jpg"]


@settings(max_examples=15, deadline=None)
@given(
    names=st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    mode=st.sampled_from(["copy", "link"]),
    task=st.sampled_from(["detect", "obb"]),
    data=st.data(),
)
def test_training_finds_the_boxes_of_each_picture(names: list[str], mode: str, task: str, data: st.DataObject) -> None:
    counts = {name: data.draw(st.integers(0, 2)) for name in names}
    parts = [data.draw(st.sampled_from(["train", "val", "test"])) for _ in names]
    annotations = [
        record(name, "box", "bus", x=10, y=20, width=5 + at, height=40) for name in names for at in range(counts[name])
    ]
    with tempfile.TemporaryDirectory() as home:
        rows = pd.DataFrame({"split": parts})
        made = street(Path(home) / "images" / "p", annotations, names, rows=rows)
        made.save(Path(home) / "images" / "y", "yolo", images=mode, task=task)
        moved = (Path(home) / "images" / "y").rename(Path(home) / "elsewhere")
        seen = trained(moved / "data.yaml")
        back = nbl.read(moved)
        made.save(Path(home) / "alone", "yolo", task=task)
        beside = nbl.read(Path(home) / "alone", images=Path(home) / "images" / "p")
    for split in set(parts):
        wanted = {name: counts[name] for name, part in zip(names, parts, strict=True) if part == split}
        assert {name: len(lines) for name, lines in seen[split].items()} == wanted
    for read in (back, beside):
        assert read.report.empty
        assert {key: len(read.annotations[read.annotations["item"] == key]) for key in read.keys} == counts


def test_a_share_is_never_below_zero_by_rounding(tmp_path: Path) -> None:
    turned = record("a.png", "box", "bus", x=30 - 5e-9, y=-10, width=20, height=80, angle=90.0)
    made = street(
        tmp_path / "p", [turned, record("a.png", "box", "ant", x=-1e-8, y=0, width=9 + 1e-8, height=9)], ["a.png"]
    )
    made.save(tmp_path / "y", "yolo", images="copy", task="obb")
    lines = trained(tmp_path / "y" / "data.yaml")["train"]["a.png"]
    assert lines[1] == "2 0 0 0.09 0 0.09 0.1125 0 0.1125"


def test_a_picture_that_training_passes_over_is_said(tmp_path: Path) -> None:
    made = street(tmp_path / "p", [record("a.gif", "box", "bus", x=1, y=2, width=3, height=4)], ["a.gif"])
    report = made.save(tmp_path / "y", "yolo", images="copy")
    assert report["why"].tolist() == ["training passes over pictures that end in '.gif'; make it a .png first"]
    assert trained(tmp_path / "y" / "data.yaml")["train"] == {}


def test_what_an_older_trainer_remembers_of_the_labels_goes_with_them(tmp_path: Path) -> None:
    street(tmp_path / "p", [BUS], ["a.png"]).save(tmp_path / "y", "yolo", images="copy")
    (tmp_path / "y/labels/train.cache").write_bytes(b"of one size")
    street(tmp_path / "p", [{**BUS, "label": "ant"}], ["a.png"]).save(tmp_path / "y", "yolo", images="copy")
    assert not (tmp_path / "y/labels/train.cache").exists()


# Other tools -----------------------------------------------------------------------------------------


def test_supervision_reads_the_same_boxes(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that OpenCV would be faster
        from supervision import DetectionDataset  # noqa: PLC0415

    street(tmp_path / "p", [BUS], ["a.png", "b.png"]).save(tmp_path / "y", "yolo", images="copy")
    theirs = DetectionDataset.from_yolo(
        str(tmp_path / "y/images/train"), str(tmp_path / "y/labels/train"), str(tmp_path / "y/data.yaml")
    )
    assert theirs.classes == ["zebra", "bus", "ant"]
    found = {Path(path).name: (each.xyxy.tolist(), each.class_id.tolist()) for path, each in theirs.annotations.items()}
    assert found == {"a.png": ([[10, 20, 40, 60]], [1]), "b.png": ([], [])}


def test_panlabel_reads_the_same_boxes(tmp_path: Path) -> None:
    street(tmp_path / "p", [BUS], ["a.png", "b.png"]).save(tmp_path / "y", "yolo", images="copy")
    run = ["panlabel", "convert", "-f", "yolo", "-t", "coco", "-i", tmp_path / "y", "-o", tmp_path / "out.json"]
    done = subprocess.run([*run, "--allow-lossy"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert np.allclose(boxes(nbl.read(tmp_path / "out.json")), [[10, 20, 30, 40]])


def test_real_boxes_are_read() -> None:
    read = nbl.read(REAL / "bbox_and_segmentation.yaml", labels="labels_bbox")
    assert read.annotations["label"].tolist() == ["dog", "cat"]
    assert boxes(read) == [[0, 0, 320, 240], [320, 240, 320, 240]]
    assert read.keys.tolist() == ["testimg.png"]
    assert read.report.empty


def test_real_outlines_are_read_as_boxes_and_said() -> None:
    read = nbl.read(REAL / "bbox_and_segmentation.yaml", labels="labels_segmentation")
    assert read.annotations["label"].tolist() == ["dog", "cat", "dog"]
    assert boxes(read) == [[0, 0, 320, 240], [320, 240, 320, 240], [0, 0, 320, 240]]
    # Two of them are rectangles: nothing is left out.
    assert said(read) == [["skipped", "an outline of 3 points; outlines are not held yet, its bounds are"]]


@pytest.mark.parametrize("dimensions", ["2dim", "3dim"])
def test_real_poses_are_read_as_boxes_and_said(dimensions: str) -> None:
    read = nbl.read(REAL / f"pose_{dimensions}.yaml", labels=f"labels_pose_{dimensions}")
    assert boxes(read) == [[0, 0, 320, 240], [320, 240, 320, 240]]
    assert said(read) == [["skipped", "keypoints; keypoints are not held yet, the box is"]] * 2


def test_a_real_picture_with_nothing_on_it_is_done() -> None:
    read = nbl.read(REAL / "pose_3dim.yaml", labels="empty")
    assert read.items["status"].tolist() == ["done"]
    assert read.annotations.empty


def test_a_picture_without_a_label_file_is_todo(tmp_path: Path) -> None:
    folder = dataset_of(tmp_path, "0 .5 .5 .5 .5")
    picture(folder / "images" / "b.png", SIZE)
    read = nbl.read(folder)
    assert read.items["status"].to_dict() == {"a.png": "done", "b.png": "todo"}
    assert said(read) == [["repaired", "it has no label file; it is read as todo"]]


def test_the_layout_of_roboflow_is_read(tmp_path: Path) -> None:
    for split in ("train", "valid"):
        picture(tmp_path / split / "images" / "a.png", SIZE)
        (tmp_path / split / "labels").mkdir()
        (tmp_path / split / "labels" / "a.txt").write_text("0 .5 .5 .5 .5", "utf-8")
    (tmp_path / "data.yaml").write_text("train: ../train/images\nval: ../valid/images\nnc: 1\nnames: ['bus']", "utf-8")
    read = nbl.read(tmp_path / "data.yaml")
    assert read.keys.tolist() == ["train/images/a.png", "valid/images/a.png"]  # two that would be one
    assert read.items["split"].tolist() == ["train", "val"]
    assert len(read.annotations) == 2
    assert read.report["why"].tolist()[0] == "'../train/images' leads outside the folder; 'train/images' is read"


def test_a_list_of_pictures_is_read(tmp_path: Path) -> None:
    folder = dataset_of(tmp_path, "0 .5 .5 .5 .5", head="train: train.txt\nnames: [bus]")
    (folder / "train.txt").write_text("./images/a.png\n../x.png\n", "utf-8")
    read = nbl.read(folder)
    assert read.keys.tolist() == ["images/a.png"]
    assert said(read)[0] == ["skipped", "'train.txt' names '../x.png', which leads outside the folder"]
    assert len(read.annotations) == 1


def test_a_folder_with_classes_txt_is_read(tmp_path: Path) -> None:
    folder = dataset_of(tmp_path, "1 .5 .5 .5 .5")
    (folder / "data.yaml").unlink()
    (folder / "classes.txt").write_text("bus\ncar\n", "utf-8")
    assert nbl.read(folder).annotations["label"].tolist() == ["car"]


def test_scores_of_predictions_are_kept(tmp_path: Path) -> None:
    assert nbl.read(dataset_of(tmp_path, "0 .5 .5 .5 .5 .875")).annotations["score"].tolist() == [0.875]


# Damage -----------------------------------------------------------------------------------------------


def test_lines_that_cannot_be_read_are_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [
        "x .5 .5 .5 .5",
        "0 .5 .5",
        "0 .5 .5 nan .5",
        "-1 .5 .5 .5 .5",
        "0 9 9 .1 .1",
        "0 .5 .5 .0 .5",
        "0 .5 .5 .5 .5",
    ]
    read = nbl.read(dataset_of(tmp_path, *lines))
    assert boxes(read) == [[25, 20, 50, 40]]
    assert read.report["what"].tolist() == ["skipped"] * 6
    assert said(read)[0][1] == "line 1 is 'x .5 .5 .5 .5', not a class number and shares"


def test_labels_without_a_picture_are_reported(tmp_path: Path) -> None:
    folder = dataset_of(tmp_path, "0 .5 .5 .5 .5")
    (folder / "labels" / "gone.txt").write_text("0 .5 .5 .5 .5", "utf-8")
    assert said(nbl.read(folder)) == [["skipped", "label file 'labels/gone.txt' has no picture"]]


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ("names: [bus", "'data.yaml' is no YAML of plain values"),
        ("train: images", "'data.yaml' has no 'names'"),
        ("names: 7", r"'names' in 'data.yaml' is 7; it is a list of names"),
        ("names: {x: bus}", "'names' in 'data.yaml' has the class number 'x'"),
        ("names: !!python/object/apply:os.system ['true']", "'data.yaml' is no YAML of plain values"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nnames: [*b, *b]", r"'data.yaml' uses YAML references \(\*name\)"),
        ("train: nowhere\nnames: [bus]", "'data.yaml' names no pictures|names no pictures"),
    ],
)
def test_a_damaged_head_is_one_sentence(tmp_path: Path, head: str, sentence: str) -> None:
    with pytest.raises(nbl.FormatError, match=sentence) as damaged:
        nbl.read(dataset_of(tmp_path, "0 .5 .5 .5 .5", head=head))
    assert "\n" not in str(damaged.value)


def test_a_path_outside_is_not_read(tmp_path: Path) -> None:
    picture(tmp_path / "secret" / "images" / "s.png", SIZE)
    (tmp_path / "in").mkdir()
    folder = dataset_of(tmp_path / "in", "0 .5 .5 .5 .5", head="path: ../secret\ntrain: images\nnames: [bus]")
    read = nbl.read(folder)
    assert read.keys.tolist() == ["a.png"]
    assert "is not inside the folder of 'data.yaml'" in said(read)[0][1]


def test_a_picture_that_claims_to_be_huge_is_reported(tmp_path: Path) -> None:
    folder = dataset_of(tmp_path, "0 .5 .5 .5 .5")
    data = bytearray((folder / "images" / "a.png").read_bytes())
    data[16:24] = (2**31 - 1).to_bytes(4, "big") * 2
    (folder / "images" / "a.png").write_bytes(data)
    read = nbl.read(folder)
    assert said(read) == [["skipped", "line 1 gives shares of a picture that is not there or cannot be read"]]


def test_names_that_yaml_takes_for_true_and_names_that_stand_twice_are_said(tmp_path: Path) -> None:
    street(tmp_path / "p", [], ["a.png"]).save(tmp_path / "yolo", "yolo", images="copy")
    (tmp_path / "yolo" / "data.yaml").write_text("train: images\nval: images\nnames: [bus, no, bus]\n", "utf-8")
    read = nbl.read(tmp_path / "yolo")
    assert read.fields[0].names == ("bus", "False")
    assert read.report["why"].tolist() == [
        "class 1 is False in YAML (yes, no, on, off mean that); it is called 'False'",
        "2 classes are named 'bus'; they are one label",
    ]


def test_pictures_in_another_folder_are_listed_once_however_many_labels_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street(tmp_path / "p", [BUS], ["a.png", "b.png", "c.png"]).save(tmp_path / "yolo", "yolo")
    listed: list[Path] = []
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda self, *given: (listed.append(self), glob(self, *given))[1])
    assert nbl.read(tmp_path / "yolo", images=tmp_path / "p").keys.tolist() == ["a.png", "b.png", "c.png"]
    assert listed.count(tmp_path / "p") == 1
