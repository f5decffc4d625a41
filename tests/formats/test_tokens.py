"""Words of a text, and where they stand."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings

from nblabel.formats._tokens import tokens_of
from tests.formats.marked import FIREMEN, written_texts


@settings(max_examples=40)
@given(text=written_texts())
def test_tokens_are_all_of_a_text_but_its_white_space(text: str) -> None:
    tokens = tokens_of(text)
    assert "".join(token.text for token in tokens) == "".join(text.split())
    assert all(text[token.start : token.end] == token.text for token in tokens)


def test_what_a_person_sees_as_one_sign_is_one_token() -> None:
    assert [token.text for token in tokens_of("e\u0301te\u0301, 👨‍🚒!")] == ["e\u0301te\u0301", ",", "👨‍🚒", "!"]


def test_a_tokenizer_gives_text_or_places_or_what_spacy_gives() -> None:
    nlp = spacy.blank("en")
    words = FIREMEN.split()
    for tokenizer in (str.split, lambda _: [(0, 4), (5, 12), (13, 18), (19, 29)], lambda text: nlp(text)[-4:]):
        assert [token.text for token in tokens_of(FIREMEN, tokenizer)][-3:] == words[-3:]
    assert [token.start for token in tokens_of(FIREMEN, nlp)][-3:] == [5, 13, 19]


@pytest.mark.parametrize(
    ("tokens", "why"),
    [
        (["Ada", "Bob"], "'Bob', which does not stand in the text after place 3"),
        ([(0, 3), (2, 5)], r"\(2, 5\), which is not after the token before it"),
        ([(0, 99)], "or not in the text"),
        ([7], r"gives 7, which is neither text nor \(start, end\)"),
    ],
)
def test_tokens_that_are_not_in_the_text_are_refused(tokens: list[object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        tokens_of("Ada May", lambda _: tokens)
