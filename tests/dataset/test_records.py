"""How annotations from files are laid out in memory."""

from __future__ import annotations

from nblabel.changes import ANNOTATION_COLUMNS
from nblabel.dataset.records import imported


def test_a_record_has_all_columns_of_an_annotation_and_its_item() -> None:
    made = imported("s:a.jpg", "box", "box", "bus", {"x": 1.0}, 7)
    assert set(made) == {*ANNOTATION_COLUMNS, "item"}
    assert {name: value for name, value in made.items() if value is not None} == {
        "item": "s:a.jpg", "field": "box", "kind": "box", "label": "bus", "geometry": {"x": 1.0}, "source": "import",
        "created": 7, "updated": 7,
    }  # fmt: skip


def test_two_records_have_nothing_in_common() -> None:
    one, other = (imported("s:a.jpg", "class", "class", label, {}, 1) for label in ("bus", "car"))
    one["group"] = "g"
    assert (one["label"], one["group"]) == ("bus", "g")
    assert (other["label"], other["group"]) == ("car", None)
