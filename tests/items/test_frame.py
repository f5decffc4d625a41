import numpy as np
import pandas as pd
import pytest

from nblabel.items import ItemError, open_items


@pytest.fixture
def frame(write, tmp_path):
    for name in ("a.png", "b.png"):
        write(name)
    return pd.DataFrame({"file": ["a.png", "b.png"], "camera": ["left", "right"]}), tmp_path


def test_the_index_is_the_key_and_the_other_columns_come_back(frame):
    frame, root = frame
    source = open_items(frame.set_index(pd.Index(["x", "y"], name="shot")), image="file", root=root)

    assert source.keys == ("x", "y")
    assert source.natural
    assert source.name == "file"
    assert source.rows.columns.tolist() == ["camera"]
    assert source.rows.index.name == "shot"
    assert source.item(1).row["camera"] == "right"
    assert source.item(1).path == root / "b.png"


def test_the_default_index_is_only_where_a_row_stands(frame):
    frame, root = frame
    source = open_items(frame, image="file", root=root)
    assert source.keys == (0, 1)
    assert not source.natural


@pytest.mark.parametrize(
    "index", [pd.Index([5, 3]), pd.RangeIndex(2, name="shot"), pd.date_range("2026", periods=2), pd.Index(["b", "a"])]
)
def test_a_chosen_index_says_who_a_row_is_and_keeps_its_dtype(frame, index):
    frame, root = frame
    source = open_items(frame.set_index(index), image="file", root=root)
    assert source.natural
    assert source.keys == tuple(index)
    assert source.index.equals(index)
    assert source.index.dtype == index.dtype


def test_the_rows_are_a_copy(frame):
    frame, root = frame
    source = open_items(frame, image="file", root=root)
    frame.loc[0, "camera"] = "changed"
    assert source.rows.loc[0, "camera"] == "left"


def test_without_other_columns_there_are_no_rows(frame):
    frame, root = frame
    assert open_items(frame[["file"]], image="file", root=root).rows is None


@pytest.mark.parametrize("hole", [None, np.nan, pd.NA, "", "  "])
def test_a_row_without_a_file_says_so_and_the_others_go_on(frame, hole):
    frame, root = frame
    frame = frame.astype({"file": object})
    frame.loc[0, "file"] = hole
    source = open_items(frame, image="file", root=root)

    with pytest.raises(ItemError, match="item 0 names no file"):
        source.asset(0)
    assert source.stamp(0) is None
    assert source.asset(1).mime == "image/png"


def test_an_error_names_the_file_and_the_row(frame):
    frame, root = frame
    (root / "b.png").unlink()
    with pytest.raises(ItemError, match=r"b\.png \(item 1\) is not there"):
        open_items(frame, image="file", root=root).asset(1)


def test_a_column_may_hold_arrays(photo):
    source = open_items(pd.DataFrame({"pixels": [photo, photo]}), image="pixels")
    assert source.extent(0).width == 60


def test_a_frame_without_a_named_column_is_refused_with_the_columns(frame):
    with pytest.raises(TypeError, match=r"image='file'.*\['file', 'camera'\]"):
        open_items(frame[0])


def test_a_column_that_is_not_there_is_refused_with_the_closest(frame):
    with pytest.raises(ValueError, match=r"image='flie' is not one of .*did you mean 'file'"):
        open_items(frame[0], image="flie")


def test_float_keys_are_refused_with_the_mend(frame):
    frame, root = frame
    with pytest.raises(TypeError, match=r"0\.5 is a float.*astype"):
        open_items(frame.set_index(pd.Index([0.5, 1.5])), image="file", root=root)


def test_two_rows_with_one_key_are_refused_by_name(frame):
    frame, root = frame
    with pytest.raises(ValueError, match="two items have the key 'x'"):
        open_items(frame.set_index(pd.Index(["x", "x"])), image="file", root=root)


def test_a_multiindex_is_refused_with_the_mend(frame):
    frame, root = frame
    with pytest.raises(TypeError, match="2 levels"):
        open_items(frame.set_index(["camera", "file"], drop=False), image="file", root=root)


def test_an_empty_frame_is_refused():
    with pytest.raises(ValueError, match="'file' has no values"):
        open_items(pd.DataFrame({"file": []}), image="file")
