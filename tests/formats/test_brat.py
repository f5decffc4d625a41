"""brat's standoff: there and back, pieces of a span, real corpora, damaged files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.formats import _standoff
from tests.formats.made import shown, texts
from tests.formats.marked import FIREMEN, agrees, bodies, letter, marked, said, span, written_texts

CORPORA = Path(__file__).parent.parent / "data" / "text"
KEYS = st.sampled_from(["a.txt", "été/b.txt", "c d.txt", "x/y/z.txt"])


def documents(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"{stem}.{ending}").write_bytes(content.encode())
    return folder


@settings(max_examples=20, deadline=None)
@given(dataset=marked(labels=("person", "place", "äußere_Form", "地"), keys=KEYS))
def test_reading_what_was_written_gives_the_same_spans(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "brat", "brat")
        back = nbl.read(Path(folder) / "brat")
    assert sorted(shown(back)) == sorted(shown(dataset))
    assert bodies(back) == bodies(dataset)
    assert back.fields[0].names == dataset.fields[0].names
    assert agrees(back) and back.report.empty


@settings(max_examples=40)
@given(body=written_texts())
def test_the_pieces_of_a_span_are_joined_again(body: str) -> None:
    start = len(body) - len(body.lstrip())
    end = len(body.rstrip())
    parts = _standoff.pieces(body, start, end)
    assert _standoff.joined(body, parts) == [(start, end)]
    assert not any("\n" in body[one:other] for one, other in parts)


def test_offsets_are_code_points(tmp_path: Path) -> None:
    letter((19, 29, "person"), key="a.txt").save(tmp_path / "brat", "brat")
    assert (tmp_path / "brat" / "a.ann").read_text("utf-8") == "T1\tperson 19 29\tfiretrucks\n"
    assert (tmp_path / "brat" / "a.txt").read_bytes() == FIREMEN.encode()
    conf = (tmp_path / "brat" / "annotation.conf").read_text("utf-8")
    assert conf == "[entities]\nperson\nplace\n\n[relations]\n\n[events]\n\n[attributes]\n"


def test_attributes_of_one_word_are_attributes_and_others_are_notes(tmp_path: Path) -> None:
    attributes = {"Sure": True, "Tense": "past", "Lemma": "to be", "Empty": ""}
    said_of = texts({"a.txt": "was"}, [span("a.txt", "was", 0, 3, "person", attributes=attributes)])
    said_of.save(tmp_path / "brat", "brat")
    assert (tmp_path / "brat" / "a.ann").read_text("utf-8").split("\n")[1:] == [
        "A1\tSure T1", "A2\tTense T1 past", "#3\tLemma T1\tto be", "#4\tEmpty T1\t", "",
    ]  # fmt: skip
    assert (
        "Sure\tArg:<ENTITY>\nTense\tArg:<ENTITY>, Value:past\n" in (tmp_path / "brat" / "annotation.conf").read_text()
    )
    assert nbl.read(tmp_path / "brat").annotations["attributes"].tolist() == [attributes]


@pytest.mark.parametrize("attributes", [{"n": 3}, {"n": False}, {"n": "two\nlines"}, {"a name": "x"}])
def test_other_attributes_are_a_loss(tmp_path: Path, attributes: dict[str, Any]) -> None:
    odd = texts({"a.txt": "was"}, [span("a.txt", "was", 0, 3, "person", attributes=attributes)])
    with pytest.raises(nbl.LossError, match="no line of text"):
        odd.save(tmp_path / "brat", "brat")


def test_the_spans_of_a_group_are_one_discontinuous_span(tmp_path: Path) -> None:
    body = "North and South America"
    parts = [span("a.txt", body, 0, 5, "place", 1, group="g"), span("a.txt", body, 16, 23, "place", 2, group="g")]
    texts({"a.txt": body}, [*parts, span("a.txt", body, 10, 23, "place", 3)]).save(tmp_path / "brat", "brat")
    lines = (tmp_path / "brat" / "a.ann").read_text("utf-8").split("\n")
    assert lines[0] == "T1\tplace 0 5;16 23\tNorth America"
    back = nbl.read(tmp_path / "brat").annotations
    assert back["text"].tolist() == ["North", "America", "South America"]
    assert back["group"].fillna("").tolist() == ["T1", "T1", ""]


@st.composite
def grouped(draw: st.DrawFn) -> Dataset:
    """Draw texts with spans of whole words, alone or the parts of a group, which has words between its parts."""
    written: dict[str, str] = {}
    annotations: list[Any] = []
    for key in draw(st.lists(KEYS, min_size=1, max_size=2, unique=True)):
        body, ends = "", []
        for word in draw(st.lists(st.sampled_from(["Ada", "née", "👨🏻‍🚒", "東京", "שלום"]), min_size=1, max_size=12)):
            body += draw(st.sampled_from([" ", "\n", " \r\n  ", "\u2028"])) if body else ""
            ends.append((len(body), len(body) + len(word)))
            body += word
        written[key] = body
        for number in range(draw(st.integers(0, 4))):
            # Cuts two by two: a part from one to the next, and at least a word before the part that follows.
            cuts = draw(st.lists(st.integers(0, len(ends) - 1), min_size=2, max_size=6, unique=True).map(sorted)
                        if len(ends) > 1 else st.just([0, 0]))  # fmt: skip
            parts = [(first, last - (len(cuts) > 2)) for first, last in zip(cuts[::2], cuts[1::2], strict=False)]
            label = draw(st.sampled_from(["person", "place"]))
            said_of = draw(st.sampled_from([None, {"Sure": True}, {"Note": "two words"}]))
            given_ = {"group": f"{key} {number}" if len(parts) > 1 else None, "attributes": said_of}
            made = [span(key, body, ends[first][0], ends[last][1], label, len(annotations) + at, **given_)
                    for at, (first, last) in enumerate(parts)]  # fmt: skip
            annotations += draw(st.permutations(made))
    return texts(written, annotations)


def together(dataset: Dataset) -> list[tuple[Any, ...]]:
    """Give what is said of each text, the spans of one group together, whatever the group is called."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for id_, row in dataset.annotations.set_index("id").iterrows():
        name = row["group"] if isinstance(row["group"], str) else f"alone {id_}"
        groups.setdefault((row["item"], name), []).append((row["start"], row["end"], row["label"], row["attributes"]))
    return sorted(((item, sorted(parts, key=str)) for (item, _), parts in groups.items()), key=str)


@settings(max_examples=40, deadline=None)
@given(dataset=grouped())
def test_groups_come_back_with_their_spans_through_two_rounds(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert dataset.save(Path(folder) / "one", "brat").empty
        back = nbl.read(Path(folder) / "one")
        back.save(Path(folder) / "two", "brat")
        again = nbl.read(Path(folder) / "two")
    assert together(again) == together(back) == together(dataset)
    assert back.report.empty and again.report.empty and agrees(back)


def test_a_group_of_several_labels_is_a_loss(tmp_path: Path) -> None:
    parts = [span("a.txt", "Ada May", 0, 3, "person", group="g"), span("a.txt", "Ada May", 4, 7, "place", group="g")]
    with pytest.raises(nbl.LossError, match="cannot be one discontinuous span: its parts have several labels"):
        texts({"a.txt": "Ada May"}, parts).save(tmp_path / "brat", "brat")


def test_a_label_of_two_words_is_a_loss(tmp_path: Path) -> None:
    named = letter((19, 29, "fire truck"), key="a.txt", captures={"spans": ["fire truck"]})
    with pytest.raises(nbl.LossError, match="its label 'fire truck' becomes 'fire_truck'"):
        named.save(tmp_path / "brat", "brat")
    named.save(tmp_path / "brat", "brat", allow_loss=True)
    assert nbl.read(tmp_path / "brat").fields[0].names == ("fire_truck",)


def test_keys_become_file_names_inside_the_folder_and_that_is_said(tmp_path: Path) -> None:
    report = texts({"../../a": "Ada", "/etc/b.txt": "Ada"}).save(tmp_path / "brat", "brat")
    assert report["what"].tolist() == ["left out", "left out"]
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.ann")} == {
        "brat/__/__/a.ann",
        "brat/etc/b.ann",
    }
    with pytest.raises(nbl.LossError, match=r"another item is written to 'a.txt' too"):
        texts({"a": "Ada", "a.txt": "Ada"}).save(tmp_path / "two", "brat")


# What others wrote -----------------------------------------------------------------------------------


def test_diseases_with_attributes() -> None:
    abstracts = nbl.read(CORPORA / "ncbi")
    assert abstracts.keys.tolist() == ["PMID-10429004.txt", "PMID-1248000.txt", "PMID-3578281.txt"]
    assert len(abstracts.annotations) == 61 and agrees(abstracts)
    words = "phenylalanine hydroxylase deficiency"
    first = abstracts.annotations.iloc[0]
    assert (first["label"], first["start"], first["end"], first["text"]) == ("Disease", 94, 130, words)
    assert first["attributes"] == {"Category": "SpecificDisease"}
    assert abstracts.report.empty


def test_news_in_two_languages() -> None:
    news = nbl.read(CORPORA / "conll2002")
    assert len(news) == 6 and agrees(news)
    assert news.annotations["label"].value_counts().to_dict() == {"PER": 63, "ORG": 42, "MISC": 41, "LOC": 18}
    assert news.report.empty


def test_events_are_left_out_and_said(tmp_path: Path) -> None:
    lines = ["T1\tProtein 0 3\tp53", "T2\tBinding 7 12\tbound", "E1\tBinding:T2 Theme:T1", "A1\tNegation E1"]
    conf = "[entities]\nProtein\n[events]\nBinding|GO:1\tTheme:Protein\nLoss\tTheme:Protein\n"
    ann = "\n".join([*lines, "*\tEquiv T1 T1", ""])
    folder = documents(tmp_path, a_txt="p53 is bound", a_ann=ann, annotation_conf=conf)
    back = nbl.read(folder)
    assert back.annotations["text"].tolist() == ["p53", "bound"] and back.fields[0].names == ("Protein", "Binding")
    assert said(back) == [
        ["skipped", "line 4 of its .ann file is about E1, which is no span that is held"],
        ["skipped", "1 event; events are not held yet"],
        ["skipped", "1 equivalence; equivalences are not held yet"],
    ]


def test_what_brat_cuts_at_a_line_end_is_one_span(tmp_path: Path) -> None:
    folder = documents(tmp_path, a_txt="Ada\r\nLovelace", a_ann="T1\tperson 0 3;5 13\tAda Lovelace\n")
    assert shown(nbl.read(folder)) == [("a.txt", "span", "person", 0, 13, "Ada\r\nLovelace")]


def test_one_file_is_read_alone(tmp_path: Path) -> None:
    documents(tmp_path, a_txt="Ada", a_ann="T1\tperson 0 3\tAda\n", b_txt="Ada", b_ann="")
    assert nbl.read(tmp_path / "a.ann").keys.tolist() == ["a.txt"]
    assert nbl.read(tmp_path).keys.tolist() == ["a.txt", "b.txt"]
    assert nbl.read(tmp_path).items["status"].tolist() == ["done", "done"]


# Damage -----------------------------------------------------------------------------------------------


def test_one_bad_line_never_stops_the_rest(tmp_path: Path) -> None:
    lines = [
        "T1\tperson 0 3\tAda",
        "T2\tperson 0 99\tAda", "T3\tperson 4 7\tAda", "T4 person 0 3 Ada", "T5\tperson 0 3;4 7\tBob",
        "what?", "A1\tSure T9", "A2", "T1\tplace 0 3\tAda",
    ]  # fmt: skip
    back = nbl.read(documents(tmp_path, a_txt="Ada May", a_ann="\n".join(lines)))
    assert back.annotations["text"].tolist() == ["Ada"]
    assert len(back.report) == 8 and set(back.report["item"]) == {"a.txt"}


def test_files_without_their_other_half_are_said(tmp_path: Path) -> None:
    back = nbl.read(documents(tmp_path, a_txt="Ada", a_ann="", b_ann="", readme_txt="Read me"))
    assert [why for _, why in said(back)] == [
        "the text of 'b.ann' is not there: 'b.txt'",
        "'readme.txt' has no .ann file beside it",
    ]


def test_a_text_in_another_encoding_is_said(tmp_path: Path) -> None:
    documents(tmp_path, a_txt="Ada", a_ann="", b_ann="")
    (tmp_path / "b.txt").write_bytes(b"caf\xe9")
    assert "'b.txt' is not text in UTF-8" in said(nbl.read(tmp_path))[0][1]
    with pytest.raises(nbl.FormatError, match=r"'b.txt' is not text in UTF-8"):
        nbl.read(tmp_path / "b.ann")


def test_a_folder_without_texts_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(nbl.FormatError, match=r"has no .ann file with a text \(.txt\) beside it") as damaged:
        nbl.read(documents(tmp_path, a_ann="T1\tperson 0 3\tAda\n"), "brat")
    assert "\n" not in str(damaged.value)
