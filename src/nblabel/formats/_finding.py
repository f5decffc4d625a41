"""Which format is meant: by its name, by how a file ends, or by what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from os import PathLike
from pathlib import Path
from pkgutil import iter_modules

from nblabel.dataset.checks import similar
from nblabel.formats._contents import Contents
from nblabel.formats._format import Format, FormatError
from nblabel.formats._mistaken import listed, no_annotations

_SEVERAL = "may be of several formats; name one with format="


@cache
def by_name() -> Mapping[str, Format]:
    """Give all formats, by name, sorted.

    Examples
    --------
    >>> {"coco", "csv", "parquet", "voc", "yolo"} <= set(by_name())
    True
    """
    package = import_module(__package__)
    modules = (import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__))
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
            offered = f"{formats_listed(known.values())}{_meant(format, known)}"
            raise ValueError(f"format={format!r} is not known; the formats are {offered}")
        return known[format]
    name = Path(path).name.lower()
    ending = [each for each in known.values() if each.endings and name.endswith(each.endings)]
    if len(ending) == 1:
        return ending[0]
    called = Path(path).name
    if ending:
        raise ValueError(f"{called!r} {_SEVERAL}: {formats_listed(ending)}")
    offered = formats_listed(known.values())
    raise ValueError(f"the ending of {called!r} tells no format; name it with format=, one of {offered}")


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
        raise ValueError(f"{contents.path.name!r} {_SEVERAL}: {formats_listed(claiming)}")
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
        f"hear what is missing: {formats_listed(ending or by_name().values())}"
    )


def formats_listed(formats: Iterable[Format]) -> str:
    """Name formats for a sentence, each with how its files end."""
    return ", ".join(f"{each.name!r} ({', '.join(each.endings) or 'a folder'})" for each in formats)


def _meant(name: str, known: Iterable[str]) -> str:
    """Give ", did you mean 'yolo'?" for "YOLOv8", and the like."""
    low = name.lower()
    inside = next((each for each in known if each in low), None)
    return f", did you mean {inside!r}?" if inside else similar(low, list(known))
