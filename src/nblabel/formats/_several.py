"""What several people said of one item, in formats that hold what one person said."""

from __future__ import annotations

from nblabel.dataset import Dataset
from nblabel.dataset.annotations import annotator_of, is_decided
from nblabel.dataset.reporting import Report
from nblabel.items.keys import from_wire


def report_several(dataset: Dataset, report: Report) -> None:
    """Say of each item that several people annotated that it will seem to be one person's work.

    Written as they stand, two people's boxes around one thing are two things to whoever trains on them.
    """
    if len(dataset.annotators) < 2:  # noqa: PLR2004
        return
    names: dict[str, str] = {}
    several: dict[str, None] = {}
    for record in dataset.records.values():
        if is_decided(record):
            name = annotator_of(record, dataset.annotator)
            if names.setdefault(record["item"], name) != name:
                several[record["item"]] = None
    example = next((name for name in dataset.annotators if name), "")
    for item in several:
        report.lost(
            "several people annotated it, and whose is whose has no place in this format; save the work of one, "
            f"as in dataset.by({example!r})",
            item=from_wire(item),
        )
