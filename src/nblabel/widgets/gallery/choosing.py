"""Which items a gallery shows, in which order, under which headings. Pure: datasets in, positions out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nblabel.dataset import Dataset
from nblabel.items.keys import from_wire
from nblabel.widgets.gallery.disagreement import disagreement

Where = str | Callable[[pd.DataFrame], object] | Iterable[object] | None
Others = Mapping[str, Dataset]

BY = ("label", "score", "disagreement")


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one heading (empty for none): positions in the dataset, and a figure of each, or None."""

    title: str
    positions: tuple[int, ...]
    figures: tuple[float | None, ...]


def choose(
    dataset: Dataset, *, where: Where = None, by: str | None = None, n: int = 1000, others: Others
) -> tuple[list[Group], int]:
    """Choose the items of a gallery.

    Parameters
    ----------
    dataset
        What is shown.
    where
        A label's name, a query over the items frame (``"status == 'done'"``), a function of that
        frame that gives True or False for each row, or keys. None shows all.
    by
        ``"label"``, ``"score"`` (least sure first; only items with one), ``"disagreement"`` (most first), or a
        column of the items frame. None keeps the items' own order.
    n
        At most so many tiles. An item stands under each of its labels.
    others
        What other annotators said of the same items, by name; for ``by="disagreement"``.

    Returns
    -------
    list of Group, int
        The groups, and how many tiles more than ``n`` there would be.

    Raises
    ------
    ValueError
        If ``where`` or ``by`` cannot be understood; the sentence lists what can.
    """
    if n < 1:
        raise ValueError(f"n={n!r} must be a whole number above 0")
    frame = dataset.items
    positions = _where(dataset, frame, where)
    groups = _grouped(dataset, frame, positions, by, others)
    return _cut(groups, n), max(0, sum(len(group.positions) for group in groups) - n)


def _where(dataset: Dataset, frame: pd.DataFrame, where: Where) -> list[int]:
    everything = list(range(len(dataset)))
    if where is None:
        return everything
    if isinstance(where, str):
        if where in _labels(dataset):
            having = {position for position, names in _named(dataset).items() if where in names}
            return [position for position in everything if position in having]
        try:
            kept = frame.query(where).index
        except Exception as error:
            raise ValueError(
                f"where={where!r} is neither a label ({', '.join(_labels(dataset))}) nor a query of the items: {error}"
            ) from error
        return _places(dataset, kept)
    if callable(where):
        mask = np.asarray(where(frame))
        if mask.dtype != bool or mask.shape != (len(frame),):
            raise ValueError(
                f"where={where!r} gave {mask.dtype} of shape {mask.shape}; give True or False for each item"
            )
        return [int(position) for position in np.flatnonzero(mask)]
    if isinstance(where, pd.Series) and where.dtype == bool:
        return _places(dataset, where.index[where.to_numpy()])
    return _places(dataset, where)


def _places(dataset: Dataset, keys: Iterable[object]) -> list[int]:
    places = {key: place for place, key in enumerate(dataset.keys.tolist())}
    wanted = list(keys)
    unknown = next((key for key in wanted if key not in places), None)
    if unknown is not None:
        raise ValueError(f"where= names {unknown!r}, which is no item of these {len(places)}")
    return [places[key] for key in wanted]


def _grouped(
    dataset: Dataset, frame: pd.DataFrame, positions: list[int], by: str | None, others: Others
) -> list[Group]:
    if by is None:
        return [Group("", tuple(positions), (None,) * len(positions))]
    if by == "label":
        named = _named(dataset)
        titled = {name: [place for place in positions if name in named.get(place, ())] for name in _labels(dataset)}
        titled["no label"] = [place for place in positions if not named.get(place)]
        return [Group(title, tuple(places), (None,) * len(places)) for title, places in titled.items() if places]
    if by == "score":
        return [_ordered(positions, _scores(dataset), lowest_first=True)]
    if by == "disagreement":
        if not others:
            raise ValueError("by='disagreement' needs answers of several annotators; here is only one's work")
        return [_ordered(positions, disagreement([dataset, *others.values()]), lowest_first=False)]
    if by in frame.columns:
        values = frame[by].astype(object).where(frame[by].notna(), None).tolist()
        titles = list(dict.fromkeys(_title(values[place]) for place in positions))
        return [
            Group(title, *_plain([place for place in positions if _title(values[place]) == title])) for title in titles
        ]
    raise ValueError(f"by={by!r} is not known; write one of {', '.join(BY)}, or a column: {', '.join(map(str, frame))}")


def _plain(places: list[int]) -> tuple[tuple[int, ...], tuple[None, ...]]:
    return tuple(places), (None,) * len(places)


def _ordered(positions: list[int], figures: Mapping[int, float], *, lowest_first: bool) -> Group:
    """Order by a figure; items without one are left out, ties keep their order."""
    having = [place for place in positions if place in figures]
    having.sort(key=lambda place: figures[place] if lowest_first else -figures[place])
    return Group("", tuple(having), tuple(figures[place] for place in having))


def _cut(groups: list[Group], n: int) -> list[Group]:
    kept: list[Group] = []
    for group in groups:
        if n <= 0:
            break
        kept.append(Group(group.title, group.positions[:n], group.figures[:n]))
        n -= len(group.positions)
    return kept


def _labels(dataset: Dataset) -> list[str]:
    names = [label.name for field in dataset.fields for label in (*field.labels, *field.retired)]
    return list(dict.fromkeys(names))


def _named(dataset: Dataset) -> dict[int, set[str]]:
    places = {key: place for place, key in enumerate(dataset.keys.tolist())}
    named: dict[int, set[str]] = {}
    for record in dataset.records.values():
        place = places.get(from_wire(record["item"]))
        if place is not None and record["label"] is not None:
            named.setdefault(place, set()).add(record["label"])
    return named


def _scores(dataset: Dataset) -> dict[int, float]:
    places = {key: place for place, key in enumerate(dataset.keys.tolist())}
    scores: dict[int, float] = {}
    for record in dataset.records.values():
        place = places.get(from_wire(record["item"]))
        turned_down = record["decision"] in {"rejected", "not taken"}
        if place is not None and record["score"] is not None and not turned_down:
            scores[place] = min(scores.get(place, np.inf), float(record["score"]))
    return scores


def _title(value: object) -> str:
    if isinstance(value, list | tuple | set):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
