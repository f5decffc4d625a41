"""A folder of files as one thing that is written: all of it or nothing, in place of what a former save wrote.

The rule for every format that is a folder. What a former save wrote there is replaced as a whole: what this one does
not write again is taken away. Whatever else lies there is never touched; where it would be written over, or
read as part of what is written, the save is refused. So is one over a file that somebody changed meanwhile.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from nblabel.formats._format import FormatError
from nblabel.formats._inside import relative
from nblabel.formats._pictures_beside import PicturesBeside

_LIST = ".nblabel-files"
"""What was written here, so that the next save may take it away. Tools that read every `*.json` must not see it."""

_PART = ".nblabel-part"
"""The folder in which all is made ready; files have numbers there, so that no reader takes them for whole ones."""

Reads = Callable[[PurePosixPath, Path], bool]
"""Whether a reader of the format takes a file, of this name in the folder, as part of what it reads."""


@dataclass(frozen=True, slots=True)
class _Former:
    """What a former save wrote: relative names, of files with what they held."""

    files: Mapping[str, str | None] = field(default_factory=dict)
    pictures: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        return name in self.files or name in self.pictures

    def __iter__(self) -> Iterator[str]:
        yield from self.files
        yield from sorted(self.pictures)


def replacing_folder(
    folder: Path,
    files: Mapping[str, str],
    pictures: PicturesBeside,
    reads: Reads,
    *,
    stays: Callable[[PurePosixPath], bool] = lambda _: False,
) -> None:
    """Write files and pictures into a folder; take away what a former save wrote and this one does not.

    Parameters
    ----------
    folder
        Made if it is not there.
    files
        Whole files by relative name.
    pictures
        Those to be put beside them.
    reads
        Whether a file that lies there would be read along with these.
    stays
        Whether a file of a former save is left where it is though it is not written again: a text that
        somebody may have only there.

    Raises
    ------
    FormatError
        If something of somebody else's would be lost, or would be read as part of what is written.
    OSError
        If the disk is full, or the folder cannot be written. It is as it was before, then.
    """
    former = _former(folder)
    here = _check(folder, former, files, pictures, reads)
    written = {name: content.encode() for name, content in files.items() if name not in here}
    placed = [name for name in pictures if name not in here]
    kept = {name for name in former if name in here or (stays(PurePosixPath(name)) and name not in files)}
    gone = [name for name in former if name not in kept]
    with ExitStack() as undo:
        _make(folder, undo)
        part = folder / _PART
        shutil.rmtree(part, ignore_errors=True)  # of a save that was broken off
        part.mkdir()
        undo.callback(shutil.rmtree, part, ignore_errors=True)
        for number, content in enumerate(written.values()):
            (part / f"file-{number}").write_bytes(content)
        for number, name in enumerate(placed):
            pictures.put(name, part / f"picture-{number}", folder)
        for name in (*written, *placed):
            _make((folder / name).parent, undo)
        if (folder / _LIST).exists():
            shutil.copyfile(folder / _LIST, part / "former-list")
            undo.callback((part / "former-list").replace, folder / _LIST)
        else:
            undo.callback((folder / _LIST).unlink, missing_ok=True)
        # Said before anything is moved: should the machine stop midway, all of it is still known to be ours.
        _write_list(folder, dict.fromkeys([*former.files, *written]), {*former.pictures, *placed})
        for number, name in enumerate(gone):
            if (folder / name).is_symlink() or (folder / name).is_file():
                _move(folder / name, part / f"former-{number}", undo)
        for number, name in enumerate(written):
            _move(part / f"file-{number}", folder / name, undo)
        for number, name in enumerate(placed):
            _move(part / f"picture-{number}", folder / name, undo)
        digests = {name: digest for name, digest in former.files.items() if name in kept}
        digests |= {name: _digest(content) for name, content in written.items()}
        _write_list(folder, digests, {*placed, *(kept & former.pictures)})
        undo.pop_all()
    shutil.rmtree(part, ignore_errors=True)
    for parent in {(folder / name).parent for name in gone}:
        _remove_empty(parent, folder)


def _check(
    folder: Path, former: _Former, files: Mapping[str, str], pictures: PicturesBeside, reads: Reads
) -> frozenset[str]:
    """Refuse what would lose or mix in anything of somebody else's; give what lies there already, to the letter."""
    here = {name for name in pictures if pictures.lies_at(name, folder / name)}
    for name, content in files.items():
        if name not in former and (folder / name).is_file() and (folder / name).read_bytes() == content.encode():
            here.add(name)
    wanted = {*files, *pictures}
    _check_case(folder, [*files, *pictures])
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = file.relative_to(folder).as_posix()
        if name == _LIST or name.startswith(f"{_PART}/") or name in former or name in here or file.is_dir():
            continue
        if name in wanted or (file.is_file() and reads(PurePosixPath(name), file)):
            why = "would be written over" if name in wanted else "would be read as part of what is written"
            raise FormatError(
                f"the folder {str(folder)!r} holds files that nblabel did not write, and {name!r} {why}; "
                "name a new folder, or empty this one"
            )
    for name, digest in former.files.items():
        if digest is not None and (folder / name).is_file() and _digest((folder / name).read_bytes()) != digest:
            raise FormatError(
                f"{name!r} in {str(folder)!r} was changed after nblabel had written it, and that would be lost; "
                "read it with nbl.read first and name a new folder, or take the file away"
            )
    lost = next(iter(sorted(former.pictures - wanted)), None)
    if lost is not None and pictures.come_from(folder, former.pictures):
        raise FormatError(
            f"the pictures of this dataset lie in {str(folder)!r} itself, and {lost!r} there would be taken away; "
            "save with images='copy', or name a new folder"
        )
    return frozenset(here)


def _check_case(folder: Path, names: Collection[str]) -> None:
    """Refuse two names that differ by capitals only where the disk takes them for one."""
    swapped = Path(str(folder.parent).swapcase())
    if swapped == folder.parent or not swapped.exists():
        return
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(name.casefold(), name)
        if first != name:
            raise FormatError(f"{first!r} and {name!r} are one file on this disk; give one of them another key")


def _former(folder: Path) -> _Former:
    """Give what a former save wrote; nothing where the list is not there or is damaged: then all is somebody's."""
    try:
        said = json.loads((folder / _LIST).read_text("utf-8"))
        files, pictures = dict(said["files"]), list(said["pictures"])
    except (OSError, ValueError, TypeError, KeyError):
        return _Former()
    names = [name for name in (*files, *pictures) if isinstance(name, str) and _is_inside(name)]
    return _Former(
        {name: digest if isinstance(digest := files[name], str) else None for name in names if name in files},
        frozenset(name for name in names if name not in files),
    )


def _is_inside(name: str) -> bool:
    # Whoever tampers with the list takes nothing away elsewhere.
    return relative(name) is not None and ".." not in name.split("/")


def _write_list(folder: Path, files: Mapping[str, str | None], pictures: set[str]) -> None:
    said = {"files": files, "pictures": sorted(pictures)}
    beside = folder / _PART / "list"
    beside.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    beside.replace(folder / _LIST)


def _make(folder: Path, undo: ExitStack) -> None:
    for each in reversed([folder, *folder.parents]):
        if not each.exists():
            each.mkdir()
            undo.callback(_remove_if_empty, each)


def _move(start: Path, end: Path, undo: ExitStack) -> None:
    start.replace(end)
    undo.callback(end.replace, start)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and _remove_if_empty(folder):
        folder = folder.parent


def _remove_if_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
