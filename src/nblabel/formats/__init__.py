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
from nblabel.dataset.annotations import is_decided
from nblabel.dataset.checks import similar
from nblabel.dataset.report_frame import ReportFrame
from nblabel.dataset.reporting import Report
from nblabel.dataset.uncollected import uncollected
from nblabel.formats._choosing import choose
from nblabel.formats._contents import Contents
from nblabel.formats._format import Format, FormatError, LossError, Write
from nblabel.formats._mistaken import another_thing, found, listed, no_annotations
from nblabel.formats._place import check_place
from nblabel.formats._sentences import counted
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
            offered = f"{_listed(known.values())}{_meant(format, known)}"
            raise ValueError(f"format={format!r} is not known; the formats are {offered}")
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
    problem = contents.problem() or no_annotations(contents)
    if problem is not None:
        raise FormatError(problem)
    name = contents.path.name
    ending = [each for each in by_name().values() if each.endings and name.lower().endswith(each.endings)]
    if len(ending) == 1:
        return ending[0]
    keys = f", an object with {listed(sorted(contents.keys))}," if contents.keys else ""
    raise ValueError(
        f"what {name!r} holds{keys} is of no format that is known; if it is of one of these, name it with format= to "
        f"hear what is missing: {_listed(ending or by_name().values())}"
    )


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
    _check_options(form.name, form.prepare, options, given=3)
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
    return ReportFrame(report.frame, _summary(chosen, "saved to", where, form, report))


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
    where = found(path)
    contents = Contents(where)
    with uncollected():  # to guess is to parse
        form = guess(contents) if format is None else _named(format, contents)
    _check_options(form.name, form.read, options, given=2)
    report = Report()
    with uncollected():
        dataset = form.read(contents, report, **options)
    if contents.mended:
        report.repaired(f"{contents.mended} half characters cannot be kept; each became U+FFFD")
    said = ReportFrame(report.frame, _summary(dataset, "read from", where, form, report))
    return dataset.reported(said, annotator=annotator)


def _summary(dataset: Dataset, done: str, path: Path, form: Format, report: Report) -> str:
    items = counted(len(dataset), "item")
    annotations = sum(map(is_decided, dataset.records.values()))
    held = items if report.has_losses else f"{items} with {counted(annotations, 'annotation')}"
    rest = "" if report.frame.empty else "; what is not as it was, and why:"
    return f"{held} {done} {str(path)!r} ({form.name}){rest}"


def _named(format: str, contents: Contents) -> Format:  # noqa: A002
    form = find(contents.path, format)
    problem = another_thing(contents)
    if problem is not None:
        raise FormatError(problem)
    return form


def _meant(name: str, known: Iterable[str]) -> str:
    """Give ", did you mean 'yolo'?" for "YOLOv8", and the like."""
    low = name.lower()
    inside = next((each for each in known if each in low), None)
    return f", did you mean {inside!r}?" if inside else similar(low, list(known))


def _listed(formats: Iterable[Format]) -> str:
    return ", ".join(f"{each.name!r} ({', '.join(each.endings) or 'a folder'})" for each in formats)


def _check_medium(form: Format, dataset: Dataset) -> None:
    if dataset.medium in form.media:
        return
    others = [each for each in by_name().values() if dataset.medium in each.media]
    raise ValueError(
        f"{form.name} is not for {dataset.medium}s, and those of dataset {dataset.name!r} are; "
        f"the formats that are: {_listed(others)}"
    )


def _check_options(name: str, function: Callable[..., Any], options: Mapping[str, object], *, given: int) -> None:
    known = list(inspect.signature(function).parameters)[given:]
    unknown = next((option for option in options if option not in known), None)
    if unknown is not None:
        offered = ", ".join(f"{each}=" for each in known) or "none"
        raise TypeError(f"{unknown}= is no option of {name}; its options here: {offered}")
