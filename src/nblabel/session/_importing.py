"""What a dataset says about the items of a task, as operations: taken in once, item by item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from nblabel.changes import BLANK_ANSWER, Op
from nblabel.dataset import Dataset
from nblabel.dataset.annotations import is_decided
from nblabel.dataset.taking import taken_as_they_are
from nblabel.items.keys import to_wire
from nblabel.session._editing import adding, creating, ever_seen

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
    state, seen = view.state, ever_seen(view)
    worked = {str(each["item"]) for each in (*state.annotations.values(), *state.buried.values()) if is_decided(each)}
    worked.update(item for item, answer in state.answers.items() if answer["status"] != "todo")
    places = {to_wire(key): place for place, key in enumerate(dataset.keys.tolist())}
    new: list[tuple[int, int, str]] = []
    left: set[str] = set()
    for id_, record in dataset.records.items():
        item = record["item"]
        if id_ in seen or item not in places or not is_decided(record):
            continue
        if item in worked:
            left.add(item)
        else:
            new.append((places[item], record["created"], id_))
    ops = _creating(view, dataset, [id_ for _, _, id_ in sorted(new, key=lambda each: each[:2])])
    there, here = _said(dataset.records, left), _said(state.annotations, left)
    return ops, {item for item in left if not _same(there[item], here[item])}


def _creating(view: View, dataset: Dataset, ids: Sequence[str]) -> list[Op]:
    """Give the operations that create annotations of a dataset, in this order."""
    records = {id_: dataset.records[id_] for id_ in ids}
    taken = taken_as_they_are(records, fields=view.fields, extent_of=view.extent_of)
    if taken is not None and all(record["item"] in view.look.place for record in taken):
        return creating(view, taken)
    frame = dataset.annotations
    return adding(view, frame[frame["id"].isin(records)], "import")[1]


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
            places = {name: value for name, value in geometry.items() if isinstance(value, float)}
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
