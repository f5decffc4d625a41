"""Rows of a Hugging Face dataset that are texts: with spans, or with tokens and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._contents import Contents
from nblabel.formats._hf_cells import SAID, Classes, answer_in, label_in, own_row, report_parts
from nblabel.formats._hf_features import inner_of, lists_of, names_of, part_of
from nblabel.formats._tags import OUTSIDE, TAG, untagged
from nblabel.formats._text_reading import keys_of
from nblabel.formats._values import short

_TAGS = "ner_tags"


class Texts:
    """The columns of a dataset of texts."""

    def __init__(
        self,
        features: Mapping[str, Any],
        contents: Contents,
        report: Report,
        *,
        text: str,
        tags: str | None,
        separator: str,
    ) -> None:
        self._report, self._text, self._separator = report, text, separator
        self._build = Builder(contents, report, medium="text")
        listed = {name: names for name, said in features.items() if (names := names_of(inner_of(said))) is not None}
        tagging = {name: names for name, names in listed.items() if _is_tags(names)}
        self._tags = _chosen_tags(tagging, tags) if "tokens" in features else None
        of_tokens = {name for name in listed if name in tagging or name.endswith("tags")} if self._tags else set()
        for name in sorted(of_tokens - {self._tags}):
            instead = f"; tags={name!r} reads it instead" if name in tagging else ""
            report.skipped(f"column {name!r} labels tokens, and is not read{instead}")
        self._spans = names_of(part_of(features.get("spans"), "label"))
        if self._spans is not None:
            self._build.declare("span", self._spans)
            report_parts("spans", features["spans"], {"start", "end", "label", "text"}, report)
        if self._tags is not None:
            self._tag_names = tagging[self._tags]
            self._build.declare("span", [name[2:] for name in self._tag_names if name != OUTSIDE])
        self._classes = Classes(features, self._build, of_tokens)
        self._known = {*self._classes.columns, *of_tokens, *SAID, text, "id", "tokens"}
        self._known |= {"spans"} if self._spans is not None else set()

    def read(self, rows: Sequence[tuple[str | None, dict[str, Any]]]) -> Dataset:
        """Make a dataset of rows, each with its split."""
        keys = keys_of([row.get("id") for _, row in rows], self._report)
        for key, (split, row) in zip(keys, rows, strict=True):
            tokens = row.get("tokens")
            words = [each for each in tokens if isinstance(each, str)] if isinstance(tokens, list) else []
            text = row.get(self._text)
            places: list[tuple[int, int]] | None = None
            if not isinstance(text, str):
                if not words:
                    self._report.skipped("it has no text", item=key)
                    continue
                text = self._separator.join(words)
            places = _found(words, text) if self._tags is not None else None
            item = self._build.text(key, text, row=own_row(row, self._known, split), answer=answer_in(row))
            if item is None:
                continue
            self._mark(item, row, places)
            self._classes.annotate(item, row)
        return self._build.finish()

    def _mark(self, item: str, row: Mapping[str, Any], places: list[tuple[int, int]] | None) -> None:
        key = self._build.key(item)
        if self._tags is not None:
            cell = row.get(self._tags)
            listed = cell if isinstance(cell, list) else []
            tags = [label_in(each, self._tag_names, item, self._build) or OUTSIDE for each in listed]
            if places is None or len(tags) != len(places):
                why = "its tokens do not stand in its text" if places is None else f"it has {len(tags)} tags"
                self._report.skipped(f"{why}, so its tags are not read", item=key)
                return
            for name, first, after in untagged(tags):
                self._build.annotate(item, "span", name, {"start": places[first][0], "end": places[after - 1][1]})
        if self._spans is None:
            return
        lists = lists_of(row.get("spans"))
        parts = [] if lists is None else [lists.get(name, []) for name in ("start", "end", "label")]
        if lists is None or len({len(part) for part in parts}) != 1:
            self._report.skipped(
                f"its spans are {short(row.get('spans'))}, not as many starts as ends and labels", item=key
            )
            return
        for start, end, cell in zip(*parts, strict=True):
            label = label_in(cell, self._spans, item, self._build)
            self._build.annotate(item, "span", label, {"start": start, "end": end})


def _is_tags(names: Sequence[str]) -> bool:
    return OUTSIDE in names and all(TAG.fullmatch(name) for name in names)


def _chosen_tags(tagging: Mapping[str, Any], tags: str | None) -> str | None:
    if tags is not None and tags not in tagging:
        raise ValueError(f"tags={tags!r} is no column of tags, such as O and B-PER; those are {list(tagging)}")
    return tags or (_TAGS if _TAGS in tagging else next(iter(tagging), None))


def _found(words: Sequence[str], text: str) -> list[tuple[int, int]] | None:
    """Give where words stand in a text, one after the other; None if one does not."""
    places: list[tuple[int, int]] = []
    at = 0
    for word in words:
        start = text.find(word, at)
        if start < 0:
            return None
        at = start + len(word)
        places.append((start, at))
    return places
