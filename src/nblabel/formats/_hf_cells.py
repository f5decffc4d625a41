"""What any row of a Hugging Face dataset may say: its classes, its answer, and the user's own columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._hf_features import inner_of, label_of, names_of

SAID = ("comment", "flagged")


class Classes:
    """The columns of labels, each a field."""

    def __init__(self, features: Mapping[str, Any], build: Builder, besides: Collection[str]) -> None:
        self._build = build
        self._columns: dict[str, tuple[str, list[str]]] = {}
        for column, said in features.items():
            one, several = names_of(said), names_of(inner_of(said))
            names = one if one is not None else several
            if names is None or column in besides:
                continue
            field = "class" if column == "label" and "class" not in features else column
            build.declare("class", names, field=field, multiple=one is None)
            self._columns[column] = (field, names)

    @property
    def columns(self) -> frozenset[str]:
        """What they are called."""
        return frozenset(self._columns)

    def annotate(self, item: str, row: Mapping[str, Any]) -> None:
        """Add what a row says."""
        for column, (field, names) in self._columns.items():
            cell = row.get(column)
            labels = [label_in(each, names, item, self._build) for each in (cell if isinstance(cell, list) else [cell])]
            for label in dict.fromkeys(labels):
                if label is not None:
                    self._build.annotate(item, field, label)


def label_in(cell: object, names: Sequence[str] | None, item: str, build: Builder) -> str | None:
    """Give a label as text, None where there is none; report what is no label of these."""
    try:
        return label_of(cell, names)
    except ValueError as error:
        build.report.skipped(str(error), item=build.key(item))
        return None


def report_parts(column: str, said: object, known: Collection[str], report: Report) -> None:
    """Say which parts of a column of objects are not read; their ids and areas say nothing more."""
    inner = inner_of(said)
    parts = said if inner is None else inner
    for name in parts if isinstance(parts, dict) else ():
        if name not in {*known, "id", "bbox_id", "area", "_type"}:
            report.skipped(f"{name!r} of the column {column!r} is not read")


def own_row(row: Mapping[str, Any], known: set[str], split: str | None) -> dict[str, object]:
    """Give the columns that nothing else knows."""
    own = {name: cell for name, cell in row.items() if name not in known and cell is not None}
    return own if split is None else {**own, "split": split}


def answer_in(row: Mapping[str, Any]) -> dict[str, object]:
    """Give the comment and the flag, where there are any."""
    made: dict[str, object] = {"comment": row["comment"]} if isinstance(row.get("comment"), str) else {}
    return {**made, "flagged": True} if row.get("flagged") is True else made
