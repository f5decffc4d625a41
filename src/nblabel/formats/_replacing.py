"""Files that are replaced in one go: whoever reads sees the old one or the new one, never half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp


@contextmanager
def replacing(*paths: Path) -> Iterator[list[Path]]:
    """Give a place to write each file to; put them where they belong when all are written.

    The first of ``paths`` is put in place last. If writing fails, nothing is replaced.
    """
    places: list[Path] = []
    try:
        for path in paths:
            handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
            os.close(handle)
            places.append(Path(name))
        yield places
        for path, place in reversed(list(zip(paths, places, strict=True))):
            place.chmod(0o666 & ~_umask())  # mkstemp makes files that only their owner can read
            place.replace(path)
    finally:
        for place in places:
            place.unlink(missing_ok=True)


def write_files(files: Mapping[Path, str | bytes]) -> None:
    """Write whole files, making their folders; text is written as UTF-8, line ends as they are."""
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(*files) as places:
        for place, content in zip(places, files.values(), strict=True):
            place.write_bytes(content.encode() if isinstance(content, str) else content)


def _umask() -> int:
    # The only way to read it is to set it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
