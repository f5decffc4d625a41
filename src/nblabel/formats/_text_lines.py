"""Texts as JSON objects, one a line: what the formats that do so share.

``id`` is the item's key, and ``meta`` holds the user's own columns. Besides what a tool has words
for, ``comment`` and ``flagged`` are written, and in the first line ``nblabel``, the fields as declared;
other readers pass over them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._damage import FormatError
from nblabel.formats._declared import KEY, declared, declared_in
from nblabel.formats._entries import Entry
from nblabel.formats._text_items import TextItem
from nblabel.formats._values import short
from nblabel.labels import Field

_OWN = frozenset({"id", "text", "comment", "flagged", "meta", KEY})


# Writing --------------------------------------------------------------------------------------------


def about(item: TextItem | Entry, columns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give what is written of every item beside its key and what was marked in it, as far as there is any."""
    made: dict[str, Any] = {}
    if item.answer["comment"]:
        made["comment"] = item.answer["comment"]
    if item.answer["flagged"]:
        made["flagged"] = True
    if columns[item.position]:
        made["meta"] = columns[item.position]
    return made


def as_lines(rows: Sequence[dict[str, Any]], fields: Sequence[Field], report: Report) -> str:
    """Write objects one a line; the first says the fields as declared."""
    report_undeclared(rows, fields, report)
    first = [{**row, **declared(fields)} for row in rows[:1]]
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in [*first, *rows[1:]])


def report_undeclared(rows: Sequence[object], fields: Sequence[Field], report: Report) -> None:
    """Say that fields cannot be declared where there is no first text to do so."""
    for field in () if rows else fields:
        report.left_out(
            "no item is written, so its labels are not either: they stand beside the first item", field=field.name
        )


# Reading --------------------------------------------------------------------------------------------


def first_of(contents: Contents) -> object:
    """Give the first value of a file of JSON lines, or of one JSON list; None if it is neither. Never raises."""
    value = contents.first
    return value[0] if _is_list(value) else value


def rows_of(contents: Contents) -> list[tuple[str, Any]]:
    """Give the values of a file of JSON lines, or of one JSON list, each with where it stands.

    Raises
    ------
    FormatError
        If it is damaged.
    """
    text = contents.text
    if not text.strip():
        return []
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0]
    if first.startswith("[") and first[1:].lstrip().startswith("{"):
        return _listed(contents)  # perhaps all in one line, which need not be parsed for it
    try:
        alone = not _is_list(json.loads(first))
    except (ValueError, RecursionError):
        alone = contents.is_lines
    if alone:
        return [(f"line {number}", value) for number, value in contents.json_lines]
    return _listed(contents)


def _listed(contents: Contents) -> list[tuple[str, Any]]:
    value = contents.json
    if not isinstance(value, list):
        raise FormatError(f"{contents.path.name!r} is neither one JSON object a line nor a JSON list of them")
    return [(f"text {place}", each) for place, each in enumerate(value, 1)]


def dicts_with_text(
    rows: Iterable[tuple[str, object]], contents: Contents, report: Report
) -> list[tuple[str, dict[str, Any]]]:
    """Give those that are objects with a text; report the others.

    Raises
    ------
    FormatError
        If there are some, but none has a text.
    """
    kept: list[tuple[str, dict[str, Any]]] = []
    refused: list[str] = []
    for where, row in rows:
        if not isinstance(row, dict):
            refused.append(f"{where} is no object but {short(row)}")
        elif not isinstance(row.get("text"), str):
            refused.append(f"{where} has no text" if row.get("text") is None else f"{where}: its text is no text")
        else:
            kept.append((where, row))
    if refused and not kept:
        raise FormatError(f"{contents.path.name!r} holds no texts: {refused[0]}")
    for why in refused:
        report.skipped(why)
    return kept


def said_about(row: Mapping[str, Any], known: Collection[str] = ()) -> dict[str, Any]:
    """Give what was written beside the text: id, columns and answer. Other keys are columns, unless ``known``."""
    answer: dict[str, object] = {}
    if isinstance(row.get("comment"), str):
        answer["comment"] = row["comment"]
    if row.get("flagged") is True:
        answer["flagged"] = True
    more = {name: value for name, value in row.items() if name not in _OWN and name not in known}
    meta = row.get("meta")
    return {"id": row.get("id"), "row": {**more, **(meta if isinstance(meta, dict) else {})}, "answer": answer}


def declared_first(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Field, ...]:
    """Give the fields that the first line says, none if it does not."""
    return declared_in(rows[0][1]) if rows else ()


def _is_list(value: object) -> bool:
    """Tell a list of texts from one text that is written as a list: spaCy's ``[text, annotations]``."""
    return isinstance(value, list) and bool(value) and not isinstance(value[0], str)
