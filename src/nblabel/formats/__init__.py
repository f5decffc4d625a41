"""To and from files: the formats, found by looking. Each module here that has a ``FORMAT`` is one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from os import PathLike
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pandas as pd

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.dataset.uncollected import uncollected
from nblabel.formats._choosing import choose
from nblabel.formats._contents import Contents
from nblabel.formats._format import Format, FormatError, LossError, Write
from nblabel.items.keys import Key

__all__ = ["Format", "FormatError", "LossError", "Write", "by_name", "find", "guess", "read", "save"]


@cache
def by_name() -> Mapping[str, Format]:
    """Give all formats, by name, sorted.

    Examples
    --------
    >>> {"coco", "csv", "parquet", "voc", "yolo"} <= set(by_name())
    True
    """
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    formats: list[Format] = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {each.name: each for each in sorted(formats, key=lambda each: each.name)}


def find(path: str | PathLike[str], format: str | None = None) -> Format:  # noqa: A002
    """Give the format of that name, or the only one whose files end like ``path``.

    Raises
    ------
    ValueError
        If there is none, or there are several; the sentence lists them.

    Examples
    --------
    >>> find("street.csv").name
    'csv'
    """
    known = by_name()
    if format is not None:
        if format not in known:
            raise ValueError(f"format={format!r} is not known; the formats are {_listed(known.values())}")
        return known[format]
    name = Path(path).name.lower()
    ending = [each for each in known.values() if each.endings and name.endswith(each.endings)]
    if len(ending) == 1:
        return ending[0]
    if ending:
        raise ValueError(f"{Path(path).name!r} may be of several formats; name one with format=: {_listed(ending)}")
    raise ValueError(
        f"the ending of {Path(path).name!r} tells no format; name it with format=, one of {_listed(known.values())}"
    )


def guess(contents: Contents) -> Format:
    """Give the format that the content is of, else the only one whose files end like it.

    Raises
    ------
    FormatError
        If it looks like JSON or XML, but is damaged.
    ValueError
        If no format, or more than one, knows it; the sentence lists them.
    """
    claiming = [each for each in by_name().values() if each.claims(contents)]
    if len(claiming) == 1:
        return claiming[0]
    if claiming:
        raise ValueError(
            f"{contents.path.name!r} may be of several formats; name one with format=: {_listed(claiming)}"
        )
    problem = contents.problem()
    if problem is not None:
        raise FormatError(problem)
    return find(contents.path)


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
    FileNotFoundError
        If the folder is not there.
    """
    form = find(path, format)
    _check_options(form.name, form.prepare, options, given=3)
    where = Path(path).expanduser().absolute()
    if not where.parent.is_dir():
        raise FileNotFoundError(
            f"the folder {str(where.parent)!r} is not there; make it first, then save to {where.name!r}"
        )
    report = Report()
    chosen = choose(dataset, items, report, keeps_status=form.keeps_status)
    with uncollected():
        write = form.prepare(chosen, where, report, **options)
    if report.has_losses and not allow_loss:
        raise LossError(
            f"{form.name} cannot hold all of this dataset:\n{report.losses()}\n"
            "Nothing was written. Save with allow_loss=True to leave it out, or as .csv or .parquet, which hold all.",
            report.frame,
        )
    write()
    return report.frame


def read(
    path: str | PathLike[str],
    format: str | None = None,  # noqa: A002
    *,
    annotator: str | None = None,
    **options: object,
) -> Dataset:
    """Read items, labels and annotations that nblabel or another tool wrote.

    Parameters
    ----------
    path
        A file, or a folder for formats of several files.
    format
        The format's name; by default found by the content.
    annotator
        Whose work it is, where the file does not say.
    **options
        What only the format takes: ``images=`` (the folder its pictures are in), ``voc_offset=`` …;
        an unknown one is an error that lists them.

    Returns
    -------
    Dataset
        Its items are done unless the format knows better. Its ``report`` is a frame of what was
        skipped or repaired, and why. A labeler opens it: ``nbl.ImageLabeler(nbl.read("coco.json"))``.

    Raises
    ------
    FileNotFoundError
        If there is no such file or folder.
    FormatError
        If it is damaged; one sentence says where.
    ValueError
        If the format is not known, or cannot be told from the content.

    Examples
    --------
    >>> import json, pathlib, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = pathlib.Path(folder.name) / "street.json"
    >>> _ = path.write_text(json.dumps({
    ...     "images": [{"id": 1, "file_name": "a.jpg", "width": 80, "height": 60}],
    ...     "categories": [{"id": 7, "name": "bus"}],
    ...     "annotations": [{"id": 1, "image_id": 1, "category_id": 7, "bbox": [4, 5, 20, 10]}],
    ... }))
    >>> read(path).annotations[["item", "label", "x", "y", "width", "height"]]
        item label    x    y  width  height
    0  a.jpg   bus  4.0  5.0   20.0    10.0
    >>> folder.cleanup()
    """
    where = Path(path).expanduser().absolute()
    if not where.exists():
        raise FileNotFoundError(f"there is no file {str(where)!r}")
    contents = Contents(where)
    with uncollected():  # to guess is to parse
        form = guess(contents) if format is None else find(path, format)
    _check_options(form.name, form.read, options, given=2)
    report = Report()
    with uncollected():
        dataset = form.read(contents, report, **options)
    if contents.mended:
        report.repaired(f"{contents.mended} half characters cannot be kept; each became U+FFFD")
    return dataset.reported(report.frame, annotator=annotator)


def _listed(formats: Iterable[Format]) -> str:
    return ", ".join(f"{each.name!r} ({', '.join(each.endings) or 'a folder'})" for each in formats)


def _check_options(name: str, function: Callable[..., Any], options: Mapping[str, object], *, given: int) -> None:
    known = list(inspect.signature(function).parameters)[given:]
    unknown = next((option for option in options if option not in known), None)
    if unknown is not None:
        offered = ", ".join(f"{each}=" for each in known) or "none"
        raise TypeError(f"{unknown}= is no option of {name}; its options here: {offered}")
