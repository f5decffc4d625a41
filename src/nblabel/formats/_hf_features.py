"""Types of Hugging Face's columns: as ``dataset_info.json`` says them, and as Arrow has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nblabel.formats._values import short

_SEQUENCES = ("Sequence", "List", "LargeList")
_PLAIN = ((bool, "bool"), (int, "int64"), (float, "float64"), (str, "string"))
_LARGEST = 2**63


def pyarrow() -> Any:
    """Give pyarrow. Raises `ImportError` with what to install."""
    try:
        import pyarrow as pa  # noqa: PLC0415  (an extra: only those who use it need it)
    except ImportError:
        raise ImportError("Hugging Face datasets need pyarrow: pip install 'nblabel[parquet]'") from None
    return pa


# Writing --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Feature:
    """The type of a column."""

    said: Any
    """As JSON."""

    arrow: Any


def value(dtype: str) -> Feature:
    """Give the type of plain values: ``string``, ``int64``, ``float64``, ``bool``."""
    return Feature({"dtype": dtype, "_type": "Value"}, pyarrow().type_for_alias(dtype))


def class_label(names: Sequence[str]) -> Feature:
    """Give the type of labels, which are numbers into ``names``."""
    return Feature({"names": list(names), "_type": "ClassLabel"}, pyarrow().int64())


def sequence(of: Feature, length: int = -1) -> Feature:
    """Give the type of lists; readers of every version know this name for it."""
    return Feature({"feature": of.said, "length": length, "_type": "Sequence"}, pyarrow().list_(of.arrow, length))


def struct(parts: Mapping[str, Feature]) -> Feature:
    """Give the type of objects with these parts."""
    fields = [(name, part.arrow) for name, part in parts.items()]
    return Feature({name: part.said for name, part in parts.items()}, pyarrow().struct(fields))


def image() -> Feature:
    """Give the type of pictures: their encoded bytes, and what they are called."""
    pa = pyarrow()
    return Feature({"_type": "Image"}, pa.struct([("bytes", pa.binary()), ("path", pa.string())]))


def plain(values: Sequence[object]) -> Feature | None:
    """Give the type of a column of plain values of one type, None for missing ones; None if it is no such column."""
    present = [each for each in values if each is not None]
    for type_, dtype in _PLAIN:
        if all(type(each) is type_ for each in present):
            fits = dtype != "int64" or all(-_LARGEST <= each < _LARGEST for each in present)  # type: ignore[operator]
            return value(dtype) if fits else None
    return None


# Reading --------------------------------------------------------------------------------------------


def names_of(said: object) -> list[str] | None:
    """Give the names of a type of labels; None if it is another type."""
    if not isinstance(said, dict) or said.get("_type") != "ClassLabel" or not isinstance(said.get("names"), list):
        return None
    return [str(name) for name in said["names"]]


def inner_of(said: object) -> object:
    """Give the type of what a list holds; None if it is no type of lists."""
    if isinstance(said, list):
        return said[0] if said else None
    return said.get("feature") if isinstance(said, dict) and said.get("_type") in _SEQUENCES else None


def part_of(said: object, name: str) -> object:
    """Give the type of a part of objects, or of lists of objects, without the list around it."""
    inner = inner_of(said)
    parts = said if inner is None else inner
    part = parts.get(name) if isinstance(parts, dict) else None
    return part if inner is not None and names_of(part) else (inner_of(part) or part)


def lists_of(cell: object) -> dict[str, list[Any]] | None:
    """Give lists by name, also where the cell has a list of objects; None if it is neither."""
    if cell is None:
        return {}
    if isinstance(cell, dict):
        return {name: part for name, part in cell.items() if isinstance(part, list)}
    if isinstance(cell, list) and all(isinstance(each, dict) for each in cell):
        names = dict.fromkeys(name for each in cell for name in each)
        return {name: [each.get(name) for each in cell] for name in names}
    return None


def label_of(cell: object, names: Sequence[str] | None) -> str | None:
    """Give a label as text; None where there is none, which some write as -1.

    Raises
    ------
    ValueError
        If it is no label of these.
    """
    if isinstance(cell, str):
        return cell
    if cell is None or cell == -1:
        return None
    if isinstance(cell, int) and not isinstance(cell, bool):
        if names is None:
            return str(cell)
        if 0 <= cell < len(names):
            return names[cell]
    raise ValueError(f"label {short(cell)} is none of the {len(names or ())} names")
