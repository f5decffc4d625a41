import os
import unicodedata

import pytest

from nblabel.items import ItemError, open_items


def test_a_folder_gives_its_images_subfolders_included_in_the_order_people_expect(write):
    for name in ("img10.png", "img9.png", "b/1.JPG", "a/2.tiff", "a b/3.webp"):
        write(name)
    folder = write("Img1.png").parent

    source = open_items(folder)

    assert source.keys == ("a/2.tiff", "a b/3.webp", "b/1.JPG", "Img1.png", "img9.png", "img10.png")
    assert source.natural
    assert source.name == folder.name
    assert source.rows is None


def test_hidden_files_and_folders_and_other_files_are_left_out(write, tmp_path):
    for name in (".ipynb_checkpoints/a.png", ".nblabel/b.png", "._c.png", "d.png"):
        write(name)
    (tmp_path / "notes.txt").write_text("not an image")

    assert open_items(tmp_path).keys == ("d.png",)


def test_a_folder_that_is_not_there_is_an_error_that_says_where_it_looked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError) as error:
        open_items("street")
    assert str(tmp_path / "street") in str(error.value)
    assert ".jpg" in str(error.value)


def test_a_folder_without_images_is_an_error_that_says_what_it_looked_for(tmp_path):
    (tmp_path / "notes.txt").write_text("not an image")
    with pytest.raises(FileNotFoundError, match=r"no images in .*\.jpeg.*\.tiff"):
        open_items(tmp_path)


def test_a_folder_is_opened_without_opening_its_files(tmp_path, monkeypatch):
    for number in range(100):
        (tmp_path / f"{number}.jpg").touch()
    looked = []
    monkeypatch.setattr("builtins.open", lambda *a, **_: looked.append(a))

    assert len(open_items(tmp_path).keys) == 100
    assert not looked


def test_a_link_that_leads_back_ends(write, tmp_path):
    write("photos/a.png")
    (tmp_path / "photos" / "again").symlink_to(tmp_path / "photos", target_is_directory=True)

    assert open_items(tmp_path / "photos").keys == ("a.png",)


def test_a_linked_folder_is_looked_into(write, tmp_path):
    write("elsewhere/b.png")
    write("photos/a.png")
    (tmp_path / "photos" / "more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    assert open_items(tmp_path / "photos").keys == ("a.png", "more/b.png")


def test_a_pattern_gives_keys_relative_to_its_fixed_part(write, tmp_path):
    for name in ("train/cats/1.png", "train/dogs/2.png", "test/cats/3.png"):
        write(name)

    source = open_items(f"{tmp_path}/train/**/*.png")

    assert source.keys == ("cats/1.png", "dogs/2.png")
    assert source.name == "train"


def test_a_pattern_that_matches_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="0 files match"):
        open_items(f"{tmp_path}/*.png")


def test_a_folder_named_like_a_pattern_is_a_folder(write, tmp_path):
    write("[1]/a.png")
    assert open_items(tmp_path / "[1]").keys == ("a.png",)


def test_one_file_is_one_item(write):
    assert open_items(write("a.png")).keys == ("a.png",)


@pytest.mark.parametrize("name", ["coco.json", "data.yaml", "voc.XML"])
def test_a_file_of_annotations_is_to_be_read_first(tmp_path, name):
    (tmp_path / name).write_text("{}")
    with pytest.raises(ValueError, match=rf"{name} holds no images, .* read them with nblabel.read\('.*{name}'\)"):
        open_items(tmp_path / name)


def test_keys_are_relative_to_the_root(write, tmp_path):
    write("train/cats/1.png")
    assert open_items("train/cats", root=tmp_path).keys == ("train/cats/1.png",)


def test_a_folder_outside_the_root_is_refused(write, tmp_path):
    write("train/1.png")
    (tmp_path / "other").mkdir()
    with pytest.raises(ValueError, match="outside root"):
        open_items(tmp_path / "train", root=tmp_path / "other")


def test_keys_are_composed_unicode_and_still_find_their_file(write):
    folder = write(unicodedata.normalize("NFD", "Straße/Café.png")).parent

    source = open_items(folder)

    assert source.keys == (unicodedata.normalize("NFC", "Café.png"),)
    assert source.extent(0).width == 60


def test_a_name_that_is_not_utf8_has_a_key_that_is(write):
    folder = write("a.png").parent
    (folder / "a.png").rename(folder / os.fsdecode(b"caf\xe9.png"))

    source = open_items(folder)

    assert source.keys == (r"caf\xe9.png",)
    assert source.extent(0).width == 60


def test_two_names_that_look_the_same_are_refused_by_name(write, tmp_path):
    write(unicodedata.normalize("NFD", "é.png"))
    write(unicodedata.normalize("NFC", "é.png"))
    with pytest.raises(ValueError, match=r"two items have the key 'é\.png'"):
        open_items(tmp_path)


def test_a_folder_with_an_images_ending_is_no_image(write, tmp_path):
    write("a.png/b.png")
    assert open_items(tmp_path).keys == ("a.png/b.png",)


def test_a_file_that_is_gone_since_says_so_and_the_others_go_on(write):
    write("b.png")
    gone = write("a.png")
    source = open_items(gone.parent)
    gone.unlink()

    with pytest.raises(ItemError, match=f"a.png is not there .*{gone}"):
        source.asset(0)
    assert source.asset(1).mime == "image/png"
