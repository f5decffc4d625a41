"""The pictures of a dataset, copied or linked to where its files are written."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from nblabel.dataset import Dataset
from nblabel.items.keys import as_key


def picture_name(dataset: Dataset, position: int, name: str, endings: Collection[str]) -> str:
    """Give what a picture is called where it is put: with an ending that tells what it is, if the name has none."""
    if PurePosixPath(name).suffix.lower() in endings:
        return name
    path = dataset.path(position)
    return f"{name}{path.suffix if path is not None and path.suffix.lower() in endings else '.png'}"


class PicturesBeside:
    """Pictures to be put beside files, in the order they were added; none of them where ``images`` is None."""

    def __init__(self, dataset: Dataset, images: str | None = None) -> None:
        self._dataset = dataset
        self._images = images
        self._wanted: dict[str, int] = {}

    def add(self, position: int, name: str) -> None:
        """Have the picture of an item put under a relative name.

        Raises
        ------
        ValueError
            If the picture is not at hand, or is no file and is to be linked.
        """
        if self._images is None:
            return
        path, key = self._dataset.path(position), as_key(self._dataset.keys[position])
        if path is None and (self._images == "link" or self._dataset.source is None):
            verb = "linked" if self._images == "link" else "copied"
            raise ValueError(f"item {key!r} is no file that could be {verb}; images=None writes labels alone")
        if path is not None and not path.is_file():
            raise ValueError(
                f"the picture of item {key!r} is not there ({str(path)!r}); images=None writes labels alone"
            )
        self._wanted[name] = position

    def __iter__(self) -> Iterator[str]:
        return iter(self._wanted)

    def lies_at(self, name: str, place: Path) -> bool:
        """Tell whether a picture lies already where it belongs."""
        source = self._dataset.path(self._wanted[name])
        return source is not None and place.exists() and place.samefile(source) and not place.is_symlink()

    def come_from(self, folder: Path, names: Collection[str]) -> bool:
        """Tell whether a picture of the dataset, put anywhere or not, is one of these in a folder."""
        root = folder.resolve()
        paths = (self._dataset.path(position) for position in range(len(self._dataset)))
        homes = (path.parent.resolve() / path.name for path in paths if path is not None)
        return any(home.is_relative_to(root) and home.relative_to(root).as_posix() in names for home in homes)

    def put(self, name: str, place: Path, folder: Path) -> None:
        """Put one picture into a place, from where it goes to its name in the folder."""
        position = self._wanted[name]
        source = self._dataset.path(position)
        if source is None:
            assert self._dataset.source is not None  # or `add` had refused it
            place.write_bytes(self._dataset.source.asset(position).data)
            return
        # What a link leads to: the link itself may be taken away. So may a file of the very folder, which is copied.
        source = source.resolve() if source.is_symlink() else source
        if self._images == "link" and not source.resolve().is_relative_to(folder.resolve()):
            place.symlink_to(source)
        else:
            shutil.copyfile(source, place)
