"""What Python asks for, as operations: checked whole before anything is done."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pandas as pd

from nblabel.changes import BLANK_ANSWER, Change, Op
from nblabel.dataset import read_annotations, read_updates
from nblabel.dataset.annotations import is_decided
from nblabel.dataset.identity import Identities
from nblabel.dataset.suggestions import is_open
from nblabel.items.keys import Key, from_wire, to_wire
from nblabel.kinds import by_name
from nblabel.labels import Field
from nblabel.session import _fields
from nblabel.store.catalog import StoredItem

if TYPE_CHECKING:
    from nblabel.session._view import View


def change_of(task: str, annotator: str, client: str, n: int, ops: Sequence[Op]) -> Change:
    """Make a change of Python's own."""
    return Change(uuid4().hex, task, annotator, client, n, None, time.time_ns() // 1000, tuple(ops))


def shown(item: str) -> str:
    """Give a typed key as the user knows it, for a sentence."""
    try:
        return repr(from_wire(item))
    except ValueError:
        return repr(item)


def adding(view: View, frame: pd.DataFrame, source: str) -> tuple[list[str], list[Op]]:
    """Give the ids of a frame's rows, and the operations that add those never seen."""
    records = read_records(view, frame, source)
    seen = ever_seen(view)
    new = [record for record in records if record["id"] not in seen]
    return [record["id"] for record in records], creating(view, new)


def creating(view: View, new: Sequence[dict[str, Any]]) -> list[Op]:
    """Give the operations that create annotations which were never here."""
    _check_single_answers(view, new)
    return [
        Op("create", record["item"], record["id"], None, {k: v for k, v in record.items() if k not in {"id", "item"}})
        for record in new
    ]


def ever_seen(view: View) -> set[str]:
    """Give the ids of all annotations that were ever here."""
    return {*view.state.annotations, *view.state.buried, *view.elsewhere}


def read_records(view: View, frame: pd.DataFrame, source: str) -> list[dict[str, Any]]:
    """Read a frame's rows as annotations of this annotator, each with its id.

    Parameters
    ----------
    view
        What they are added to.
    frame
        One row per annotation.
    source
        Who made the rows that do not say.
    """
    records = read_annotations(
        frame,
        fields=view.fields,
        keys=view.look.source.keys,
        extent_of=view.extent_of,
        task=view.task.id,
        annotator=view.annotator,
        source_default=source,
    )
    if not view.look.source.natural:
        _derive_from_content(view, frame, records)
    return records


def _derive_from_content(view: View, frame: pd.DataFrame, records: list[dict[str, Any]]) -> None:
    """Where a key is only a position, let ids follow the item itself: rows may come re-ordered."""
    given = frame["id"].notna().tolist() if "id" in frame.columns else [False] * len(frame)
    identities = Identities(view.task.id, view.annotator)
    for record, has_id in zip(records, given, strict=True):
        fingerprint = view.look.fingerprint(view.look.place[record["item"]])
        if not has_id and fingerprint is not None:
            record["id"] = identities.derive({**record, "item": fingerprint})


def _check_single_answers(view: View, new: Sequence[dict[str, Any]]) -> None:
    single = {field.name for field in view.fields if not field.multiple and not by_name()[field.kind].columns}
    answered = {
        (str(record["item"]), str(record["field"])): record["label"]
        for record in view.state.annotations.values()
        if record["field"] in single and is_decided(record)
    }
    for record in new:
        if not is_decided(record):
            continue
        standing = answered.get((record["item"], record["field"]))
        if standing is not None:
            raise ValueError(
                f"item {shown(record['item'])} is {standing!r} already and {record['field']!r} takes one answer, so "
                f"{record['label']!r} cannot be added; use update() with its id, or declare Choice(..., multiple=True)"
            )


def updating(view: View, frame: pd.DataFrame) -> list[Op]:
    """Give the operations that change what a frame says."""
    standing = view.state.annotations
    patches = read_updates(
        frame,
        fields=view.fields,
        standing=standing,
        extent_of=view.extent_of,
    )
    return [
        Op("update", str(standing[name]["item"]), name, {column: standing[name][column] for column in patch}, patch)
        for name, patch in patches
    ]


def removing(view: View, ids: Iterable[str]) -> list[Op]:
    """Give the operations that delete annotations by id."""
    wanted = [ids] if isinstance(ids, str) else list(ids)
    standing = view.state.annotations
    gone = [name for name in wanted if name not in standing]
    if gone:
        more = f" (and {len(gone) - 1} more)" if len(gone) > 1 else ""
        raise ValueError(f"id {gone[0]!r}{more} is no annotation that stands; labeler.annotations['id'] lists them")
    ops: list[Op] = []
    for name in dict.fromkeys(wanted):
        item = str(standing[name]["item"])
        if is_open(standing[name]):
            # Or the same prediction would come back, as one does that only gave way to newer ones.
            ops.append(Op("update", item, name, None, {"decision": "rejected"}))
        ops.append(Op("delete", item, name, None, None))
    return ops


def resetting(view: View, expect: int | None) -> list[Op]:
    """Give the operations that take back everything but the time that was spent."""
    place = view.look.place
    standing = {name: record for name, record in view.state.annotations.items() if record["item"] in place}
    decided = sum(map(is_decided, standing.values()))
    if expect != decided:
        raise ValueError(
            f"reset(expect={expect!r}) does nothing: {decided} annotations of {view.annotator!r} would go; "
            f"if that is meant, write reset(expect={decided})"
        )
    deletes = [Op("delete", str(record["item"]), name, None, None) for name, record in standing.items()]
    blank = {name: value for name, value in BLANK_ANSWER.items() if name != "seconds"}
    answers = [
        Op("set", item, None, None, blank)
        for item, answer in view.state.answers.items()
        if item in place and any(answer[name] != value for name, value in blank.items())
    ]
    return [*deletes, *answers]


def renaming(view: View, old: str, new: str, field: str | None) -> tuple[list[Field], list[Op], str | None]:
    """Give the fields with the label's new name, the operations, and what there is to say."""
    if not new.strip():
        raise ValueError(f"the new name {new!r} of label {old!r} is empty; give it at least one visible character")
    having = [each for each in view.fields if old in each.known and field in {None, each.name}]
    if field is not None and field not in {each.name for each in view.fields}:
        raise ValueError(f"field {field!r} is not one of {[each.name for each in view.fields]}")
    if not having:
        where = {each.name: list(each.known) for each in view.fields}
        raise ValueError(f"there is no label {old!r}; the labels are {where}")
    if len(having) > 1:
        names = [each.name for each in having]
        raise ValueError(f"label {old!r} is in the fields {names}; name one, as in field={names[0]!r}")
    (target,) = having
    if old == new:
        return [], [], None
    merges = new in target.known
    standing = view.state.annotations
    placeless = not by_name()[target.kind].columns
    answered = {
        record["item"] for record in standing.values() if record["field"] == target.name and record["label"] == new
    }
    ops: list[Op] = []
    for name, record in standing.items():
        if record["field"] != target.name or record["label"] != old:
            continue
        item = str(record["item"])
        if placeless and item in answered:
            # The item says both already: once they are one, one answer is left.
            ops.append(Op("delete", item, name, None, None))
        else:
            ops.append(Op("update", item, name, {"label": old}, {"label": new}))
    said = None
    if merges:
        said = f"label {old!r} is now part of {new!r}: {len(ops)} annotations were moved to it"
    return [_fields.rename(target, old, new)], ops, said


def reattaching(keys: Iterable[Key], replaced: Sequence[StoredItem]) -> list[StoredItem]:
    """Give the hidden items of these keys, the latest of each.

    Raises
    ------
    KeyError
        If nothing is hidden under one of the keys.
    """
    hidden = {item.key: item for item in replaced}
    found: list[StoredItem] = []
    for key in [keys] if isinstance(keys, str | int | pd.Timestamp) else keys:
        item = hidden.get(to_wire(key))
        if item is None:
            known = ", ".join(shown(each) for each in list(hidden)[:5]) or "nothing"
            raise KeyError(f"nothing is hidden under {key!r}, its content did not change; hidden is {known}")
        found.append(item)
    return found
