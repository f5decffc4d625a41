"""A dataset with its items at hand, and a part of one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.formats.made import images, picture, record, texts

import nblabel as nbl
from nblabel.capture import read_captures
from nblabel.dataset import Dataset
from nblabel.kinds import Extent

BUS = record("b.jpg", "box", "bus", x=1, y=2, width=3, height=4)


def test_a_part_has_its_own_items_annotations_and_columns(tmp_path: Path) -> None:
    for name, size in (("a.jpg", (10, 20)), ("b.jpg", (30, 40))):
        picture(tmp_path / name, size)
    part = images([BUS]).with_items(tmp_path).select(["b.jpg"])
    assert part.keys.tolist() == ["b.jpg"]
    assert part.annotations["item"].tolist() == ["b.jpg"]
    assert part.extent(0) == Extent(30, 40)
    assert part.path(0) == tmp_path / "b.jpg"
    assert part.as_source().item(0).key == "b.jpg"
    assert part.select(["b.jpg"]).path(0) == tmp_path / "b.jpg"


def test_what_is_said_of_items_that_were_not_selected_stays_behind() -> None:
    ada = images([BUS], answers={"b.jpg": {"comment": "blurred", "flagged": True}}).select(["a.jpg"])
    both = ada.merge(images(sizes={"b.jpg": (10, 10)}))
    assert both.items.loc["b.jpg", ["flagged", "comment"]].tolist() == [False, ""]
    assert both.report.empty
    assert not ada.extents.keys() - {"s:a.jpg"}


def test_a_key_that_is_not_there_cannot_be_selected() -> None:
    with pytest.raises(KeyError, match=r"'z.jpg' is not the key of an item of Dataset 'street'"):
        images().select(["z.jpg"])


def test_items_are_found_again_by_key_and_the_others_stay_known_by_key(tmp_path: Path) -> None:
    picture(tmp_path / "b.jpg", (30, 40))
    both = images().with_items(tmp_path)
    assert both.extent(1) == Extent(30, 40)
    assert both.path(0) is None
    assert both.extent(0) == Extent(100, 80)  # what was said of it


def test_items_of_which_none_is_meant_are_refused_with_the_mend(tmp_path: Path) -> None:
    picture(tmp_path / "z.jpg")
    with pytest.raises(ValueError, match=r"none of the keys .* \(such as 'a.jpg'\) .* \(such as 'z.jpg'\)"):
        images().with_items(tmp_path)


def test_a_dataset_that_knows_only_keys_says_how_to_open_it() -> None:
    with pytest.raises(ValueError, match=r"knows only the keys of its items; .* dataset.with_items\('folder/'\)"):
        images().as_source()


def test_a_csv_and_a_folder_make_the_dataset_again(tmp_path: Path) -> None:
    texts({"a": "Ada", "b": "Bob"}).save(tmp_path / "letters.csv")
    back = nbl.read(tmp_path / "letters.csv").with_items({"b": "Bob", "a": "Ada"})
    assert [back.extent(place).text for place in (0, 1)] == ["Ada", "Bob"]


def test_the_size_of_an_item_that_nobody_knows_is_without_bounds() -> None:
    assert Dataset(read_captures({"boxes": ["bus"]}, "image"), ["a.jpg"]).extent(0) == Extent()


def test_what_is_said_of_items_that_are_not_there_is_left_out() -> None:
    fields = read_captures({"boxes": ["bus"]}, "image")
    answers = {"s:b.jpg": {"status": "done", "flagged": True, "comment": "", "seconds": 0.0}}
    street = Dataset(fields, ["a.jpg"], {"1": BUS}, answers, touched={"s:b.jpg": 1})
    assert repr(street) == "Dataset '': 1 item, 0 annotations"
    assert not street.records and not street.answers and not street.touched
    assert street.stats()["annotations"].tolist() == [0] and street.check().empty
