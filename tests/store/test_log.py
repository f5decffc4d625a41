"""The log gives back what was written to it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nblabel.changes import Change, Op
from nblabel.store import Store, catalog, log
from nblabel.store.catalog import StoredItem, StoredTask
from nblabel.store.log import Entry

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_number = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
_value = st.none() | st.booleans() | _number | _text
_patch = st.none() | st.dictionaries(_text, _value | st.lists(_value, max_size=3), max_size=4)
_op = st.builds(
    Op, st.sampled_from(["create", "update", "delete", "set"]), st.just("s:a"), st.none() | _text, _patch, _patch
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.lists(_op, max_size=4), max_size=4))
def test_what_is_appended_is_read_back_exactly(steps):
    store = Store(None)
    with store.writing() as db:
        catalog.add_task(db, StoredTask("t", "street", "image", {}, 1))
        (row,) = catalog.add_items(db, "t", [StoredItem(0, "s:a", "hash", 1, 2)])
        entries = [
            Entry(n, "ada", Change(f"c{n}", "t", "ada", "tab", n, None, n, tuple(ops)), None)
            for n, ops in enumerate(steps, start=1)
        ]
        if entries:
            log.append(db, entries, {"s:a": row})
        read = log.since(db, "t", 0)
    store.close()

    def named(entry):
        ops = tuple(replace(op, item="s:a") for op in entry.change.ops)
        return replace(entry, change=replace(entry.change, ops=ops))

    assert [named(entry) for entry in read] == entries
