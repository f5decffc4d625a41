"""The one way a geometry is written as text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.kinds import canonical_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(VALUES)
def test_reading_back_gives_the_same_value_to_the_last_bit(value: Any) -> None:
    assert repr(json.loads(canonical_json(value))) == repr(json.loads(json.dumps(value, sort_keys=True)))
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(), VALUES))
def test_equal_dicts_are_written_equal_whatever_their_order(value: dict[str, Any]) -> None:
    assert canonical_json(value) == canonical_json(dict(reversed(value.items())))


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"x": float("nan")})
