"""What every format must tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from nblabel.dataset import Dataset
from nblabel.dataset.columns import STATUSES
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._damage import FormatError
from nblabel.items import Medium

__all__ = ["DONE", "EVERY_MEDIUM", "EVERY_STATUS", "IMAGES", "TEXTS", "Format", "FormatError", "LossError", "Write"]

Write = Callable[[], None]
"""Puts in place what was made ready. Everything that may be refused was refused before."""


IMAGES: frozenset[Medium] = frozenset({"image"})
TEXTS: frozenset[Medium] = frozenset({"text"})
EVERY_MEDIUM = IMAGES | TEXTS

DONE = frozenset({"done"})
"""For formats in which whatever stands there counts as done."""

EVERY_STATUS = frozenset(STATUSES)


class LossError(ValueError):
    """A dataset that a format cannot hold in full; the sentence counts what is lost, and says the way out.

    Attributes
    ----------
    report
        What saving would have returned: ``item, annotation, field, what, why``.

    Examples
    --------
    >>> from nblabel.capture import read_captures
    >>> answer = {"status": "done", "flagged": True, "comment": "", "seconds": 0.0}
    >>> street = Dataset(read_captures({"boxes": ["bus"]}, "image"), ["a.jpg"], answers={"s:a.jpg": answer})
    >>> try:
    ...     street.save("street-voc", "voc")
    ... except LossError as error:
    ...     print(error.report["why"].tolist())
    ['its flag cannot be held', 'its size is not known: the picture is not at hand']
    """

    def __init__(self, message: str, report: pd.DataFrame) -> None:
        super().__init__(message)
        self.report = report


class Format(Protocol):
    """One way to keep a dataset in files. A module of `nblabel.formats` offers one as ``FORMAT``.

    ``prepare`` and ``read`` may take further keyword-only arguments, each with a default: they are
    the format's options, and the registry refuses any other.
    """

    @property
    def name(self) -> str:
        """What it is asked for by: ``"coco"``."""
        ...

    @property
    def endings(self) -> tuple[str, ...]:
        """How its files end, lower case: ``(".csv",)``; none for a folder. Several formats may share one."""
        ...

    @property
    def media(self) -> frozenset[Medium]:
        """What its items are: ``"image"``, ``"text"``, or either."""
        ...

    @property
    def statuses(self) -> frozenset[str]:
        """Which statuses of items it tells apart; with all of them, every item is written by default."""
        ...

    def claims(self, contents: Contents) -> bool:
        """Tell from the content whether it is of this format. Never raises."""
        ...

    def prepare(self, dataset: Dataset, path: Path, report: Report, **options: Any) -> Write:
        """Say in ``report`` what is lost, and give what writes the rest. Nothing is written yet."""
        ...

    def read(self, contents: Contents, report: Report, **options: Any) -> Dataset:
        """Read a dataset; say in ``report`` what is skipped or repaired. Raises `FormatError`."""
        ...
