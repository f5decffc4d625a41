"""Some of a dataset's items, with all that was said about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nblabel.dataset.gathering import from_own
from nblabel.items.keys import Key, to_wire

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset


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
    return {
        "keys": index,
        "annotations": {id_: record for id_, record in dataset.records.items() if record["item"] in wires},
        "rows": rows,
        "source": None if dataset.source is None else from_own(dataset, dataset.source, positions, index, rows),
    }
