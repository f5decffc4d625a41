"""What every format must tell, and the report of what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd

from nblabel.dataset import Dataset


class FormatError(ValueError):
    """A file that is not what its format says; the sentence names the file and the place."""


class LossError(ValueError):
    """A dataset that a format cannot hold in full; the sentence says field by field what is lost."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a format cannot hold."""

    field: str
    """The field, or ``items['column']`` for a column of the user's."""

    count: int
    why: str


class Format(Protocol):
    """One way to keep a dataset in files. A module of `nblabel.formats` offers one as ``FORMAT``."""

    @property
    def name(self) -> str:
        """What it is asked for by: ``"csv"``."""
        ...

    @property
    def endings(self) -> tuple[str, ...]:
        """How its files end, lower case: ``(".csv",)``."""
        ...

    def losses(self, dataset: Dataset) -> Sequence[Loss]:
        """Tell what of ``dataset`` it cannot hold, before anything is written."""
        ...

    def write(self, dataset: Dataset, path: Path) -> None:
        """Write what it can hold, each file whole or not at all."""
        ...

    def read(self, path: Path) -> Dataset:
        """Read a dataset. Raises `FormatError`."""
        ...


def report(dataset: Dataset, losses: Sequence[Loss]) -> pd.DataFrame:
    """Say field by field what was written and what was lost.

    Returns
    -------
    DataFrame
        ``field, kind, written, lost, why``.
    """
    lost = {loss.field: loss for loss in losses}
    counts = dataset.annotations["field"].value_counts()
    fields = [
        (field.name, field.kind, int(counts.get(field.name, 0)) - lost[field.name].count, lost.pop(field.name))
        if field.name in lost
        else (field.name, field.kind, int(counts.get(field.name, 0)), None)
        for field in dataset.fields
    ]
    rows = [
        (name, kind, written, loss.count if loss else 0, loss.why if loss else "")
        for name, kind, written, loss in fields
    ]
    rows += [(loss.field, "column", len(dataset) - loss.count, loss.count, loss.why) for loss in lost.values()]
    return pd.DataFrame(rows, columns=["field", "kind", "written", "lost", "why"])
