"""Made-up texts with spans and classes for the tests of text formats: emoji, combining marks, line ends as they are."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from nblabel.dataset import Dataset
from nblabel.labels import Choice
from tests.formats.made import record, texts

FIREMEN = "👨🏻‍🚒 firemen drive firetrucks"
"""*firetrucks* starts at 19 code points, 22 UTF-16 units, 30 bytes, 16 graphemes."""

PARTS = [
    "Ada",
    "née",
    "e\u0301",
    "👨🏻‍🚒",
    "🇫🇷",
    "שלום",
    "東京",
    "\r\n",
    "\n",
    " ",
    "\t",
    "\u00a0",
    "\u2028",
    ",",
    '"',
    "\\",
    "𝒳",
]
LABELS = ("person", "place", "äußere Form", "地")
CLASSES = ("bug", "question", "praise")


def span(item: object, text: str, start: int, end: int, label: str | None, created: int = 1, **given: Any) -> Any:
    return record(item, "span", label, created, start=start, end=end, text=text[start:end], **given)


def letter(*marks: tuple[int, int, str], text: str = FIREMEN, key: object = "a", **given: Any) -> Dataset:
    """Give one text with spans, each ``(start, end, label)``."""
    spans = [span(key, text, start, end, label, at) for at, (start, end, label) in enumerate(marks)]
    return texts({key: text}, spans, **given)


def agrees(dataset: Dataset) -> bool:
    """Tell whether every span says what stands in its text: ``body[start:end] == text``."""
    bodies = {key: dataset.extent(place).text or "" for place, key in enumerate(dataset.keys.tolist())}
    rows = dataset.annotations.query("kind == 'span'")
    return all(
        bodies[item][start:end] == text
        for item, start, end, text in zip(rows["item"], rows["start"], rows["end"], rows["text"], strict=True)
    )


def bodies(dataset: Dataset) -> dict[object, str | None]:
    return {key: dataset.extent(place).text for place, key in enumerate(dataset.keys.tolist())}


def said(dataset: Dataset) -> list[list[Any]]:
    return dataset.report[["what", "why"]].to_numpy().tolist()


def written_texts() -> st.SearchStrategy[str]:
    """Draw texts that a person may be shown: not blank, no U+0000."""
    signs = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")
    return st.lists(st.sampled_from(PARTS) | signs, min_size=1, max_size=12).map("".join).filter(str.strip)


@st.composite
def marked(
    draw: st.DrawFn,
    *,
    bodies: st.SearchStrategy[str] | None = None,
    overlap: bool = True,
    labels: tuple[str, ...] = LABELS,
    classes: tuple[str, ...] = (),
    keys: st.SearchStrategy[Any] | None = None,
) -> Dataset:
    """Draw texts with spans, and with classes, several to a text, if some are named."""
    names = draw(
        st.lists(
            st.text("abcé/", min_size=1, max_size=4) if keys is None else keys, min_size=1, max_size=3, unique=True
        )
    )
    written = {key: draw(written_texts() if bodies is None else bodies) for key in names}
    annotations: list[Any] = []
    for key, text in written.items():
        taken = 0
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0 if overlap else min(taken, len(text) - 1), len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            words = text[start:end]
            if words.strip() != words or not words or start < taken:
                continue
            taken = 0 if overlap else end
            annotations.append(span(key, text, start, end, draw(st.sampled_from(labels)), len(annotations)))
        annotations += [
            record(key, "class", name, len(annotations))
            for name in draw(st.sets(st.sampled_from(classes or ("",))))
            if name
        ]
    captures: dict[str, Any] = {"spans": list(labels)}
    if classes:
        captures["classes"] = many(*classes)
    return texts(written, annotations, captures=captures)


def many(*names: str) -> Choice:
    return Choice(list(names), multiple=True)
