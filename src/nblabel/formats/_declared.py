"""What a dataset asks for, as JSON: for formats that let a stranger's object stand among their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from nblabel.kinds import by_name
from nblabel.labels import Field, Label, finish

KEY = "nblabel"
"""What the object is called that is ours in another tool's file."""

_FIELDS = "fields"


def field_as_json(field: Field) -> dict[str, Any]:
    """Give a field as a plain object: its name, kind, labels with colours and keys, options."""
    plain = {**asdict(field), "options": dict(field.options)}
    for name in ("labels", "retired"):
        plain[name] = [{part: value for part, value in label.items() if value} for label in plain[name]]
    return {name: value for name, value in plain.items() if value or name == "labels"}


def field_from_json(plain: Mapping[str, Any]) -> Field:
    """Give the field that `field_as_json` wrote.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is none.
    """
    declared, retired = (tuple(Label(**each) for each in plain.get(name, ())) for name in ("labels", "retired"))
    options, multiple = plain.get("options", {}), plain.get("multiple", False)
    return Field(plain["name"], plain["kind"], declared, multiple=multiple, options=options, retired=retired)


def declared(fields: Sequence[Field]) -> dict[str, Any]:
    """Give one key and the object beneath it that say what was asked for."""
    return {KEY: {_FIELDS: [field_as_json(field) for field in fields]}}


def declared_in(value: object) -> tuple[Field, ...]:
    """Give the fields that `declared` wrote into an object; none if there are none, or they were damaged since."""
    ours = value.get(KEY) if isinstance(value, Mapping) else None
    listed = ours.get(_FIELDS) if isinstance(ours, Mapping) else None
    try:
        return finish([field_from_json(_checked(each)) for each in listed or ()])
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()


def _checked(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    types = {"name": str, "kind": str, "multiple": bool, "options": dict}
    wrong = [name for name, type_ in types.items() if name in plain and not isinstance(plain[name], type_)]
    if wrong or not plain["name"].strip() or plain["kind"] not in by_name():
        raise ValueError(f"this is no field: {plain!r}")
    return plain
