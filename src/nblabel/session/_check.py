"""Whether a change can be committed, and what exactly it says once it is.

What comes in was made in a browser, perhaps hours ago. An operation is refused only if it could
never hold; else it is put into canonical form: geometry clipped, every column there, and
``before`` as it truly was at the commit, so that the log can be trusted for undo and history.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from nblabel.changes import ANNOTATION_COLUMNS, ANSWER_COLUMNS, Op, Patch, State
from nblabel.dataset.columns import DECISIONS
from nblabel.items.keys import from_wire
from nblabel.kinds import Extent, GeometryError, by_name
from nblabel.labels import Field
from nblabel.session._apart import find_clash

ExtentOf = Callable[[str], Extent]

_SOURCES = ("human", "model", "import")
_STATUSES = ("todo", "done", "skipped")
_BIG = 2**62  # an INTEGER of SQL has 64 bits
_MANAGED = frozenset({"created", "updated"})
_PLACES = frozenset({"field", "geometry", "decision"})


class Refused(ValueError):
    """A change that can never be committed; the message says why."""


class Checker:
    """Knows what the fields allow, and judges operations one by one.

    Parameters
    ----------
    fields
        What is captured now.
    ever
        Every label name that a field ever had: what undo brings back may carry an old one.
    extent_of
        How far an item reaches, by its typed key.
    """

    def __init__(self, fields: Sequence[Field], ever: Mapping[str, frozenset[str]], extent_of: ExtentOf) -> None:
        self._fields = {field.name: field for field in fields}
        self._labels = {field.name: {*field.known, *ever.get(field.name, ())} for field in fields}
        self._extent_of = extent_of

    def clean(self, op: Op, state: State, at: int) -> Op | None:
        """Give the operation in canonical form; None if there is nothing it could be done to.

        Raises
        ------
        Refused
            If it could never hold.
        """
        if op.action == "set":
            return self._set(op, state)
        if not op.annotation or not _text(op.annotation):
            raise Refused(f"annotation id {op.annotation!r} must be text that is not empty")
        if op.action == "create":
            return Op("create", op.item, op.annotation, None, self._whole(op, at))
        standing = state.annotations.get(op.annotation)
        if op.action == "delete":
            if standing is None:
                return None
            before = {name: value for name, value in standing.items() if name != "item"}
            return Op("delete", str(standing["item"]), op.annotation, before, None)
        if op.action == "update":
            target = standing or state.buried.get(op.annotation)
            if target is None:
                return None
            item = str(target["item"])
            after = {k: v for k, v in self._patch(op.after or {}, target, item).items() if k not in _MANAGED}
            return Op("update", item, op.annotation, {name: target.get(name) for name in after}, after)
        raise Refused(f"action {op.action!r} is not one of create, update, delete, set")

    def check_together(self, ops: Sequence[Op], state: State) -> None:
        """Check that what a change made may stand together with the rest, once all of it is done.

        Raises
        ------
        Refused
            If a kind keeps two of them apart.
        """
        touched = {op.annotation for op in ops if op.annotation is not None and _may_clash(op)}
        clash = find_clash(self._fields.values(), state.annotations, touched)
        if clash is not None:
            item, why = clash
            raise Refused(f"{why} (item {_shown(item)})")

    def _set(self, op: Op, state: State) -> Op:
        after = dict(op.after or {})
        for name, value in after.items():
            if name not in ANSWER_COLUMNS:
                raise Refused(f"{name!r} is nothing an item has; it has {list(ANSWER_COLUMNS)}")
            if not _ANSWER_HOLDS[name](value):
                raise Refused(f"{name}={value!r} on item {_shown(op.item)} is not {_ANSWER_IS[name]}")
        now = state.answer(op.item)
        return Op("set", op.item, None, {name: now[name] for name in after}, after)

    def _whole(self, op: Op, at: int) -> Patch:
        given = op.after or {}
        field = self._field(given.get("field"), op.item)
        made: dict[str, object] = {
            "label": None,
            "group": None,
            "score": None,
            "source": "human",
            "model": None,
            "decision": None,
            "attributes": None,
            "created": at,
            "updated": at,
            "kind": field.kind,
            "geometry": {},
            **given,
        }
        return self._patch(made, {"field": field.name, "kind": field.kind}, op.item)

    def _patch(self, patch: Patch, target: Mapping[str, object], item: str) -> dict[str, object]:
        field = self._field(patch.get("field", target["field"]), item)
        made = dict(patch)
        for name, value in patch.items():
            if name not in ANNOTATION_COLUMNS:
                raise Refused(f"{name!r} is nothing an annotation has; it has {list(ANNOTATION_COLUMNS)}")
            if name == "geometry":
                made[name] = self._geometry(value, field, item)
            elif name == "label":
                self._check_label(value, field, item)
            elif name == "field":
                continue
            elif name == "kind":
                if value != field.kind:
                    raise Refused(f"kind {value!r} does not go with field {field.name!r}, which holds {field.kind!r}")
            elif not _HOLDS[name](value):
                raise Refused(f"{name}={value!r} on item {_shown(item)} is not {_IS[name]}")
        if field.kind != target["kind"]:
            raise Refused(f"field {field.name!r} holds {field.kind} annotations, not {target['kind']}")
        return made

    def _field(self, name: object, item: str) -> Field:
        field = self._fields.get(name) if isinstance(name, str) else None
        if field is None:
            raise Refused(f"field {name!r} on item {_shown(item)} is not one of {list(self._fields)}; declare it")
        return field

    def _geometry(self, value: object, field: Field, item: str) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise Refused(f"geometry {value!r} on item {_shown(item)} is not an object of columns")
        kind = by_name()[field.kind]
        try:
            return dict(kind.clean(value, self._extent_of(item) if kind.columns else Extent())[0])
        except GeometryError as error:
            raise Refused(f"{error} (item {_shown(item)})") from None

    def _check_label(self, value: object, field: Field, item: str) -> None:
        if value is None and by_name()[field.kind].columns:
            return  # drawn while no label was active: it waits for its digit
        if not isinstance(value, str) or value not in self._labels[field.name]:
            raise Refused(
                f"label {value!r} on item {_shown(item)} is not one of {field.name}={list(field.names)}; "
                "add it there or choose another"
            )


def _may_clash(op: Op) -> bool:
    """Tell what could come to stand beside something from what leaves its place alone, a new label say."""
    return op.action == "create" or (op.action == "update" and not _PLACES.isdisjoint(op.after or {}))


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        # Half a surrogate pair can be typed in a browser, but no UTF-8 file can hold it.
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _text_or_none(value: object) -> bool:
    return value is None or _text(value)


def _whole_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _BIG


def _json_object(value: object) -> bool:
    return value is None or (isinstance(value, Mapping) and _plain(value))


def _plain(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(_text(name) and _plain(each) for name, each in value.items())
    if isinstance(value, list | tuple):
        return all(_plain(each) for each in value)
    return value is None or isinstance(value, bool) or _text(value) or _number(value)


_Test = Callable[[object], bool]

_HOLDS: Mapping[str, _Test] = {
    "group": _text_or_none,
    "score": lambda value: value is None or _number(value),
    "source": lambda value: value in _SOURCES,
    "model": _text_or_none,
    "decision": lambda value: value is None or value in DECISIONS,
    "attributes": _json_object,
    "created": _whole_number,
    "updated": _whole_number,
}
_IS: Mapping[str, str] = {
    "group": "text",
    "score": "a finite number",
    "source": f"one of {list(_SOURCES)}",
    "model": "text",
    "decision": f"one of {list(DECISIONS)}",
    "attributes": "an object of plain JSON values",
    "created": "a whole number of microseconds",
    "updated": "a whole number of microseconds",
}
_ANSWER_HOLDS: Mapping[str, _Test] = {
    "status": lambda value: value in _STATUSES,
    "flagged": lambda value: isinstance(value, bool),
    "comment": _text,
    "seconds": lambda value: _number(value) and float(str(value)) >= 0,
}
_ANSWER_IS: Mapping[str, str] = {
    "status": f"one of {list(_STATUSES)}",
    "flagged": "True or False",
    "comment": "text",
    "seconds": "a number of seconds",
}


def _shown(item: str) -> str:
    try:
        return repr(from_wire(item))
    except ValueError:
        return repr(item)
