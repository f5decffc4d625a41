"""Reading YOLO's folders: which pictures, which label file goes with each, and what its lines say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._building import NO_NAME, Builder
from nblabel.formats._contents import Contents, read_text
from nblabel.formats._damage import FormatError
from nblabel.formats._inside import relative
from nblabel.formats._values import number, short
from nblabel.formats._yaml import parse_yaml
from nblabel.kinds.oriented import box_of

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".gif", ".avif", ".jp2", ".ppm"})
_BOX, _SCORED, _ORIENTED = 4, 5, 8


@dataclass(frozen=True, slots=True)
class _Found:
    picture: Path
    key: str
    labels: Path
    split: str | None


@dataclass(frozen=True, slots=True)
class _Head:
    """What ``data.yaml`` says."""

    root: Path
    names: Mapping[int, str]
    splits: Mapping[str, Sequence[str]]
    pose: bool


def read_folder(contents: Contents, report: Report, *, images: str | PathLike[str] | None, labels: str) -> Dataset:
    """Read a folder, or its ``data.yaml``."""
    head = _head(contents, report)
    found = list(_found(head, images, labels, report))
    if not found:
        raise FormatError(
            f"{contents.path.name!r} names no pictures, and there are none beside its labels; say images="
        )
    if images is None:
        _report_orphans(head, {each.labels for each in found}, labels, report)
    keys = _keys(found, head.root)
    build = Builder(contents, report, images=head.root)
    build.declare("box", [head.names[id_] for id_ in head.names])
    for each in found:
        row = {} if each.split is None else {"split": each.split}
        here = each.labels.is_file()
        item = build.picture(keys[each], each.picture, row=row, answer={} if here else {"status": "todo"})
        if item is None:
            continue
        if not here:
            report.repaired("it has no label file; it is read as todo", item=build.key(item))
            continue
        try:
            text = read_text(each.labels)
        except FormatError as error:
            report.skipped(str(error), item=build.key(item))
            continue
        for line, said in enumerate(text.splitlines(), 1):
            if said.strip():
                _read_line(said.split(), line, item, head, build)
    return build.finish(contents.path.name if contents.is_folder else contents.path.parent.name)


def _head(contents: Contents, report: Report) -> _Head:
    path = contents.path
    if contents.is_folder:
        yamls = sorted(name for name in contents.names if name.lower().endswith((".yaml", ".yml")))
        name = "data.yaml" if "data.yaml" in yamls else yamls[0] if yamls else None
        if name is None:
            return _Head(path, _classes(path / "classes.txt"), {}, pose=False)
        path = path / name
    said = parse_yaml(path)
    if not isinstance(said, dict) or "names" not in said:
        raise FormatError(f"{path.name!r} has no 'names', which a YOLO dataset begins with")
    root = path.parent
    if isinstance(said.get("path"), str) and said["path"].strip():
        within = relative(said["path"]) if said["path"].strip(" ./") else ""
        if within is None or not (root / within).is_dir():
            report.repaired(f"path {said['path']!r} is not inside the folder of {path.name!r}; that folder is read")
        else:
            root = root / within
    splits: dict[str, list[str]] = {}
    for name, split in (("train", "train"), ("val", "val"), ("valid", "val"), ("validation", "val"), ("test", "test")):
        value = said.get(name)
        places = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        splits.setdefault(split, []).extend(each for each in places if isinstance(each, str) and each.strip())
    return _Head(
        root,
        _names(said["names"], path, report),
        {name: each for name, each in splits.items() if each},
        "kpt_shape" in said,
    )


def _names(said: object, path: Path, report: Report) -> dict[int, str]:
    pairs = list(said.items()) if isinstance(said, dict) else list(enumerate(said)) if isinstance(said, list) else None
    if pairs is None:
        raise FormatError(f"'names' in {path.name!r} is {short(said)}; it is a list of names, or numbers with names")
    names: dict[int, str] = {}
    for id_, name in pairs:
        value = number(id_)
        if value is None or value != int(value):
            raise FormatError(f"'names' in {path.name!r} has the class number {short(id_)}")
        if isinstance(name, bool):
            report.repaired(f"class {int(value)} is {name} in YAML (yes, no, on, off mean that); it is called '{name}'")
        names[int(value)] = str(name) if str(name).strip() else NO_NAME
    for name, count in Counter(names.values()).items():
        if count > 1:
            report.repaired(f"{count} classes are named {name!r}; they are one label")
    return names


def _classes(path: Path) -> dict[int, str]:
    if not path.is_file():
        raise FormatError(
            f"the folder {str(path.parent)!r} has neither data.yaml nor classes.txt, so classes have no names"
        )
    return {place: line.strip() or NO_NAME for place, line in enumerate(read_text(path).rstrip().splitlines())}


def _found(head: _Head, images: str | PathLike[str] | None, labels: str, report: Report) -> Iterator[_Found]:
    """Give the pictures, each once, in order of split and name."""
    seen: set[Path] = set()
    splits: dict[str | None, Sequence[str]] = dict(head.splits.items()) or {None: ["images"]}
    if len({tuple(places) for places in splits.values()}) == 1:
        splits = {None: next(iter(splits.values()))}  # what stands in for the others is no split
    for split, places in splits.items():
        for place in places:
            within = _within(place, report)
            if within is None:
                continue
            where = head.root / within
            if images is not None:
                found = _by_labels(head.root, within, labels, Path(images).expanduser().absolute())
            elif where.is_file() and where.suffix == ".txt":
                found = _listed(where, head.root, labels, report)
            else:
                found = _in_folder(where, head.root, labels)
            for picture, key, label in found:
                if picture not in seen:
                    seen.add(picture)
                    yield _Found(picture, key, label, split)


def _report_orphans(head: _Head, read: set[Path], labels: str, report: Report) -> None:
    places = [relative(place) for each in head.splits.values() for place in each] if head.splits else ["images"]
    for folder in dict.fromkeys(head.root / labels_path(place, labels) for place in places if place is not None):
        for label in sorted(folder.rglob("*.txt")):
            if label not in read:
                report.skipped(f"label file {label.relative_to(head.root).as_posix()!r} has no picture")


def _within(place: str, report: Report) -> str | None:
    within = relative(place)
    if within is None:
        # Roboflow writes ../train/images for what lies beside data.yaml.
        parts = [part for part in place.replace("\\", "/").split("/") if part not in {"..", ".", ""}]
        within = None if place.startswith(("/", "\\")) else relative("/".join(parts))
        said = "nothing of it is read" if within is None else f"{within!r} is read"
        report.repaired(f"{place!r} leads outside the folder; {said}")
    return within


def labels_path(within: str, labels: str = "labels") -> str:
    """Give where the labels of a picture, or a folder of them, lie: the last ``images`` becomes ``labels``."""
    parts = within.split("/")
    for place in reversed(range(len(parts))):
        if parts[place] == "images":
            return "/".join([*parts[:place], labels, *parts[place + 1 :]])
    return within


def _in_folder(folder: Path, root: Path, labels: str) -> Iterator[tuple[Path, str, Path]]:
    for picture in sorted(each for each in folder.rglob("*") if each.suffix.lower() in ENDINGS and each.is_file()):
        within = picture.relative_to(root).as_posix()
        label = root / PurePosixPath(labels_path(within, labels)).with_suffix(".txt")
        yield picture, picture.relative_to(folder).as_posix(), label


def _listed(path: Path, root: Path, labels: str, report: Report) -> Iterator[tuple[Path, str, Path]]:
    for line in read_text(path).splitlines():
        within = relative(line.strip()) if line.strip() else None
        if within is None:
            if line.strip():
                report.skipped(f"{path.name!r} names {line.strip()!r}, which leads outside the folder")
            continue
        yield root / within, within, root / PurePosixPath(labels_path(within, labels)).with_suffix(".txt")


def _by_labels(root: Path, within: str, labels: str, images: Path) -> Iterator[tuple[Path, str, Path]]:
    """Find the picture of each label file: the one of its name in another folder."""
    folders: dict[Path, dict[str, Path]] = {}
    for stem, label in _label_files(root / within, root / labels_path(within, labels), labels):
        folder = (images / stem).parent
        if folder not in folders:
            folders[folder] = _by_stem(folder)
        picture = folders[folder].get(stem.name, images / f"{stem}.jpg")
        yield picture, picture.relative_to(images).as_posix(), label


def _by_stem(folder: Path) -> dict[str, Path]:
    """Give the pictures of a folder by their names without the ending, of two the first."""
    pictures = sorted((each for each in folder.glob("*") if each.suffix.lower() in ENDINGS), reverse=True)
    return {picture.stem: picture for picture in pictures}


def _label_files(pictures: Path, folder: Path, labels: str) -> Iterator[tuple[PurePosixPath, Path]]:
    """Give the label files of a folder of pictures, each with its picture's name in it, without the ending."""
    for label in sorted(folder.rglob("*.txt")):
        yield PurePosixPath(label.relative_to(folder).with_suffix("").as_posix()), label
    # Those of pictures in a folder `images` below it.
    for label in sorted(pictures.rglob(f"{labels}/**/*.txt")) if pictures != folder else ():
        stem = label.relative_to(pictures).with_suffix("").as_posix()
        before, _, after = f"/{stem}".rpartition(f"/{labels}/")
        yield PurePosixPath(f"{before}/images/{after}".lstrip("/")), label


def _keys(found: Sequence[_Found], root: Path) -> dict[_Found, str]:
    """Give each picture its key: its path below the folder of its split, unless two would be one."""
    counts: dict[str, int] = {}
    for each in found:
        counts[each.key] = counts.get(each.key, 0) + 1
    if max(counts.values()) == 1:
        return {each: each.key for each in found}
    return {
        each: each.picture.relative_to(root).as_posix() if each.picture.is_relative_to(root) else each.key
        for each in found
    }


def _read_line(said: list[str], line: int, item: str, head: _Head, build: Builder) -> None:
    where: dict[str, Any] = {"item": build.key(item), "field": "box"}
    values = [number(each) for each in said]
    if None in values or values[0] is None or values[0] != int(values[0]) or values[0] < 0:
        build.report.skipped(f"line {line} is {short(' '.join(said))}, not a class number and shares", **where)
        return
    id_, *shares = [value for value in values if value is not None]
    extent = build.extent(item)
    if extent.width == float("inf"):
        build.report.skipped(f"line {line} gives shares of a picture that is not there or cannot be read", **where)
        return
    label = head.names.get(int(id_), str(int(id_)))
    points = [(x * extent.width, y * extent.height) for x, y in zip(shares[::2], shares[1::2], strict=False)]
    score, left = None, None
    if len(shares) in {_BOX, _SCORED} or (head.pose and len(shares) > _SCORED):
        (across, down), (width, height) = points[:2]
        shape = {"x": across - width / 2, "y": down - height / 2, "width": width, "height": height}
        score = shares[_BOX] if len(shares) == _SCORED and not head.pose else None
        left = "keypoints; keypoints are not held yet, the box is" if len(shares) > _SCORED else None
    elif len(shares) > _SCORED and len(shares) % 2 == 0:
        turned = box_of(points) if len(shares) == _ORIENTED else None
        shape = turned or _bounds(points)
        left = None if turned else f"an outline of {len(points)} points; outlines are not held yet, its bounds are"
    else:
        build.report.skipped(f"line {line} has {len(said)} numbers, which is no box, outline or pose", **where)
        return
    made = build.annotate(item, "box", label, _snapped(shape), score=score)
    if left and made:
        build.report.skipped(left, annotation=made, **where)


def _bounds(points: Sequence[tuple[float, float]]) -> dict[str, float]:
    across, down = [x for x, _ in points], [y for _, y in points]
    left, top = min(across), min(down)
    return {"x": left, "y": top, "width": max(across) - left, "height": max(down) - top}


def _snapped(shape: Mapping[str, float]) -> dict[str, float]:
    """Take away what rounding to shares has added: a box at the edge is not outside by 1e-12."""
    return {name: round(value, 6) for name, value in shape.items()}


__all__ = ["ENDINGS", "labels_path", "read_folder"]
