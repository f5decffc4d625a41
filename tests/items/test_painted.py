"""Items that Python paints: known by their keys alone, all of one size."""

import numpy as np
import pandas as pd
import pytest

from nblabel.items import ItemError
from nblabel.items.painted import open_painted
from nblabel.kinds import Extent

SIZE = (400, 200)


def test_a_dict_names_the_items_and_hands_over_what_stands_under_each_name():
    source = open_painted({"calm": [0, 1], "storm": [9, -9]}, SIZE)
    assert list(source.keys) == ["calm", "storm"]
    assert source.item(1).key == "storm"
    assert source.item(1).value == [9, -9]


def test_a_series_does_so_by_its_index():
    source = open_painted(pd.Series([np.zeros(3), np.ones(3)], index=["a", "b"], name="signal"), SIZE)
    assert source.name == "signal"
    assert source.item(1).value.tolist() == [1, 1, 1]


def test_a_frame_hands_over_the_row():
    source = open_painted(pd.DataFrame({"lat": [1.0, 2.0]}, index=pd.Index(["x", "y"], name="place")), SIZE)
    assert source.item(1).row["lat"] == 2.0
    assert source.index.name == "place"


@pytest.mark.parametrize("names", [["C", "CC"], [3, 1, 2], np.array(["C", "CC"]), pd.Index(["C", "CC"])])
def test_a_list_of_names_is_all_that_is_needed(names):
    assert list(open_painted(names, SIZE).keys) == list(names)


def test_all_have_the_size_that_was_given():
    assert open_painted(["a"], SIZE).extent(0) == Extent(400, 200)


def test_the_same_key_is_the_same_item_and_no_other_is():
    once, again = open_painted(["a", "b"], SIZE), open_painted(["b", "a"], SIZE)
    assert once.fingerprint(0) == again.fingerprint(1)
    assert once.fingerprint(0) != once.fingerprint(1)


def test_without_a_notebook_there_is_nothing_to_show():
    with pytest.raises(ItemError, match="is painted when a notebook shows it"):
        open_painted(["a"], SIZE).asset(0)


@pytest.mark.parametrize(
    ("items", "says"),
    [
        (pd.DataFrame({"a": [1, 2]}), "this frame's index is only 0, 1, 2"),
        (pd.Series([1, 2]), "this frame's index is only 0, 1, 2"),
        ([np.zeros(3)], "give a dict from a name to it"),
        ("signal.wav", "cannot be painted"),
        (3, "cannot be painted"),
    ],
)
def test_items_without_keys_are_refused_with_the_mend(items, says):
    with pytest.raises(TypeError, match=says):
        open_painted(items, SIZE)


@pytest.mark.parametrize("size", [(0, 10), (10,), "big", (10, True), (10, 10**6), None])
def test_a_size_that_is_none_is_refused(size):
    with pytest.raises(ValueError, match="in pixels, each from 1"):
        open_painted(["a"], size)
