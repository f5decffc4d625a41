import os
import shutil

import pytest

from nblabel.items import ItemError, images, open_items


def test_a_copy_under_another_name_has_the_same_fingerprint(write, tmp_path):
    write("a.png")
    shutil.copy(tmp_path / "a.png", tmp_path / "b.png")
    source = open_items(tmp_path)
    assert source.fingerprint(0) == source.fingerprint(1)


def test_other_bytes_have_another_fingerprint(write, photo, tmp_path):
    write("a.png")
    write("b.png", photo[::-1])
    source = open_items(tmp_path)
    assert source.fingerprint(0) != source.fingerprint(1)


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_showing_an_item_makes_its_fingerprint_free(write, name, monkeypatch):
    path = write(name)
    expected = open_items(path).fingerprint(0)
    source = open_items(path)
    source.asset(0)
    monkeypatch.setattr(images, "file_digest", None)
    assert source.fingerprint(0) == expected


def test_a_changed_file_is_hashed_again(write, photo):
    path = write("a.png")
    source = open_items(path)
    before = source.fingerprint(0)
    write("a.png", photo[::-1])
    os.utime(path, ns=(1, 1))
    assert source.fingerprint(0) != before


def test_touching_a_file_changes_its_stamp_and_not_its_fingerprint(write):
    path = write("a.png")
    source = open_items(path)
    stamp, fingerprint = source.stamp(0), source.fingerprint(0)
    os.utime(path, ns=(5, 5))
    assert source.stamp(0) != stamp
    assert source.fingerprint(0) == fingerprint


def test_a_file_without_a_time_has_no_stamp(write):
    path = write("a.png")
    os.utime(path, ns=(0, 0))
    assert open_items(path).stamp(0) is None


def test_what_is_not_there_has_no_fingerprint(tmp_path):
    with pytest.raises(ItemError, match="not there"):
        open_items([tmp_path / "a.png"]).fingerprint(0)


def test_a_broken_image_has_a_fingerprint(tmp_path):
    (tmp_path / "a.png").write_bytes(b"junk")
    assert open_items(tmp_path).fingerprint(0)
