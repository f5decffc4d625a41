"""The sentence that a report begins with: how much was saved or read, and where."""

from __future__ import annotations

from pathlib import Path

from nblabel.dataset import Dataset
from nblabel.dataset.annotations import is_decided
from nblabel.dataset.counted import counted
from nblabel.dataset.reporting import Report
from nblabel.formats._format import Format


def summary(dataset: Dataset, done: str, path: Path, form: Format, report: Report) -> str:
    """Say what was done: ``"saved to"``, ``"read from"``."""
    items = counted(len(dataset), "item")
    annotations = sum(map(is_decided, dataset.records.values()))
    held = items if report.has_losses else f"{items} with {counted(annotations, 'annotation')}"
    rest = "" if report.frame.empty else "; what is not as it was, and why:"
    return f"{held} {done} {str(path)!r} ({form.name}){rest}"
