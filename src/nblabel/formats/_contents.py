"""What stands at a path, read once: as text, JSON, lines of JSON or XML, or a folder.

A format tells from it whether it is its own, and then reads it, so that a file of 100 MB is parsed
once. Every property raises `FormatError` with one sentence where the file is damaged; `keys` and
`tag`, which formats are told apart by, never do.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nblabel.formats._damage import FormatError
from nblabel.formats._half_characters import whole
from nblabel.formats._xml import parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_BYTES = 2 * 2**30
"""Larger files of text are refused before they are read: parsed they take many times that."""

_HEAD = 65_536
_BLANK = b"\xef\xbb\xbf \t\r\n"


class Contents:
    """What stands at a path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mended = 0
        """Half characters that became U+FFFD: they cannot be kept."""

    @property
    def root(self) -> Path:
        """The folder that relative paths in it start from."""
        return self.path if self.is_folder else self.path.parent

    @cached_property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.path.is_dir()

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of what lies directly in the folder; none for a file."""
        return frozenset(each.name for each in self.path.iterdir()) if self.is_folder else frozenset()

    @cached_property
    def modified(self) -> int:
        """When it was last written: microseconds since 1970."""
        return self.path.stat().st_mtime_ns // 1_000

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB; nothing for a folder."""
        if self.is_folder:
            return b""
        with self.path.open("rb") as file:
            return file.read(_HEAD)

    @cached_property
    def text(self) -> str:
        """The whole file as UTF-8 (UTF-16 if it says so by its first bytes), to the letter, line ends too."""
        return read_text(self.path)

    @cached_property
    def json(self) -> Any:
        """The file as one JSON value."""
        try:
            return self._whole(json.loads(self.text))
        except json.JSONDecodeError as error:
            raise FormatError(
                f"{self.path.name!r} is no whole JSON file: {error.msg} in line {error.lineno}, column {error.colno}; "
                "was it cut short?"
            ) from None
        except RecursionError:
            raise FormatError(f"{self.path.name!r} is JSON nested too deeply to be read") from None

    def take_json(self) -> Any:
        """Give `json` to one who uses it up: it is not kept here any longer, nor is the text it was made of."""
        value = self.json
        for name in ("json", "first", "text"):
            self.__dict__.pop(name, None)
        return value

    @cached_property
    def json_lines(self) -> list[tuple[int, Any]]:
        """The file as one JSON value a line, each with its number from 1; empty lines are left out."""
        read: list[tuple[int, Any]] = []
        # Not splitlines: JSON may hold U+2028 and the like inside a line.
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.strip():
                try:
                    read.append((number, self._whole(json.loads(line))))
                except (json.JSONDecodeError, RecursionError) as error:
                    raise FormatError(f"line {number} of {self.path.name!r} is no JSON: {error}") from None
        return read

    @cached_property
    def xml(self) -> Element:
        """The root element; entities and document types are refused."""
        _check_size(self.path)
        return parse_xml(self.path)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of the JSON object; of the first one in a list of them, or of the first line; else none."""
        if self.is_folder or not self.head.lstrip(_BLANK).startswith((b"{", b"[")):
            return frozenset()
        try:
            value = self.json_lines[0][1] if self.is_lines else self.json
        except FormatError:
            return frozenset()
        first = next(iter(value), None) if isinstance(value, list) else value
        return frozenset(first) if isinstance(first, dict) else frozenset()

    @cached_property
    def first(self) -> Any:
        """The JSON value of the first line, else the whole file's; None if neither is one. Never raises."""
        start = self.head.lstrip(_BLANK)
        if not start.startswith((b"{", b"[")):
            return None
        try:
            return self._first_line(start)
        except (ValueError, RecursionError):
            try:
                return self.json
            except FormatError:
                return None

    def _first_line(self, start: bytes) -> Any:
        if b"\n" in start:
            return json.loads(start.partition(b"\n")[0])
        line, _, more = self.text.strip().partition("\n")  # a line may be a whole book
        if more:
            return json.loads(line)
        # All there is: parsed once for everybody who asks.
        return self.json_lines[0][1] if self.is_lines else self.json

    @cached_property
    def is_lines(self) -> bool:
        """Whether the file has one JSON object a line: its first line is one, and not all there is."""
        first, _, rest = self.head.lstrip(_BLANK).partition(b"\n")
        if not first.startswith(b"{"):
            return False
        if not rest.strip():
            return self.path.suffix.lower() in {".jsonl", ".ndjson"}
        return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")

    @cached_property
    def tag(self) -> str | None:
        """The name of the XML root element; None if it is no XML that can be read."""
        if not self.head.lstrip(_BLANK).startswith(b"<"):
            return None
        try:
            return str(self.xml.tag)
        except FormatError:
            return None

    def _whole(self, value: Any) -> Any:
        # Only an escape can make half a character, and hardly any file has one.
        if not self._may_have_halves:
            return value
        mended, count = whole(value)
        self.mended += count
        return mended

    @cached_property
    def _may_have_halves(self) -> bool:
        return "\\ud" in self.text or "\\uD" in self.text

    def problem(self) -> str | None:
        """Say why what looks like JSON or XML cannot be read; None if it can, or is neither."""
        start = self.head.lstrip(_BLANK)[:1]
        try:
            if start in {b"{", b"["}:
                _ = self.json_lines if self.is_lines else self.json
            elif start == b"<":
                _ = self.xml
        except FormatError as error:
            return str(error)
        return None


def read_text(path: Path) -> str:
    """Read a file of text to the letter; raises `FormatError` if it is not UTF-8 (or marked UTF-16), or too large."""
    _check_size(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(f"{path.name!r} cannot be read: {error.strerror or error}") from None
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError(
            f"{path.name!r} is not text in UTF-8: byte {error.start} is {data[error.start]:#04x}; "
            "save it again as UTF-8"
        ) from None


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FormatError(f"{path.name!r} cannot be read: {error.strerror or error}") from None
    if size > MAX_BYTES:
        raise FormatError(
            f"{path.name!r} has {size / 2**30:.1f} GiB, above the limit of {MAX_BYTES / 2**30:.0f}; split it"
        )
