"""A dataset's items, gathered from where they are: out of its own source, or of one that is given later."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from nblabel.items import Source, open_items
from nblabel.items.gathered import Gathered, Origin

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset


def from_own(
    dataset: Dataset, source: Source, positions: Sequence[int], index: pd.Index[Any], rows: pd.DataFrame | None
) -> Gathered:
    """Give some items of a dataset's source, under the keys that they have in the dataset."""
    origins = [Origin(source, position) for position in positions]
    return Gathered(origins, index, medium=dataset.medium, name=dataset.name, rows=rows)


def from_others(
    dataset: Dataset,
    items: object,
    *,
    image: str | None,
    text: str | None,
    root: str | PathLike[str] | None,
) -> Gathered:
    """Give a dataset's items out of some others, matched by key; one that is not there stays a key only.

    Raises
    ------
    ValueError
        If no key is among them.
    """
    opened = open_items(items, image=image, text=text, root=root, medium=dataset.medium)
    places = {key: place for place, key in enumerate(opened.keys)}
    found = [places.get(key) for key in dataset.keys.tolist()]
    if len(dataset) and not any(place is not None for place in found):
        raise ValueError(
            f"none of the keys of dataset {dataset.name!r} (such as {dataset.keys[0]!r}) is among those of the items "
            f"(such as {opened.keys[0]!r}); are they relative to the same folder? (root=)"
        )
    origins = [Origin(None, 0) if place is None else Origin(opened, place) for place in found]
    return Gathered(origins, dataset.keys, medium=dataset.medium, name=dataset.name, rows=dataset.rows)
