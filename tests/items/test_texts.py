"""Texts: opened from what the user has, kept to the letter, and bad ones said in their place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nblabel.items import ItemError, open_items
from nblabel.items.texts import MAX_BYTES


def opened(items, **options):
    return open_items(items, medium="text", **options)


def bodies(source) -> list[str]:
    return [source.asset(position).data.decode() for position in range(len(source.keys))]


@pytest.fixture
def folder(tmp_path) -> Path:
    for name, body in (
        ("10.txt", "ten"),
        ("9.txt", "nine"),
        ("sub/1.TXT", "one"),
        ("notes.pdf", "%PDF"),
        (".a.txt", "x"),
    ):
        (tmp_path / "letters" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "letters" / name).write_text(body)
    return tmp_path / "letters"


def test_a_list_of_texts_is_known_by_where_they_stand():
    source = opened(["one", "two"])
    assert (source.keys, source.natural, source.name, source.medium) == ((0, 1), False, "texts", "text")
    assert bodies(source) == ["one", "two"]


def test_a_column_of_a_frame_keeps_the_index_and_the_other_columns():
    frame = pd.DataFrame({"body": ["one", "two"], "stars": [1, 5]}, index=["a", "b"])
    source = opened(frame, text="body")
    assert (source.keys, source.name, source.rows["stars"].tolist()) == (("a", "b"), "body", [1, 5])
    assert bodies(source) == ["one", "two"]


@pytest.mark.parametrize(
    "items",
    [
        pd.Series(["one", "two"]),
        {0: "one", 1: "two"},
        np.array(["one", "two"]),
        pd.Index(["one", "two"]),
        ("one", "two"),
    ],
)
def test_a_series_a_dict_an_array_an_index_and_a_tuple_are_taken(items):
    assert bodies(opened(items)) == ["one", "two"]


def test_a_folder_gives_its_texts_in_the_order_people_expect(folder):
    source = opened(folder)
    assert source.keys == ("9.txt", "10.txt", "sub/1.TXT")
    assert (source.natural, source.name) == (True, "letters")
    assert bodies(source) == ["nine", "ten", "one"]


def test_a_pattern_a_single_file_and_a_list_of_paths_are_taken(folder):
    assert opened(str(folder / "*.txt")).keys == ("9.txt", "10.txt")
    assert bodies(opened(folder / "9.txt")) == ["nine"]
    assert opened([folder / "9.txt", folder / "sub" / "1.TXT"]).keys == ("9.txt", "sub/1.TXT")


def test_text_that_all_ends_as_names_of_text_files_do_is_taken_for_paths(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert bodies(opened(["9.txt", "sub/1.TXT"])) == ["nine", "one"]
    assert bodies(opened(["9.txt", "a tweet"])) == ["9.txt", "a tweet"]
    assert bodies(opened(["see\n9.txt"])) == ["see\n9.txt"]


def test_root_says_that_text_is_paths(folder):
    (folder / "readme").write_text("hello")
    assert bodies(opened(pd.DataFrame({"file": ["readme"]}), text="file", root=folder)) == ["hello"]
    with pytest.raises(TypeError, match=r"root=.* is for paths, but 'a\\nb' is a text"):
        opened(["a\nb"], root=folder)


def test_files_are_read_when_they_are_shown(folder):
    source = opened(folder)
    (folder / "9.txt").write_text("changed")
    assert bodies(source)[0] == "changed"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_text_arrives_to_the_letter(body):
    assume(body.strip())
    # A text alone that reads like the name of a text file is taken for one.
    source = opened({"a": body, "b": "beside it"})
    asset = source.asset(0)
    assert (asset.data.decode(), asset.mime) == (body, "text/plain; charset=utf-8")
    assert asset.meta == {"length": len(body)}
    assert source.extent(0).text == source.item(0).text == body


def test_line_ends_in_files_stay_and_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    source = opened(tmp_path)
    assert source.extent(0).text == "one\r\ntwo\rthree\n"
    assert source.asset(0).meta == {"length": 15}


def test_the_thumbnail_is_the_words_a_text_begins_with():
    source = opened(["  Dear\r\n\tAda,\n" + "word " * 100])
    thumbnail = source.asset(0, "thumbnail")
    assert thumbnail.data.decode().startswith("Dear Ada, word word")
    assert len(thumbnail.data) == 80
    assert thumbnail.mime == "text/plain; charset=utf-8"


def test_a_file_and_a_string_that_say_the_same_have_one_fingerprint(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfsame")
    assert opened(tmp_path).fingerprint(0) == opened(["same"]).fingerprint(0) != opened(["other"]).fingerprint(0)


def test_a_text_that_cannot_be_shown_still_has_a_fingerprint():
    assert len(opened(["half \ud83d", ""]).fingerprint(0)) == 32


def test_a_file_has_a_stamp_and_a_string_has_none(folder):
    assert opened(folder).stamp(0).size == 4
    assert opened(["four"]).stamp(0) is None


def test_an_item_has_its_text_its_path_and_its_row(folder):
    item = opened(pd.DataFrame({"file": ["9.txt"], "stars": [4]}), text="file", root=folder).item(0)
    assert (item.text, item.path, item.row["stars"], item.image) == ("nine", folder / "9.txt", 4, None)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "item 1 has no text (None)"),
        (float("nan"), "item 1 has no text (nan)"),
        (pd.NA, "item 1 has no text (<NA>)"),
        (5, "item 1 is a int, not a text: 5; convert it: str(value)"),
        (b"bytes", "item 1 is a bytes, not a text: b'bytes'; convert it: value.decode('utf-8')"),
        ("", "item 1 is empty"),
        (" \n", "item 1 is empty"),
        ("half \ud83d", "item 1 holds half a character ('\\ud83d' at 5), which UTF-8 cannot keep"),
        ("a\0b", "item 1 holds the character U+0000 at 1: is it a text?"),
        ("x" * 50 * 2**20, "item 1 is too long: 50 MiB, and a text may have 20"),
        ("é" * 11 * 2**20, "item 1 is too long: 22 MiB"),
    ],
)
def test_a_bad_text_says_so_in_its_place_and_the_rest_goes_on(value, says):
    source = opened(pd.Series(["good", value, "fine"], dtype=object))
    for ask in (source.extent, source.asset, lambda at: source.item(at).text):
        with pytest.raises(ItemError) as error:
            ask(1)
        assert says in str(error.value)
    assert source.extent(0).text == "good"
    assert source.asset(2).data == b"fine"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "caf\u00e9\nna\u00efve".encode("latin-1"),
            "bad.txt is not UTF-8: byte 0xe9 at 3, in line 1; save it as UTF-8",
        ),
        (b"\xef\xbb\xbfone\ntwo \xff", "byte 0xff at 11, in line 2"),
        ("text".encode("utf-16"), "bad.txt is UTF-16, not UTF-8"),
        ("text".encode("utf-32"), "bad.txt is UTF-32, not UTF-8"),
        (b"", "bad.txt is empty"),
        (b"PK\0\0", "holds the character U+0000 at 2"),
    ],
)
def test_a_bad_file_says_so_with_its_name_and_byte(tmp_path, content, says):
    (tmp_path / "bad.txt").write_bytes(content)
    with pytest.raises(ItemError) as error:
        opened(tmp_path).extent(0)
    assert says in str(error.value)


def test_a_file_that_is_too_long_is_not_read(tmp_path):
    with (tmp_path / "long.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 4)
    with pytest.raises(ItemError, match=r"long.txt is too long: 20 MiB"):
        opened(tmp_path).asset(0)


def test_a_file_that_is_gone_says_where_it_was_looked_for(folder):
    source = opened([folder / "9.txt", folder / "gone.txt"])
    with pytest.raises(ItemError, match=r"gone.txt is not there \(looked for .*letters/gone.txt\)"):
        source.asset(1)


def test_a_part_that_a_text_has_not_is_refused():
    with pytest.raises(ItemError, match="a text has 'item' and 'thumbnail'"):
        opened(["text"]).asset(0, "tile")


@pytest.mark.parametrize(
    ("items", "error", "says"),
    [
        ("This is the text itself. Is it?", FileNotFoundError, r"if this is the text itself, write \[text\]"),
        ("https://example.org/a.txt", TypeError, r"is no folder and no file; if it is the text itself, write \[text\]"),
        ([], ValueError, "there are no items; give at least one text"),
        ([None], ValueError, "there are no items; give at least one text"),
        ([1, 2], TypeError, "item 0 is int: 1; a text is a str, or a path"),
        (b"bytes", TypeError, "a text is a str, or a path"),
        (5, TypeError, "items are an int: 5; give a list of texts"),
        ({"a", "b"}, TypeError, "a set has no order"),
        ([Path("a.txt"), "a\ntext"], TypeError, r"some items are paths, but 'a\\ntext' is none"),
        ([Path("a.txt"), None], TypeError, "item 1 is None; leave it out"),
        (pd.DataFrame({"body": ["a"]}), TypeError, "name the column that has them, as in text='body'"),
    ],
)
def test_what_is_no_text_is_refused(items, error, says):
    with pytest.raises(error, match=says):
        opened(items)


def test_a_folder_without_texts_says_what_it_looked_for(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no texts in .*looked for names that end in .text, .txt"):
        opened(tmp_path)
