"""What a dataset says about the items of a task, as operations: taken in once, item by item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nblabel.changes import BLANK_ANSWER, Op
from nblabel.dataset import Dataset
from nblabel.dataset.annotations import is_decided
from nblabel.items.keys import to_wire
from nblabel.session._editing import adding

if TYPE_CHECKING:
    from nblabel.session._view import View

_PIXEL = 1.0
"""Formats round, some to whole pixels: what is nearer than that is the same box."""


def importing(view: View, dataset: Dataset) -> tuple[list[Op], set[str]]:
    """Give the operations that add what a dataset says of items nobody worked on yet.

    A file that was read, corrected and saved over says of an item what stands here already, under
    other ids: no format keeps ours. So it is the item that tells whether it was ever taken in.

    Returns
    -------
    list of Op
        What is added.
    set of str
        Typed keys of the items that stay as they are although the dataset says something else.
    """
    frame = dataset.annotations
    state = view.state
    seen = {*state.annotations, *state.buried, *view.elsewhere}
    worked = {str(each["item"]) for each in (*state.annotations.values(), *state.buried.values()) if is_decided(each)}
    worked.update(item for item, answer in state.answers.items() if answer["status"] != "todo")
    items = [to_wire(key) for key in frame["item"].tolist()]
    stay = [item in worked and id_ not in seen for item, id_ in zip(items, frame["id"].tolist(), strict=True)]
    _, ops = adding(view, frame[~np.array(stay, dtype=bool)], "import")
    left = {item for item, stays in zip(items, stay, strict=True) if stays}
    there, here = _said(dataset.records, left), _said(state.annotations, left)
    return ops, {item for item in left if not _same(there[item], here[item])}


def answering(view: View, dataset: Dataset) -> list[Op]:
    """Give the operations that set what a dataset says of items that nothing was done to yet."""
    ops: list[Op] = []
    for item, answer in dataset.answers.items():
        if item not in view.look.place or item in view.touched or item in view.state.answers:
            continue
        after = {name: value for name, value in answer.items() if value != BLANK_ANSWER[name]}
        if after:
            ops.append(Op("set", item, None, {name: BLANK_ANSWER[name] for name in after}, after))
    return ops


def proposing(view: View, suggestions: pd.DataFrame) -> list[Op]:
    """Give the operations that make those suggestions open here that are open and were never seen."""
    still = suggestions[suggestions["decision"].isna()]
    _, ops = adding(view, still, "model")
    return [op for op in ops if op.item not in view.withheld and view.state.answer(op.item)["status"] == "todo"]


_Said = tuple[str, tuple[float, ...]]


def _said(records: Mapping[str, Mapping[str, Any]], items: set[str]) -> dict[str, list[_Said]]:
    """Give what is said of some items in an order of its own, so that two can be compared."""
    made: defaultdict[str, list[_Said]] = defaultdict(list)
    for each in records.values():
        if each["item"] in items and is_decided(each):
            geometry = each["geometry"]
            places = {name: value for name, value in geometry.items() if isinstance(value, int | float)}
            rest = {name: value for name, value in geometry.items() if name not in places}
            what = repr((each["field"], each["label"], sorted(rest.items())))
            made[each["item"]].append((what, tuple(places[name] for name in sorted(places))))
    for said in made.values():
        said.sort()
    return made


def _same(one: list[_Said], other: list[_Said]) -> bool:
    return len(one) == len(other) and all(
        what == also and all(abs(mine - theirs) <= _PIXEL for mine, theirs in zip(places, others, strict=True))
        for (what, places), (also, others) in zip(one, other, strict=True)
    )
