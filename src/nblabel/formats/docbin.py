"""DocBin of spaCy: the file of tokenised documents that ``spacy train`` takes.

Documents are cut into tokens by ``spacy.blank("xx")``, or by the pipeline given as ``nlp=``; a token has
one label at most, and a span begins and ends where tokens do. What does not fit is a loss: overlaps
go, with all other spans, into a span group with ``spans_key="sc"``; for a span inside a token another
``nlp`` is needed. Offsets are code points, and texts are kept to the letter. Classes are ``cats``, 1.0
where chosen. Each document's ``user_data["nblabel"]`` has the key, comment, flag and the user's own
columns, the first one's the labels in order too. https://spacy.io/api/docbin
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import MAX_BYTES, Contents
from nblabel.formats._declared import declared
from nblabel.formats._entries import fields_of, labels_of
from nblabel.formats._format import DONE, TEXTS, FormatError, Write
from nblabel.formats._passed_over import PassedOver
from nblabel.formats._replacing import write_files
from nblabel.formats._text_items import TextItem, apart, own_rows, place_of, plain_key, text_items
from nblabel.formats._text_lines import about, declared_first, report_undeclared, said_about
from nblabel.formats._text_reading import ReadSpan, ReadText, dataset_of_texts
from nblabel.formats._values import number
from nblabel.formats.spacy_jsonl import CHOSEN, HOLDS, OVERLAP

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

_OWN = "nblabel"
_OF_TOKENS = {"TAG": "tags", "POS": "parts of speech", "LEMMA": "lemmas", "MORPH": "morphology", "DEP": "dependencies"}
"""What spaCy knows of tokens, and we do not hold."""


class DocBin:
    """Documents of spaCy; spans that fit their tokens, and classes, are read back exactly."""

    name = "docbin"
    endings = (".spacy",)
    media = TEXTS
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by the ending: the content is compressed."""
        return contents.path.suffix.lower() == ".spacy" and not contents.is_folder

    def prepare(
        self,
        dataset: Dataset,
        path: Path,
        report: Report,
        *,
        spans_key: str | None = None,
        nlp: Callable[[str], Doc] | None = None,
    ) -> Write:
        """Report what is lost; give what writes the file.

        ``spans_key`` names a span group to write, not entities; ``nlp`` is the pipeline, or any
        function, that makes a document of a text.
        """
        spacy = _spacy()
        make = nlp or spacy.blank("xx")
        columns = own_rows(dataset, report)
        classes, fields = labels_of(dataset, "class"), fields_of(dataset, HOLDS)
        bin_ = spacy.tokens.DocBin(store_user_data=True)
        for place, item in enumerate(text_items(dataset, HOLDS, report)):
            doc = make(item.text)
            if doc.text != item.text:
                raise ValueError(f"nlp= changes the text of item {item.key!r}, so that its spans stand elsewhere")
            spans = _fitting(item, doc, report, keep_all=spans_key is not None)
            doc.set_ents([] if spans_key else spans)
            doc.spans.clear()
            if spans_key:
                doc.spans[spans_key] = spans
            doc.cats = {label: float(label in item.classes) for label in classes}
            own = {"id": plain_key(item.key, report), **about(item, columns)}
            doc.user_data[_OWN] = {**own, **({} if place else declared(fields))}
            bin_.add(doc)
        report_undeclared(bin_.tokens, fields, report)
        content = bin_.to_bytes()
        return lambda: write_files({path: content})

    def read(self, contents: Contents, report: Report) -> Dataset:
        """Read the file: entities and all span groups."""
        passed = PassedOver("a document", ())
        read = _documents(contents, passed)
        passed.say(report)
        fields = declared_first([("document 1", own) for _, _, own in read])
        cats = [name for _, names, _ in read for name in names]
        labels = {"class": cats} if cats else {}
        return dataset_of_texts(contents, report, [text for text, _, _ in read], labels=labels, fields=fields)


def _fitting(item: TextItem, doc: Doc, report: Report, *, keep_all: bool) -> list[Any]:
    """Give the spans as spaCy has them; report those that do not begin and end where tokens do."""
    made: list[Any] = []
    for record in item.spans if keep_all else apart(item, report, OVERLAP):
        shape = record["geometry"]
        span = doc.char_span(shape["start"], shape["end"], label=record["label"])
        if span is None:
            tokens = [
                token.text for token in doc.char_span(shape["start"], shape["end"], alignment_mode="expand") or ()
            ]
            why = f"its words {shape['text']!r:.40} are a part of the tokens {tokens!r:.60}"
            report.lost(f"{why}; give nlp= a pipeline that cuts there", **place_of(item, record))
            continue
        made.append(span)
    return made


def _documents(contents: Contents, passed: PassedOver) -> list[tuple[ReadText, list[str], Mapping[str, Any]]]:
    """Give each document, the names of its categories, and what we wrote of it ourselves."""
    spacy = _spacy()
    name = contents.path.name
    if contents.is_folder:
        raise FormatError(f"{name!r} is a folder; a DocBin is one file")
    if contents.path.stat().st_size > MAX_BYTES:
        raise FormatError(f"{name!r} is above the limit of {MAX_BYTES / 2**30:.0f} GiB; split it")
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(contents.path.read_bytes(), MAX_BYTES)
    except zlib.error:
        raise FormatError(f"{name!r} is no DocBin: it is not compressed as one is") from None
    if not unpacking.eof:
        large = bool(unpacking.unconsumed_tail)
        why = f"holds more than {MAX_BYTES / 2**30:.0f} GiB; split it" if large else "was cut short"
        raise FormatError(f"{name!r} {why}")
    try:
        docs = spacy.tokens.DocBin().from_disk(contents.path).get_docs(spacy.vocab.Vocab())
        return [(_read_document(doc, own := _own(doc), passed), list(doc.cats), own) for doc in docs]
    except Exception as error:  # noqa: BLE001  (spaCy checks nothing, so that anything may be raised)
        raise FormatError(f"{name!r} is no DocBin that spaCy reads: {_one_line(error)}") from None


def _read_document(doc: Doc, own: Mapping[str, Any], passed: PassedOver) -> ReadText:
    passed.note({what: doc.has_annotation(name) for name, what in _OF_TOKENS.items()})
    passed.note({"kb_id": any(span.kb_id for span in doc.ents)})
    entities = [_place(span) for span in doc.ents]
    grouped = [_place(span) for group in doc.spans.values() for span in group]
    spans = [*entities, *(span for span in grouped if span not in entities)]
    chosen = [name for name, score in doc.cats.items() if (number(score) or 0) >= CHOSEN]
    return ReadText(doc.text, spans=spans, classes=chosen, **said_about(own))


def _place(span: Span) -> ReadSpan:
    return ReadSpan(span.label_, span.start_char, span.end_char)


def _own(doc: Doc) -> Mapping[str, Any]:
    try:
        own = json.loads(json.dumps(doc.user_data.get(_OWN)))  # spaCy gives tuples for lists
    except (TypeError, ValueError):
        return {}
    return own if isinstance(own, dict) else {}


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _spacy() -> Any:
    try:
        import spacy  # noqa: PLC0415  (an extra: only those who use it need it)
        import spacy.tokens  # noqa: PLC0415
        import spacy.vocab  # noqa: PLC0415
    except ImportError:
        raise ImportError("DocBin needs spaCy: pip install 'nblabel[spacy]', or save as spacy_jsonl") from None
    return spacy


FORMAT = DocBin()
