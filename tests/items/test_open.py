import numpy as np
import pandas as pd
import pytest

from nblabel.items import open_items


@pytest.mark.parametrize(
    ("items", "says"),
    [
        (42, r"items are an int: 42; give a folder"),
        (None, r"items are a NoneType"),
        ({"a.png", "b.png"}, r"a set has no order; write sorted"),
        ([3], r"item 0 is int: 3; an image is a path"),
        (["a.png", 3], r"item 1 is int"),
        (["a.png", "s3://b/c.png"], r"item 1 is a URL but item 0 is a path"),
        (["a.png", np.zeros((2, 2))], r"item 1 is an array but item 0 is a path"),
        (["a.png", None], r"item 1 is None; leave it out"),
    ],
)
def test_items_that_cannot_be_opened_are_refused_naming_the_value(items, says):
    with pytest.raises(TypeError, match=says):
        open_items(items)


@pytest.mark.parametrize("items", [[], (), np.zeros((0, 8, 8)), pd.Series([], dtype=object), {}])
def test_no_items_are_refused(items):
    with pytest.raises(ValueError, match="at least one"):
        open_items(items)


def test_naming_a_column_of_what_has_none_is_refused():
    with pytest.raises(TypeError, match="image='file' names a column, but the items are a list"):
        open_items(["a.png"], image="file")


@pytest.mark.parametrize(
    ("window", "error"), [((1, 1), ValueError), ((0, float("inf")), ValueError), (5, TypeError), ((1, 2, 3), TypeError)]
)
def test_a_window_that_is_none_is_refused(window, error):
    with pytest.raises(error, match="window="):
        open_items([np.zeros((2, 2))], window=window)


def test_a_root_without_paths_is_refused():
    with pytest.raises(TypeError, match="root='photos' is for paths"):
        open_items([np.zeros((2, 2))], root="photos")


def test_an_unknown_medium_is_refused():
    with pytest.raises(ValueError, match="medium='sound' is not one of"):
        open_items(["a.png"], medium="sound")


def test_an_array_of_paths_is_a_list_of_paths(write, tmp_path):
    write("a.png")
    assert open_items(np.array(["a.png"]), root=tmp_path).keys == ("a.png",)
