"""Whatever stands in lines of JSON, reading them gives a dataset or one sentence."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nblabel as nbl
from tests.formats.marked import agrees

ODD = st.recursive(
    st.sampled_from([None, True, 0, 1, 4, -1, 10**30, 0.5, "", " ", "a", "\ud800", "accept", "reject", "data:"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["start", "end", "label", "start_offset", "end_offset", "user", "id", "x", "y", "points", "type"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KEYS = {
    "spacy_jsonl": ["entities", "ents", "spans", "cats", "links"],
    "doccano": ["label", "labels", "annotations", "entities", "cats", "relations", "Comments"],
    "prodigy": ["spans", "options", "accept", "label", "answer", "relations", "image", "width", "height", "path"],
}
SHARED = ["id", "meta", "comment", "flagged", "nblabel", "other"]


@pytest.mark.parametrize("name", sorted(KEYS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_odd_values_give_a_dataset_or_one_sentence(name: str, data: st.DataObject) -> None:
    row = st.dictionaries(st.sampled_from([*KEYS[name], *SHARED]), ODD, max_size=6)
    rows: list[dict[str, Any]] = data.draw(st.lists(row, min_size=1, max_size=3))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_text("\n".join(json.dumps({"text": "Dear 👨🏻‍🚒", **each}) for each in rows), "utf-8")
        back = why = None
        try:
            back = nbl.read(path, name)
        except nbl.FormatError as damaged:
            why = str(damaged)
    if back is None:
        assert why is not None and "\n" not in why
        return
    assert "start" not in back.annotations or agrees(back)
    assert len(back.items) == len(back)
