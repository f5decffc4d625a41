"""The first words of a text in lines of so many letters, each with where it starts, so that spans can be marked."""

from __future__ import annotations

from dataclasses import dataclass

_WHITE = " \t"


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and the code point of the text it starts at."""

    start: int
    text: str


def wrapped(text: str, *, columns: int, rows: int) -> list[Line]:
    r"""Wrap the beginning of a text at white space, or within a word that is longer than a line.

    Examples
    --------
    >>> [(line.start, line.text) for line in wrapped("the quick\nbrown fox", columns=7, rows=3)]
    [(0, 'the'), (4, 'quick'), (10, 'brown')]
    """
    lines: list[Line] = []
    at = 0
    while at < len(text) and len(lines) < rows:
        end = text.find("\n", at, at + columns + 1)
        if end < 0:
            end = at + columns
            if end < len(text):
                space = max(text.rfind(white, at, end + 1) for white in _WHITE)
                end = space if space > at else end
        line = text[at:end]
        lines.append(Line(at, line.replace("\t", " ").replace("\r", " ")))
        at = end
        while at < len(text) and text[at] in " \t\r":
            at += 1
        if at < len(text) and text[at] == "\n":
            at += 1
    return lines
