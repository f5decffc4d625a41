"""Offsets as spaCy has them, one text a line: ``{"text": …, "entities": [[0, 3, "person"]], "cats": {"bug": 1.0}}``.

Offsets are code points, end exclusive, as spaCy's ``char_span`` takes them, so a line trains with
``Example.from_dict(nlp.make_doc(row["text"]), {"entities": row["entities"], "cats": row["cats"]})``. spaCy's
entities never overlap: spans that do are a loss, or go with all others into a span group,
``"spans": {"sc": [[0, 3, "person"]]}``, with ``spans_key="sc"``. Classes are ``cats``, 1.0 where
chosen. Read are also the pairs of spaCy 2, ``["text", {"entities": …}]``, a line or in a list, and what
``doc.to_json()`` gives. The shared keys are those of `nblabel.formats._text_lines`.
https://spacy.io/api/example#from_dict
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Holds, fields_of, labels_of
from nblabel.formats._format import DONE, TEXTS, Write
from nblabel.formats._passed_over import PassedOver
from nblabel.formats._replacing import write_files
from nblabel.formats._text_items import apart, own_rows, plain_key, text_items
from nblabel.formats._text_lines import about, as_lines, declared_first, dicts_with_text, first_of, rows_of, said_about
from nblabel.formats._text_reading import ReadSpan, ReadText, dataset_of_texts
from nblabel.formats._values import dicts, number, short

HOLDS = Holds(frozenset({"span", "class"}), questions=True, comment=True, flagged=True, columns=True)
OVERLAP = "entities of spaCy do not overlap, a span group may: spans_key='sc'"
CHOSEN = 0.5
"""From where on a category counts as chosen: spaCy's own threshold."""
_KNOWN = frozenset({"entities", "ents", "spans", "cats", "links", "relations", "tokens", "sents"})

_PAIR, _TRIPLE = 2, 3


class SpacyJsonl:
    """Offsets as spaCy trains on; spans and classes are read back exactly."""

    name = "spacy_jsonl"
    endings = (".jsonl",)
    media = TEXTS
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by the keys of the first text."""
        row = _flat(_first(first_of(contents)))
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or isinstance(row.get("cats"), list):
            return False
        entities = row.get("entities", row.get("ents"))
        if isinstance(entities, list):
            return not any(isinstance(each, dict) and "start_offset" in each for each in entities)
        return isinstance(row.get("cats"), dict) or isinstance(row.get("spans"), dict)

    def prepare(self, dataset: Dataset, path: Path, report: Report, *, spans_key: str | None = None) -> Write:
        """Report what is lost; give what writes the file. ``spans_key`` names a span group to write, not entities."""
        columns = own_rows(dataset, report)
        kinds = {field.kind for field in dataset.fields}
        classes = labels_of(dataset, "class")
        rows: list[dict[str, Any]] = []
        for item in text_items(dataset, HOLDS, report):
            row: dict[str, Any] = {"text": item.text}
            if "span" in kinds:
                spans = item.spans if spans_key else apart(item, report, OVERLAP)
                marked = [[each["geometry"]["start"], each["geometry"]["end"], each["label"]] for each in spans]
                row |= {"spans": {spans_key: marked}} if spans_key else {"entities": marked}
            if "class" in kinds:
                row["cats"] = {label: float(label in item.classes) for label in classes}
            rows.append({**row, "id": plain_key(item.key, report), **about(item, columns)})
        content = as_lines(rows, fields_of(dataset, HOLDS), report)
        return lambda: write_files({path: content})

    def read(self, contents: Contents, report: Report) -> Dataset:
        """Read the file."""
        listed = [(where, _flat(row)) for where, row in _listed(contents)]
        rows = dicts_with_text(listed, contents, report)
        passed = PassedOver("a text", ())
        for _, row in rows:
            passed.note({"tokens": _says_more(row.get("tokens")), "sents": row.get("sents")})
            passed.note({"kb_id": any(map(_is_linked, _marked(row)))})
        passed.say(report)
        texts = [_read_row(row, where, report) for where, row in rows]
        kinds = {"span" for _, row in rows if {"entities", "ents", "spans"} & set(row)}
        kinds |= {"class" for _, row in rows if "cats" in row}
        cats = [name for _, row in rows if isinstance(row.get("cats"), dict) for name in row["cats"]]
        labels = {"class": cats} if cats else {}
        return dataset_of_texts(contents, report, texts, kinds=kinds, labels=labels, fields=declared_first(rows))


def _read_row(row: Mapping[str, Any], where: str, report: Report) -> ReadText:
    spans = [span for each in _marked(row) if (span := _span(each, where, report)) is not None]
    cats = row.get("cats")
    chosen = [name for name, score in cats.items() if (number(score) or 0) >= CHOSEN] if isinstance(cats, dict) else []
    notes = [f"{short(cats)} are no cats"] if cats and not isinstance(cats, dict) else []
    if row.get("links") or row.get("relations"):
        notes.append("its links and relations are not held yet")
    return ReadText(row["text"], spans=spans, classes=chosen, notes=notes, **said_about(row, _KNOWN))


def _marked(row: Mapping[str, Any]) -> Iterator[object]:
    """Give what is marked: as entities, and in every span group."""
    groups = row.get("spans")
    named = groups.values() if isinstance(groups, dict) else ()
    for each in (row.get("entities"), row.get("ents"), *named):
        if isinstance(each, list):
            yield from each


def _span(each: object, where: str, report: Report) -> ReadSpan | None:
    if isinstance(each, dict) and {"start", "end", "label"} <= set(each):
        return ReadSpan(each["label"], each["start"], each["end"])
    if isinstance(each, list) and len(each) > _PAIR:  # a fourth is the id in a knowledge base
        return ReadSpan(each[2], each[0], each[1])
    report.skipped(f"{where}: {short(each)} is no [start, end, label]")
    return None


def _says_more(tokens: object) -> bool:
    """Tell whether tokens have more than their places: parts of speech, lemmas, heads."""
    return any(each.keys() - {"id", "start", "end"} for each in dicts(tokens) or ())


def _is_linked(each: object) -> bool:
    if isinstance(each, dict):
        return bool(each.get("kb_id"))
    return isinstance(each, list) and len(each) > _TRIPLE and bool(each[_TRIPLE])


def _listed(contents: Contents) -> list[tuple[str, Any]]:
    value = first_of(contents)
    if isinstance(value, dict) and isinstance(value.get("annotations"), list) and "text" not in value:
        # What web annotators for spaCy write: {"classes": […], "annotations": [[text, {…}], …]}.
        return [(f"text {place}", each) for place, each in enumerate(value["annotations"], 1) if each is not None]
    return rows_of(contents)


def _first(value: object) -> object:
    if isinstance(value, dict) and isinstance(value.get("annotations"), list) and "text" not in value:
        return next((each for each in value["annotations"] if each is not None), None)
    return value


def _flat(row: object) -> object:
    """Give spaCy 2's pair ``[text, annotations]`` as one object."""
    if isinstance(row, list) and len(row) == _PAIR and isinstance(row[1], dict):
        return {**row[1], "text": row[0]}
    return row


FORMAT = SpacyJsonl()
