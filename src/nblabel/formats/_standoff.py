"""Lines of brat's standoff files, and of its ``annotation.conf``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nblabel.dataset.counted import counted

_LINE_END = re.compile(r"[^\S\n]*\n\s*")
_UNFIT = re.compile(r"[\r\n\t]")
_PLACES = re.compile(r"\d{1,12} \d{1,12}(?:;\d{1,12} \d{1,12})*")
_NAMES = {"R": "relation", "E": "event", "M": "modification", "N": "normalization", "*": "equivalence"}
_SECTION = re.compile(r"\[(\w+)\]")
_TYPE = re.compile(r"[^\s|]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A ``T`` line: a label on one piece of the text, or on several."""

    id: str
    label: str
    places: tuple[tuple[int, int], ...]
    words: str
    attributes: dict[str, object] = field(default_factory=dict[str, object])
    """From its ``A`` and ``#`` lines; an attribute without a value is True."""


@dataclass(frozen=True, slots=True)
class Standoff:
    """What an ``.ann`` file says."""

    marks: Sequence[Mark]
    notes: Sequence[str]
    """Sentences on what was not taken."""


def parse(text: str) -> Standoff:
    """Read the lines of an ``.ann`` file."""
    marks: dict[str, Mark] = {}
    notes: list[str] = []
    more: list[tuple[int, list[str]]] = []
    passed: Counter[str] = Counter()
    for number, line in enumerate(text.split("\n"), 1):
        cells = line.rstrip("\r").split("\t", 2)
        if not line.strip():
            continue
        if line.startswith(("A", "#")):
            more.append((number, cells))
        elif line[0] in _NAMES:
            passed[_NAMES[line[0]]] += 1
        elif line.startswith("T") and (mark := _mark(cells)) is not None and mark.id not in marks:
            marks[mark.id] = mark
        else:
            notes.append(f"line {number} of its .ann file cannot be read: {line[:60]!r}")
    for number, cells in more:
        why = _describe(cells, marks)
        if why is not None:
            notes.append(f"line {number} of its .ann file {why}")
    notes += [f"{counted(count, name)}; {name}s are not held yet" for name, count in passed.items()]
    return Standoff(list(marks.values()), notes)


def _mark(cells: Sequence[str]) -> Mark | None:
    label, _, where = cells[1].partition(" ") if len(cells) > 1 else ("", "", "")
    if not label or not _PLACES.fullmatch(where):
        return None
    places = (piece.split(" ") for piece in where.split(";"))
    words = cells[2] if len(cells) > 2 else ""  # noqa: PLR2004
    return Mark(cells[0], label, tuple((int(start), int(end)) for start, end in places), words)


def _describe(cells: Sequence[str], marks: Mapping[str, Mark]) -> str | None:
    """Put an attribute or a note where it belongs; say why if it cannot be."""
    said = cells[1].split() if len(cells) > 1 else []
    if len(said) < 2:  # noqa: PLR2004  (its name, and what it is on)
        return f"cannot be read: {'  '.join(cells)[:60]!r}"
    name, on, *values = said
    if on not in marks:
        return f"is about {on}, which is no span that is held"
    attributes = marks[on].attributes
    if name in attributes:
        return f"says {name} of {on}, which another line says too; the first is kept"
    note = cells[2] if len(cells) > 2 else ""  # noqa: PLR2004
    attributes[name] = note if cells[0].startswith("#") else " ".join(values) or True
    return None


# Pieces of a text -----------------------------------------------------------------------------------


def pieces(body: str, start: int, end: int) -> list[tuple[int, int]]:
    r"""Cut a span where lines end: brat has no span that runs on to the next line.

    Examples
    --------
    >>> pieces("Dear Ada\r\nLovelace", 5, 18)
    [(5, 8), (10, 18)]
    """
    made: list[tuple[int, int]] = []
    for found in _LINE_END.finditer(body, start, end):
        made.append((start, found.start()))
        start = found.end()
    return [*made, (start, end)]


def joined(body: str, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join pieces that only the end of a line parts: the inverse of `pieces`."""
    made: list[tuple[int, int]] = []
    for start, end in places:
        if made and _LINE_END.fullmatch(body, made[-1][1], start):
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made


def words(body: str, places: Iterable[tuple[int, int]]) -> str:
    """Give what a ``T`` line says stands at its places."""
    return _UNFIT.sub(" ", " ".join(body[start:end] for start, end in places))


# annotation.conf ------------------------------------------------------------------------------------


def types(conf: str) -> dict[str, list[str]]:
    """Give the types that an ``annotation.conf`` names, by section, in order."""
    made: dict[str, list[str]] = {}
    section = ""
    for line in map(str.strip, conf.split("\n")):
        if found := _SECTION.fullmatch(line):
            section = "entities" if found[1] == "spans" else found[1]  # its older name
        elif line and not line.startswith(("#", "<", "---")) and (name := _TYPE.match(line.removeprefix("!"))):
            made.setdefault(section, []).append(name[0])
    return made


def configuration(labels: Iterable[str], attributes: Mapping[str, Iterable[str]]) -> str:
    """Write an ``annotation.conf``: labels in order, and each attribute with its values, if it has any."""
    lines = ["[entities]", *labels, "", "[relations]", "", "[events]", "", "[attributes]"]
    for name, values in attributes.items():
        listed = "|".join(values)
        lines.append(f"{name}\tArg:<ENTITY>{f', Value:{listed}' if listed else ''}")
    return "\n".join([*lines, ""])
