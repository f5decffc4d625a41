"""The change log as a frame."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Protocol

import pandas as pd

from nblabel.changes import Change
from nblabel.dataset.columns import ACTIONS, as_index, category, objects, text, times
from nblabel.items.keys import Key, from_wire


class Logged(Protocol):
    """An entry of the log: a commit, with the change it committed."""

    @property
    def change(self) -> Change:
        """What was committed."""
        ...


def history_frame(committed: Iterable[Change | Logged], *, keys: Sequence[Key] = ()) -> pd.DataFrame:
    """Lay committed changes out as a frame: one row per operation, oldest first.

    Parameters
    ----------
    committed
        Changes, or commits that carry one, in the order they were committed.
    keys
        The items' keys, so that ``item`` comes back in the caller's dtype.

    Returns
    -------
    DataFrame
        ``time, annotator, item, action, annotation, before, after``. ``before`` and ``after`` are
        dicts, or None where there is nothing on that side.
    """
    steps = [(change, op) for change in map(_change, committed) for op in change.ops]
    index = as_index(keys)
    items = {item: from_wire(item) for item in {op.item for _, op in steps}}
    item = [items[op.item] for _, op in steps]
    return pd.DataFrame(
        {
            "time": times([change.at for change, _ in steps]),
            "annotator": text([change.annotator for change, _ in steps]),
            "item": pd.Series(item, dtype=index.dtype) if len(index) or not item else pd.Series(item),
            "action": category([op.action for _, op in steps], ACTIONS),
            "annotation": text([op.annotation for _, op in steps]),
            "before": objects([copy.deepcopy(op.before) for _, op in steps]),
            "after": objects([copy.deepcopy(op.after) for _, op in steps]),
        }
    )


def _change(entry: Change | Logged) -> Change:
    return entry if isinstance(entry, Change) else entry.change
