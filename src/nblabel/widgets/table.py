"""Tables on the wire: columns of six types as binary buffers, as ``docs/wire.md`` lays them out.

Columns, not row objects: 100,000 boxes are a few arrays that numpy copies in one go. The browser's
twin is ``js/src/wire/table.ts``; both are held to the files in ``tests/contract/tables``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NotRequired, TypedDict, cast, get_args

import numpy as np
from numpy.typing import NDArray

from nblabel.kinds import ColumnType

Values = Sequence[Any] | NDArray[Any]

Columns = Mapping[str, tuple[ColumnType, Values]]
"""Values by column name, each with the type it travels in. None stands for no value."""

Buffer = bytes | bytearray | memoryview


class ColumnMeta(TypedDict):
    """What the message's JSON says of one column."""

    name: str
    type: ColumnType
    nulls: NotRequired[bool]


class TableMeta(TypedDict):
    """What the message's JSON says of one table."""

    rows: int
    columns: list[ColumnMeta]


class TableError(ValueError):
    """Values that do not fit their column, or buffers that are not what their message says."""


_FIXED: Mapping[str, str] = {"f64": "<f8", "i32": "<i4"}
_I32 = np.iinfo(np.int32)


def encode(columns: Columns) -> tuple[TableMeta, list[bytes]]:
    r"""Put columns into buffers.

    Parameters
    ----------
    columns
        Type and values by name; all of one length. A column gets a null mask only if it holds a
        None. In an ``f64`` column NaN is a value, not a null.

    Returns
    -------
    tuple
        The table's entry for the message's JSON, and its buffers in order.

    Raises
    ------
    TableError
        If the columns differ in length or a value does not fit its column's type.

    Examples
    --------
    >>> meta, buffers = encode({"label": ("utf8", ["bus", None])})
    >>> meta
    {'rows': 2, 'columns': [{'name': 'label', 'type': 'utf8', 'nulls': True}]}
    >>> buffers[0], buffers[2]
    (b'\x01\x00', b'bus')
    """
    rows = len(next(iter(columns.values()))[1]) if columns else 0
    described: list[ColumnMeta] = []
    buffers: list[bytes] = []
    for name, (kind, values) in columns.items():
        if len(values) != rows:
            raise TableError(f"column {name!r} has {len(values)} values, the first column has {rows}")
        column: ColumnMeta = {"name": name, "type": kind}
        if not isinstance(values, np.ndarray) and any(value is None for value in values):
            column["nulls"] = True
            buffers.append(bytes(value is not None for value in values))
        try:
            buffers.extend(_encoded(kind, values))
        except (TypeError, ValueError, OverflowError) as error:
            raise TableError(f"column {name!r} cannot travel as {kind}: {error}") from error
        described.append(column)
    return {"rows": rows, "columns": described}, buffers


def decode(meta: TableMeta, buffers: Sequence[Buffer]) -> dict[str, list[Any]]:
    """Read one table back into lists of plain Python values.

    Raises
    ------
    TableError
        If the buffers are not what ``meta`` says.

    Examples
    --------
    >>> decode(*encode({"x": ("f64", [1.5, None])}))
    {'x': [1.5, None]}
    """
    left = iter(buffers)
    table = _decoded(meta, left)
    if next(left, None) is not None:
        raise TableError(f"there are more buffers ({len(buffers)}) than the columns take")
    return table


def pack(tables: Mapping[str, Columns]) -> tuple[dict[str, TableMeta], list[bytes]]:
    """Put several tables into one row of buffers: what a message's ``tables`` and buffers are."""
    metas: dict[str, TableMeta] = {}
    buffers: list[bytes] = []
    for name, columns in tables.items():
        metas[name], more = encode(columns)
        buffers.extend(more)
    return metas, buffers


def unpack(metas: Mapping[str, TableMeta], buffers: Sequence[Buffer]) -> dict[str, dict[str, list[Any]]]:
    """Read what `pack` made, tables in the order of the message."""
    left = iter(buffers)
    tables = {name: _decoded(meta, left) for name, meta in metas.items()}
    if next(left, None) is not None:
        raise TableError(f"there are more buffers ({len(buffers)}) than the tables take")
    return tables


def _encoded(kind: ColumnType, values: Values) -> Iterator[bytes]:
    if kind == "f64":
        numbers = values if isinstance(values, np.ndarray) else [0.0 if value is None else value for value in values]
        yield np.asarray(numbers, dtype="<f8").tobytes()
    elif kind == "i32":
        whole = np.asarray([0 if value is None else value for value in values])
        if whole.size and whole.dtype.kind not in "iub":
            raise TypeError("it holds something that is not a whole number")
        if whole.size and (whole.min() < _I32.min or whole.max() > _I32.max):
            raise OverflowError(f"{whole.min()} to {whole.max()} is more than 32 bits hold")
        yield whole.astype("<i4").tobytes()
    elif kind == "bool":
        yield bytes(bool(value) for value in values)
    elif kind == "utf8":
        yield from _texts(["" if value is None else value for value in values])
    elif kind == "json":
        yield from _texts(["" if value is None else _json(value) for value in values])
    elif kind == "ragged<f64>":
        rows = [() if value is None else value for value in values]
        yield _offsets([len(row) for row in rows])
        flat = np.fromiter((number for row in rows for number in row), dtype="<f8")
        yield flat.tobytes()
    else:
        raise TypeError(f"there is no such column type; the types are {list(get_args(ColumnType))}")


def _texts(texts: list[str]) -> Iterator[bytes]:
    joined = "".join(texts)
    if joined.isascii():
        yield _offsets([len(text) for text in texts])
        yield joined.encode("ascii")
        return
    encoded = [text.encode("utf-8") for text in texts]
    yield _offsets([len(text) for text in encoded])
    yield b"".join(encoded)


def _offsets(lengths: list[int]) -> bytes:
    ends = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=ends[1:])
    if ends[-1] > _I32.max:
        raise OverflowError(f"{ends[-1]} bytes or values are more than one column of a message holds")
    return ends.astype("<i4").tobytes()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _decoded(meta: TableMeta, left: Iterator[Buffer]) -> dict[str, list[Any]]:
    rows = meta["rows"]
    table: dict[str, list[Any]] = {}
    for column in meta["columns"]:
        name, kind = column["name"], column["type"]
        try:
            present = _array(left, "u1", rows) if column.get("nulls") else None
            values = _values(kind, rows, present, left)
        except (ValueError, StopIteration) as error:
            why = str(error) or "a buffer is missing"
            raise TableError(f"column {name!r} of type {kind}, {rows} rows: {why}") from error
        if present is not None:
            values = [value if there else None for value, there in zip(values, present.tolist(), strict=True)]
        table[name] = values
    return table


def _values(kind: ColumnType, rows: int, present: NDArray[Any] | None, left: Iterator[Buffer]) -> list[Any]:
    if kind == "bool":
        return cast("list[Any]", _array(left, "u1", rows).astype(bool).tolist())
    if kind in _FIXED:
        return cast("list[Any]", _array(left, _FIXED[kind], rows).tolist())
    offsets = _array(left, "<i4", rows + 1)
    if offsets[0] != 0 or (np.diff(offsets) < 0).any():
        raise ValueError("its offsets do not rise from 0")
    last = int(offsets[-1])
    ends = offsets.tolist()
    spans = pairwise(ends)
    if kind == "ragged<f64>":
        flat = _array(left, "<f8", last).tolist()
        return [flat[start:end] for start, end in spans]
    data = bytes(next(left))
    if len(data) != last:
        raise ValueError(f"its text has {len(data)} bytes where its offsets say {last}")
    if data.isascii():
        whole = data.decode("ascii")
        texts = [whole[start:end] for start, end in spans]
    else:
        texts = [data[start:end].decode("utf-8") for start, end in spans]
    if kind == "utf8":
        return texts
    if kind == "json":
        there = [True] * rows if present is None else present.tolist()
        return [json.loads(text) if here else None for text, here in zip(texts, there, strict=True)]
    raise ValueError(f"there is no such column type; the types are {list(get_args(ColumnType))}")


def _array(left: Iterator[Buffer], dtype: str, count: int) -> NDArray[Any]:
    # Through bytes: a memoryview that arrives may be of any format and alignment.
    data = bytes(next(left))
    wanted = count * np.dtype(dtype).itemsize
    if len(data) != wanted:
        raise ValueError(f"a buffer has {len(data)} bytes where {wanted} were said")
    return np.frombuffer(data, dtype=dtype)
