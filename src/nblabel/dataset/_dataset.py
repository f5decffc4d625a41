"""A dataset: items, labels and annotations of one annotator, as they stood at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from os import PathLike
from types import MappingProxyType
from typing import Any

import pandas as pd

from nblabel.changes import ANNOTATION_COLUMNS
from nblabel.dataset.annotations import Record, annotations_frame, is_decided
from nblabel.dataset.columns import as_index
from nblabel.dataset.items import items_frame, renamed_columns
from nblabel.dataset.suggestions import not_taken_as_they_were
from nblabel.items.keys import Key, from_wire
from nblabel.labels import Field

_BLANK: Record = dict.fromkeys(ANNOTATION_COLUMNS)


class Dataset:
    """Items with what was said about them: what a labeler holds, and what formats read and write.

    It is a snapshot: later gestures do not change it, and editing its frames does not either.

    Parameters
    ----------
    fields
        What is captured. Annotations of other fields are left out.
    keys
        The items' keys, in order; an index keeps its dtype and name. Annotations of other items
        are left out.
    annotations
        Annotations by id, as `nblabel.changes.State` holds them: columns, ``geometry`` and the
        typed key of the ``item``.
    answers
        What was said about an item as a whole (status, flag, comment, seconds), by typed key.
    rows
        The user's own columns, one row per key, in the same order.
    touched
        When anything was last done to an item, by typed key, in microseconds since 1970.
    annotator
        Whose work this is.
    name
        What it is called: the task, the file.
    medium
        ``"image"`` or ``"text"``.
    proposed
        Suggestions as they were first made, by id, for those that may have been changed since.

    Examples
    --------
    >>> from nblabel.capture import read_captures
    >>> empty = Dataset(read_captures({"boxes": ["bus", "car"]}, "image"), ["a.jpg", "b.jpg"])
    >>> list(empty.annotations.columns[:10])
    ['item', 'id', 'field', 'kind', 'label', 'x', 'y', 'width', 'height', 'angle']
    >>> empty.items["status"].tolist()
    ['todo', 'todo']
    """

    def __init__(
        self,
        fields: Sequence[Field],
        keys: Sequence[Key] | pd.Index[Any],
        annotations: Mapping[str, Record] = MappingProxyType({}),
        answers: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
        rows: pd.DataFrame | None = None,
        *,
        touched: Mapping[str, int] = MappingProxyType({}),
        annotator: str = "",
        name: str = "",
        medium: str = "image",
        proposed: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    ) -> None:
        self.fields = tuple(fields)
        self.annotator = annotator
        self.name = name
        self.medium = medium
        if rows is not None and len(rows) != len(keys):
            raise ValueError(f"there are {len(rows)} rows for {len(keys)} items; give one row to each key, in order")
        self._rows = rows
        named = rows.index.name if rows is not None else None
        self._index: pd.Index[Any] = keys if isinstance(keys, pd.Index) else as_index(keys, named)
        # The state goes on changing in place while this is read, so its dicts are copied now.
        names = {field.name for field in self.fields}
        self._records = {id_: {**_BLANK, **record} for id_, record in annotations.items() if record["field"] in names}
        self._answers = {item: dict(answer) for item, answer in answers.items()}
        self._touched = dict(touched)
        self._proposed = dict(proposed)

    @property
    def keys(self) -> pd.Index[Any]:
        """The items' keys, in order."""
        return self._index

    @property
    def rows(self) -> pd.DataFrame | None:
        """The user's own columns as they were given, None if there are none."""
        return None if self._rows is None else self._rows.copy(deep=True)

    @property
    def annotations(self) -> pd.DataFrame:
        """One row per annotation that is decided, in order of item, then creation."""
        return self._frame(*self._placed(self._decided))

    @property
    def suggestions(self) -> pd.DataFrame:
        """What models proposed and no person took as it was; columns as in `annotations`.

        ``decision`` is missing while one is open, else ``rejected``, ``not taken`` (the item was
        marked done without it) or ``edited``. Each stands as it was proposed. The ``attributes`` of
        edited ones say by how much they were moved: ``moved_iou``, what was added to each part
        (``moved_start``, ``moved_x``, …), and ``moved_label`` if they were given another label.
        """
        return self._frame(*self._placed(not_taken_as_they_were(self._records, self._proposed)))

    @property
    def items(self) -> pd.DataFrame:
        """One row per item: status, comment, time, class answers, and the user's own columns."""
        records, positions = self._placed(self._decided)
        places = self._places
        return items_frame(
            records,
            positions,
            {places[item]: answer for item, answer in self._answers.items() if item in places},
            {places[item]: at for item, at in self._touched.items() if item in places},
            fields=self.fields,
            index=self._index,
            rows=self._rows,
            annotator=self.annotator,
        )

    @property
    def renamed(self) -> dict[object, object]:
        """The user's own columns that had to take another name in `items`: old → new."""
        columns = () if self._rows is None else self._rows.columns
        return {old: new for old, new in renamed_columns(columns, self.fields).items() if old != new}

    def save(self, path: str | PathLike[str], format: str | None = None, *, allow_loss: bool = False) -> pd.DataFrame:  # noqa: A002
        """Write the dataset to a file another tool, or `Dataset.read`, can take.

        Parameters
        ----------
        path
            Where to. What stands there is replaced at once, never half-written.
        format
            The format's name; by default found by the ending of ``path``.
        allow_loss
            Write even what the format cannot hold in full.

        Returns
        -------
        DataFrame
            What was written: ``field, kind, written, lost, why``; one row per field, and one per
            column of yours that cannot be held as it is.

        Raises
        ------
        ValueError
            If no such format is known, or something would be lost and ``allow_loss`` is False.
        """
        formats = import_module("nblabel.formats")  # lazily: formats know datasets, not the other way round
        return formats.save(self, path, format, allow_loss=allow_loss)  # type: ignore[no-any-return]

    @classmethod
    def read(cls, path: str | PathLike[str], format: str | None = None) -> Dataset:  # noqa: A002
        """Read a dataset that was written with `save`.

        Raises
        ------
        ValueError
            If the format is not known, or the file is not of it; the sentence says where.
        """
        formats = import_module("nblabel.formats")
        return formats.read(path, format)  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self._index)

    def __repr__(self) -> str:
        count = sum(is_decided(record) for record in self._records.values())
        return f"Dataset {self.name!r}: {len(self)} items, {count} annotations by {self.annotator!r}"

    @property
    def records(self) -> Mapping[str, Record]:
        """Annotations and suggestions by id, as they stand; not to be changed."""
        return MappingProxyType(self._records)

    @property
    def proposed(self) -> Mapping[str, Mapping[str, Any]]:
        """Suggestions as they were first made, by id, for those that may have been changed since."""
        return MappingProxyType(self._proposed)

    @property
    def done(self) -> frozenset[str]:
        """Typed keys of the items that are done."""
        places = self._places
        return frozenset(
            item for item, answer in self._answers.items() if item in places and answer["status"] == "done"
        )

    @property
    def _decided(self) -> dict[str, Record]:
        return {id_: record for id_, record in self._records.items() if is_decided(record)}

    def _frame(self, records: Mapping[str, Record], positions: Sequence[int]) -> pd.DataFrame:
        return annotations_frame(records, positions, fields=self.fields, index=self._index, annotator=self.annotator)

    def _placed(self, records: Mapping[str, Record]) -> tuple[dict[str, Record], list[int]]:
        """Give those of some annotations whose item is here, and where it stands."""
        places = self._places
        here = {id_: record for id_, record in records.items() if record["item"] in places}
        return here, [places[record["item"]] for record in here.values()]

    @cached_property
    def _places(self) -> dict[str, int]:
        """Positions of the items that anything was said about, by typed key."""
        said = {record["item"] for record in self._records.values()} | set(self._answers) | set(self._touched)
        if not said:
            return {}
        positions = {key: place for place, key in enumerate(self._index.tolist())}
        keys = {item: from_wire(item) for item in said}
        return {item: positions[key] for item, key in keys.items() if key in positions}
