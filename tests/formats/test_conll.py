"""CoNLL: tokens and tags there and back, every scheme, real files, damaged ones."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.training.converters import conll_ner_to_docs

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.formats._tags import untagged
from tests.formats.made import shown, texts
from tests.formats.marked import FIREMEN, agrees, bodies, letter, marked, said, span

DATA = Path(__file__).parent.parent / "data"
WORDS = st.sampled_from(["Ada", "née", "e\u0301", "👨🏻‍🚒", "東京", "שלום", "#", "O", "B-PER", '"', "3.14", "-X-"])
SCHEMES = ("IOB2", "BILUO", "BIOES")


@st.composite
def tokenised(draw: st.DrawFn) -> Dataset:
    """Draw texts of words with one space between, and spans of whole words inside a line."""
    written: dict[int, str] = {}
    spans: list[Any] = []
    for key in range(draw(st.integers(1, 3))):
        lines = draw(st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=3))
        written[key] = "\n".join(" ".join(line) for line in lines)
        at = 0
        for line in lines:
            count = len(line)
            first, after = sorted(draw(st.tuples(st.integers(0, count - 1), st.integers(1, count))))
            places = [at + sum(len(word) + 1 for word in line[:place]) for place in range(count + 1)]
            if draw(st.booleans()) and first < after:
                label = draw(st.sampled_from(["person", "place", "äu-ß"]))
                spans.append(span(key, written[key], places[first], places[after] - 1, label, len(spans)))
            at = places[-1]
    return texts(written, spans)


@settings(max_examples=30, deadline=None)
@given(dataset=tokenised(), scheme=st.sampled_from(SCHEMES))
def test_reading_what_was_written_gives_the_same_texts_and_spans(dataset: Dataset, scheme: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "a.conll", scheme=scheme, tokenizer=str.split)
        back = nbl.read(Path(folder) / "a.conll")
    assert shown(back) == shown(dataset)
    assert bodies(back) == bodies(dataset)
    assert agrees(back) and back.report.empty


@settings(max_examples=20, deadline=None)
@given(dataset=marked(labels=("person", "place")))
def test_of_any_text_the_same_words_are_marked_or_the_report_says_why_not(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = dataset.save(Path(folder) / "a.conll", allow_loss=True)
        back = nbl.read(Path(folder) / "a.conll", "conll")
    lost = set(report.query("what == 'lost'")["annotation"])
    kept = dataset.annotations[~dataset.annotations["id"].isin(lost)]
    assert sorted("".join(text.split()) for text in back.annotations["text"]) == sorted(
        "".join(text.split()) for text in kept["text"]
    )


def lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        ("IOB2", ["B-x", "I-x", "I-x", "B-y"]),
        ("BILUO", ["B-x", "I-x", "L-x", "U-y"]),
        ("BIOES", ["B-x", "I-x", "E-x", "S-y"]),
    ],
)
def test_the_scheme_says_how_tokens_are_marked(tmp_path: Path, scheme: str, tags: list[str]) -> None:
    text = "of Ada Lady Lovelace May\nDear"
    spans = [span(0, text, 3, 20, "x"), span(0, text, 21, 24, "y")]
    texts({0: text}, spans, captures={"spans": ["x", "y"]}).save(tmp_path / "a.conll", scheme=scheme)
    assert lines_of(tmp_path / "a.conll") == [
        "-DOCSTART- O", "", "of O", f"Ada {tags[0]}", f"Lady {tags[1]}", f"Lovelace {tags[2]}", f"May {tags[3]}", "",
        "Dear O", "", "",
    ]  # fmt: skip


def test_an_unknown_scheme_lists_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"scheme='IOB' is none of \['IOB2', 'BILUO', 'BIOES'\]"):
        letter().save(tmp_path / "a.conll", scheme="IOB")


def test_a_span_inside_a_token_is_a_loss_unless_the_tokenizer_cuts_there(tmp_path: Path) -> None:
    fire = letter((19, 23, "place"))
    with pytest.raises(
        nbl.LossError, match=r"its words 'fire' are not whole tokens \(\['firetrucks'\]\); give a tokenizer="
    ):
        fire.save(tmp_path / "a.conll")
    fire.save(tmp_path / "a.conll", tokenizer=lambda _: ["👨🏻‍🚒", "firemen", "drive", "fire", "trucks"])
    assert nbl.read(tmp_path / "a.conll").annotations["text"].tolist() == ["fire"]


def test_overlaps_and_spans_over_a_line_end_are_a_loss(tmp_path: Path) -> None:
    text = "Ada\nLovelace May"
    spans = [span(0, text, 0, 12, "person"), span(0, text, 13, 16, "person"), span(0, text, 13, 16, "place", 2)]
    with pytest.raises(nbl.LossError) as refused:
        texts({0: text}, spans).save(tmp_path / "a.conll")
    assert refused.value.report.query("what == 'lost'")["why"].tolist() == [
        "it overlaps 'May' (13 to 16); a token has one tag: leave one out",
        "it runs over the end of a line, where a sentence ends",
    ]


def test_what_has_no_place_is_said(tmp_path: Path) -> None:
    report = letter((6, 9, "place"), text="Dear  Ada").save(tmp_path / "a.conll")
    assert report["why"].tolist() == [
        "its white space: tokens are read with one space between them",
        "keys have no place in this format; the texts will be numbered from 0",
        "the order of labels, and those that nobody used, have no place in this format",
    ]


def test_spacy_reads_the_same_entities(tmp_path: Path) -> None:
    letter((5, 12, "person"), (19, 29, "place")).save(tmp_path / "a.conll", tokenizer=str.split)
    docs = list(
        conll_ner_to_docs((tmp_path / "a.conll").read_text("utf-8").replace("-DOCSTART- O", "-DOCSTART- -X- O O"))
    )
    found = [(entity.text, entity.label_) for doc in docs for entity in doc.ents]
    assert found == [("firemen", "person"), ("firetrucks", "place")]


# What others wrote -----------------------------------------------------------------------------------


def test_a_file_of_several_texts() -> None:
    news = nbl.read(DATA / "formats" / "conll" / "labeling_text_label.conll")
    same = nbl.read(DATA / "formats" / "doccano" / "labeling_text_label.jsonl")
    assert list(bodies(news).values()) == list(bodies(same).values())
    columns = ["label", "start", "end", "text"]
    assert news.annotations[columns].astype(str).equals(same.annotations[columns].astype(str))
    assert news.report.empty


def test_files_of_two_users() -> None:
    first, second = (nbl.read(DATA / "formats" / "conll" / f"labeling.user{user}.conll") for user in (1, 2))
    assert (len(first), len(first.annotations), len(second), len(second.annotations)) == (1, 5, 2, 11)


def test_files_that_doccano_imports() -> None:
    example, trailing, invalid = (
        nbl.read(DATA / "formats" / "conll" / f"{name}.conll")
        for name in ("example", "labeling.trailing", "labeling.invalid")
    )
    assert bodies(example) == {0: "JAPAN GET", 1: "Nadim Ladki"}
    assert example.annotations["text"].tolist() == ["JAPAN", "Nadim Ladki"]
    assert len(trailing) == 1 and trailing.annotations["text"].tolist() == ["JAPAN", "CHINA"]
    assert said(invalid)[0] == ["repaired", "line 1 has 'SOCCERO' for a tag; its token is outside"]
    assert len(invalid) == 3 and len(invalid.annotations) == 5


def test_japanese_is_joined_without_spaces() -> None:
    corpus = nbl.read(DATA / "text" / "japanese" / "iob_sents.txt", separator="")
    assert len(corpus) == 40 and agrees(corpus)
    assert said(corpus) == [
        ["skipped", "columns between the token and its tag are not read, such as 'ZDIGIT 名詞 数 * * * * *' in line 1"]
    ]
    assert corpus.annotations.iloc[0][["label", "start", "end", "text"]].tolist() == ["DAT", 0, 10, "2005年7月14日"]


# Damage -----------------------------------------------------------------------------------------------


def test_tags_of_any_scheme_make_the_same_spans() -> None:
    for tags in ("B-a I-a O B-a B-b", "B-a L-a O U-a U-b", "B-a E-a O S-a S-b", "I-a I-a O B-a I-b"):
        assert untagged(tags.split()) == [("a", 0, 2), ("a", 3, 4), ("b", 4, 5)]


def test_one_bad_line_never_stops_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_bytes(
        b"# sent_id = 1\r\nAda B-per\r\nMay\r\nLove  lace\tNN\tI-per\r\nwas B-\r\n\r\n\r\n# O\r\n"
    )
    back = nbl.read(tmp_path / "a.conll", "conll")
    assert bodies(back) == {0: "Ada Love  lace was", 1: "#"}
    assert back.annotations["text"].tolist() == ["Ada Love  lace"]
    assert said(back) == [
        ["skipped", "line 3 has no tag: 'May\\r'"],
        ["repaired", "line 5 has 'B-' for a tag; its token is outside"],
        ["skipped", "a comment is not read: '# sent_id = 1'"],
        ["skipped", "columns between the token and its tag are not read, such as 'NN' in line 4"],
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"Ada\n\nMay\n", "has no line"),
        (b"Ada O\ncaf\xe9 O", "is not text in UTF-8"),
    ],
    ids=["empty", "no tags", "wrong encoding"],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "a.conll").write_bytes(content)
    with pytest.raises(nbl.FormatError, match=why) as damaged:
        nbl.read(tmp_path / "a.conll")
    assert "\n" not in str(damaged.value)


def test_text_that_is_no_conll_is_not_taken_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{FIREMEN}\nDear Ada, I have a plan B-\n", "utf-8")
    with pytest.raises(ValueError, match=r"what 'a.txt' holds is of no format that is known"):
        nbl.read(tmp_path / "a.txt")
