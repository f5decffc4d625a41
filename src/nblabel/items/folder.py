# 100,000 paths open in well under a second as text, and not as Path objects.
# ruff: noqa: PTH110, PTH111, PTH112, PTH118, PTH119, PTH120, PTH122, PTH207
"""A folder of files of one medium, subfolders included, or the files that a pattern matches.

Opening lists names only: no file is opened, and none is asked for its size.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Collection, Iterator

from nblabel.items._ask import Ask
from nblabel.items.listing import Listing, listed_by_name
from nblabel.items.paths import FileImages, absolute, is_path, relative_keys

ENDINGS = frozenset(
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif", ".webp", ".bmp", ".dib", ".avif", ".tif", ".tiff",
        ".jp2", ".j2k", ".ppm", ".pgm", ".pbm", ".pnm", ".heic", ".heif",
    }
)  # fmt: skip
"""The endings of names that are taken for images, in small letters."""

ANNOTATIONS = frozenset({".json", ".jsonl", ".xml", ".csv", ".parquet", ".yaml", ".yml", ".spacy", ".conll", ".ann"})
"""The endings of files that tools keep annotations in."""

_DIGITS = re.compile(r"([0-9]+)")
_LONGEST_NUMBER = 24


def open_folder(ask: Ask) -> FileImages | None:
    """Open one path: a folder of images, a pattern, or a single file."""
    found = list_files(ask, "images", ENDINGS)
    return None if found is None else FileImages(*found, ask.window)


def list_files(ask: Ask, noun: str, endings: Collection[str]) -> tuple[list[str], Listing] | None:
    """List what one path means: a folder, a pattern, or a single file; None if the items are no path.

    Hidden files and folders (``.ipynb_checkpoints``, ``.nblabel``) are left out. The order is the
    one people expect: ``2.jpg`` before ``10.jpg``.

    Raises
    ------
    FileNotFoundError
        If there is no such folder or file, or nothing in it whose name ends as it should.
    ValueError
        If it is a file of annotations.
    """
    if not is_path(ask.items):
        return None
    given = os.fspath(ask.items)  # type: ignore[call-overload]
    root = None if ask.root is None else absolute(ask.root)
    path = absolute(given if root is None else os.path.join(root, os.path.expanduser(given)))
    if os.path.isdir(path):
        files, base = list(_walk(path, endings)), path
        if not files:
            raise FileNotFoundError(f"no {noun} in {path}, subfolders included; {_looked_for(endings)}")
    elif os.path.exists(path):
        if os.path.splitext(path)[1].lower() in ANNOTATIONS:
            raise ValueError(
                f"{path} holds no {noun}, but perhaps annotations: read them with nblabel.read({given!r}) and open "
                "what that gives; or name the folder of your items"
            )
        files, base = [path], os.path.dirname(path)
    elif glob.has_magic(path):
        files, base = _matches(path, noun, endings)
    else:
        raise FileNotFoundError(f"there is no folder or file {path}; {_looked_for(endings)}")
    files.sort(key=lambda file: natural(file[len(base) :]))
    keys = relative_keys(files, base if root is None else root)
    return files, listed_by_name(keys, os.path.basename(base) or noun)


def natural(path: str) -> tuple[str, str]:
    """Give the key to sort paths by, numbers as numbers and folder by folder.

    Examples
    --------
    >>> sorted(["img10.png", "img9.png", "Img1.png"], key=natural)
    ['Img1.png', 'img9.png', 'img10.png']
    """
    # A separator must come before any letter, so that "a/z" stands before "a b/a".
    parts = _DIGITS.split(path.casefold().replace(os.sep, "\0"))
    parts[1::2] = [digits.zfill(_LONGEST_NUMBER) for digits in parts[1::2]]
    return "".join(parts), path


def _walk(folder: str, endings: Collection[str]) -> Iterator[str]:
    waiting = [folder]
    linked: set[str] = set()
    while waiting:
        here = waiting.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    if entry.is_symlink():
                        # A link may lead back to where it stands.
                        target = os.path.realpath(entry.path)
                        if target in linked or _within(os.path.realpath(here), target):
                            continue
                        linked.add(target)
                    waiting.append(entry.path)
                elif _ends(entry.name, endings):
                    yield entry.path


def _within(folder: str, other: str) -> bool:
    return folder == other or folder.startswith(other.rstrip(os.sep) + os.sep)


def _matches(pattern: str, noun: str, endings: Collection[str]) -> tuple[list[str], str]:
    base = os.path.dirname(pattern)
    while glob.has_magic(base):
        base = os.path.dirname(base)
    matched = glob.glob(pattern, recursive=True)
    files = [path for path in matched if _ends(path, endings)]
    if not files:
        raise FileNotFoundError(f"{len(matched)} files match {pattern}, no {noun} among them; {_looked_for(endings)}")
    return files, base


def _ends(name: str, endings: Collection[str]) -> bool:
    return os.path.splitext(name)[1].lower() in endings


def _looked_for(endings: Collection[str]) -> str:
    return f"looked for names that end in {', '.join(sorted(endings))}"
