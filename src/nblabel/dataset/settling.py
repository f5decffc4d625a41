"""Annotations of several datasets as one: the same said twice stands once, and the later of two answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from nblabel.dataset.annotations import Record, annotator_of
from nblabel.dataset.reporting import Report
from nblabel.items.keys import from_wire
from nblabel.kinds import by_name, canonical_json
from nblabel.labels import Field

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset

_Question = tuple[str, str]
"""An item and a field."""


class Settled:
    """The annotations of a dataset, and of those that are taken into it: each is looked at once, however many come.

    Attributes
    ----------
    records
        By id, each signed by who said it.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.records: dict[str, Record] = {}
        self._by_content: dict[str, str] = {}
        self._answers: dict[_Question, dict[str, str]] = {}
        """Ids of the answers to questions that take one, by who gave them."""

        fields = {field.name: field for field in dataset.fields}
        for id_, record in dataset.records.items():
            self._put(id_, _signed(record, dataset.annotator), fields)

    def take(self, other: Dataset, fields: Mapping[str, Field], changed: AbstractSet[str], report: Report) -> None:
        """Take in the annotations of another dataset, without those on items that are ``changed``.

        Parameters
        ----------
        other
            Whose annotations they are.
        fields
            Those of both together.
        changed
            Typed keys of the items that are something else there.
        report
            Where it is said how two were settled.
        """
        for id_, given in other.records.items():
            if given["item"] not in changed:
                self._take(id_, _signed(given, other.annotator), fields, report)

    def _take(self, id_: str, record: Record, fields: Mapping[str, Field], report: Report) -> None:
        where: dict[str, Any] = {"item": from_wire(record["item"]), "field": record["field"]}
        content = _content(record)
        standing = self.records.get(id_)
        if standing is not None and standing["annotator"] == record["annotator"]:
            if _content(standing) != content:
                late = max(standing, record, key=lambda each: int(each["updated"]))
                self._forget(id_, standing)
                self._put(id_, late, fields)
                report.repaired(
                    f"{_who(record)} changed it in one of the two; the later is kept", annotation=id_, **where
                )
            return
        if content in self._by_content:
            report.left_out(f"{_who(record)} said the same in both", annotation=self._by_content[content], **where)
            return
        own = id_ if standing is None else _another_id(id_, record["annotator"])
        if _is_single(record, fields):
            answers = self._answers.get((record["item"], record["field"]), {})
            before = answers.get(record["annotator"])
            if before is not None:
                is_later = int(record["updated"]) > int(self.records[before]["updated"])
                report.repaired(
                    f"{_who(record)} answered twice; the later answer is kept. If these are two people, name them when "
                    "reading, as in read(path, annotator='ada')",
                    annotation=own if is_later else before,
                    **where,
                )
                if not is_later:
                    return
                self._forget(before, self.records.pop(before))
            disagreement = _disagreement(record, (self.records[each] for each in answers.values()))
            if disagreement is not None:
                report.both_kept(disagreement, **where)
        self._put(own, record, fields)

    def _put(self, id_: str, record: Record, fields: Mapping[str, Field]) -> None:
        self.records[id_] = record
        self._by_content[_content(record)] = id_
        if _is_single(record, fields):
            self._answers.setdefault((record["item"], record["field"]), {})[record["annotator"]] = id_

    def _forget(self, id_: str, record: Record) -> None:
        content = _content(record)
        if self._by_content.get(content) == id_:
            del self._by_content[content]
        answers = self._answers.get((record["item"], record["field"]), {})
        if answers.get(record["annotator"]) == id_:
            del answers[record["annotator"]]


def _disagreement(record: Record, others: Iterable[Record]) -> str | None:
    """Say that somebody else answered otherwise; None if nobody did."""
    for each in others:
        if each["label"] != record["label"] and each["annotator"] != record["annotator"]:
            return f"{_who(each)} says {each['label']!r}, {_who(record)} says {record['label']!r}"
    return None


def _is_single(record: Record, fields: Mapping[str, Field]) -> bool:
    return not by_name()[record["kind"]].columns and not fields[record["field"]].multiple


def _who(record: Record) -> str:
    return repr(record["annotator"]) if record["annotator"] else "somebody who is not named"


def _signed(record: Record, annotator: str) -> Record:
    return {**record, "annotator": annotator_of(record, annotator)}


def _content(record: Record) -> str:
    names = ("item", "field", "label", "geometry", "group", "attributes", "decision", "annotator")
    return canonical_json([record[name] for name in names])


def _another_id(id_: str, annotator: str) -> str:
    return blake2b(f"{annotator} {id_}".encode(), digest_size=16).hexdigest()
