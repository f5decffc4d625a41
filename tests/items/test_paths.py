from pathlib import Path

import pytest

from nblabel.items import ItemError, open_items


def test_the_keys_of_paths_are_relative_to_the_folder_that_holds_them_all(write):
    paths = [write("train/cats/1.png"), write("train/dogs/2.png")]

    source = open_items(paths)

    assert source.keys == ("cats/1.png", "dogs/2.png")
    assert source.natural
    assert source.name == "train"


def test_paths_keep_the_order_they_are_given_in(write):
    paths = [write("b.png"), write("a.png")]
    assert open_items(iter(paths)).keys == ("b.png", "a.png")


def test_relative_paths_start_at_the_root(write, tmp_path):
    write("train/1.png")
    source = open_items(["train/1.png"], root=tmp_path)

    assert source.keys == ("train/1.png",)
    assert source.item(0).path == tmp_path / "train/1.png"


def test_relative_paths_start_at_the_working_directory_without_a_root(write, tmp_path, monkeypatch):
    write("train/1.png")
    monkeypatch.chdir(tmp_path)
    assert open_items(["train/1.png"]).extent(0).width == 60


@pytest.mark.parametrize("path", ["../secret.png", "/etc/secret.png", "a/../../secret.png"])
def test_a_path_that_leaves_the_root_is_refused(tmp_path, path):
    with pytest.raises(ValueError, match=r"secret\.png lies outside root="):
        open_items([path], root=tmp_path)


def test_detours_within_the_root_are_straightened(write, tmp_path):
    write("a.png")
    assert open_items(["b/../a.png", "./c.png"], root=tmp_path).keys == ("a.png", "c.png")


def test_the_same_file_twice_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match=r"two items have the key 'a\.png'"):
        open_items(["a.png", "./a.png"], root=tmp_path)


def test_paths_are_not_looked_at_when_opened(tmp_path):
    source = open_items([tmp_path / "gone.png"])
    assert source.stamp(0) is None
    with pytest.raises(ItemError, match=r"gone\.png is not there"):
        source.extent(0)


def test_the_stamp_is_the_size_and_time_of_the_file(write):
    path = write("a.png")
    stamp = open_items([path]).stamp(0)
    assert (stamp.size, stamp.modified) == (path.stat().st_size, path.stat().st_mtime_ns)


def test_an_item_knows_its_key_path_and_picture(write):
    path = write("a.png")
    item = open_items([path]).item(0)

    assert (item.key, item.path, item.text, item.row) == ("a.png", path, None, None)
    assert item.image.size == (60, 40)
    assert item.image is item.image


def test_a_folder_in_a_list_says_that_it_is_no_image(tmp_path):
    with pytest.raises(ItemError, match="is a folder"):
        open_items([tmp_path]).asset(0)


def test_a_pipe_is_refused_without_waiting_for_it():
    with pytest.raises(ItemError, match="not a file that can be read"):
        open_items([Path("/dev/zero")]).asset(0)


def test_a_name_that_no_system_takes_is_an_item_that_says_so():
    with pytest.raises(ItemError, match="cannot be read"):
        open_items(["a\0b.png"]).asset(0)
