"""Where a dataset may be written: what stands there must not be something else."""

from __future__ import annotations

from pathlib import Path

from nblabel.formats._format import Format, FormatError

_SQLITE = b"SQLite format 3\0"


def check_place(path: Path, form: Format) -> None:
    """Refuse a place where nothing can be written, or something would be lost for ever.

    Raises
    ------
    FileNotFoundError
        If its folder is not there.
    FormatError
        If a folder stands where a file is to be, or a database: a store, with all the work in it.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"the folder {str(path.parent)!r} is not there; make it first, then save to {path.name!r}"
        )
    if form.endings and path.is_dir():
        raise FormatError(f"{str(path)!r} is a folder; {form.name} is a file, as in {path.name + form.endings[0]!r}")
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) == _SQLITE:
                raise FormatError(f"{str(path)!r} is a database, maybe the store of a labeler; save to another name")
