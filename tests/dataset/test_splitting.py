"""Dividing a dataset into parts: in proportion, by label, whole groups, the same each time."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.made import images, record

from nblabel.capture import read_captures
from nblabel.dataset import Dataset
from nblabel.dataset.splitting import assign

SHARES = {"train": 0.8, "val": 0.2}


def street(count: int, rows: dict[str, Any] | None = None, **given: Any) -> Dataset:
    sizes = {f"{number:03}.jpg": (100, 80) for number in range(count)}
    return images(given.pop("boxes", ()), sizes, rows=None if rows is None else pd.DataFrame(rows), **given)


@settings(max_examples=80, deadline=None)
@given(count=st.integers(0, 300), shares=st.sampled_from([SHARES, {"a": 0.7, "b": 0.2, "c": 0.1}, {"all": 1}]))
def test_the_parts_have_their_shares_to_within_one_item(count: int, shares: dict[str, float]) -> None:
    parts = assign(shares, [frozenset()] * count, range(count), seed=0)
    for name, share in shares.items():
        assert abs(parts.count(name) - share * count) <= 1


@settings(max_examples=60, deadline=None)
@given(labels=st.lists(st.frozensets(st.sampled_from("abc")), max_size=120), seed=st.integers(0, 9))
def test_every_item_goes_to_one_part(labels: list[frozenset[str]], seed: int) -> None:
    parts = assign(SHARES, labels, range(len(labels)), seed)
    assert set(parts) <= set(SHARES)
    assert len(parts) == len(labels)


@settings(max_examples=60, deadline=None)
@given(classes=st.lists(st.sampled_from("aaaaaab"), min_size=10, max_size=200))
def test_each_class_is_divided_in_proportion(classes: list[str]) -> None:
    parts = assign(SHARES, [frozenset(each) for each in classes], range(len(classes)), seed=3)
    for name in set(classes):
        held = sum(part == "val" for part, each in zip(parts, classes, strict=True) if each == name)
        assert abs(held - 0.2 * classes.count(name)) <= 1


@settings(max_examples=60, deadline=None)
@given(groups=st.lists(st.integers(0, 12), max_size=100), seed=st.integers(0, 9))
def test_groups_stay_whole(groups: list[int], seed: int) -> None:
    parts = assign(SHARES, [frozenset()] * len(groups), groups, seed)
    for group in set(groups):
        assert len({part for part, each in zip(parts, groups, strict=True) if each == group}) == 1


def test_a_rare_label_is_in_both_parts() -> None:
    boxes = [record(f"{n:03}.jpg", "box", "bus", x=1, y=1, width=2, height=2) for n in range(100)]
    boxes += [record(f"{n:03}.jpg", "box", "ant", x=1, y=1, width=2, height=2) for n in (3, 50)]
    split = street(100, boxes=boxes).split({"train": 0.5, "val": 0.5}, stratify="box").items["split"]
    assert set(split[["003.jpg", "050.jpg"]]) == {"train", "val"}
    assert split.value_counts().to_dict() == {"train": 50, "val": 50}


def test_a_column_stratifies_and_another_groups() -> None:
    rows = {"patient": [number // 4 for number in range(80)], "site": ["a", "a", "a", "b"] * 20}
    split = street(80, rows).split(SHARES, stratify="site", group="patient").items
    assert split.groupby("patient")["split"].nunique().max() == 1
    assert split["split"].value_counts().to_dict() == {"train": 64, "val": 16}


def test_the_same_seed_gives_the_same_split_and_another_another() -> None:
    one, again, other = (street(50).split(SHARES, seed=seed).items["split"].tolist() for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_the_rest_of_the_dataset_stays_as_it_was() -> None:
    whole = street(5, {"camera": list("abcde")}, boxes=[record("001.jpg", "box", "bus", x=1, y=1, width=2, height=2)])
    split = whole.split(SHARES)
    assert split.items.drop(columns="split").equals(whole.items)
    assert split.annotations.equals(whole.annotations)
    assert "split" not in whole.items


def test_a_dataset_of_no_items_is_split_into_nothing() -> None:
    assert Dataset(read_captures({"boxes": ["bus"]}, "image"), []).split(SHARES).items["split"].tolist() == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"shares": {"train": 0.8, "val": 0.1}}, r"are 0.9 together, not 1"),
        ({"shares": {"train": 1.5}}, "share 'train' is 1.5; give a number above 0, up to 1"),
        ({"shares": {"train": 1, "val": 0}}, "share 'val' is 0"),
        ({"shares": {"train": 1.0}, "stratify": "weather"}, r"stratify='weather' is not one of the fields \['box'\]"),
        ({"shares": {"train": 1.0}, "group": "patient"}, r"group='patient' is not one of your columns \['site'\]"),
        ({"shares": {"train": 1.0}, "group": "site"}, "group='site' is missing on item '001.jpg'; fill it in"),
    ],
)
def test_what_cannot_be_split_by_is_said(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        street(2, {"site": ["a", None]}).split(**given)
