"""The columns that a dataset has as a Hugging Face one, and what each row says in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from nblabel.dataset import Dataset
from nblabel.dataset.annotations import Record
from nblabel.dataset.reporting import Report
from nblabel.formats._columns import own_columns
from nblabel.formats._entries import Entry
from nblabel.formats._hf_features import Feature, class_label, image, plain, sequence, struct, value
from nblabel.formats._pictures import name_for
from nblabel.formats._tags import OUTSIDE, tagged
from nblabel.formats._text_items import TextItem, plain_key
from nblabel.formats._tokens import Tokenizer, tokens_of
from nblabel.labels import Field

_SPLIT = re.compile(r"\w+(?:\.\w+)*")
_OF_ALL = ("comment", "flagged")
_OF_TEXTS = ("id", "text", "tokens", "ner_tags", "spans", *_OF_ALL)
_OF_PICTURES = ("file_name", "image", "width", "height", "objects", *_OF_ALL)
_SIDES = ("x", "y", "width", "height")


class Columns:
    """The columns of a dataset.

    Attributes
    ----------
    splits
        Which split each item is in; None where there are none.
    """

    def __init__(self, dataset: Dataset, report: Report, tokenizer: Tokenizer | None) -> None:
        self._dataset, self._report, self._tokenizer = dataset, report, tokenizer
        self._is_text = dataset.medium == "text"
        shapes = [field for field in dataset.fields if field.kind == ("span" if self._is_text else "box")]
        self._shaped = shapes[0] if shapes else None
        self._names = _names(shapes[0]) if shapes else []
        taken = _OF_TEXTS if self._is_text else _OF_PICTURES
        self._classes: dict[str, Field] = {}
        called = {field.name: field for field in dataset.fields if field.kind == "class"}
        for name, field in called.items():
            if name in taken:
                report.left_out("its name is taken by another column, so the field is not there", field=name)
            else:
                self._classes["label" if name == "class" and "label" not in called else name] = field
        if "label" in called and "class" not in called:
            report.left_out("it is read back as 'class', as a column 'label' is", field="label")
        own = own_columns(dataset, {*taken, *self._classes}, report)
        self.splits: list[str | None] = [None] * len(dataset)
        if "split" in own and all(isinstance(each, str) and _SPLIT.fullmatch(each) for each in own["split"]):
            self.splits = own.pop("split")
        self._own = {name: (feature, values) for name, values in own.items() if (feature := plain(values)) is not None}
        for name in own:
            if name not in self._own:
                report.left_out(f"your own column {name!r} is not text, numbers, or True and False")
        self._said: set[str] = set()

    def row(self, entry: Entry) -> dict[str, Any] | None:
        """Give what is said of one item; None if it cannot be held."""
        of_shapes = [each for each in entry.annotations if self._shaped and each["field"] == self._shaped.name]
        for each in entry.annotations:
            if each["kind"] != "class" and each not in of_shapes:
                self._lost(f"a second field of {each['kind']} annotations cannot be held", entry, each)
            elif each["kind"] == "class" and not any(each["field"] == field.name for field in self._classes.values()):
                self._lost("the name of its field is taken by another column", entry, each)
        made = self._text(entry, of_shapes) if self._is_text else self._picture(entry, of_shapes)
        if made is None:
            return None
        for column, field in self._classes.items():
            names = _names(field)
            chosen = [names.index(each["label"]) for each in entry.annotations if each["field"] == field.name]
            if len(set(chosen)) > 1 and not field.multiple:
                why = f"its answers {[names[each] for each in dict.fromkeys(chosen)]}: only the first can be held"
                self._report.lost(why, item=entry.key, field=field.name)
            made[column] = list(dict.fromkeys(chosen)) if field.multiple else next(iter(chosen), None)
        self._said |= {name for name in _OF_ALL if entry.answer[name]}
        made |= {name: entry.answer[name] for name in _OF_ALL}
        return {**made, **{name: values[entry.position] for name, (_, values) in self._own.items()}}

    def features(self, *, pictures: bool) -> dict[str, Feature]:
        """Give the type of each column, once all rows are made; ``pictures`` if they are in it themselves."""
        made: dict[str, Feature]
        label = class_label(self._names)
        if self._is_text:
            whole = all(isinstance(key, int) for key in self._dataset.keys.tolist())
            made = {"id": value("int64" if whole else "string"), "text": value("string")}
            if self._tokenizer is not None:
                made |= {"tokens": sequence(value("string")), "ner_tags": sequence(class_label(_tags(self._names)))}
            elif self._shaped is not None:
                place = sequence(value("int64"))
                made["spans"] = struct({"start": place, "end": place, "label": sequence(label)})
        else:
            made = {"file_name": value("string"), "width": value("int64"), "height": value("int64")}
            made |= {"image": image()} if pictures else {}
            boxes = {"bbox": sequence(sequence(value("float64"), 4)), "category": sequence(label)}
            made |= {} if self._shaped is None else {"objects": struct(boxes)}
        for column, field in self._classes.items():
            names = class_label(_names(field))
            made[column] = sequence(names) if field.multiple else names
        said = {"comment": value("string"), "flagged": value("bool")}
        made |= {name: feature for name, feature in said.items() if name in self._said}
        return {**made, **{name: feature for name, (feature, _) in self._own.items()}}

    def _lost(self, why: str, entry: Entry, record: Record) -> None:
        self._report.lost(why, item=entry.key, annotation=record["id"], field=record["field"])

    def _text(self, entry: Entry, spans: Sequence[Record]) -> dict[str, Any] | None:
        text = self._dataset.extent(entry.position).text
        if text is None:
            said = self._report.lost if entry.annotations else self._report.left_out
            said("its text is empty or not at hand, so it is left out", item=entry.key)
            return None
        made: dict[str, Any] = {"id": plain_key(entry.key, self._report), "text": text}
        if self._tokenizer is not None:
            tokens = tokens_of(text, self._tokenizer)
            item = TextItem(entry.position, entry.key, text, spans, entry.answer)
            numbered = {tag: number for number, tag in enumerate(_tags(self._names))}
            tags = tagged(item, tokens, self._report, scheme="IOB2")
            return {**made, "tokens": [token.text for token in tokens], "ner_tags": [numbered[tag] for tag in tags]}
        made["spans"] = {
            "start": [record["geometry"]["start"] for record in spans],
            "end": [record["geometry"]["end"] for record in spans],
            "label": [self._names.index(record["label"]) for record in spans],
        }
        return made

    def _picture(self, entry: Entry, boxes: Sequence[Record]) -> dict[str, Any]:
        extent = self._dataset.extent(entry.position)
        known = not np.isinf(extent.width)
        if not known:
            self._report.lost("its size is not known: the picture is not at hand", item=entry.key)
        return {
            "file_name": name_for(entry.key, self._report),
            "width": int(extent.width) if known else None,
            "height": int(extent.height) if known else None,
            "objects": {
                "bbox": [[record["geometry"][side] for side in _SIDES] for record in boxes],
                "category": [self._names.index(record["label"]) for record in boxes],
            },
        }


def _names(field: Field) -> list[str]:
    return list(dict.fromkeys(field.known))


def _tags(names: Sequence[str]) -> list[str]:
    said = dict.fromkeys("_".join(name.split()) for name in names)
    return [OUTSIDE, *(f"{mark}-{name}" for name in said for mark in "BI")]
