"""CoNLL: a token and its tag a line, an empty line after each sentence, ``-DOCSTART-`` before each text.

There are no places in it and no overlaps, so a text becomes its tokens: what ``tokenizer=`` gives, by default
words and single signs. Spans that do not begin and end where tokens do, that overlap, or that run over
the end of a line, are a loss. ``scheme`` is ``"IOB2"`` (the default), ``"BILUO"`` or ``"BIOES"``; all are read, and
IOB1.

Read, a text is its tokens joined by ``separator`` (a space; ``""`` for Japanese), its sentences being lines,
and places are code points of that. Files without ``-DOCSTART-`` have one text a sentence. The first column is the
token, and the last one the tag; others, and comments, are not read. Keys, the order of labels, and those that
nobody used, have no place.
Tjong Kim Sang & De Meulder, *Introduction to the CoNLL-2003 Shared Task*, 2003.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._entries import Holds, fields_of
from nblabel.formats._format import DONE, TEXTS, FormatError, Write
from nblabel.formats._replacing import write_files
from nblabel.formats._tags import OUTSIDE, SCHEMES, TAG, tagged, untagged
from nblabel.formats._text_items import TextItem, text_items
from nblabel.formats._text_reading import ReadSpan, ReadText, dataset_of_texts
from nblabel.formats._tokens import Tokenizer, tokens_of

_HOLDS = Holds(frozenset({"span"}))
_DOCUMENT = "-DOCSTART-"
_LOOKED_AT = 50
_MOST = 0.9
_NOTHING = frozenset({"_", "-X-", "O"})
"""What stands in a column that says nothing."""

_Sentence = list[tuple[str, str]]
"""Tokens with their tags."""


class Conll:
    """CoNLL's columns; tokens and the spans made of them are read back exactly."""

    name = "conll"
    endings = (".conll", ".iob", ".iob2", ".bio")
    media = TEXTS
    statuses = DONE

    def claims(self, contents: Contents) -> bool:
        """Tell by the first lines: columns, of which the last is a tag."""
        lines = contents.head.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")[:_LOOKED_AT]
        columns = [_columns(line) for line in lines if line.strip()]
        tags = sum(len(cells) > 1 and TAG.fullmatch(cells[-1]) is not None for cells in columns)
        return bool(columns) and (columns[0][0] == _DOCUMENT or tags >= _MOST * len(columns))

    def prepare(
        self,
        dataset: Dataset,
        path: Path,
        report: Report,
        *,
        tokenizer: Tokenizer | None = None,
        scheme: str = "IOB2",
    ) -> Write:
        """Report what is lost; give what writes the file. ``tokenizer`` gives the tokens of a text, in order."""
        if scheme not in SCHEMES:
            raise ValueError(f"scheme={scheme!r} is none of {list(SCHEMES)}")
        items = text_items(dataset, _HOLDS, report)
        content = "".join(line for item in items for line in _lines(item, tokenizer, scheme, report))
        if [item.key for item in items] != list(range(len(items))):
            report.left_out("keys have no place in this format; the texts will be numbered from 0")
        used = dict.fromkeys(record["label"] for item in items for record in item.spans)
        for field in fields_of(dataset, _HOLDS):
            if list(field.known) != list(used):
                why = "the order of labels, and those that nobody used, have no place in this format"
                report.left_out(why, field=field.name)
        return lambda: write_files({path: content})

    def read(self, contents: Contents, report: Report, *, separator: str = " ") -> Dataset:
        """Read the file. ``separator`` stands between the tokens of a sentence."""
        documents = list(_documents(contents, report))
        if not documents:
            raise FormatError(f"{contents.path.name!r} has no line with a token and a tag")
        texts = [_joined(sentences, separator) for sentences in documents]
        return dataset_of_texts(contents, report, texts, kinds=("span",))


def _lines(item: TextItem, tokenizer: Tokenizer | None, scheme: str, report: Report) -> Iterator[str]:
    tokens = tokens_of(item.text, tokenizer)
    ends = [place for place, sign in enumerate(item.text) if sign == "\n"]
    tags = tagged(item, tokens, report, scheme=scheme, ends=ends)
    yield f"{_DOCUMENT} {OUTSIDE}\n\n"
    spoken: list[str] = []
    at = 0
    for token, tag in zip(tokens, tags, strict=True):
        word = "_".join(token.text.split())
        if spoken and "\n" in item.text[at : token.start]:
            yield "\n"
            spoken.append("\n")
        elif spoken:
            spoken.append(" ")
        spoken.append(word)
        at = token.end
        yield f"{word} {tag}\n"
    if "".join(spoken) != item.text:
        report.left_out("its white space: tokens are read with one space between them", item=item.key)
    yield "\n"


def _documents(contents: Contents, report: Report) -> Iterator[list[_Sentence]]:
    """Give the texts, each as its sentences."""
    marked = False
    sentences: list[_Sentence] = []
    sentence: _Sentence = []
    comments: list[str] = []
    columns: tuple[int, str] | None = None
    for number, line in enumerate([*contents.text.split("\n"), ""], 1):
        cells = _columns(line)
        if cells == [""] or cells[0] == _DOCUMENT:
            if sentence:
                sentences.append(sentence)
            sentence = []
            if cells[0] == _DOCUMENT:
                if marked or sentences:
                    yield sentences
                sentences, marked = [], True
            elif sentences and not marked:
                yield sentences
                sentences = []
            continue
        if line.startswith("# ") and not TAG.fullmatch(cells[-1]):
            comments.append(line)  # as CoNLL-U and its like have them
            continue
        if len(cells) == 1:
            report.skipped(f"line {number} has no tag: {line[:60]!r}")
            continue
        tag = cells[-1]
        if not TAG.fullmatch(tag):
            report.repaired(f"line {number} has {tag[:40]!r} for a tag; its token is outside")
            tag = OUTSIDE
        if columns is None and not _NOTHING.issuperset(cells[1:-1]):
            columns = number, " ".join(cells[1:-1])
        sentence.append((cells[0], tag))
    if comments:
        count = "a comment is" if len(comments) == 1 else f"{len(comments)} comments are"
        report.skipped(f"{count} not read: {comments[0].strip()[:60]!r}")
    if columns is not None:
        report.skipped(
            f"columns between the token and its tag are not read, such as {columns[1][:60]!r} in line {columns[0]}"
        )
    if marked:
        yield sentences


def _joined(sentences: list[_Sentence], separator: str) -> ReadText:
    text = ""
    spans: list[ReadSpan] = []
    for sentence in sentences:
        text += "\n" if text else ""
        places: list[tuple[int, int]] = []
        for token, _ in sentence:
            text += separator if places else ""
            places.append((len(text), len(text) + len(token)))
            text += token
        for label, first, after in untagged(tag for _, tag in sentence):
            spans.append(ReadSpan(label, places[first][0], places[after - 1][1]))
    return ReadText(text, spans=spans)


def _columns(line: str) -> list[str]:
    cells = line.rstrip("\r").split("\t") if "\t" in line else line.strip(" \r").split(" ")
    return [cell.strip(" ") for cell in cells if cell.strip(" ")] or [""]


FORMAT = Conll()
