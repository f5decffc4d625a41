"""A dataset: items, labels and annotations of one annotator, as they stood at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from nblabel.changes import ANNOTATION_COLUMNS
from nblabel.dataset.annotations import Record, is_decided
from nblabel.dataset.annotators import annotators_of, said_by
from nblabel.dataset.checking import problems
from nblabel.dataset.choosing import chosen
from nblabel.dataset.columns import as_index
from nblabel.dataset.counted import counted
from nblabel.dataset.counting import counts
from nblabel.dataset.frames import Places, answers_frame, decided_frame, places_of, suggested_frame
from nblabel.dataset.gathering import from_others, from_own
from nblabel.dataset.items import renamed_columns
from nblabel.dataset.merging import merged
from nblabel.dataset.report_frame import ReportFrame
from nblabel.dataset.reporting import Report
from nblabel.dataset.settling import Settled
from nblabel.dataset.splitting import parts_of
from nblabel.dataset.to_supervision import detections
from nblabel.items import ItemError, Medium, Source
from nblabel.items.keys import Key, from_wire, to_wire
from nblabel.kinds import Extent
from nblabel.labels import Field

_NAMED = 3
_BLANK: Record = dict.fromkeys(ANNOTATION_COLUMNS)


class _Here(dict[str, bool]):
    """Whether items are among the keys, by typed key: each is looked up once."""

    def __init__(self, index: pd.Index[Any]) -> None:
        self._keys = frozenset(index.tolist())

    def __missing__(self, item: str) -> bool:
        found = self[item] = from_wire(item) in self._keys
        return found


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
        What was said about an item as a whole (status, flag, comment, seconds), by typed key; that of
        other items is left out.
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
    source
        The items themselves, one per key, in the same order; None if only their keys are known.
    extents
        How far items reach, by typed key, where something else than the item says it: a file of
        annotations names the sizes of images that may not be here.
    report
        What was skipped or repaired when it was read, as a frame: ``item, annotation, field, what, why``.
    proposed
        Suggestions as they were first made, by id, for those that may have been changed since.
    answers_by
        What each annotator said about items as a whole, by name, then typed key, where ``answers``
        is what several said, put together.

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
        medium: Medium = "image",
        source: Source | None = None,
        extents: Mapping[str, Extent] = MappingProxyType({}),
        report: pd.DataFrame | None = None,
        proposed: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
        answers_by: Mapping[str, Mapping[str, Mapping[str, Any]]] = MappingProxyType({}),
    ) -> None:
        self.fields = tuple(fields)
        self.annotator = annotator
        self.name = name
        self.medium = medium
        if rows is not None and len(rows) != len(keys):
            raise ValueError(f"there are {len(rows)} rows for {len(keys)} items; give one row to each key, in order")
        self._rows = rows
        self._source = source
        self._extents = dict(extents)
        self._report = report
        named = rows.index.name if rows is not None else None
        self._index: pd.Index[Any] = keys if isinstance(keys, pd.Index) else as_index(keys, named)
        # The state goes on changing in place while this is read, so its dicts are copied now.
        names = {field.name for field in self.fields}
        is_here = _Here(self._index)
        self._records: dict[str, Record] = {
            id_: {**_BLANK, **record}
            for id_, record in annotations.items()
            if record["field"] in names and is_here[record["item"]]
        }
        self._answers = {item: dict(answer) for item, answer in answers.items() if is_here[item]}
        self._touched = {item: at for item, at in touched.items() if is_here[item]}
        self._proposed = dict(proposed)
        self._answers_by = dict(answers_by)

    @classmethod
    def _taking(
        cls, fields: Sequence[Field], keys: Sequence[Key] | pd.Index[Any], records: dict[str, Record], **given: Any
    ) -> Dataset:
        """Make a dataset of records that are handed over, not copied.

        They are of these fields, have all columns, and nobody else keeps them.
        """
        made = cls(fields, keys, **given)
        made._records = records
        return made

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
        return decided_frame(self, self._places)

    @property
    def suggestions(self) -> pd.DataFrame:
        """What models proposed and no person took as it was; columns as in `annotations`.

        ``decision`` is missing while one is open, else ``rejected``, ``not taken`` (the item was
        marked done without it) or ``edited``. Each stands as it was proposed. The ``attributes`` of
        edited ones say by how much they were moved: ``moved_iou``, what was added to each part
        (``moved_start``, ``moved_x``, …), and ``moved_label`` if they were given another label.
        """
        return suggested_frame(self, self._places)

    @property
    def items(self) -> pd.DataFrame:
        """One row per item: status, comment, time, class answers, and the user's own columns."""
        return answers_frame(self, self._places, self._rows)

    @property
    def renamed(self) -> dict[object, object]:
        """The user's own columns that had to take another name in `items`: old → new."""
        columns = () if self._rows is None else self._rows.columns
        return {old: new for old, new in renamed_columns(columns, self.fields).items() if old != new}

    @property
    def report(self) -> pd.DataFrame:
        """What was skipped or repaired when this was read, and why; no rows if nothing was.

        Columns: ``item, annotation, field, what, why``.
        """
        if isinstance(self._report, ReportFrame):
            return self._report.again()
        return Report().frame if self._report is None else self._report.copy(deep=True)

    @property
    def source(self) -> Source | None:
        """The items themselves; None if only their keys are known."""
        return self._source

    @property
    def extents(self) -> Mapping[str, Extent]:
        """How far items reach where it was said beside them, by typed key."""
        return MappingProxyType(self._extents)

    @property
    def records(self) -> Mapping[str, Record]:
        """Annotations by id as they are kept, suggestions among them: columns, ``geometry``, the item's typed key."""
        return MappingProxyType(self._records)

    @property
    def answers(self) -> Mapping[str, Mapping[str, Any]]:
        """What was said about items as a whole, by typed key; items nothing was said about are not there."""
        return MappingProxyType(self._answers)

    @property
    def touched(self) -> Mapping[str, int]:
        """When anything was last done to an item, by typed key, in microseconds since 1970."""
        return MappingProxyType(self._touched)

    @property
    def proposed(self) -> Mapping[str, Mapping[str, Any]]:
        """Suggestions as they were first made, by id, for those that may have been changed since."""
        return MappingProxyType(self._proposed)

    @property
    def answers_by(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """What each said about items as a whole, by name, then typed key; empty unless several were merged."""
        return MappingProxyType(self._answers_by)

    @property
    def annotators(self) -> tuple[str, ...]:
        """Whose work it is, in order; an empty name stands for what nobody is named for."""
        return annotators_of(self)

    @property
    def done(self) -> frozenset[str]:
        """Typed keys of the items that are done."""
        places = self._places
        return frozenset(
            item for item, answer in self._answers.items() if item in places and answer["status"] == "done"
        )

    def extent(self, position: int) -> Extent:
        """Give how far an item reaches: the item's own size or text, else what was said of it, else without bounds.

        Parameters
        ----------
        position
            Where the item stands in `keys`.
        """
        if self._source is not None:
            try:
                return self._source.extent(position)
            except (ItemError, OSError):
                pass
        return self._extents.get(self._wires[position], Extent()) if self._extents else Extent()

    def path(self, position: int) -> Path | None:
        """Give the file an item is in, None if it is in none."""
        found = None if self._source is None else self._source.item(position).path
        return found if isinstance(found, Path) else None

    def as_source(self) -> Source:
        """Give the items as a labeler opens them.

        Raises
        ------
        ValueError
            If only their keys are known.
        """
        if self._source is None:
            raise ValueError(
                f"dataset {self.name!r} knows only the keys of its items; say where they are: "
                "dataset.with_items('folder/'), or with_items(df, image='file')"
            )
        return from_own(self, self._source, range(len(self)), self._index, self.rows)

    def with_items(
        self,
        items: object,
        *,
        image: str | None = None,
        text: str | None = None,
        root: str | PathLike[str] | None = None,
    ) -> Dataset:
        """Give the same dataset with its items at hand: one that was read from CSV knows only their keys.

        Parameters
        ----------
        items, image, text, root
            As a labeler takes them. They are matched by key; an item that is not among them stays
            known by its key only.

        Raises
        ------
        ValueError
            If no key is among them.

        Examples
        --------
        >>> from nblabel.capture import read_captures
        >>> letters = Dataset(read_captures({"spans": ["name"]}, "text"), ["a", "b"], medium="text")
        >>> letters.with_items({"b": "Dear Ada", "a": "Dear Grace"}).extent(0).text
        'Dear Grace'
        """
        return self._like(source=from_others(self, items, image=image, text=text, root=root))

    def select(self, keys: Iterable[Key]) -> Dataset:
        """Give a dataset of some of the items, in the order they have here.

        Parameters
        ----------
        keys
            Of the items to keep.

        Raises
        ------
        KeyError
            If one is not among them.

        Examples
        --------
        >>> from nblabel.capture import read_captures
        >>> street = Dataset(read_captures({"boxes": ["bus"]}, "image"), ["a.jpg", "b.jpg", "c.jpg"])
        >>> street.select(["a.jpg", "c.jpg"]).keys.tolist()
        ['a.jpg', 'c.jpg']
        """
        return self._like(**chosen(self, keys))

    def split(
        self,
        shares: Mapping[str, float],
        stratify: str | None = None,
        group: str | None = None,
        seed: int = 0,
    ) -> Dataset:
        """Give the same dataset with a column ``split``, which items go to train, val, test ….

        Parameters
        ----------
        shares
            The parts and their shares, 1 together: ``{"train": 0.8, "val": 0.2}``.
        stratify
            What each part is to have in proportion: a field (``"box"``: the labels that stand on an
            item), or a column of yours.
        group
            A column of yours. Items that are equal in it go to one part: pictures of one patient,
            frames of one film.
        seed
            Another one gives another split; the same gives the same.

        Returns
        -------
        Dataset
            A column ``split`` that was there is replaced.

        Raises
        ------
        TypeError, ValueError
            If the shares are not 1 together, or there is no such field or column.

        Examples
        --------
        >>> from nblabel.capture import read_captures
        >>> street = Dataset(read_captures({"boxes": ["bus"]}, "image"), [f"{n}.jpg" for n in range(10)])
        >>> street.split({"train": 0.8, "val": 0.2}).items["split"].value_counts().to_dict()
        {'train': 8, 'val': 2}
        """
        parts = parts_of(self, shares, stratify, group, seed)
        rows = pd.DataFrame(index=self._index) if self._rows is None else self._rows.copy(deep=True)
        rows["split"] = parts
        return self._like(rows=rows)

    def merge(self, *others: Dataset) -> Dataset:
        """Give this one and others as one: all items, all annotations.

        What different annotators say are answers, and both stand (`by` gives one's own; a labeler
        shows those of its annotator). The same said twice stands once; where one annotator changed
        something, the later stands. Labels keep this dataset's order.

        Parameters
        ----------
        *others
            Of the same medium. An item is the same if its key is.

        Returns
        -------
        Dataset
            Its ``report`` says what was settled, after the reports of all:
            ``item, annotation, field, what, why``.

        Raises
        ------
        ValueError, TypeError
            If the media differ, the keys are of different types, a field is of another kind, or one is no
            dataset.

        Examples
        --------
        >>> from nblabel.capture import read_captures
        >>> fields = read_captures({"boxes": ["bus"]}, "image")
        >>> Dataset(fields, ["a.jpg"], annotator="ada").merge(Dataset(fields, ["b.jpg"], annotator="bob"))
        Dataset '': 2 items, 0 annotations by 'ada, bob'
        """
        whole, settled = self, Settled(self)
        for other in others:
            if not isinstance(other, Dataset):
                raise TypeError(
                    f"{other!r:.80} is no dataset; merge takes what nblabel.read() gives, or labeler.dataset, or many"
                )
            whole = whole._like(**merged(whole, other, settled))
        return whole

    def by(self, annotator: str) -> Dataset:
        """Give what one annotator said, of all items: the way back from `merge`.

        Parameters
        ----------
        annotator
            One of `annotators`.

        Raises
        ------
        KeyError
            If nothing in it is theirs.

        Examples
        --------
        >>> from nblabel.capture import read_captures
        >>> fields = read_captures({"boxes": ["bus"]}, "image")
        >>> both = Dataset(fields, ["a.jpg"], annotator="ada").merge(Dataset(fields, ["b.jpg"], annotator="bob"))
        >>> both.annotators
        ('ada', 'bob')
        >>> both.by("bob")
        Dataset '': 2 items, 0 annotations by 'bob'
        """
        return self._like(**said_by(self, annotator))

    def check(self, tiny: float = 3) -> pd.DataFrame:
        """Find what is probably wrong. Nothing is changed.

        Boxes outside their image, tiny ones, duplicates, labels that are used once, spans that
        disagree with their text, items with the same content under two keys, unreadable ones.

        Parameters
        ----------
        tiny
            Boxes with a side below so many pixels are named.

        Returns
        -------
        DataFrame
            ``item, annotation, field, problem, why``; no rows if nothing was found.

        Examples
        --------
        >>> from nblabel.capture import read_captures
        >>> Dataset(read_captures({"boxes": ["bus"]}, "image"), ["a.jpg"]).check().empty
        True
        """
        return problems(self, tiny)

    def stats(self) -> pd.DataFrame:
        """Count what there is, label by label; declared labels that are not used are there with 0.

        Returns
        -------
        DataFrame
            ``field, kind, label, annotations, items, share`` (of the field's annotations), and the
            medians ``median_width, median_height`` (pixels) and ``median_length`` (code points).

        Examples
        --------
        >>> from nblabel.capture import read_captures
        >>> empty = Dataset(read_captures({"boxes": ["bus", "car"]}, "image"), ["a.jpg"])
        >>> empty.stats()[["field", "label", "annotations", "items"]]
          field label  annotations  items
        0   box   bus            0      0
        1   box   car            0      0
        """
        return counts(self)

    def to_supervision(self, item: Key) -> Any:
        """Give the boxes of one item as `supervision.Detections`, to draw, track and measure them there.

        Parameters
        ----------
        item
            Its key.

        Returns
        -------
        supervision.Detections
            ``xyxy`` of shape (n, 4) in float64 pixels of the upright image: the exact bounds of a turned
            box, whose four corners are in ``data["xyxyxyxy"]``. ``class_id`` counts labels as they are
            declared, -1 where there is none; ``confidence`` is the score, NaN for what has none, None if
            no box has one. ``data`` holds ``class_name`` and ``id``. Suggestions are left out.

        Raises
        ------
        ImportError
            If supervision is not installed.
        KeyError
            If there is no such item.

        Examples
        --------
        >>> from nblabel.capture import read_captures
        >>> bus = {"item": "s:a.jpg", "field": "box", "kind": "box", "label": "bus", "source": "human", "created": 1,
        ...        "geometry": {"x": 4.0, "y": 5.0, "width": 20.0, "height": 10.0, "angle": 0.0}}
        >>> street = Dataset(read_captures({"boxes": ["car", "bus"]}, "image"), ["a.jpg"], {"1": bus})
        >>> found = street.to_supervision("a.jpg")
        >>> found.xyxy.tolist(), found.class_id.tolist()
        ([[4.0, 5.0, 24.0, 15.0]], [1])
        """
        return detections(self, item)

    def reported(self, report: pd.DataFrame, *, annotator: str | None = None) -> Dataset:
        """Give the same dataset with a report of how it came about, and whose work it is.

        Parameters
        ----------
        report
            ``item, annotation, field, what, why``.
        annotator
            Whose work it is; as it was by default.
        """
        return self._like(report=report, annotator=self.annotator if annotator is None else annotator)

    def _like(self, **changed: Any) -> Dataset:
        """Give the same with some arguments changed. Records are shared: nobody changes one in place."""
        records = changed.pop("annotations", self._records)
        given: dict[str, Any] = {
            "fields": self.fields,
            "keys": self._index,
            "answers": self._answers,
            "rows": self._rows,
            "touched": self._touched,
            "annotator": self.annotator,
            "name": self.name,
            "medium": self.medium,
            "source": self._source,
            "extents": self._extents,
            "report": self._report,
            "proposed": self._proposed,
            "answers_by": self._answers_by,
        }
        return Dataset._taking(records=records, **{**given, **changed})

    def save(
        self,
        path: str | PathLike[str],
        format: str | None = None,  # noqa: A002
        items: str | Iterable[Key] = "done",
        allow_loss: bool = False,  # noqa: FBT001, FBT002
        **options: object,
    ) -> pd.DataFrame:
        """Write the dataset in a form that another tool, or `nblabel.read`, takes.

        Parameters
        ----------
        path
            Where to: a file, or a folder for formats of several files. What stands there is
            replaced at once, never half-written.
        format
            The format's name; by default found by the ending of ``path`` where that tells.
        items
            Which ones. ``"done"``: done items, those without annotations included; skipped ones and
            ``todo`` ones are left out, and it is an error if a ``todo`` item has annotations.
            ``"annotated"``: those too. ``"all"``: every item, as if it were done. Or the keys of
            those to write. CSV and Parquet keep every status, so ``"done"`` writes all there.
        allow_loss
            Write even if the format cannot hold all that was said.
        **options
            What only the format takes (``images="copy"`` of YOLO, ``voc_offset=1``); an unknown
            one is an error that lists them.

        Returns
        -------
        DataFrame
            What was not written as it is: ``item, annotation, field, what, why``, one row each;
            ``what`` is ``"lost"``, or ``"left out"`` for what was not to be written.

        Raises
        ------
        LossError
            If something would be lost and ``allow_loss`` is False; its ``report`` is the frame.
            Nothing is written then.
        ValueError
            If no such format is known, or a ``todo`` item has annotations. It is a `FormatError` if what stands
            at ``path`` is not to be replaced.
        OSError
            If the folder is not there, or cannot be written to.
        """
        formats = import_module("nblabel.formats")  # lazily: formats know datasets, not the other way round
        return formats.save(self, path, format, items=items, allow_loss=allow_loss, **options)  # type: ignore[no-any-return]

    @classmethod
    def read(cls, path: str | PathLike[str], format: str | None = None, **options: object) -> Dataset:  # noqa: A002
        """Read a dataset; the same as `nblabel.read`.

        Parameters
        ----------
        path
            A file, or a folder for formats of several files.
        format
            The format's name; by default found by the content.
        **options
            ``annotator=``, and what only the format takes.

        Raises
        ------
        FileNotFoundError
            If there is no such file or folder.
        ValueError
            If the format is not known, or the file is not of it; the sentence says where.
        """
        formats = import_module("nblabel.formats")
        return formats.read(path, format, **options)  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self._index)

    def __repr__(self) -> str:
        count = sum(is_decided(record) for record in self._records.values())
        names = self.annotators
        whose = f"by {self.annotator!r}" if len(names) <= _NAMED else f"by {len(names)} annotators"
        held = f"{counted(len(self), 'item')}, {counted(count, 'annotation')}"
        said = f"Dataset {self.name!r}: {held} {whose if self.annotator else ''}".rstrip()
        rows = 0 if self._report is None else len(self._report)
        return f"{said}; its report has {counted(rows, 'row')}" if rows else said

    @cached_property
    def _wires(self) -> list[str]:
        # Taking keys from an index one by one takes long.
        return [to_wire(key) for key in self._index.tolist()]

    @cached_property
    def _places(self) -> Places:
        return places_of(self)
