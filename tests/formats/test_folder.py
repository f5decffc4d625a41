"""Formats that are a folder: written whole or not at all, in place of a former save, and nobody's files are lost."""

from __future__ import annotations

import json
import resource
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.formats._folder import replacing_folder
from nblabel.formats._pictures_beside import PicturesBeside
from tests.formats.made import images, picture, record, texts

LIST = ".nblabel-files"
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "voc": ("voc", {}),
    "labelme": ("labelme", {}),
    "labelme with pictures": ("labelme", {"images": "copy"}),
    "yolo": ("yolo", {}),
    "yolo with pictures": ("yolo", {"images": "copy"}),
    "yolo with links": ("yolo", {"images": "link"}),
    "brat": ("brat", {}),
}
ALL = pytest.mark.parametrize("kind", list(KINDS))
WITH_PICTURES = pytest.mark.parametrize("kind", ["labelme with pictures", "yolo with pictures", "yolo with links"])
A_FILE = {"voc": "a.xml", "labelme": "a.json", "yolo": "labels/train/a.txt", "brat": "a.ann"}
"""A file that each format writes."""


def made(kind: str, home: Path, names: str, label: str = "bus", **given: Any) -> Dataset:
    """Give a dataset of an item for each letter, with an annotation of each."""
    if kind == "brat":
        spans = [record(f"{name}.txt", "span", label, start=0, end=3, text="Ada") for name in names]
        return texts({f"{name}.txt": f"Ada {name}" for name in names}, spans, captures={"spans": [label]})
    for name in names:
        if not (home / f"{name}.png").exists():
            picture(home / f"{name}.png")
    boxes = [record(f"{name}.png", "box", label, x=1, y=2, width=3, height=4) for name in names]
    sizes = {f"{name}.png": (100, 80) for name in names}
    return images(boxes, sizes, captures={"boxes": [label]}, **given).with_items(home)


def save(kind: str, dataset: Dataset, folder: Path) -> None:
    name, options = KINDS[kind]
    dataset.save(folder, name, **options)


def contents(folder: Path) -> dict[str, object]:
    """Give all that lies in a folder: what links lead to, what files hold, None for folders."""
    return {
        each.relative_to(folder).as_posix(): str(each.readlink()) if each.is_symlink()
        else each.read_bytes() if each.is_file() else None
        for each in sorted(folder.rglob("*"))
    }  # fmt: skip


@contextmanager
def disk_that_is_full_after(count: int) -> Iterator[None]:
    """Have the system refuse to write a file of more than ``count`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# A former save ---------------------------------------------------------------------------------------


@ALL
def test_a_second_save_is_what_it_would_be_in_a_new_folder(tmp_path: Path, kind: str) -> None:
    save(kind, made(kind, tmp_path / "p", "abc"), tmp_path / "there")
    fewer = made(kind, tmp_path / "p", "ab", "ant")
    save(kind, fewer, tmp_path / "there")
    save(kind, fewer, tmp_path / "new")
    left = {"c.txt": b"Ada c"} if kind == "brat" else {}  # a text may be the only one there is
    there = contents(tmp_path / "there")
    assert {name: there[name] for name in there if name != LIST} == {
        **{name: held for name, held in contents(tmp_path / "new").items() if name != LIST},
        **left,
    }


def test_folders_that_are_empty_then_are_gone(tmp_path: Path) -> None:
    for split in ("val", "train"):
        street = made("yolo", tmp_path / "p", "ab", rows=pd.DataFrame({"split": ["train", split]}))
        street.save(tmp_path / "y", "yolo", images="copy")
    assert not (tmp_path / "y/images/val").exists() and not (tmp_path / "y/labels/val").exists()


def test_names_in_another_form_of_unicode_are_known_again(tmp_path: Path) -> None:
    street = images([], {"e\u0301te\u0301.png": (10, 10)})
    street.save(tmp_path / "v", "voc")
    street.save(tmp_path / "v", "voc")
    assert (tmp_path / "v" / "e\u0301te\u0301.xml").is_file()


# Whole or not at all ---------------------------------------------------------------------------------


@WITH_PICTURES
def test_a_full_disk_leaves_a_former_save_as_it_was(tmp_path: Path, kind: str) -> None:
    save(kind, made(kind, tmp_path / "p", "ab"), tmp_path / "there")
    before = contents(tmp_path / "there")
    more = made(kind, tmp_path / "p", "abc", "ant" * 2000)
    with disk_that_is_full_after(5000), pytest.raises(OSError, match="File too large"):
        save(kind, more, tmp_path / "there")
    assert contents(tmp_path / "there") == before


@ALL
def test_a_full_disk_leaves_no_folder_where_none_was(tmp_path: Path, kind: str) -> None:
    many = made(kind, tmp_path / "p", "abc", "ant" * 2000)
    with disk_that_is_full_after(5000), pytest.raises(OSError, match="File too large"):
        save(kind, many, tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_a_picture_that_is_too_large_for_the_disk_takes_its_labels_with_it(tmp_path: Path) -> None:
    street = made("yolo", tmp_path / "p", "ab")
    Image.effect_noise((100, 80), 99).save(tmp_path / "p" / "b.png")
    with disk_that_is_full_after(5000), pytest.raises(OSError, match="File too large"):
        street.save(tmp_path / "there", "yolo", images="copy")
    assert not (tmp_path / "there").exists()


@ALL
def test_what_fails_while_files_are_put_in_place_is_all_taken_back(tmp_path: Path, kind: str) -> None:
    save(kind, made(kind, tmp_path / "p", "ab"), tmp_path / "there")
    in_the_way = (tmp_path / "there" / A_FILE[KINDS[kind][0]].replace("a.", "c.")) / "of somebody"
    in_the_way.mkdir(parents=True)
    before = contents(tmp_path / "there")
    with pytest.raises(OSError, match="directory"):
        save(kind, made(kind, tmp_path / "p", "bc", "ant"), tmp_path / "there")
    assert contents(tmp_path / "there") == before


@ALL
def test_what_a_broken_off_save_left_is_not_read_and_the_next_one_clears_it(tmp_path: Path, kind: str) -> None:
    save(kind, made(kind, tmp_path / "p", "a"), tmp_path / "there")
    (tmp_path / "there" / ".nblabel-part").mkdir()
    (tmp_path / "there" / ".nblabel-part" / "file-0").write_text('{"shapes": [{', "utf-8")
    back = nbl.read(tmp_path / "there", KINDS[kind][0], **({"images": tmp_path / "p"} if kind == "yolo" else {}))
    assert len(back) == 1 and back.report.empty
    save(kind, made(kind, tmp_path / "p", "ab"), tmp_path / "there")
    assert not (tmp_path / "there" / ".nblabel-part").exists()


NAMES = st.sampled_from(["a.x", "b.x", "sub/a.x", "sub/deep/b.x", "été/c.x"])
SAVES = st.lists(st.dictionaries(NAMES, st.text(max_size=3), max_size=4), max_size=4)


@settings(max_examples=40, deadline=None)
@given(saves=SAVES, theirs=st.dictionaries(NAMES.map(lambda name: name.replace(".x", ".y")), st.binary(max_size=3)))
def test_a_folder_holds_the_last_save_and_what_others_put_there(
    saves: list[dict[str, str]], theirs: dict[str, bytes]
) -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "there"
        for name, held in theirs.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(held)
        for files in saves:
            replacing_folder(folder, files, PicturesBeside(images()), lambda name, _: name.suffix == ".x")
        held = contents(folder)
    last: Mapping[str, bytes] = {name: text.encode() for name, text in saves[-1].items()} if saves else {}
    assert {name: each for name, each in held.items() if each is not None and name != LIST} == {**theirs, **last}
    folders = {parent.as_posix() for name in (*theirs, *last) for parent in PurePosixPath(name).parents}
    assert {name for name, each in held.items() if each is None} == folders - {"."}


# What others have there ------------------------------------------------------------------------------


@ALL
def test_what_no_reader_takes_for_its_own_stays(tmp_path: Path, kind: str) -> None:
    theirs = {
        "photo.tiff": b"II*", "deep/notes.md": b"# Notes", "labels/train.npz": b"PK", "coco.json": b'{"images": []}',
        "deep/page.xml": b"<page/>", "half.json": b"{", "half.xml": b"<ann",
    }  # fmt: skip
    for name, held in theirs.items():
        (tmp_path / "there" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "there" / name).write_bytes(held)
    for ending in ("xml", "json", "ann", "txt"):
        (tmp_path / "there" / f"leads nowhere.{ending}").symlink_to(tmp_path / "nowhere")
    for names in ("abc", "b"):
        save(kind, made(kind, tmp_path / "p", names), tmp_path / "there")
    assert theirs.items() <= contents(tmp_path / "there").items()


@ALL
def test_a_file_of_others_that_would_be_written_over_is_refused(tmp_path: Path, kind: str) -> None:
    name = A_FILE[KINDS[kind][0]]
    (tmp_path / "there" / name).parent.mkdir(parents=True)
    (tmp_path / "there" / name).write_text("theirs", "utf-8")
    before = contents(tmp_path / "there")
    with pytest.raises(nbl.FormatError, match=f"did not write, and '{name}' would be written over; name a new folder"):
        save(kind, made(kind, tmp_path / "p", "ab"), tmp_path / "there")
    assert contents(tmp_path / "there") == before


@ALL
def test_a_file_of_others_that_would_be_read_along_is_refused(tmp_path: Path, kind: str) -> None:
    save(kind, made(kind, tmp_path / "p", "ab"), tmp_path / "there")
    name = A_FILE[KINDS[kind][0]].replace("a.", "z.")
    (tmp_path / "there" / name).write_bytes((tmp_path / "there" / A_FILE[KINDS[kind][0]]).read_bytes())
    with pytest.raises(nbl.FormatError, match=f"'{name}' would be read as part of what is written"):
        save(kind, made(kind, tmp_path / "p", "ab", "ant"), tmp_path / "there")


@ALL
def test_a_file_that_somebody_changed_is_not_written_over(tmp_path: Path, kind: str) -> None:
    save(kind, made(kind, tmp_path / "p", "ab"), tmp_path / "there")
    name = A_FILE[KINDS[kind][0]]
    (tmp_path / "there" / name).write_text("corrected by a colleague", "utf-8")
    with pytest.raises(nbl.FormatError, match=f"'{name}' in .* was changed after nblabel had written it"):
        save(kind, made(kind, tmp_path / "p", "ab", "ant"), tmp_path / "there")
    (tmp_path / "there" / name).unlink()
    save(kind, made(kind, tmp_path / "p", "ab", "ant"), tmp_path / "there")


@pytest.mark.parametrize(
    ("kind", "name"), [("voc", "a.xml"), ("labelme", "a.json"), ("labelme with pictures", "a.json")]
)
def test_files_are_written_beside_the_pictures_where_these_lie(tmp_path: Path, kind: str, name: str) -> None:
    street = made(kind, tmp_path / "p", "ab")
    save(kind, street, tmp_path / "p")
    save(kind, street.select(["a.png"]), tmp_path / "p")
    assert {path.name for path in (tmp_path / "p").iterdir()} == {"a.png", "b.png", name, "labels.txt", LIST}


def test_annotations_are_written_beside_the_texts_where_these_lie(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ada a", "utf-8")
    save("brat", made("brat", tmp_path, "a"), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "a.ann", "annotation.conf", LIST}
    assert "a.txt" not in (tmp_path / LIST).read_text("utf-8")


@pytest.mark.parametrize(
    "said",
    [
        {"files": {"../p/a.png": None, "labels/train/a.txt": None}, "pictures": ["../p/b.png", "/etc/passwd", 7]},
        {"files": ["../p/a.png"], "pictures": {}},
        ["../p/a.png"],
    ],
)
def test_a_list_that_was_tampered_with_takes_nothing_away_elsewhere(tmp_path: Path, said: object) -> None:
    street = made("yolo", tmp_path / "p", "ab")
    save("yolo", street, tmp_path / "there")
    (tmp_path / "there" / LIST).write_text(json.dumps(said), "utf-8")
    save("yolo", street, tmp_path / "there")
    assert (tmp_path / "p/a.png").is_file() and (tmp_path / "p/b.png").is_file()


# A dataset whose pictures lie in the very folder ------------------------------------------------------


@WITH_PICTURES
def test_what_was_read_is_saved_to_where_it_was_read(tmp_path: Path, kind: str) -> None:
    save(kind, made(kind, tmp_path / "p", "ab"), tmp_path / "there")
    before = contents(tmp_path / "there")
    for _ in range(2):
        save(kind, nbl.read(tmp_path / "there"), tmp_path / "there")
        assert contents(tmp_path / "there") == before


@WITH_PICTURES
@pytest.mark.parametrize("images", ["copy", None])
def test_pictures_that_would_be_lost_with_their_folder_are_not(tmp_path: Path, kind: str, images: str | None) -> None:
    save(kind, made(kind, tmp_path / "p", "ab"), tmp_path / "there")
    back, before = nbl.read(tmp_path / "there"), contents(tmp_path / "there")
    with pytest.raises(
        nbl.FormatError, match=r"the pictures of this dataset lie in .* itself, and '.*png' there would be taken away"
    ):
        back.select(["a.png"]).save(tmp_path / "there", KINDS[kind][0], images=images)
    assert contents(tmp_path / "there") == before


def test_a_link_to_a_link_leads_to_the_picture(tmp_path: Path) -> None:
    made("yolo", tmp_path / "p", "a").save(tmp_path / "one", "yolo", images="link")
    nbl.read(tmp_path / "one").save(tmp_path / "two", "yolo", images="link")
    assert (tmp_path / "two/images/train/a.png").readlink() == tmp_path / "p" / "a.png"


@pytest.mark.parametrize("images", ["copy", "link"])
def test_pictures_that_change_places_in_their_folder_are_both_kept(tmp_path: Path, images: str) -> None:
    street = made("yolo", tmp_path / "p", "ab")
    picture(tmp_path / "p" / "b.png", (100, 80)).write_bytes(
        picture(tmp_path / "other.png", (100, 80)).read_bytes() + b" "
    )
    street.save(tmp_path / "there", "yolo", images="copy")
    place = tmp_path / "there" / "images" / "train"
    held = (place / "a.png").read_bytes(), (place / "b.png").read_bytes()
    swapped = street.with_items({"a.png": place / "b.png", "b.png": place / "a.png"})
    swapped.save(tmp_path / "there", "yolo", images=images)
    assert ((place / "b.png").read_bytes(), (place / "a.png").read_bytes()) == held


def test_names_that_differ_by_capitals_only_are_refused_where_the_disk_takes_them_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = images(sizes={"a.jpg": (10, 10), "A.jpg": (10, 10)})
    both.save(tmp_path / "apart", "voc")
    assert nbl.read(tmp_path / "apart").keys.tolist() == ["A.jpg", "a.jpg"]
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda each: str(each) == str(tmp_path).swapcase() or exists(each))
    with pytest.raises(nbl.FormatError, match=r"'a.xml' and 'A.xml' are one file on this disk; give one of them"):
        both.save(tmp_path / "one", "voc")
    assert not (tmp_path / "one").exists()
