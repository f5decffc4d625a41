"""COCO: what is written is read back exactly, by us and by others; what others wrote is read right."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps
from pycocotools import mask
from pycocotools.coco import COCO

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.formats import _rle
from tests.formats.made import boxed, images, picture, record, shown

DATA = Path(__file__).parent.parent / "data"
CARS = DATA / "formats" / "coco" / "terrain2_coco.json"
CATS = DATA / "formats" / "coco" / "cats_and_dogs.json"


def written(tmp_path: Path, content: object, name: str = "street.json") -> Path:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def coco(*annotations: dict[str, Any], **given: Any) -> dict[str, Any]:
    image = {"id": 1, "file_name": "a.jpg", "width": 100, "height": 80}
    numbered = [{"id": place, "image_id": 1, "category_id": 1, **each} for place, each in enumerate(annotations, 1)]
    return {"images": [image], "categories": [{"id": 1, "name": "bus"}], "annotations": numbered, **given}


def said(dataset: Dataset) -> list[list[Any]]:
    return dataset.report[["what", "why"]].to_numpy().tolist()


# There and back --------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(dataset=boxed(places=st.floats(0, 0.9)))
def test_reading_what_was_written_gives_the_same_boxes_to_the_last_digit(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "street.json"
        dataset.save(path, "coco")
        back = nbl.read(path)
    assert shown(back) == shown(dataset)
    assert back.fields[0].names == dataset.fields[0].names
    assert back.keys.tolist() == dataset.keys.tolist()
    assert back.items["status"].tolist() == ["done"] * len(dataset)
    assert [back.extent(place) for place in range(len(back))] == [dataset.extent(place) for place in range(len(back))]
    assert back.report.empty


@settings(max_examples=30, deadline=None)
@given(
    dataset=boxed(places=st.floats(0, 0.9)),
    more=st.sampled_from([{}, {"score": 0.25}, {"group": "é"}, {"attributes": {"iscrowd": True, "parked": None}}]),
)
def test_the_file_is_written_as_the_json_module_writes_it(dataset: Dataset, more: dict[str, Any]) -> None:
    boxes = [{**record, **more} for record in dataset.records.values()]
    sizes = {key: (int(dataset.extent(place).width), 4000) for place, key in enumerate(dataset.keys)}
    with tempfile.TemporaryDirectory() as folder:
        images(boxes, sizes).save(Path(folder) / "street.json", "coco")
        text = (Path(folder) / "street.json").read_text("utf-8")
    content = json.loads(text)
    assert text == json.dumps(content, ensure_ascii=False)
    assert len(content["annotations"]) == len(boxes)


def test_the_order_in_which_the_sides_of_a_box_are_kept_does_not_matter(tmp_path: Path) -> None:
    box = record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4)
    images([{**box, "geometry": dict(sorted(box["geometry"].items()))}]).save(tmp_path / "street.json", "coco")
    assert json.loads((tmp_path / "street.json").read_text("utf-8"))["annotations"][0]["bbox"] == [1, 2, 3, 4]


def test_a_mask_without_run_lengths_is_said_too(tmp_path: Path) -> None:
    path = written(tmp_path, coco({"bbox": [1, 2, 3, 4], "segmentation": {}}))
    assert said(nbl.read(path)) == [["skipped", "a mask in run lengths; masks are not held yet, its box is"]]


def test_what_else_was_said_comes_back_too(tmp_path: Path) -> None:
    boxes = [
        record("a.jpg", "box", "bus", x=1, y=2, width=3, height=4, attributes={"iscrowd": True, "colour": ["red"]}),
        record("a.jpg", "box", "ant", 2, x=1, y=2, width=3, height=4, group="g1", score=0.5),
    ]
    rows = pd.DataFrame({"camera": ["left", None], "lens": [35, 50]})
    street = images(boxes, answers={"b.jpg": {"comment": "dark", "flagged": True}}, rows=rows)
    report = street.save(tmp_path / "street.json", "coco")
    assert report.empty
    back = nbl.read(tmp_path / "street.json")
    assert back.annotations["attributes"].tolist() == [{"colour": ["red"], "iscrowd": True}, {}]
    assert back.annotations["group"].fillna("").tolist() == ["", "g1"]
    assert back.annotations["score"].tolist()[1] == 0.5
    assert back.items["comment"].tolist() == ["", "dark"]
    assert back.items["flagged"].tolist() == [False, True]
    assert back.items["lens"].tolist() == [35, 50]
    assert json.loads((tmp_path / "street.json").read_text("utf-8"))["annotations"][0]["iscrowd"] == 1


def test_a_folder_that_holds_none_of_the_pictures_is_said(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    images().save(tmp_path / "street.json", "coco")
    back = nbl.read(tmp_path / "street.json", images=tmp_path / "elsewhere")
    assert back.report["why"].tolist() == [
        f"none of the 2 pictures is in images={str(tmp_path / 'elsewhere')!r}; only their names are known"
    ]


def test_label_order_is_the_one_declared_through_two_rounds(tmp_path: Path) -> None:
    images().save(tmp_path / "one.json", "coco")
    nbl.read(tmp_path / "one.json").save(tmp_path / "two.json", "coco")
    for name in ("one.json", "two.json"):
        assert nbl.read(tmp_path / name).fields[0].names == ("zebra", "bus", "ant")
    categories = json.loads((tmp_path / "two.json").read_text("utf-8"))["categories"]
    assert [each["id"] for each in categories] == [1, 2, 3]


def test_class_ids_need_not_be_contiguous(tmp_path: Path) -> None:
    categories = [{"id": 90, "name": "toothbrush"}, {"id": 1, "name": "person"}]
    path = written(tmp_path, coco({"category_id": 90, "bbox": [1, 2, 3, 4]}, categories=categories))
    back = nbl.read(path)
    assert back.fields[0].names == ("toothbrush", "person")
    assert back.annotations["label"].tolist() == ["toothbrush"]


def test_pycocotools_reads_the_same_boxes(tmp_path: Path) -> None:
    boxes = [record("b.jpg", "box", "ant", x=1.5, y=2.25, width=3, height=4, attributes={"iscrowd": True})]
    images(boxes).save(tmp_path / "street.json", "coco")
    with contextlib.redirect_stdout(io.StringIO()):
        theirs = COCO(tmp_path / "street.json")
    (annotation,) = theirs.loadAnns(theirs.getAnnIds(imgIds=[2], catIds=[3], iscrowd=True))
    assert annotation["bbox"] == [1.5, 2.25, 3.0, 4.0]
    assert annotation["area"] == 12.0
    assert [each["name"] for each in theirs.loadCats(theirs.getCatIds())] == ["zebra", "bus", "ant"]
    assert theirs.loadImgs([1])[0] == {"id": 1, "file_name": "a.jpg", "width": 100, "height": 80}


def test_panlabel_finds_nothing_wrong_and_counts_the_same(tmp_path: Path) -> None:
    street = nbl.read(CARS)
    street.save(tmp_path / "street.json", "coco")
    run = ["panlabel", "convert", "-f", "coco", "-t", "yolo-keras", "-o", tmp_path / "out", "--allow-lossy"]
    done = subprocess.run([*run, "--input", tmp_path / "street.json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    lines = "".join(file.read_text("utf-8") for file in (tmp_path / "out").rglob("*.txt") if "class" not in file.name)
    assert lines.count("218,448,440,609,0") == 1
    assert lines.count(",0") >= 5


# What others wrote -----------------------------------------------------------------------------------


def test_a_real_file_with_wrong_areas_is_read_by_its_boxes_and_says_so() -> None:
    cars = nbl.read(CARS)
    assert len(cars) == 1 and cars.keys.tolist() == ["terrain2.png"]
    assert len(cars.annotations) == 5 and set(cars.annotations["label"]) == {"car"}
    assert cars.annotations[["x", "y", "width", "height"]].to_numpy()[0].tolist() == [218, 448, 222, 161]
    assert said(cars)[0] == ["repaired", "its area is given as 698368, but its box has 35742"]
    assert len(cars.report) == 5  # an outline that is the box's own rectangle is nothing left out


def test_a_real_file_with_outlines_is_read_as_boxes_and_says_what_is_left_out() -> None:
    pets = nbl.read(CATS)
    assert pets.annotations["label"].tolist() == ["cat", "dog", "cat", "dog"]
    assert pets.annotations[["x", "y", "width", "height"]].to_numpy().tolist() == [
        [10, 20, 30, 40],
        [5, 10, 10, 20],
        [1, 2, 3, 4],
        [10, 10, 15, 15],
    ]
    assert said(pets) == [
        ["repaired", "annotation 12 has no bbox; it is that of its outline"],
        ["repaired", "annotation 13 has no bbox; it is that of its outline"],
        ["skipped", "2 polygons; polygons are not held yet, the box is"],
    ]


def test_masks_polygons_and_keypoints_leave_the_box_and_are_reported(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        coco(
            {"bbox": [1, 2, 30, 40], "segmentation": {"size": [80, 100], "counts": "52="}, "iscrowd": 1},
            {"bbox": [1, 2, 30, 40], "segmentation": [[1, 2, 31, 2, 16, 42]]},
            {"bbox": [1, 2, 30, 40], "keypoints": [5, 5, 2, 0, 0, 0, 7, 7, 1], "num_keypoints": 2},
        ),
    )
    street = nbl.read(path)
    assert len(street.annotations) == 3
    assert street.annotations["attributes"].tolist()[0] == {"iscrowd": True}
    assert [why for _, why in said(street)] == [
        "a mask in run lengths; masks are not held yet, its box is",
        "a polygon; polygons are not held yet, the box is",
        "2 keypoints; keypoints are not held yet, the box is",
    ]
    assert street.report["annotation"].tolist() == street.annotations["id"].tolist()


@settings(max_examples=60, deadline=None)
@given(pixels=st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=7))
def test_bounds_of_a_mask_are_those_pycocotools_gives(pixels: list[list[bool]]) -> None:
    made = mask.encode(np.asfortranarray(np.array(pixels, dtype=np.uint8)))
    text = {"size": made["size"], "counts": made["counts"].decode()}
    expected = tuple(mask.toBbox(made).tolist())
    assert (_rle.bounds(text) or (0.0, 0.0, 0.0, 0.0)) == expected


def test_an_annotation_that_cannot_be_read_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        coco(
            {"bbox": [1, 2, 3]},
            {"bbox": [1, 2, -3, 4]},
            {"bbox": [500, 2, 3, 4]},
            {"bbox": [1, 2, "nan", 4]},
            {"bbox": [1, 2, 3, 10**400]},
            {"category_id": 9, "bbox": [1, 2, 3, 4]},
            {"image_id": 9, "bbox": [1, 2, 3, 4]},
            {"image_id": [], "bbox": [1, 2, 3, 4]},
            {"bbox": [90, 2, 30, 4]},
            {"bbox": [1, 2, 3, 4]},
        ),
    )
    street = nbl.read(path)
    assert street.annotations[["x", "width"]].to_numpy().tolist() == [[90, 10], [1, 3]]
    assert street.report["what"].tolist() == ["skipped"] * 8 + ["repaired"]
    assert said(street)[1][1].startswith("width=-3 must be above 0")
    assert said(street)[8][1] == "clipped to the image (100 x 80)"


def test_what_other_tools_say_beside_the_box_is_counted_in_the_report(tmp_path: Path) -> None:
    box = {"bbox": [1, 2, 3, 4], "ignore": 0, "group": 7}
    boxes = {**box, "track_id": 5}, {**box, "track_id": 5, "caption": "a bus"}
    content = coco(*boxes, videos=[{"id": 1}], info={"year": 2026})
    content["categories"] = [
        {"id": 1, "name": "bus", "supercategory": "vehicle", "keypoints": ["door"], "skeleton": []},
        {"id": 2, "name": "car", "supercategory": "none"},
    ]
    street = nbl.read(written(tmp_path, content))
    assert said(street) == [
        ["skipped", "'videos' of the file is not read"],
        ["skipped", "'supercategory' of a category is not read"],
        ["skipped", "'keypoints' of a category is not read"],
        ["skipped", "'track_id' of an annotation is not read (2 times)"],
        ["skipped", "'caption' of an annotation is not read"],
    ]
    assert street.annotations["group"].tolist() == ["7", "7"]


def test_the_angle_that_cvat_keeps_beside_a_box_is_not_lost_silently(tmp_path: Path) -> None:
    turned = {"bbox": [10, 20, 30, 10], "attributes": {"occluded": False, "rotation": 30.0}}
    street = nbl.read(written(tmp_path, coco(turned, {**turned, "attributes": {"rotation": 0.0}})))
    assert street.annotations["angle"].tolist() == [0, 0]
    ((what, why),) = said(street)
    assert what == "skipped" and "'rotation' is 30" in why


def test_a_list_of_results_says_what_it_goes_with(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps([{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5}]))
    with pytest.raises(nbl.FormatError, match=r"a list of COCO's results, .* read the file of annotations that"):
        nbl.read(path)


def test_long_numbers_among_the_columns_of_a_picture_keep_their_last_digit(tmp_path: Path) -> None:
    content = coco()
    content["images"][0]["flickr_id"] = 12345678901234567
    content["images"].append({"id": 2, "file_name": "b.jpg", "width": 100, "height": 80})
    assert nbl.read(written(tmp_path, content)).items.loc["a.jpg", "flickr_id"] == 12345678901234567


def test_categories_and_images_that_stand_twice_are_settled_and_reported(tmp_path: Path) -> None:
    image = {"id": 1, "file_name": "a.jpg", "width": 100, "height": 80}
    categories = [{"id": 1, "name": "bus"}, {"id": 2, "name": "bus"}, {"id": 3, "name": " "}, {"id": None, "name": "x"}]
    path = written(
        tmp_path,
        coco({"category_id": 2, "bbox": [1, 2, 3, 4]}, categories=categories, images=[image, image, {"id": 2}]),
    )
    street = nbl.read(path)
    assert street.fields[0].names == ("bus", "(no name)")
    assert street.annotations["label"].tolist() == ["bus"]
    assert street.report["what"].tolist() == ["repaired", "repaired", "skipped", "skipped", "skipped"]


def test_the_same_file_read_twice_gives_the_same_ids(tmp_path: Path) -> None:
    path = written(tmp_path, coco({"bbox": [1, 2, 3, 4]}, {"bbox": [1, 2, 3, 4]}))
    one, two = nbl.read(path).annotations, nbl.read(path).annotations
    assert one["id"].tolist() == two["id"].tolist()
    assert one["id"].is_unique


# Pictures ---------------------------------------------------------------------------------------------


def test_pictures_are_found_beside_the_file_or_where_they_are_said_to_be(tmp_path: Path) -> None:
    path = written(tmp_path, coco({"bbox": [1, 2, 3, 4]}))
    there = picture(tmp_path / "elsewhere" / "a.jpg")
    assert nbl.read(path, images=tmp_path / "elsewhere").path(0) == there
    beside = picture(tmp_path / "images" / "a.jpg")
    assert nbl.read(path).path(0) == beside
    with pytest.raises(FileNotFoundError, match="is no folder"):
        nbl.read(path, images=tmp_path / "nowhere")


def test_a_missing_picture_keeps_its_boxes_and_the_size_the_file_says(tmp_path: Path) -> None:
    street = nbl.read(written(tmp_path, coco({"bbox": [1, 2, 3, 4]})))
    assert street.report.empty
    assert (street.extent(0).width, street.extent(0).height) == (100, 80)


def test_boxes_on_the_stored_pixels_of_a_picture_that_lies_on_its_side_are_turned_upright(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg", (100, 80), orientation=6)  # shown 80 wide and 100 high
    street = nbl.read(written(tmp_path, coco({"bbox": [10, 20, 30, 40]})))
    assert (street.extent(0).width, street.extent(0).height) == (80, 100)
    assert street.annotations[["x", "y", "width", "height"]].to_numpy().tolist() == [[20, 10, 40, 30]]
    assert "once its EXIF orientation is applied; its boxes were turned with it" in said(street)[0][1]


def test_sizes_and_boxes_of_the_upright_picture_are_left_as_they_are(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg", (80, 100), orientation=6)  # shown 100 wide and 80 high, as the file says
    street = nbl.read(written(tmp_path, coco({"bbox": [10, 20, 30, 40]})))
    assert street.annotations[["x", "y", "width", "height"]].to_numpy().tolist() == [[10, 20, 30, 40]]
    assert street.report.empty


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_a_turned_box_holds_the_same_pixels(tmp_path: Path, orientation: int) -> None:
    stored = Image.new("L", (100, 80), 0)
    stored.paste(255, (10, 20, 40, 60))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.png", exif=exif)
    with Image.open(tmp_path / "a.png") as opened:
        upright = ImageOps.exif_transpose(opened)
    image = {"id": 1, "file_name": "a.png", "width": 100, "height": 80}
    street = nbl.read(written(tmp_path, coco({"bbox": [10, 20, 30, 40]}, images=[image])))
    x, y, width, height = street.annotations[["x", "y", "width", "height"]].to_numpy()[0].tolist()
    assert upright.getbbox() == (x, y, x + width, y + height)


# Damage -----------------------------------------------------------------------------------------------


def test_a_path_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    picture(tmp_path / "secret.jpg")
    (tmp_path / "data").mkdir()
    image = {"id": 1, "file_name": "../secret.jpg", "width": 100, "height": 80}
    street = nbl.read(written(tmp_path / "data", coco({"bbox": [1, 2, 3, 4]}, images=[image])))
    assert street.path(0) == tmp_path / "data" / "secret.jpg"
    assert street.keys.tolist() == ["secret.jpg"]
    assert said(street) == [
        ["repaired", "its path '../secret.jpg' leads outside the folder; only its last part is used"]
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            json.dumps(coco())[:-20],
            r"'street.json' is no whole JSON file: .* in line 1, column \d+; was it cut short\?",
        ),
        (json.dumps(coco(images=7)), "'street.json' is no COCO file: 'images' is no list of objects"),
        (json.dumps(coco(annotations=[1])), "'annotations' is no list of objects"),
        ("[" * 100_000, "nested too deeply|no whole JSON"),
    ],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(nbl.FormatError, match=sentence) as damaged:
        nbl.read(written(tmp_path, content))
    assert "\n" not in str(damaged.value)


def test_a_file_in_another_encoding_says_which_byte(tmp_path: Path) -> None:
    path = tmp_path / "street.json"
    path.write_bytes(json.dumps(coco(categories=[{"id": 1, "name": "été"}]), ensure_ascii=False).encode("latin-1"))
    with pytest.raises(nbl.FormatError, match=r"'street.json' is not text in UTF-8: byte \d+ is 0xe9; save it again"):
        nbl.read(path)


def test_utf_16_and_a_mark_at_the_start_are_read(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        (tmp_path / "street.json").write_bytes(json.dumps(coco({"bbox": [1, 2, 3, 4]})).encode(encoding))
        assert len(nbl.read(tmp_path / "street.json", "coco").annotations) == 1


def test_claims_of_huge_sizes_cost_nothing(tmp_path: Path) -> None:
    image = {"id": 1, "file_name": "a.jpg", "width": 10**12, "height": 10**12}
    mask = {"size": [10**9, 10**9], "counts": [10**17, 5, 10**17]}
    street = nbl.read(written(tmp_path, coco({"segmentation": mask}, images=[image])))
    assert street.annotations[["width", "height"]].to_numpy().tolist() == [[1, 5]]


def test_a_file_too_large_to_parse_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "street.json"
    with path.open("wb") as file:
        file.write(b'{"images": [], "annotations": [')
        file.truncate(10 * 2**30)  # it takes no room: a hole
    with pytest.raises(nbl.FormatError, match=r"'street.json' has 10.0 GiB, above the limit of 2; split it"):
        nbl.read(path)
