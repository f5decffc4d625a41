"""A Hugging Face dataset on disk: Arrow streams, with their types in JSON beside them. https://huggingface.co/docs/datasets."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nblabel.formats._contents import Contents
from nblabel.formats._damage import FormatError
from nblabel.formats._hf_features import Feature, pyarrow
from nblabel.formats._inside import inside
from nblabel.formats._values import dicts, short

INFO, STATE, SPLITS = "dataset_info.json", "state.json", "dataset_dict.json"
_DATA = "data-00000-of-00001.arrow"
_ROWS = 500
"""Rows of a batch: pictures may be among them, and readers take a batch at a time."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, and the type of each column as JSON says it."""

    rows: list[dict[str, Any]]
    features: Mapping[str, Any]
    split: str | None


# Writing --------------------------------------------------------------------------------------------


def table_files(
    rows: Sequence[Mapping[str, Any]], features: Mapping[str, Feature], split: str | None
) -> dict[str, Any]:
    """Give the files of one table by name."""
    pa = pyarrow()
    said = {name: feature.said for name, feature in features.items()}
    metadata = {b"huggingface": json.dumps({"info": {"features": said}}).encode()}
    schema = pa.schema([(name, feature.arrow) for name, feature in features.items()], metadata=metadata)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            columns = [pa.array([row.get(name) for row in part], feature.arrow) for name, feature in features.items()]
            stream.write_batch(pa.record_batch(columns, schema=schema))
    state: dict[str, Any] = {
        "_data_files": [{"filename": _DATA}],
        "_fingerprint": uuid.uuid4().hex[:16],
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": split,
    }
    info = {"citation": "", "description": "", "features": said, "homepage": "", "license": ""}
    return {
        INFO: json.dumps(info, indent=2, ensure_ascii=False),
        STATE: json.dumps(state, indent=2),
        _DATA: sink.getvalue().to_pybytes(),
    }


# Reading --------------------------------------------------------------------------------------------


def read_tables(folder: Path) -> list[Table]:
    """Give the tables of a folder: one, or one for each split.

    Raises
    ------
    FormatError
        If one is damaged, or names files outside the folder.
    """
    if not (folder / SPLITS).is_file():
        return [_read_table(folder)]
    splits = _json(folder / SPLITS)
    names = splits.get("splits") if isinstance(splits, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise FormatError(f"{SPLITS!r} does not list splits")
    tables: list[Table] = []
    for name in names:
        place = inside(folder, name)
        if place is None:
            raise FormatError(f"the split {name!r} leads outside the folder; it is not read")
        read = _read_table(place)
        tables.append(Table(read.rows, read.features, name))
    return tables


def _read_table(folder: Path) -> Table:
    pa = pyarrow()
    state, info = _json(folder / STATE), _json(folder / INFO)
    files = dicts(state.get("_data_files")) if isinstance(state, dict) else None
    if files is None or not isinstance(info, dict):
        raise FormatError(f"{folder.name!r} is no dataset: {STATE!r} does not list its files")
    features = info.get("features")
    rows: list[dict[str, Any]] = []
    for each in files:
        name = each.get("filename")
        place = inside(folder, name) if isinstance(name, str) else None
        if place is None:
            raise FormatError(f"{STATE!r} names the file {short(name)}, which is not in the folder; it is not read")
        try:
            with pa.memory_map(str(place)) as source, pa.ipc.open_stream(source) as stream:
                table = stream.read_all()
                table.validate(full=True)  # or a damaged file may end the process
                rows += table.to_pylist()
        except (pa.ArrowException, OSError, ValueError) as error:
            why = " ".join(str(error).split())[:120]
            raise FormatError(f"{place.name!r} in {folder.name!r} cannot be read: {why}") from None
        if not isinstance(features, dict):
            features = _features_of(table.schema)
    split = state.get("_split")
    return Table(rows, features or {}, split if isinstance(split, str) else None)


def _features_of(schema: Any) -> dict[str, Any]:
    try:
        said = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))["info"]["features"]
    except (ValueError, KeyError, TypeError):
        said = None
    return said if isinstance(said, dict) else dict.fromkeys(schema.names)


def _json(path: Path) -> Any:
    if not path.is_file():
        raise FormatError(f"{path.name!r} is not in {path.parent.name!r}: is it a folder of datasets.save_to_disk()?")
    return Contents(path).json
