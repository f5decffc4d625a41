"""Saving a dataset: what would be lost is known before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path

import pandas as pd

from nblabel.dataset import Dataset
from nblabel.dataset.report_frame import ReportFrame
from nblabel.dataset.reporting import Report
from nblabel.dataset.uncollected import uncollected
from nblabel.formats._choosing import choose
from nblabel.formats._finding import by_name, find, formats_listed
from nblabel.formats._format import Format, LossError
from nblabel.formats._options import check_options
from nblabel.formats._place import check_place
from nblabel.formats._summary import summary
from nblabel.items.keys import Key


def save(
    dataset: Dataset,
    path: str | PathLike[str],
    format: str | None = None,  # noqa: A002
    *,
    items: str | Iterable[Key] = "done",
    allow_loss: bool = False,
    **options: object,
) -> pd.DataFrame:
    """Write a dataset; see `Dataset.save`.

    Raises
    ------
    LossError
        If the format cannot hold all of it and ``allow_loss`` is False. Nothing is written then.
    FormatError
        If something stands at ``path`` that is not to be replaced.
    OSError
        If the folder is not there, or cannot be written to.
    """
    form = find(path, format)
    check_options(form.name, form.prepare, options, given=3)
    _check_medium(form, dataset)
    where = Path(path).expanduser().absolute()
    check_place(where, form)
    report = Report()
    chosen = choose(dataset, items, report, statuses=form.statuses)
    with uncollected():
        write = form.prepare(chosen, where, report, **options)
    if report.has_losses and not allow_loss:
        raise LossError(
            f"{form.name} cannot hold all of this dataset:\n{report.losses()}\n"
            "Nothing was written. Save with allow_loss=True to leave it out, or as .csv or .parquet, which hold all.",
            report.frame,
        )
    try:
        write()
    except OSError as error:
        # What failed may be a file of a passing name; the user knows the one that was asked for.
        raise type(error)(f"{str(where)!r} cannot be written: {error.strerror or error}") from error
    return ReportFrame(report.frame, summary(chosen, "saved to", where, form, report))


def _check_medium(form: Format, dataset: Dataset) -> None:
    if dataset.medium in form.media:
        return
    others = [each for each in by_name().values() if dataset.medium in each.media]
    raise ValueError(
        f"{form.name} is not for {dataset.medium}s, and those of dataset {dataset.name!r} are; "
        f"the formats that are: {formats_listed(others)}"
    )
