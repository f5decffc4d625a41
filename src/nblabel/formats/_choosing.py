"""Which items are written: what nobody looked at must not train as background."""

from __future__ import annotations

from collections.abc import Iterable

from nblabel.changes import BLANK_ANSWER
from nblabel.dataset import Dataset
from nblabel.dataset.annotations import is_decided
from nblabel.dataset.columns import STATUSES
from nblabel.dataset.counted import counted
from nblabel.dataset.reporting import Report
from nblabel.items.keys import Key, to_wire


def choose(dataset: Dataset, items: str | Iterable[Key], report: Report, *, statuses: frozenset[str]) -> Dataset:
    """Give the part of a dataset that is written, and report what is left out, and which statuses are.

    ``statuses`` are those that the format tells apart.

    Raises
    ------
    ValueError
        If ``items`` is no such word, a ``todo`` item that would be left out has annotations, or
        nothing would be written.
    """
    chosen = _chosen(dataset, items, report, keeps_all=statuses >= {*STATUSES})
    if len(dataset) and not len(chosen):
        raise ValueError(
            f"items={items!r} chooses none of {counted(len(dataset), 'item')}, so there is nothing to write. "
            "Mark what is finished as done, or save with items='all' to write every item"
        )
    for key in chosen.keys.tolist():
        status = _status(chosen, to_wire(key))
        if status not in statuses:
            report.left_out(f"its status {status!r} has no place in this format; read back it is 'done'", item=key)
    return chosen


def _chosen(dataset: Dataset, items: str | Iterable[Key], report: Report, *, keeps_all: bool) -> Dataset:
    if not isinstance(items, str):
        return dataset.select(items)
    if items not in {"done", "annotated", "all"}:
        raise ValueError(f"items={items!r} is not 'done', 'annotated', 'all' or a list of keys")
    if items == "all" or (items == "done" and keeps_all):
        return dataset
    annotated = {record["item"] for record in dataset.records.values() if is_decided(record)}
    kept: list[Key] = []
    pending: list[Key] = []
    for key in dataset.keys.tolist():
        wire = to_wire(key)
        status = _status(dataset, wire)
        if status == "done" or (wire in annotated and items == "annotated"):
            kept.append(key)
            continue
        if wire in annotated and status == "todo":
            pending.append(key)
        report.left_out(f"its status is {status!r}", item=key)
    if pending:
        are = "1 item has annotations and is" if len(pending) == 1 else f"{len(pending)} items have annotations and are"
        raise ValueError(
            f"{are} 'todo', such as {pending[0]!r}. Mark what is finished as done, or save "
            "with items='annotated' to write these too, with items='all' to write every item, or with a list of keys"
        )
    return dataset.select(kept)


def _status(dataset: Dataset, item: str) -> str:
    return str(dataset.answers.get(item, BLANK_ANSWER)["status"])
