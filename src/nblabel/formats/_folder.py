"""A folder of files as one thing that is written: pictures copied or linked, files of a former time gone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from nblabel.dataset import Dataset
from nblabel.formats._format import FormatError
from nblabel.formats._inside import inside
from nblabel.formats._replacing import write_files
from nblabel.items.keys import as_key

_LIST = ".nblabel-files.json"
"""Names of the files that were written here, so that the next time may take them away."""


class PictureCopies:
    """Pictures to be put beside labels, in the order they were added."""

    def __init__(self, dataset: Dataset, *, link: bool) -> None:
        self._dataset = dataset
        self._link = link
        self._wanted: dict[str, int] = {}

    def add(self, position: int, name: str) -> None:
        """Have the picture of an item put under a relative name.

        Raises
        ------
        ValueError
            If the picture is not at hand, or is no file and is to be linked.
        """
        path, key = self._dataset.path(position), as_key(self._dataset.keys[position])
        if path is None and (self._link or self._dataset.source is None):
            verb = "linked" if self._link else "copied"
            raise ValueError(f"item {key!r} is no file that could be {verb}; images=None writes labels alone")
        if path is not None and not path.is_file():
            raise ValueError(
                f"the picture of item {key!r} is not there ({str(path)!r}); images=None writes labels alone"
            )
        self._wanted[name] = position

    def __iter__(self) -> Iterator[str]:
        return iter(self._wanted)

    def put(self, name: str, place: Path) -> None:
        """Put one picture where it belongs."""
        position = self._wanted[name]
        source = self._dataset.path(position)
        if source is not None and place.exists() and place.samefile(source) and not place.is_symlink():
            return  # it lies here already
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}.part")
        beside.unlink(missing_ok=True)
        if source is None:
            assert self._dataset.source is not None  # or `add` had refused it
            beside.write_bytes(self._dataset.source.asset(position).data)
        elif self._link:
            beside.symlink_to(source)
        else:
            shutil.copyfile(source, beside)
        beside.replace(place)


def replacing_folder(folder: Path, files: Mapping[str, str], pictures: PictureCopies) -> None:
    """Write files and pictures into a folder; take away what a former time wrote and this one does not.

    Raises
    ------
    FormatError
        If the folder holds files that were not written here: labels of another time among the new
        ones would be trained on.
    """
    former = check_folder(folder)
    folder.mkdir(exist_ok=True)
    names = [*files, *pictures]
    # Said before anything is written, so that what is broken off is known to be ours.
    (folder / _LIST).write_text(json.dumps([*dict.fromkeys([*former, *names])], ensure_ascii=False), "utf-8")
    for name in pictures:
        pictures.put(name, folder / name)
    write_files({folder / name: content for name, content in files.items()})
    for name in set(former).difference(names):
        stale = inside(folder, name)
        if stale is not None:
            stale.unlink(missing_ok=True)
    write_files({folder / _LIST: json.dumps(names, ensure_ascii=False)})


def check_folder(folder: Path) -> list[str]:
    """Give the names of what was written here a former time; none where there is no folder, or an empty one.

    Raises
    ------
    FormatError
        If the folder holds something else.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return []
    try:
        names = json.loads((folder / _LIST).read_text("utf-8"))
    except (OSError, ValueError):
        names = None
    if not isinstance(names, list):
        raise FormatError(
            f"the folder {str(folder)!r} holds files that nblabel did not write, and labels of two times must not mix; "
            "name a new folder, or empty this one"
        )
    return [name for name in names if isinstance(name, str)]
