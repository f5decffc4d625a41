"""Standoff of brat: a folder with a text and an ``.ann`` file for each item, and ``annotation.conf``.

Offsets are code points, end exclusive; texts are written to the letter, line ends too. A span that runs on
to the next line is written in pieces, as brat itself does, and read as one. Spans of one group, with one
label, are the pieces of a discontinuous one. Attributes that are one word, or True, are brat's; others that
are text are notes. The labels stand in ``annotation.conf`` in the order in which they are declared. Relations,
events and normalizations are not held yet. An item's key is the path of its text.
https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from pathlib import Path, PurePosixPath
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.annotations import Record
from nblabel.dataset.reporting import Report
from nblabel.formats import _standoff
from nblabel.formats._contents import Contents, read_text
from nblabel.formats._entries import Holds, fields_of
from nblabel.formats._folder import replacing_folder
from nblabel.formats._format import DONE, TEXTS, FormatError, Write
from nblabel.formats._inside import as_file_name
from nblabel.formats._pictures_beside import PicturesBeside
from nblabel.formats._text_items import TextItem, place_of, text_items
from nblabel.formats._text_reading import ReadSpan, ReadText, dataset_of_texts

_HOLDS = Holds(frozenset({"span"}), group=True, attributes=True)
_CONF = "annotation.conf"
_LOOKED_AT = 20
_NAME = re.compile(r"\w[\w-]*")
_UNFIT = re.compile(r"[^\w-]+")
_ONE_LINE = re.compile(r"[^\t\r\n]*")


class Brat:
    """Standoff of brat; spans, groups and attributes of text are read back exactly."""

    name = "brat"
    endings = ()
    media = TEXTS
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by an ``.ann`` file with its text beside it."""
        if not contents.is_folder:
            return contents.path.suffix == ".ann" and contents.path.with_suffix(".txt").is_file()
        return any(file.with_suffix(".txt").is_file() for file in islice(contents.path.rglob("*.ann"), _LOOKED_AT))

    def prepare(self, dataset: Dataset, path: Path, report: Report) -> Write:
        """Report what is lost; give what writes a folder with two files for each item.

        A text that a former save wrote and this one does not stays where it is, without annotations.
        """
        if path.is_file():
            raise FormatError(f"{str(path)!r} is a file; brat's is a folder of texts and .ann files, so name one")
        files: dict[str, str] = {}
        attributes: dict[str, dict[str, None]] = {}
        for item in text_items(dataset, _HOLDS, report):
            name = as_file_name(item.key)
            name = name if name.endswith(".txt") else f"{name}.txt"
            if name != item.key:
                report.left_out(f"its key {item.key!r} becomes the file name {name!r}", item=item.key)
            if name in files:
                report.lost(f"another item is written to {name!r} too", item=item.key)
                continue
            files[name] = item.text
            files[str(PurePosixPath(name).with_suffix(".ann"))] = "".join(_lines(item, attributes, report))
        labels: dict[str, None] = {}
        for field in fields_of(dataset, _HOLDS):
            for label in field.known:
                if _fit(label) in labels:
                    report.left_out(f"label {label!r} becomes {_fit(label)!r}, as another does", field=field.name)
                elif _fit(label) != label:
                    report.left_out(f"label {label!r} becomes {_fit(label)!r}", field=field.name)
                labels[_fit(label)] = None
        files[_CONF] = _standoff.configuration(labels, attributes)
        return lambda: replacing_folder(path, files, PicturesBeside(dataset), _reads, stays=_is_text)

    def read(self, contents: Contents, report: Report) -> Dataset:
        """Read a folder, those in it too, or one ``.ann`` file."""
        root = contents.root
        conf = _standoff.types(read_text(root / _CONF)) if (root / _CONF).is_file() else {}
        files = sorted(root.rglob("*.ann")) if contents.is_folder else [contents.path]
        alone = not contents.is_folder
        texts = [each for file in files if (each := _read_document(file, root, report, alone=alone)) is not None]
        if not texts:
            raise FormatError(f"{contents.path.name!r} has no .ann file with a text (.txt) beside it that can be read")
        for file in sorted(root.rglob("*.txt")) if contents.is_folder else ():
            if not file.with_suffix(".ann").is_file():
                report.skipped(f"{file.name!r} has no .ann file beside it")
        used = {span.label for each in texts for span in each.spans}
        triggers = [name for name in conf.get("events", ()) if name in used]
        labels = {"span": [*conf.get("entities", ()), *triggers]}
        name = contents.path.name if contents.is_folder else None
        return dataset_of_texts(contents, report, texts, labels=labels, name=name)


def _reads(name: PurePosixPath, _file: Path) -> bool:
    return name.suffix == ".ann" or str(name) == _CONF


def _is_text(name: PurePosixPath) -> bool:
    return name.suffix == ".txt"


# Writing --------------------------------------------------------------------------------------------


def _lines(item: TextItem, attributes: dict[str, dict[str, None]], report: Report) -> Iterator[str]:
    described = 0
    for number, records in enumerate(_objects(item, report), 1):
        label = records[0]["label"]
        fit = _fit(label)
        if fit != label:
            report.lost(f"its label {label!r} becomes {fit!r}", **place_of(item, records[0]))
        places = [piece for record in records for piece in _standoff.pieces(item.text, *_ends(record))]
        where = ";".join(f"{start} {end}" for start, end in places)
        yield f"T{number}\t{fit} {where}\t{_standoff.words(item.text, places)}\n"
        for name, value in (records[0]["attributes"] or {}).items():
            described += 1
            said = _described(name, value)
            if said is None:
                report.lost(f"attribute {name!r} is {value!r:.40}, no line of text", **place_of(item, records[0]))
                continue
            sort, word, note = said
            if sort == "A":
                attributes.setdefault(name, {}).update({value: None} if _NAME.fullmatch(str(value)) and word else {})
            yield f"{sort}{described}\t{name} T{number}{word}{note}\n"


def _fit(label: str) -> str:
    """Give a label as brat can have it."""
    return label if _NAME.fullmatch(label) else _UNFIT.sub("_", label)


def _described(name: str, value: object) -> tuple[str, str, str] | None:
    """Give which line an attribute is written on, and what it says there."""
    if not _NAME.fullmatch(name):
        return None
    if value is True:
        return "A", "", ""
    if not isinstance(value, str) or not _ONE_LINE.fullmatch(value):
        return None
    return ("A", f" {value}", "") if value.split() == [value] else ("#", "", f"\t{value}")


def _objects(item: TextItem, report: Report) -> list[list[Record]]:
    """Give the spans, those of one group together where they can be one discontinuous span."""
    groups: dict[tuple[str | None, str | None], list[Record]] = {}
    for record in item.spans:
        alone = None if record["group"] else record["id"]
        groups.setdefault((record["group"], alone), []).append(record)
    made: list[list[Record]] = []
    for records in groups.values():
        ordered = sorted(records, key=_ends)
        why = _unfit(item.text, ordered)
        if why is None:
            made.append(ordered)
            continue
        made += [[record] for record in records]
        report.lost(f"its group cannot be one discontinuous span: {why}", **place_of(item, records[0]))
    return made


def _unfit(body: str, records: Sequence[Record]) -> str | None:
    if len(records) == 1:
        return "it has one part" if records[0]["group"] is not None else None
    if any(record["label"] != records[0]["label"] for record in records):
        return "its parts have several labels"
    if any(record["attributes"] != records[0]["attributes"] for record in records):
        return "its parts have several attributes"
    places = [_ends(record) for record in records]
    if any(later[0] < earlier[1] for earlier, later in pairwise(places)):
        return "its parts overlap"
    return "only the end of a line parts it" if len(_standoff.joined(body, places)) < len(places) else None


def _ends(record: Mapping[str, Any]) -> tuple[int, int]:
    return record["geometry"]["start"], record["geometry"]["end"]


# Reading --------------------------------------------------------------------------------------------


def _read_document(file: Path, root: Path, report: Report, *, alone: bool) -> ReadText | None:
    beside = file.with_suffix(".txt")
    if not beside.is_file():
        report.skipped(f"the text of {file.name!r} is not there: {beside.name!r}")
        return None
    try:
        body, said = read_text(beside), _standoff.parse(read_text(file))
    except FormatError as error:
        if alone:
            raise
        report.skipped(str(error))
        return None
    spans: list[ReadSpan] = []
    notes = list(said.notes)
    for mark in said.marks:
        places = _standoff.joined(body, mark.places)
        agrees = _standoff.words(body, mark.places).split() == mark.words.split()
        if not agrees and len(places) > 1:
            notes.append(f"{mark.id} says {mark.words!r:.40}, but there stands {_standoff.words(body, places)!r:.40}")
            continue
        given: dict[str, object] = {"attributes": dict(mark.attributes) or None}
        if len(places) > 1:
            given["group"] = mark.id
        words = None if agrees else mark.words
        spans += [ReadSpan(mark.label, start, end, words, given) for start, end in places]
    return ReadText(body, id=beside.relative_to(root).as_posix(), spans=spans, notes=notes)


FORMAT = Brat()
