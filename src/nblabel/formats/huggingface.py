"""Hugging Face ``datasets``: a folder that ``load_from_disk`` opens; a ``split`` column makes a dict of splits.

Texts have ``text`` and ``spans`` (``start`` and ``end`` in code points, ``label`` a ClassLabel), or, with
``tokenizer=``, ``tokens`` and ``ner_tags`` in IOB2 as token classification has them; spans that do not fit the tokens
are then a loss. Pictures have ``file_name``, ``width``, ``height`` and ``objects``: ``bbox`` is ``[x, y, width,
height]`` in pixels of the upright picture, ``category`` a ClassLabel; with ``images="copy"`` the pictures themselves
stand in ``image``. A field of classes is a ClassLabel column, or a list of them, called ``label`` or as the field is.
Names are in declared order, and numbers are float64, so that all is read back exactly.

Written and read with pyarrow alone. https://huggingface.co/docs/datasets/object_detection
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._columns import own_columns
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Holds, entries
from nblabel.formats._format import FormatError, Write
from nblabel.formats._hf_features import Feature, class_label, image, plain, sequence, struct, value
from nblabel.formats._hf_reading import TEXT, read_tables_into
from nblabel.formats._hf_table import INFO, SPLITS, STATE, read_tables, table_files
from nblabel.formats._replacing import write_files
from nblabel.formats._tags import tagged
from nblabel.formats._text_items import TextItem, plain_key
from nblabel.formats._tokens import Tokenizer, tokens_of
from nblabel.labels import Field

_HOLDS = Holds(frozenset({"span", "box", "class"}), fields=True, comment=True, flagged=True, columns=True)
_SPLIT = re.compile(r"\w+(?:\.\w+)*")


class HuggingFace:
    """``datasets`` on disk; spans, boxes and classes are read back exactly."""

    name = "huggingface"
    endings = ()
    keeps_status = False

    def claims(self, contents: Contents) -> bool:
        """Tell by the files that ``save_to_disk`` writes."""
        return {INFO, STATE} <= contents.names or SPLITS in contents.names

    def prepare(
        self,
        dataset: Dataset,
        path: Path,
        report: Report,
        *,
        tokenizer: Tokenizer | None = None,
        images: str | None = None,
    ) -> Write:
        """Report what is lost; give what writes the folder.

        ``tokenizer`` gives the tokens of a text, in order; ``images`` is ``"copy"``, to have the
        pictures themselves in it, or None.
        """
        if images not in {"copy", None}:
            raise ValueError(f"images={images!r} is not 'copy' or None")
        if path.is_file() or (path.is_dir() and any(path.iterdir()) and not _is_dataset(path)):
            raise FormatError(
                f"{str(path)!r} holds something else than a dataset; name a new folder, or empty this one"
            )
        columns = _Columns(dataset, report)
        rows: dict[int, dict[str, Any]] = {}
        for entry in entries(dataset, _HOLDS, report):
            spoken = columns.row(entry.position, entry.key, entry.annotations, entry.answer, tokenizer)
            if spoken is not None:
                rows[entry.position] = spoken
        features = columns.features(tagging=tokenizer is not None, pictures=images == "copy")
        if images == "copy":
            _check_pictures(dataset, rows)
        parts: dict[str | None, list[int]] = {name: [] for name in dict.fromkeys(columns.splits)} or {None: []}
        for position in rows:
            parts[columns.splits[position]].append(position)

        def write() -> None:
            if images == "copy":
                for position, row in rows.items():
                    row["image"] = {"bytes": _picture(dataset, position), "path": row["file_name"]}
            files: dict[Path, str | bytes] = {}
            for name, positions in parts.items():
                made = table_files([rows[position] for position in positions], features, name)
                files |= {path / (name or "") / file: content for file, content in made.items()}
            if None not in parts:
                files[path / SPLITS] = json.dumps({"splits": list(parts)})
            write_files(files)
            for stale in {path / each for each in (INFO, STATE, SPLITS)}.difference(files):
                stale.unlink(missing_ok=True)  # or the dataset of a former time would be loaded

        return write

    def read(
        self,
        contents: Contents,
        report: Report,
        *,
        text: str = TEXT,
        tags: str | None = None,
        separator: str = " ",
        images: str | PathLike[str] | None = None,
    ) -> Dataset:
        """Read a folder.

        ``text`` names the column of texts. ``tags`` names the one of tags, if there are several; where there are
        tokens and no text, ``separator`` stands between them. ``images`` is the folder that pictures are
        in, if they are neither in the dataset nor beside it.
        """
        if not contents.is_folder:
            raise FormatError(f"{contents.path.name!r} is a file; a dataset of datasets.save_to_disk() is a folder")
        tables = read_tables(contents.path)
        return read_tables_into(tables, contents, report, text=text, tags=tags, separator=separator, images=images)


class _Columns:
    """The columns that a dataset has here, and what each row says in them."""

    def __init__(self, dataset: Dataset, report: Report) -> None:
        self._dataset, self._report = dataset, report
        self._is_text = dataset.medium == "text"
        self._fields = {field.name: field for field in dataset.fields}
        shapes = [field for field in dataset.fields if field.kind == ("span" if self._is_text else "box")]
        self._shaped = shapes[0] if shapes else None
        self._taken = (
            ("text", "tokens", "ner_tags", "spans", "id") if self._is_text else ("file_name", "image", "objects")
        )
        self._classes = {_column(field): field for field in dataset.fields if field.kind == "class"}
        for column in [
            name for name in self._classes if name in {*self._taken, "width", "height", "comment", "flagged"}
        ]:
            report.lost(f"field {self._classes.pop(column).name!r} has the name of a column of the format itself")
        own = own_columns(dataset, (*self._taken, "width", "height", "comment", "flagged", *self._classes), report)
        self.splits: list[str | None] = [None] * len(dataset)
        if "split" in own and all(isinstance(each, str) and _SPLIT.fullmatch(each) for each in own["split"]):
            self.splits = own.pop("split")
        self._own = {name: (feature, values) for name, values in own.items() if (feature := plain(values)) is not None}
        for name in set(own).difference(self._own):
            report.left_out(f"your own column {name!r} is not text, numbers, or True and False")
        self._said = {"comment": False, "flagged": False}

    def row(
        self, position: int, key: Any, records: list[Any], answer: Mapping[str, Any], tokenizer: Tokenizer | None
    ) -> dict[str, Any] | None:
        """Give what is said of one item; None if it cannot be held."""
        mine = [each for each in records if self._shaped is not None and each["field"] == self._shaped.name]
        for each in records:
            field = self._fields[each["field"]]
            if field.kind != "class" and field is not self._shaped:
                why = f"a second field of {field.kind} annotations cannot be held"
                self._report.lost(why, item=key, annotation=each["id"], field=field.name)
        made = self._text(position, key, mine, tokenizer) if self._is_text else self._picture(position, key, mine)
        if made is None:
            return None
        for column, field in self._classes.items():
            names = _names(field)
            chosen = [names.index(each["label"]) for each in records if each["field"] == field.name]
            made[column] = list(dict.fromkeys(chosen)) if field.multiple else next(iter(chosen), None)
        for name in self._said:
            made[name] = answer[name]
            self._said[name] |= bool(answer[name])
        return {**made, **{name: values[position] for name, (_, values) in self._own.items()}}

    def features(self, *, tagging: bool, pictures: bool) -> dict[str, Feature]:
        """Give the type of each column."""
        names = [] if self._shaped is None else _names(self._shaped)
        made: dict[str, Feature]
        if self._is_text:
            whole = all(isinstance(key, int) for key in self._dataset.keys.tolist())
            made = {"id": value("int64" if whole else "string"), "text": value("string")}
            places = {"start": sequence(value("int64")), "end": sequence(value("int64"))}
            if self._shaped is not None and tagging:
                made |= {"tokens": sequence(value("string")), "ner_tags": sequence(class_label(_tags(names)))}
            elif self._shaped is not None:
                made["spans"] = struct({**places, "label": sequence(class_label(names))})
        else:
            made = {"file_name": value("string"), "width": value("int64"), "height": value("int64")}
            made |= {"image": image()} if pictures else {}
            boxes = {"bbox": sequence(sequence(value("float64"), 4)), "category": sequence(class_label(names))}
            made |= {} if self._shaped is None else {"objects": struct(boxes)}
        for column, field in self._classes.items():
            label = class_label(_names(field))
            made[column] = sequence(label) if field.multiple else label
        said = {"comment": value("string"), "flagged": value("bool")}
        made |= {name: feature for name, feature in said.items() if self._said[name]}
        return {**made, **{name: feature for name, (feature, _) in self._own.items()}}

    def _text(self, position: int, key: Any, records: list[Any], tokenizer: Tokenizer | None) -> dict[str, Any] | None:
        text = self._dataset.extent(position).text
        if text is None:
            (self._report.lost if records else self._report.left_out)("its text is empty or not at hand", item=key)
            return None
        made: dict[str, Any] = {"id": plain_key(key, self._report), "text": text}
        names = [] if self._shaped is None else _names(self._shaped)
        if tokenizer is not None:
            tokens = tokens_of(text, tokenizer)
            item = TextItem(position, key, text, records, (), {})
            known = _tags(["_".join(name.split()) for name in names])
            tags = tagged(item, tokens, self._report, scheme="IOB2")
            return {**made, "tokens": [token.text for token in tokens], "ner_tags": [known.index(tag) for tag in tags]}
        places = [record["geometry"] for record in records]
        made["spans"] = {
            "start": [place["start"] for place in places],
            "end": [place["end"] for place in places],
            "label": [names.index(record["label"]) for record in records],
        }
        return made

    def _picture(self, position: int, key: Any, records: list[Any]) -> dict[str, Any]:
        extent = self._dataset.extent(position)
        known = extent.width != float("inf")
        if not known:
            self._report.lost("its size is not known: the picture is not at hand", item=key)
        names = [] if self._shaped is None else _names(self._shaped)
        sides = ("x", "y", "width", "height")
        return {
            "file_name": str(key),
            "width": int(extent.width) if known else None,
            "height": int(extent.height) if known else None,
            "objects": {
                "bbox": [[record["geometry"][side] for side in sides] for record in records],
                "category": [names.index(record["label"]) for record in records],
            },
        }


def _column(field: Field) -> str:
    return "label" if field.name == "class" else field.name


def _names(field: Field) -> list[str]:
    return list(dict.fromkeys(field.known))


def _tags(names: list[str]) -> list[str]:
    return ["O", *(f"{mark}-{'_'.join(name.split())}" for name in names for mark in "BI")]


def _check_pictures(dataset: Dataset, positions: Iterable[int]) -> None:
    for position in positions:
        path = dataset.path(position)
        if dataset.source is None or (path is not None and not path.is_file()):
            key = dataset.keys[position]
            raise ValueError(f"the picture of item {key!r} is not at hand, so it cannot be copied; leave images= out")


def _picture(dataset: Dataset, position: int) -> bytes:
    path = dataset.path(position)
    if path is not None:
        return path.read_bytes()
    assert dataset.source is not None  # or it had been refused
    return dataset.source.asset(position).data


def _is_dataset(path: Path) -> bool:
    return (path / INFO).is_file() or (path / SPLITS).is_file()


FORMAT = HuggingFace()
