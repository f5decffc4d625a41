"""Whose work a dataset holds, and what each of them said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nblabel.dataset.annotations import annotator_of

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset


def annotators_of(dataset: Dataset) -> tuple[str, ...]:
    """Give whose work it is, in order; an empty name stands for what nobody is named for."""
    named = [*dataset.answers_by, *(annotator_of(each, dataset.annotator) for each in dataset.records.values())]
    return tuple(dict.fromkeys(named)) or ((dataset.annotator,) if dataset.annotator else ())


def said_by(dataset: Dataset, annotator: str) -> dict[str, Any]:
    """Give the arguments of the dataset that one person's part of it is.

    Raises
    ------
    KeyError
        If nothing in it is theirs.
    """
    known = annotators_of(dataset)
    if annotator not in known:
        raise KeyError(f"nothing in {dataset!r} is by {annotator!r}; there is work by {list(known)}")
    theirs = {id_: each for id_, each in dataset.records.items() if annotator_of(each, dataset.annotator) == annotator}
    answers = answers_by(dataset).get(annotator)
    if answers is None:
        # A file says of an item that it is done, and not by whom: by those who annotated it, or
        # if nobody did, by all.
        own = {record["item"] for record in theirs.values()}
        others = {record["item"] for record in dataset.records.values()} - own
        answers = {item: answer for item, answer in dataset.answers.items() if item not in others}
    return {"annotations": theirs, "answers": answers, "annotator": annotator, "answers_by": {}}


def answers_by(dataset: Dataset) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Give what each said of items as a whole, by name and typed key, as far as it is known who did."""
    if dataset.answers_by:
        return dataset.answers_by
    return {dataset.annotator: dataset.answers} if len(annotators_of(dataset)) < 2 else {}  # noqa: PLR2004
