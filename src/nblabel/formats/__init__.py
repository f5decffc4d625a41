"""To and from files: the formats, found by looking. Each module here that has a ``FORMAT`` is one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from os import PathLike
from pathlib import Path
from pkgutil import iter_modules

import pandas as pd

from nblabel.dataset import Dataset
from nblabel.formats._format import Format, FormatError, LossError, report

__all__ = ["Format", "FormatError", "LossError", "by_name", "find", "read", "save"]


@cache
def by_name() -> Mapping[str, Format]:
    """Give all formats, by name, sorted.

    Examples
    --------
    >>> sorted(by_name())
    ['csv', 'parquet']
    """
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    formats: list[Format] = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {each.name: each for each in sorted(formats, key=lambda each: each.name)}


def find(path: str | PathLike[str], format: str | None = None) -> Format:  # noqa: A002
    """Give the format of that name, or the one that files like ``path`` are in.

    Raises
    ------
    ValueError
        If there is none; the sentence lists those there are.

    Examples
    --------
    >>> find("street.csv").name
    'csv'
    """
    known = by_name()
    listed = ", ".join(f"{each.name!r} ({', '.join(each.endings)})" for each in known.values())
    if format is not None:
        if format not in known:
            raise ValueError(f"format={format!r} is not known; the formats are {listed}")
        return known[format]
    name = Path(path).name.lower()
    for each in known.values():
        if name.endswith(each.endings):
            return each
    raise ValueError(f"the ending of {Path(path).name!r} tells no format; name it with format=, or use one of {listed}")


def save(
    dataset: Dataset,
    path: str | PathLike[str],
    format: str | None = None,  # noqa: A002
    *,
    allow_loss: bool = False,
) -> pd.DataFrame:
    """Write a dataset; see `Dataset.save`.

    Raises
    ------
    LossError
        If the format cannot hold all of it and ``allow_loss`` is False. Nothing is written then.
    FileNotFoundError
        If the folder is not there.
    """
    form = find(path, format)
    where = Path(path).expanduser().absolute()
    if not where.parent.is_dir():
        raise FileNotFoundError(
            f"the folder {str(where.parent)!r} is not there; make it first, then save to {where.name!r}"
        )
    losses = form.losses(dataset)
    if losses and not allow_loss:
        said = "\n".join(f"{loss.field}: {loss.count} lost, {loss.why}" for loss in losses)
        raise LossError(
            f"{form.name} cannot hold all of this dataset:\n{said}\nSave with allow_loss=True to leave it out."
        )
    form.write(dataset, where)
    return report(dataset, losses)


def read(path: str | PathLike[str], format: str | None = None) -> Dataset:  # noqa: A002
    """Read a dataset; see `Dataset.read`.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    where = Path(path).expanduser().absolute()
    form = find(path, format)
    if not where.is_file():
        raise FileNotFoundError(f"there is no file {str(where)!r}")
    return form.read(where)
