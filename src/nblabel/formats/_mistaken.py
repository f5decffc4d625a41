"""What was given in place of a file of annotations, and what to do with it: a picture, an archive, a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from nblabel.dataset.checks import similar
from nblabel.formats._contents import Contents
from nblabel.formats._damage import FormatError
from nblabel.items.folder import ENDINGS

_NAMED = 3
_SPREADSHEETS = {".xlsx", ".xls", ".ods"}
_ARCHIVES = {b"PK\x03\x04": "zip", b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "rar"}


def found(path: str | PathLike[str]) -> Path:
    """Give where something stands that is to be read.

    Raises
    ------
    TypeError
        If it is no path.
    FileNotFoundError
        If nothing is there; the sentence says what lies beside it.
    """
    if not isinstance(path, str | PathLike):
        raise TypeError(
            f"{path!r:.60} is no path; read() takes a file or folder, a frame of annotations goes in with labeler.add()"
        )
    where = Path(path).expanduser().absolute()
    if where.exists():
        return where
    if "://" in str(path):
        raise FileNotFoundError(f"{str(path)!r} is not on this machine; download it first")
    there = next(each for each in where.parents if each.is_dir())
    if there != where.parent:
        raise FileNotFoundError(f"there is no file {str(where)!r}: of it only {str(there)!r} is there")
    close = similar(where.name, sorted(each.name for each in there.iterdir()))
    raise FileNotFoundError(f"there is no file {str(where)!r}{close}")


def no_annotations(contents: Contents) -> str | None:
    """Say why there is nothing to read in what no format claims, if that can be told; else None."""
    if contents.is_folder:
        return _folder(contents)
    if not contents.head.strip(b"\xef\xbb\xbf \t\r\n"):
        return f"{contents.path.name!r} is empty"
    return another_thing(contents)


def another_thing(contents: Contents) -> str | None:
    """Say what a file is instead, if it is something known that is of no format; else None."""
    name, ending = contents.path.name, contents.path.suffix.lower()
    if ending in _SPREADSHEETS:
        return f"{name!r} is a spreadsheet; read it with pandas and hand the frame to a labeler"
    if ending in ENDINGS:
        return f"{name!r} is a picture; label it with nblabel.ImageLabeler({str(contents.path)!r}, boxes=[…])"
    archive = next((kind for start, kind in _ARCHIVES.items() if contents.head.startswith(start)), None)
    return f"{name!r} is a {archive} archive; unpack it, then read what was in it" if archive else None


def _folder(contents: Contents) -> str:
    """Say what lies in a folder of which no format is known."""
    name = contents.path.name
    if not contents.names:
        return f"the folder {name!r} is empty"
    endings = Counter(Path(each).suffix.lower() for each in contents.names)
    for what, labeler, of in (("pictures", "ImageLabeler", ENDINGS), ("texts", "TextLabeler", {".txt"})):
        if endings.keys() <= of:
            return (
                f"the folder {name!r} holds only {what}; label them with nblabel.{labeler}({str(contents.path)!r}, …)"
            )
    inside = sorted(each for each in contents.names if Path(each).suffix.lower() not in ENDINGS)
    return (
        f"the folder {name!r} is of no format that is known: it holds {listed(inside)}. "
        "Read one of them, or name the format with format="
    )


def another_table(path: Path, *beside: Path) -> FormatError:
    """Give the error for a table that comes without the files that nblabel writes beside it."""
    needed = listed([each.name for each in beside])
    if not any(each.is_file() for each in beside):
        return FormatError(
            f"{path.name!r} was not written by nblabel (there is no {needed} beside it); read a table of your own with "
            "pandas, give a labeler its column of texts or files, and the annotations in it with labeler.add()"
        )
    return FormatError(f"{path.name!r} goes together with {needed} beside it, and not all of that is there")


def listed(names: Sequence[str]) -> str:
    """Write the first few of some names.

    Examples
    --------
    >>> listed(["a", "b", "c", "d"])
    "'a', 'b', 'c' and 1 more"
    """
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(map(repr, names[:_NAMED])) + more
