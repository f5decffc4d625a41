"""spaCy's DocBin: there and back, and spaCy itself on both sides."""

from __future__ import annotations

import builtins
import tempfile
import zlib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin, Span

import nblabel as nbl
from nblabel.dataset import Dataset
from nblabel.formats import docbin
from tests.formats.made import record, shown, texts
from tests.formats.marked import CLASSES, FIREMEN, agrees, bodies, letter, many, marked, span

ENGLISH = spacy.blank("en")
WORDS = st.lists(
    st.sampled_from(["Ada", "née", "e\u0301", "👨🏻‍🚒", "東京", "שלום", "\r\n", "3.14", "don't"]), min_size=1
)


def documents(path: Path) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(ENGLISH.vocab))


@settings(max_examples=12, deadline=None)
@given(dataset=marked(classes=CLASSES), spans_key=st.sampled_from(["sc", None]))
def test_what_spacy_can_hold_is_read_back_and_the_rest_is_in_the_report(
    dataset: Dataset, spans_key: str | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.spacy"
        report = dataset.save(path, "docbin", spans_key=spans_key, allow_loss=True)
        back = nbl.read(path)
    lost = set(report.query("what == 'lost'")["annotation"])
    kept = dataset.annotations[~dataset.annotations["id"].isin(lost)]
    columns = ["item", "label", "start", "end", "text"]
    assert sorted(back.annotations[columns].astype(str).to_numpy().tolist()) == sorted(
        kept[columns].astype(str).to_numpy().tolist()
    )
    assert bodies(back) == bodies(dataset)
    assert [field.names for field in back.fields] == [field.names for field in dataset.fields]
    assert agrees(back) and back.report.empty


@settings(max_examples=12, deadline=None)
@given(dataset=marked(bodies=WORDS.map(" ".join).filter(str.strip), overlap=False))
def test_spans_of_whole_tokens_come_back_in_full(dataset: Dataset) -> None:
    nlp = lambda text: Doc(ENGLISH.vocab, words=list(text), spaces=[False] * len(text))  # noqa: E731
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / "a.spacy", nlp=nlp)
        assert sorted(shown(nbl.read(Path(folder) / "a.spacy"))) == sorted(shown(dataset))


def test_spacy_reads_the_same_spans_and_categories(tmp_path: Path) -> None:
    captures = {"spans": ["person", "vehicle"], "classes": many("bug", "praise")}
    marks = [
        span("a", FIREMEN, 19, 29, "vehicle"),
        span("a", FIREMEN, 5, 12, "person", 2),
        record("a", "class", "praise", 3),
    ]
    texts({"a": FIREMEN, "b": "nobody"}, marks, captures=captures).save(tmp_path / "a.spacy")
    first, second = documents(tmp_path / "a.spacy")
    assert [(each.text, each.start_char, each.label_) for each in first.ents] == [
        ("firemen", 5, "person"),
        ("firetrucks", 19, "vehicle"),
    ]
    assert first.cats == {"bug": 0.0, "praise": 1.0}
    assert second.text == "nobody" and not second.ents and second[0].ent_iob_ == "O"


def test_a_file_of_spacy_is_read(tmp_path: Path) -> None:
    doc = ENGLISH(FIREMEN)
    vehicle = doc.char_span(19, 29, "VEHICLE")
    doc.ents = [vehicle]
    doc.spans["sc"] = [vehicle, doc.char_span(5, 12, "PERSON")]
    doc.cats = {"news": 0.9, "sports": 0.1}
    DocBin(docs=[doc, ENGLISH("nobody")]).to_disk(tmp_path / "train.spacy")
    back = nbl.read(tmp_path / "train.spacy")
    assert shown(back)[:2] == [(0, "span", "VEHICLE", 19, 29, "firetrucks"), (0, "span", "PERSON", 5, 12, "firemen")]
    assert back.items["class"].astype(object).where(lambda each: each.notna(), None).tolist() == ["news", None]
    assert back.fields[1].names == ("news", "sports")


def test_what_a_pipeline_found_in_the_tokens_is_not_held_and_said(tmp_path: Path) -> None:
    doc = ENGLISH("Ada wrote")
    for token in doc:
        token.pos_ = "NOUN"
    doc.ents = [Span(doc, 0, 1, "person", kb_id="Q7259")]
    DocBin(docs=[doc]).to_disk(tmp_path / "train.spacy")
    why = nbl.read(tmp_path / "train.spacy").report["why"].tolist()
    assert why == ["'parts of speech' of a document is not read", "'kb_id' of a document is not read"]


def test_a_span_inside_a_token_is_a_loss_unless_the_pipeline_cuts_there(tmp_path: Path) -> None:
    inside = letter((0, 4, "place"), text="firetruck")
    with pytest.raises(nbl.LossError, match=r"its words 'fire' are a part of the tokens \['firetruck'\]; give nlp="):
        inside.save(tmp_path / "a.spacy")
    inside.save(tmp_path / "a.spacy", nlp=lambda _: Doc(ENGLISH.vocab, words=["fire", "truck"], spaces=[False] * 2))
    assert nbl.read(tmp_path / "a.spacy").annotations["text"].tolist() == ["fire"]


def test_a_pipeline_that_changes_the_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nlp= changes the text of item 'a'"):
        letter().save(tmp_path / "a.spacy", nlp=lambda text: ENGLISH(text.upper()))


def test_key_comment_flag_and_columns_come_back(tmp_path: Path) -> None:
    rows = pd.DataFrame({"tags": [["x", "y"], None], "year": [1999, 2001]}, index=[4, 9])
    letters = texts({4: "Dear Ada", 9: "Dear Grace"}, answers={4: {"comment": "why?", "flagged": True}}, rows=rows)
    assert letters.save(tmp_path / "a.spacy").empty
    back = nbl.read(tmp_path / "a.spacy").items
    assert back.index.tolist() == [4, 9]
    assert back["comment"].tolist() == ["why?", ""] and back["flagged"].tolist() == [True, False]
    assert back["tags"].tolist()[0] == ["x", "y"] and back["year"].tolist() == [1999, 2001]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04", "'a.spacy' is no DocBin: it is not compressed as one is"),
        (zlib.compress(b"x" * 1000)[:9], "'a.spacy' was cut short"),
        (zlib.compress(b"x" * 1000), "'a.spacy' is no DocBin that spaCy reads: "),
        (b"", "'a.spacy' was cut short"),
    ],
    ids=["another format", "cut short", "other content", "empty"],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "a.spacy").write_bytes(content)
    with pytest.raises(nbl.FormatError, match=why) as damaged:
        nbl.read(tmp_path / "a.spacy")
    assert "\n" not in str(damaged.value)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin, "MAX_BYTES", 10_000)
    (tmp_path / "a.spacy").write_bytes(zlib.compress(b"x" * 1_000_000))
    with pytest.raises(nbl.FormatError, match=r"'a.spacy' holds more than .* GiB"):
        nbl.read(tmp_path / "a.spacy")


def test_without_spacy_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_spacy(name: str, *rest: Any) -> Any:
        if name.startswith("spacy"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_spacy)
    with pytest.raises(ImportError, match=r"pip install 'nblabel\[spacy\]', or save as spacy_jsonl"):
        letter().save(tmp_path / "a.spacy")
