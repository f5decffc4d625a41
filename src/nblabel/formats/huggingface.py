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
from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Holds, entries
from nblabel.formats._format import DONE, EVERY_MEDIUM, FormatError, Write
from nblabel.formats._hf_columns import Columns
from nblabel.formats._hf_reading import TEXT, read_tables_into
from nblabel.formats._hf_table import INFO, SPLITS, STATE, read_tables, table_files
from nblabel.formats._replacing import write_files
from nblabel.formats._tokens import Tokenizer

_HOLDS = Holds(
    frozenset({"span", "box", "class"}), fields=True, questions=True, comment=True, flagged=True, columns=True
)


class HuggingFace:
    """``datasets`` on disk; spans, boxes and classes are read back exactly."""

    name = "huggingface"
    endings = ()
    media = EVERY_MEDIUM
    statuses = DONE

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
        columns = Columns(dataset, report, tokenizer)
        rows = {
            entry.position: row for entry in entries(dataset, _HOLDS, report) if (row := columns.row(entry)) is not None
        }
        features = columns.features(pictures=images == "copy")
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
