"""How far annotators are apart on each item: one minus the mean F1 of every two of them.

An annotation of one is found again in the other's where field and label are the same and, on an image,
the two overlap by half (intersection over union), in a text they begin and end alike. It is a measure to
look by; agreement corrected for chance is another question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from nblabel.dataset import Dataset
from nblabel.items.keys import from_wire
from nblabel.kinds import by_name

OVERLAP = 0.5

Bounds = tuple[float, float, float, float]
Said = tuple[str, str | None, Bounds | None, Mapping[str, Any]]


def disagreement(datasets: Sequence[Dataset]) -> dict[int, float]:
    """Give the disagreement of each item that at least two worked on, by its position in the first dataset.

    Returns
    -------
    dict of int to float
        0 where all said the same, 1 where no two have anything in common.
    """
    places = {key: place for place, key in enumerate(datasets[0].keys.tolist())}
    everyone = [_by_item(dataset) for dataset in datasets]
    apart: dict[int, float] = {}
    for item in set().union(*everyone):
        place = places.get(from_wire(item))
        theirs = [said[item] for said in everyone if item in said]
        if place is not None and len(theirs) > 1:
            pairs = [1 - _f1(one, other) for one, other in combinations(theirs, 2)]
            apart[place] = sum(pairs) / len(pairs)
    return apart


def _by_item(dataset: Dataset) -> dict[str, list[Said]]:
    """Give what was said on each item; one that is done with nothing on it says that there is nothing."""
    said: dict[str, list[Said]] = {item: [] for item, answer in dataset.answers.items() if answer["status"] == "done"}
    for record in dataset.records.values():
        if record["source"] == "model" and record["decision"] not in {"accepted", "edited"}:
            continue
        geometry: Mapping[str, Any] = record["geometry"]
        bounds = by_name()[record["kind"]].bounds(geometry)
        said.setdefault(record["item"], []).append((record["field"], record["label"], bounds, geometry))
    return said


def _f1(one: list[Said], other: list[Said]) -> float:
    if not one and not other:
        return 1.0
    left = list(other)
    hits = 0
    for said in one:
        match = next((each for each in left if _same(said, each)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    return 2 * hits / (len(one) + len(other))


def _same(one: Said, other: Said) -> bool:
    if one[:2] != other[:2]:
        return False
    if one[2] is None or other[2] is None:
        return one[3] == other[3]
    return _overlap(one[2], other[2]) >= OVERLAP


def _overlap(one: Bounds, other: Bounds) -> float:
    """Give the intersection over union."""
    (ax, ay, aw, ah), (bx, by, bw, bh) = one, other
    across = min(ax + aw, bx + bw) - max(ax, bx)
    down = min(ay + ah, by + bh) - max(ay, by)
    if across <= 0 or down <= 0:
        return 0.0
    both = across * down
    return both / (aw * ah + bw * bh - both)
