"""A Hugging Face dataset's columns as texts, pictures, spans, boxes and classes; the others are the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from os import PathLike
from typing import Any

import pandas as pd

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._contents import Contents
from nblabel.formats._damage import FormatError
from nblabel.formats._hf_features import inner_of, label_of, lists_of, names_of, part_of
from nblabel.formats._hf_table import Table
from nblabel.formats._tags import OUTSIDE, TAG, untagged
from nblabel.formats._text_reading import keys_of
from nblabel.formats._values import number, numbers, short
from nblabel.items import ItemError
from nblabel.items.pixels.header import read_header

TEXT = "text"
_TAGS = "ner_tags"
_CATEGORIES = ("category", "categories", "label", "labels", "category_id")
_SAID = ("comment", "flagged")


def read_tables_into(
    tables: Sequence[Table],
    contents: Contents,
    report: Report,
    *,
    text: str,
    tags: str | None,
    separator: str,
    images: str | PathLike[str] | None,
) -> Dataset:
    """Make a dataset of tables with the same columns."""
    features = dict(tables[0].features) if tables else {}
    rows = [(table.split, row) for table in tables for row in table.rows]
    if "image" in features or "file_name" in features:
        return _Pictures(features, contents, report, images=images).read(rows)
    if text in features or "tokens" in features:
        return _Texts(features, contents, report, text=text, tags=tags, separator=separator).read(rows)
    columns = ", ".join(map(repr, features))
    raise FormatError(f"{contents.path.name!r} has neither texts nor pictures but {columns}; text= names that of texts")


class _Classes:
    """The columns of labels, each a field."""

    def __init__(self, features: Mapping[str, Any], build: Builder, besides: frozenset[str]) -> None:
        self._build = build
        self._columns: dict[str, tuple[str, list[str]]] = {}
        for column, said in features.items():
            one, several = names_of(said), names_of(inner_of(said))
            names = one if one is not None else several
            if names is None or column in besides:
                continue
            field = "class" if column == "label" else column
            build.declare("class", names, field=field, multiple=one is None)
            self._columns[column] = (field, names)

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self._columns)

    def annotate(self, item: str, row: Mapping[str, Any]) -> None:
        for column, (field, names) in self._columns.items():
            cell = row.get(column)
            labels = [_label(each, names, item, self._build) for each in (cell if isinstance(cell, list) else [cell])]
            for label in dict.fromkeys(labels):
                if label is not None:
                    self._build.annotate(item, field, label)


class _Texts:
    def __init__(
        self,
        features: Mapping[str, Any],
        contents: Contents,
        report: Report,
        *,
        text: str,
        tags: str | None,
        separator: str,
    ) -> None:
        self._report, self._text, self._separator = report, text, separator
        self._build = Builder(contents, report, medium="text")
        listed = {name: names for name, said in features.items() if (names := names_of(inner_of(said))) is not None}
        tagging = {name: names for name, names in listed.items() if _is_tags(names)}
        self._tags = _chosen_tags(tagging, tags) if "tokens" in features else None
        of_tokens = {name for name in listed if name in tagging or name.endswith("tags")} if self._tags else set()
        for name in sorted(of_tokens - {self._tags}):
            instead = f"; tags={name!r} reads it instead" if name in tagging else ""
            report.skipped(f"column {name!r} labels tokens, and is not read{instead}")
        self._spans = names_of(part_of(features.get("spans"), "label"))
        if self._spans is not None:
            self._build.declare("span", self._spans)
        if self._tags is not None:
            self._tag_names = tagging[self._tags]
            self._build.declare("span", [name[2:] for name in self._tag_names if name != OUTSIDE])
        self._classes = _Classes(features, self._build, frozenset(of_tokens))
        self._known = {*self._classes.columns, *of_tokens, *_SAID, text, "id", "tokens"}
        self._known |= {"spans"} if self._spans is not None else set()

    def read(self, rows: Sequence[tuple[str | None, dict[str, Any]]]) -> Dataset:
        keys = keys_of([row.get("id") for _, row in rows], self._report)
        for key, (split, row) in zip(keys, rows, strict=True):
            tokens = row.get("tokens")
            words = [each for each in tokens if isinstance(each, str)] if isinstance(tokens, list) else []
            text = row.get(self._text)
            places: list[tuple[int, int]] | None = None
            if not isinstance(text, str):
                if not words:
                    self._report.skipped("it has no text", item=key)
                    continue
                text = self._separator.join(words)
            places = _found(words, text) if self._tags is not None else None
            item = self._build.text(key, text, row=_own(row, self._known, split), answer=_answer(row))
            if item is None:
                continue
            self._mark(item, row, places)
            self._classes.annotate(item, row)
        return self._build.finish()

    def _mark(self, item: str, row: Mapping[str, Any], places: list[tuple[int, int]] | None) -> None:
        key = self._build.key(item)
        if self._tags is not None:
            cell = row.get(self._tags)
            listed = cell if isinstance(cell, list) else []
            tags = [_label(each, self._tag_names, item, self._build) or OUTSIDE for each in listed]
            if places is None or len(tags) != len(places):
                why = "its tokens do not stand in its text" if places is None else f"it has {len(tags)} tags"
                self._report.skipped(f"{why}, so its tags are not read", item=key)
                return
            for name, first, after in untagged(tags):
                self._build.annotate(item, "span", name, {"start": places[first][0], "end": places[after - 1][1]})
        if self._spans is None:
            return
        lists = lists_of(row.get("spans"))
        parts = [] if lists is None else [lists.get(name, []) for name in ("start", "end", "label")]
        if lists is None or len({len(part) for part in parts}) != 1:
            self._report.skipped(f"its spans are {short(row.get('spans'))}", item=key)
            return
        for start, end, cell in zip(*parts, strict=True):
            label = _label(cell, self._spans, item, self._build)
            self._build.annotate(item, "span", label, {"start": start, "end": end})


class _Pictures:
    def __init__(
        self, features: Mapping[str, Any], contents: Contents, report: Report, *, images: str | PathLike[str] | None
    ) -> None:
        self._report = report
        self._build = Builder(contents, report, images=images)
        self._has_boxes = "objects" in features
        said = features.get("objects")
        self._category = next((name for name in _CATEGORIES if part_of(said, name) is not None), _CATEGORIES[0])
        self._names = names_of(part_of(said, self._category))
        if self._has_boxes:
            self._build.declare("box", self._names or ())
        self._classes = _Classes(features, self._build, frozenset())
        self._known = {*self._classes.columns, *_SAID, "file_name", "image", "objects", "width", "height"}

    def read(self, rows: Sequence[tuple[str | None, dict[str, Any]]]) -> Dataset:
        inside: dict[Any, bytes] = {}
        seen: set[str] = set()
        for place, (split, row) in enumerate(rows):
            cell = row.get("image")
            picture: dict[str, Any] = cell if isinstance(cell, dict) else {}
            called = (row.get("file_name"), picture.get("path"), f"{place}.jpg")
            name: str = next(each for each in called if isinstance(each, str) and each)
            name = f"{split}/{name}" if name in seen and split else name
            seen.add(name)
            data = picture.get("bytes")
            size = _size(data) if isinstance(data, bytes) else None
            said = number(row.get("width")), number(row.get("height"))
            if size is None and said[0] is not None and said[1] is not None:
                size = (said[0], said[1])
            item = self._build.image(name, size=size, row=_own(row, self._known, split), answer=_answer(row))
            if item is None:
                continue
            if isinstance(data, bytes):
                inside[self._build.key(item)] = data
            if self._has_boxes:
                self._draw(item, row)
            self._classes.annotate(item, row)
        made = self._build.finish()
        return made.with_items(pd.Series(inside, dtype=object)) if inside else made

    def _draw(self, item: str, row: Mapping[str, Any]) -> None:
        lists = lists_of(row.get("objects"))
        boxes = None if lists is None else lists.get("bbox", [])
        labels = None if lists is None else lists.get(self._category, [])
        if boxes is None or labels is None or len(boxes) != len(labels):
            self._report.skipped(
                f"its objects are {short(row.get('objects'))}", item=self._build.key(item), field="box"
            )
            return
        for cell, name in zip(boxes, labels, strict=True):
            box = numbers(cell, 4)
            if box is None:
                self._report.skipped(f"bbox is {short(cell)}", item=self._build.key(item), field="box")
                continue
            label = _label(name, self._names, item, self._build)
            shape = dict(zip(("x", "y", "width", "height"), box, strict=True))
            if label is not None and self._names is None:
                self._build.declare("box", [label])
            self._build.annotate(item, "box", label, shape)


def _label(cell: object, names: Sequence[str] | None, item: str, build: Builder) -> str | None:
    try:
        return label_of(cell, names)
    except ValueError as error:
        build.report.skipped(str(error), item=build.key(item))
        return None


def _is_tags(names: Sequence[str]) -> bool:
    return OUTSIDE in names and all(TAG.fullmatch(name) for name in names)


def _chosen_tags(tagging: Mapping[str, Any], tags: str | None) -> str | None:
    if tags is not None and tags not in tagging:
        raise ValueError(f"tags={tags!r} is no column of tags, such as O and B-PER; those are {list(tagging)}")
    return tags or (_TAGS if _TAGS in tagging else next(iter(tagging), None))


def _found(words: Sequence[str], text: str) -> list[tuple[int, int]] | None:
    """Give where words stand in a text, one after the other; None if one does not."""
    places: list[tuple[int, int]] = []
    at = 0
    for word in words:
        start = text.find(word, at)
        if start < 0:
            return None
        at = start + len(word)
        places.append((start, at))
    return places


def _own(row: Mapping[str, Any], known: set[str], split: str | None) -> dict[str, object]:
    own = {name: cell for name, cell in row.items() if name not in known and cell is not None}
    return own if split is None else {**own, "split": split}


def _answer(row: Mapping[str, Any]) -> dict[str, object]:
    made: dict[str, object] = {"comment": row["comment"]} if isinstance(row.get("comment"), str) else {}
    return {**made, "flagged": True} if row.get("flagged") is True else made


def _size(data: bytes) -> tuple[float, float] | None:
    try:
        header = read_header(BytesIO(data), "the picture")
    except (ItemError, OSError, ValueError):
        return None
    return header.width, header.height
