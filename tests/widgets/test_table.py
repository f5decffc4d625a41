"""The binary tables: what goes in comes out, and what does not fit is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.kinds import ColumnType
from nblabel.widgets.table import TableError, decode, encode, pack, unpack

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner | st.none()) | st.dictionaries(TEXT, inner | st.none()),
    max_leaves=8,
)
CELLS: dict[ColumnType, st.SearchStrategy[Any]] = {
    "f64": st.floats(),
    "i32": st.integers(-(2**31), 2**31 - 1),
    "bool": st.booleans(),
    "utf8": TEXT,
    "json": JSON,
    "ragged<f64>": st.lists(st.floats()),
}


@st.composite
def columns(draw: st.DrawFn) -> dict[str, tuple[ColumnType, list[Any]]]:
    rows = draw(st.integers(0, 6))
    names = draw(st.lists(TEXT, unique=True, max_size=4))
    drawn: dict[str, tuple[ColumnType, list[Any]]] = {}
    for name in names:
        kind: ColumnType = draw(st.sampled_from(sorted(CELLS)))  # type: ignore[arg-type]
        drawn[name] = kind, draw(st.lists(st.none() | CELLS[kind], min_size=rows, max_size=rows))
    return drawn


@given(columns())
def test_decoding_what_was_encoded_gives_the_same_values(made: dict[str, tuple[ColumnType, list[Any]]]) -> None:
    back = decode(*encode(made))
    assert repr(back) == repr({name: values for name, (_, values) in made.items()})


@given(st.lists(columns(), max_size=3))
def test_several_tables_share_one_row_of_buffers(made: list[dict[str, tuple[ColumnType, list[Any]]]]) -> None:
    tables = {str(place): table for place, table in enumerate(made)}
    back = unpack(*pack(tables))
    assert repr(back) == repr(
        {place: {name: values for name, (_, values) in table.items()} for place, table in tables.items()}
    )


def test_buffers_that_arrive_as_unaligned_views_are_read() -> None:
    meta, buffers = encode({"x": ("f64", [1.5, -2.0]), "n": ("i32", [3, 4])})
    shifted = [memoryview(b"\0" + buffer)[1:] for buffer in buffers]
    assert decode(meta, shifted) == {"x": [1.5, -2.0], "n": [3, 4]}


def test_a_numpy_array_travels_as_it_is() -> None:
    meta, buffers = encode({"x": ("f64", np.array([0.5, np.nan]))})
    assert meta["columns"] == [{"name": "x", "type": "f64"}]
    assert repr(decode(meta, buffers)) == repr({"x": [0.5, float("nan")]})


def test_rows_of_a_ragged_column_may_be_arrays() -> None:
    assert decode(*encode({"p": ("ragged<f64>", [np.array([1.0, 2.0]), None])})) == {"p": [[1.0, 2.0], None]}


@pytest.mark.parametrize(
    ("kind", "values", "says"),
    [
        ("i32", [2**31], "more than 32 bits"),
        ("i32", [1.5], "not a whole number"),
        ("f64", ["ten"], "ten"),
        ("json", [float("nan")], "not JSON compliant"),
        ("utf8", ["\ud800"], "surrogates not allowed"),
        ("date", ["today"], "the types are"),
    ],
)
def test_a_value_that_does_not_fit_names_the_column(kind: ColumnType, values: list[Any], says: str) -> None:
    with pytest.raises(TableError, match=rf"column 'c' cannot travel as {kind}: .*{says}"):
        encode({"c": (kind, values)})


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(TableError, match="column 'b' has 1 values, the first column has 2"):
        encode({"a": ("i32", [1, 2]), "b": ("i32", [1])})


def test_buffers_that_are_not_what_the_message_says_are_refused() -> None:
    meta, buffers = encode({"a": ("utf8", ["bus", "car"])})
    offsets, text = buffers
    falling = np.array([0, 6, 3], "<i4").tobytes()
    for broken, says in (
        ([offsets], "a buffer is missing"),
        ([offsets, text, b""], "more buffers"),
        ([offsets[:-1], text], "11 bytes where 12"),
        ([offsets, text[:-1]], "5 bytes where its offsets say 6"),
        ([falling, text[:3]], "do not rise"),
    ):
        with pytest.raises(TableError, match=says):
            decode(meta, broken)
