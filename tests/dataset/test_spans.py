"""``nbl.spans``: what taggers give, made into a frame."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nblabel.dataset.spans import spans


def test_starts_and_ends_become_rows() -> None:
    frame = spans(
        start=[0, 4], end=np.array([3, 7]), label=["person", "verb"], item="a", score=0.5, text=["Ada", "met"]
    )
    assert list(frame.columns) == ["item", "kind", "label", "start", "end", "text", "score"]
    assert frame.iloc[1].tolist() == ["a", "span", "verb", 4, 7, "met", 0.5]


def test_what_was_not_given_has_no_column() -> None:
    assert list(spans(start=[0], end=[3]).columns) == ["kind", "start", "end"]


def test_one_span_may_be_given_without_lists() -> None:
    assert spans(start=0, end=3)[["start", "end"]].to_numpy().tolist() == [[0, 3]]


def test_no_spans_make_an_empty_frame() -> None:
    assert spans(start=[], end=[], label="a", item="b").shape == (0, 5)


def test_offsets_that_became_floats_are_whole_numbers_again() -> None:
    frame = spans(start=pd.Series([0.0, 4.0]), end=[3, 7])
    assert str(frame["start"].dtype) == "Int64"
    assert frame["start"].tolist() == [0, 4]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"start": [0, 1], "end": [3]}, "end= has 1 values for 2 spans"),
        ({"start": [0.5], "end": [3]}, "start=[0.5] are not whole numbers"),
        ({"start": ["a"], "end": [3]}, "start=['a'] are not whole numbers"),
        ({"start": [[0, 3]], "end": [3]}, "start= has shape (1, 2); it takes one number for each span"),
        ({"start": [0], "end": [3], "label": ["a", "b"]}, "label= has 2 values for 1 spans"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        spans(**given)
