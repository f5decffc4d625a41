"""Messages: what the browser says is read and checked, and changes travel both ways unharmed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.changes import Change, Op
from nblabel.widgets import messages, table
from nblabel.widgets.messages import AssetWanted, Cancel, Hello, MessageError, Since, View, read

from .page import box

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
PATCH = st.dictionaries(TEXT, st.none() | st.booleans() | NUMBER | TEXT, max_size=4)
ON_ANNOTATION = st.builds(
    Op, st.sampled_from(["create", "update", "delete"]), TEXT, TEXT, st.none() | PATCH, st.none() | PATCH
)
ON_ITEM = st.builds(Op, st.just("set"), TEXT, st.none(), PATCH, PATCH)
CHANGE = st.builds(
    Change,
    change=TEXT,
    task=TEXT,
    annotator=TEXT,
    client=TEXT,
    n=st.integers(1, 2**53 - 1),
    reverts=st.none() | TEXT,
    at=st.integers(0, 2**53 - 1),
    ops=st.lists(ON_ANNOTATION | ON_ITEM, max_size=4).map(tuple),
)


def said(kind: str, **content: Any) -> dict[str, Any]:
    return {"protocol": 1, "type": kind, "client": "tab", **content}


@given(st.lists(CHANGE, max_size=4))
def test_changes_read_back_as_they_were_written(changes: list[Change]) -> None:
    headers, ops = messages.write_changes(changes)
    tables, buffers = table.pack({"ops": ops})
    assert messages.read_changes(said("changes", changes=headers, tables=tables), buffers) == tuple(changes)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (said("hello", request=1), Hello("tab", 1)),
        (said("since", request=2, commit=40), Since("tab", 2, 40)),
        (said("asset", request=3, item="s:a", part="thumbnail"), AssetWanted("tab", 3, "s:a", "thumbnail")),
        (said("cancel", request=3), Cancel("tab", 3)),
        (said("view", item="i:4"), View("tab", "i:4")),
    ],
)
def test_each_type_is_read_into_its_own_class(content: dict[str, Any], expected: object) -> None:
    assert read(content) == expected


def test_another_protocol_says_to_restart_the_kernel_and_run_the_cell_again() -> None:
    with pytest.raises(MessageError, match="restart the kernel and run the cell again") as caught:
        read({"protocol": 2, "type": "hello", "client": "tab", "request": 7})
    assert caught.value.request == 7


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("hello", "not an object"),
        (said("dance"), "'dance' is not known"),
        (said("hello"), "request=None"),
        (said("hello", request=True), "request=True"),
        (said("view", item=4), "item=4"),
        ({"protocol": 1, "type": "ping", "request": 1}, "client=None"),
        (said("changes", changes=[]), "'ops' of a changes message cannot be read"),
        (said("changes", changes="all", tables={}), "must be a list"),
        (said("fragment", fragment="f", index=3, count=3), "out of range"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_value_that_is_wrong(content: object, why: str) -> None:
    with pytest.raises(MessageError, match=why):
        read(content)


def test_an_operation_of_no_change_is_refused() -> None:
    _, ops = messages.write_changes([Change("c", "t", "anna", "tab", 1, None, 0, (box("one"),))])
    tables, buffers = table.pack({"ops": ops})
    with pytest.raises(MessageError, match="belongs to change 0, but there are 0"):
        messages.read_changes(said("changes", changes=[], tables=tables), buffers)


def test_an_unknown_action_is_refused() -> None:
    change = Change("c", "t", "anna", "tab", 1, None, 0, (Op("explode", "s:a", "one", None, None),))  # type: ignore[arg-type]
    headers, ops = messages.write_changes([change])
    tables, buffers = table.pack({"ops": ops})
    with pytest.raises(MessageError, match="'explode' is none of"):
        messages.read_changes(said("changes", changes=headers, tables=tables), buffers)
