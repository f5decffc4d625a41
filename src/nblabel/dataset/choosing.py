"""Some of a dataset's items, with all that was said about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, TypeVar

from nblabel.dataset.gathering import from_own
from nblabel.items.keys import Key, to_wire

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset

T = TypeVar("T")


def chosen(dataset: Dataset, keys: Iterable[Key]) -> dict[str, Any]:
    """Give the arguments of the dataset that some items are, in the order they have here.

    Raises
    ------
    KeyError
        If one is not among them.
    """
    wanted = set(keys)
    here = dataset.keys.tolist()
    unknown = wanted.difference(here)
    if unknown:
        raise KeyError(f"{next(iter(unknown))!r} is not the key of an item of {dataset!r}")
    positions = [place for place, key in enumerate(here) if key in wanted]
    index = dataset.keys.take(positions)
    rows = dataset.rows
    rows = None if rows is None else rows.iloc[positions]
    wires = {to_wire(key) for key in wanted}
    records = {id_: record for id_, record in dataset.records.items() if record["item"] in wires}
    return {
        "keys": index,
        "annotations": records,
        "answers": _of(wires, dataset.answers),
        "answers_by": {name: _of(wires, said) for name, said in dataset.answers_by.items()},
        "rows": rows,
        "touched": _of(wires, dataset.touched),
        "extents": _of(wires, dataset.extents),
        "proposed": _of(records.keys(), dataset.proposed),
        "source": None if dataset.source is None else from_own(dataset, dataset.source, positions, index, rows),
    }


def _of(names: AbstractSet[str], said: Mapping[str, T]) -> dict[str, T]:
    return {name: each for name, each in said.items() if name in names}
