"""Files that are replaced in one go: whoever reads sees the old one or the new one, never half of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from stat import S_IMODE


@contextmanager
def replacing(*paths: Path) -> Iterator[list[Path]]:
    """Give a place to write each file to; put them where they belong when all are written.

    The first of ``paths`` is put in place last. If writing fails, nothing is replaced.
    """
    ends = [path.resolve() if path.is_symlink() else path for path in paths]  # a link goes on leading there
    places: list[Path] = []
    try:
        for path in ends:
            # Not of `tempfile`, whose files only their owner can read.
            place = path.with_name(f".{path.name}.{token_hex(4)}")
            place.touch(exist_ok=False)
            places.append(place)
        yield places
        for path, place in reversed(list(zip(ends, places, strict=True))):
            if path.exists():
                place.chmod(S_IMODE(path.stat().st_mode))  # what was private stays so
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
