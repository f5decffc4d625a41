"""Real documents with the spans people marked in them; where they are from stands in data/text/README.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent / "data" / "text"


@dataclass(frozen=True)
class Document:
    """A text, its language, and its spans: start and end in code points, label, the words."""

    name: str
    language: str
    body: str
    spans: tuple[tuple[int, int, str, str], ...]

    @property
    def labels(self) -> list[str]:
        return sorted({label for _, _, label, _ in self.spans})

    @property
    def frame(self) -> pd.DataFrame:
        """The spans as `add` takes them."""
        frame = pd.DataFrame(list(self.spans), columns=["start", "end", "label", "text"])
        return frame.assign(item=self.name)


def documents() -> list[Document]:
    """Give all documents, the Japanese sentences as one with a line each."""
    folders = {"conll2002": "", "ncbi": "en", "bionlp": "en"}
    made = []
    for folder, language in folders.items():
        for path in sorted((HERE / folder).glob("*.txt")):
            spoken = language or {"esp": "es", "ned": "nl"}[path.name[:3]]
            made.append(Document(path.name, spoken, _text(path), _brat(path.with_suffix(".ann"))))
    return [*made, _iob(HERE / "japanese" / "iob_sents.txt")]


def _text(path: Path) -> str:
    return path.read_bytes().decode()


def _brat(path: Path) -> tuple[tuple[int, int, str, str], ...]:
    marked = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.startswith("T")]
    made = []
    for _, where, words in marked:
        label, start, end = where.split(" ")
        made.append((int(start), int(end), label, words))
    return tuple(made)


def _iob(path: Path) -> Document:
    body, spans = "", []
    for line in path.read_text("utf-8").splitlines():
        if not line:
            body += "\n"
            continue
        word, tag = line.split("\t")[0], line.split("\t")[-1]
        begin, label = len(body), tag[2:]
        body += word
        last = spans[-1] if spans else None
        # The corpus has an I that follows nothing of its own: there a span begins as well.
        if tag.startswith("I-") and last is not None and last[1:] == [begin, label]:
            last[1] = len(body)
        elif label:
            spans.append([begin, len(body), label])
    return Document("japanese.txt", "ja", body, tuple((s, e, label, body[s:e]) for s, e, label in spans))
