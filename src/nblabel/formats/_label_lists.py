"""Lists of labels, one a line, as labelme takes them: they keep the order in which labels are declared."""

from __future__ import annotations

from pathlib import Path

from nblabel.dataset.reporting import Report
from nblabel.formats._contents import read_text
from nblabel.labels import Field

NO_LABELS = frozenset({"__ignore__", "_background_"})
"""Lines that such a list may begin with, and that are no labels."""


def as_list(field: Field, report: Report) -> str:
    """Give a field's labels as such a list; report those that a line cannot hold as they are."""
    lines: list[str] = []
    for label in field.known:
        line = " ".join(label.split()) if len(label.splitlines()) > 1 or label.strip() != label else label
        if line != label:
            report.left_out(f"label {label!r} stands as {line!r} in the list of labels", field=field.name)
        if line in NO_LABELS:
            report.left_out(f"label {label!r} is no label in a list of labels", field=field.name)
        lines.append(f"{line}\n")
    return "".join(lines)


def read_list(path: Path) -> list[str]:
    """Give the labels of such a list; none if there is no file."""
    if not path.is_file():
        return []
    lines = [line.strip() for line in read_text(path).split("\n")]
    return [line for line in lines if line and line not in NO_LABELS]
