"""Making a dataset from what a file says: checked, in canonical form, and with a report of what was not taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from nblabel.changes import BLANK_ANSWER
from nblabel.dataset import Dataset
from nblabel.dataset.annotations import Record
from nblabel.dataset.columns import as_index
from nblabel.dataset.records import imported
from nblabel.dataset.reporting import Report
from nblabel.formats._columns import read_columns
from nblabel.formats._contents import Contents
from nblabel.formats._identities import Exactly, Identities, exactly_as
from nblabel.formats._pictures import Picture, Pictures, key_of, look_at
from nblabel.formats._turning import stored_so, turned_shape
from nblabel.items import Medium, Source, open_items
from nblabel.items.keys import Key, to_wire
from nblabel.items.listing import listed_by_name
from nblabel.items.paths import FileImages
from nblabel.kinds import Extent, GeometryError, Kind, by_name
from nblabel.labels import Field, Label, finish

NO_NAME = "(no name)"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field as every annotation needs it, looked up once."""

    name: str
    kind: Kind
    names: frozenset[str]
    once: bool
    """Whether an item has one answer at most."""

    exactly: Exactly

    @classmethod
    def of(cls, field: Field) -> _Asked:
        kind = by_name()[field.kind]
        once = not kind.columns and not field.multiple
        return cls(field.name, kind, frozenset(field.names), once, exactly_as(kind))


@dataclass(frozen=True, slots=True)
class _Place:
    key: Key
    extent: Extent
    turned: Picture | None
    """The picture, if the file's coordinates are those of its stored pixels, which lie on their side."""


class Builder:
    """Collects items and annotations in the order they come, then makes a `Dataset` of them.

    Items are named by the typed key that `image` and `text` give back. What is wrong with one item
    or annotation is reported and left out; it never stops the reading of the rest.
    """

    def __init__(
        self,
        contents: Contents,
        report: Report,
        *,
        medium: Medium = "image",
        images: str | PathLike[str] | None = None,
        also: Iterable[str] = ("images",),
    ) -> None:
        self.report = report
        self._contents = contents
        self._medium = medium
        self._at = contents.modified
        self._images = images
        self._pictures = Pictures(contents.root, images, tuple(also))
        self._fields: dict[str, Field] = {}
        self._asked: dict[str, _Asked] = {}
        self._places: dict[str, _Place] = {}
        self._files: list[str | None] = []
        self._texts: list[str] = []
        self._rows: list[Mapping[str, object]] = []
        self._answers: dict[str, dict[str, Any]] = {}
        self._records: dict[str, Record] = {}
        self._identities = Identities()
        self._answered: dict[tuple[str, str], str] = {}

    # What is asked -----------------------------------------------------------------------------

    def declare(
        self,
        kind: str,
        labels: Iterable[str | Label] = (),
        *,
        field: str | None = None,
        multiple: bool = False,
        options: Mapping[str, object] | None = None,
    ) -> None:
        """Declare a field, its labels in this order; again, to add labels. Its name is the kind's, else ``field``."""
        name, labels = field or kind, list(labels)
        asked = self._asked.get(name)
        if asked is not None and not multiple and asked.names.issuperset(map(_name_of, labels)):
            return  # some formats declare a label wherever it stands
        known = self._fields.get(name) or Field(name, kind, (), options=dict(options or {}))
        made: dict[str, Label] = {label.name: label for label in known.labels}
        for each in labels:
            label = each if isinstance(each, Label) else Label(_name_of(each))
            made.setdefault(label.name, label)
        several = known.multiple or multiple
        self._declare(replace(known, labels=tuple(made.values()), multiple=several))

    def declare_as(self, fields: Iterable[Field]) -> dict[str, str]:
        """Declare fields just as they are; give the name of the first of each kind, by kind."""
        names: dict[str, str] = {}
        for field in fields:
            self._declare(field)
            names.setdefault(field.kind, field.name)
        return names

    # The items ---------------------------------------------------------------------------------

    def image(
        self,
        name: str,
        *,
        size: tuple[float, float] | None = None,
        row: Mapping[str, object] | None = None,
        answer: Mapping[str, object] | None = None,
    ) -> str | None:
        """Add a picture by the path the file gives it; None if it stood before.

        Parameters
        ----------
        name
            As it stands in the file. One that leads outside is looked for by its last part, and that
            is reported.
        size
            ``(width, height)`` as the file says. Where the picture is at hand its own upright size
            is taken, and a difference is reported; if the file means the stored pixels of a picture
            that lies on its side, its boxes are turned.
        row
            What goes into the user's columns.
        answer
            Of the item as a whole; ``status`` is done unless it says otherwise.
        """
        key, outside = key_of(name)
        if outside:
            self.report.repaired(f"its path {name!r} leads outside the folder; only its last part is used", item=key)
        return self.picture(key, self._pictures.find(key), size=size, row=row, answer=answer)

    def picture(
        self,
        key: str,
        path: Path,
        *,
        size: tuple[float, float] | None = None,
        row: Mapping[str, object] | None = None,
        answer: Mapping[str, object] | None = None,
    ) -> str | None:
        """Add a picture that was found, under a key; else as `image`."""
        if to_wire(key) in self._places:
            self.report.skipped("the picture stands twice", item=key)
            return None
        found = look_at(path)
        extent, turned = Extent(), None
        if size is not None and min(size) > 0:
            extent = Extent(*size)
        if found is not None:
            extent, turned = Extent(found.width, found.height), stored_so(key, size, found, self.report)
        self._files.append(str(path))
        return self._add(key, _Place(key, extent, turned), row, answer)

    def at_hand(self, name: str) -> bool:
        """Tell whether there is a picture of that name."""
        return self._pictures.find(key_of(name)[0]).is_file()

    def text(
        self,
        key: Key,
        text: str,
        *,
        row: Mapping[str, object] | None = None,
        answer: Mapping[str, object] | None = None,
    ) -> str | None:
        """Add a text under a key; None if the key stood before."""
        if to_wire(key) in self._places:
            self.report.skipped("the key stands twice; the first is kept", item=key)
            return None
        self._texts.append(text)
        return self._add(key, _Place(key, Extent(text=text), None), row, answer)

    def extent(self, item: str) -> Extent:
        """Give how far an item reaches."""
        return self._places[item].extent

    def key(self, item: str) -> Key:
        """Give an item's key as the user knows it."""
        return self._places[item].key

    # What is said of them ----------------------------------------------------------------------

    def annotate(
        self,
        item: str,
        field: str,
        label: str | None,
        geometry: Mapping[str, object] | None = None,
        **columns: object,
    ) -> str | None:
        """Add an annotation; give its id, or None if it was reported and left out.

        Parameters
        ----------
        item
            What `image` or `text` gave.
        field
            A declared one. A ``label`` it does not have is added to it, and that is reported.
        geometry
            The kind's columns, in pixels of the picture or code points of the text.
        **columns
            ``group, score, source, model, decision, attributes``, where the file says them.
        """
        asked, place = self._asked[field], self._places[item]
        kind = asked.kind
        shape: Mapping[str, object] = geometry or {}
        try:
            if place.turned is not None and kind.name == "box":
                shape = turned_shape(shape, place.turned)
            cleaned, why = kind.clean(shape, place.extent)
        except GeometryError as error:
            self.report.skipped(str(error), item=place.key, field=field)
            return None
        if label not in asked.names:
            label = self._named(asked, label, place)
        if asked.once:
            standing = self._answered.setdefault((item, field), str(label))
            if standing != label:
                why = f"it is {standing!r} already, and one answer is taken; {label!r} is not"
                self.report.skipped(why, item=place.key, field=field)
                return None
        record = imported(item, field, kind.name, label, cleaned, self._at)
        record.update(columns)
        id_ = self._identities.derive(record, asked.exactly, self._records)
        self._records[id_] = record
        if why is not None:
            self.report.repaired(why, item=place.key, annotation=id_, field=field)
        return id_

    def _declare(self, field: Field) -> None:
        self._fields[field.name] = field
        self._asked[field.name] = _Asked.of(field)

    def _named(self, asked: _Asked, label: str | None, place: _Place) -> str | None:
        """Give the label of an annotation that has none, or one that is not declared: that is added."""
        if label is not None and not label.strip():
            label = None if asked.kind.columns else NO_NAME
        if label is not None and label not in asked.names:
            self.report.repaired(f"label {label!r} is not declared; it was added", item=place.key, field=asked.name)
            self.declare(asked.kind.name, [label], field=asked.name)
        return label

    # All of it ---------------------------------------------------------------------------------

    def finish(self, name: str | None = None) -> Dataset:
        """Make the dataset."""
        places = list(self._places.values())
        if self._images is not None and places and not any(file and Path(file).is_file() for file in self._files):
            why = f"none of the {len(places)} pictures is in images={str(self._images)!r}; only their names are known"
            self.report.repaired(why)
        index = as_index([place.key for place in places])
        named = name or self._contents.path.stem
        records, self._records = self._records, {}  # the dataset's now
        return Dataset._taking(  # noqa: SLF001  (our own)
            finish(tuple(self._fields.values())),
            index,
            records,
            answers=self._answers,
            rows=read_columns(self._rows, index),
            touched=dict.fromkeys(self._places, self._at),
            name=named,
            medium=self._medium,
            source=self._source(index, named),
            extents={} if self._medium == "text" else {wire: each.extent for wire, each in self._places.items()},
        )

    def _source(self, index: pd.Index[Any], name: str) -> Source | None:
        if not self._places:
            return None
        if self._medium == "text":
            return open_items(pd.Series(self._texts, index=index, dtype=object, name=name), medium="text")
        return FileImages(self._files, listed_by_name(index, name), None)

    def _add(
        self, key: Key, place: _Place, row: Mapping[str, object] | None, answer: Mapping[str, object] | None
    ) -> str:
        wire = to_wire(key)
        self._places[wire] = place
        self._rows.append(row or {})
        self._answers[wire] = {**BLANK_ANSWER, "status": "done", **(answer or {})}
        return wire


def _name_of(label: str | Label) -> str:
    return label.name if isinstance(label, Label) else label if label.strip() else NO_NAME
