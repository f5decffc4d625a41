"""Spans as one tag a token: IOB2, BILUO and BIOES are written, IOB1 and mixtures of them are read too.

``B-`` begins a span, ``I-`` goes on, ``O`` is outside. BILUO marks the last token (``L-``) and a span of one
(``U-``); BIOES calls them ``E-`` and ``S-``. In IOB1 ``I-`` begins a span too. Ramshaw & Marcus, *Text Chunking
using Transformation-Based Learning*, 1995; Ratinov & Roth, *Design Challenges and Misconceptions in Named Entity
Recognition*, 2009.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from nblabel.dataset.reporting import Report
from nblabel.formats._text_items import TextItem, apart, place_of
from nblabel.formats._tokens import Token

SCHEMES = {"IOB2": ("B", "I", "I", "B"), "BILUO": ("B", "I", "L", "U"), "BIOES": ("B", "I", "E", "S")}
"""How the first, an inner, the last and the only token of a span are marked."""

OUTSIDE = "O"
TAG = re.compile(r"O|[BILUESM][-_]\S+")
_ONE_TAG = "a token has one tag: leave one out"


def tagged(
    item: TextItem, tokens: Sequence[Token], report: Report, *, scheme: str, ends: Iterable[int] = ()
) -> list[str]:
    """Give the tag of each token; report spans that do not fit the tokens, or run over one of the ``ends``."""
    first, inner, last, only = SCHEMES[scheme]
    starts, stops = [token.start for token in tokens], [token.end for token in tokens]
    breaks = sorted(ends)
    tags = [OUTSIDE] * len(tokens)
    for record in apart(item, report, _ONE_TAG):
        start, end = record["geometry"]["start"], record["geometry"]["end"]
        begin, stop = bisect_left(starts, start), bisect_left(stops, end)
        where = place_of(item, record)
        if begin == len(tokens) or stop == len(tokens) or starts[begin] != start or stops[stop] != end:
            near = [token.text for token in tokens[bisect_right(stops, start) : bisect_left(starts, end)]]
            said = f"its words {record['geometry']['text']!r:.40} are not whole tokens ({near!r:.60})"
            report.lost(f"{said}; give a tokenizer= that cuts there", **where)
            continue
        if bisect_left(breaks, start) != bisect_left(breaks, end):
            report.lost("it runs over the end of a line, where a sentence ends", **where)
            continue
        label = "_".join(record["label"].split())
        if label != record["label"]:
            report.lost(f"its label {record['label']!r} becomes {label!r}", **where)
        if begin == stop:
            tags[begin] = f"{only}-{label}"
            continue
        tags[begin : stop + 1] = [f"{first}-{label}", *[f"{inner}-{label}"] * (stop - begin - 1), f"{last}-{label}"]
    return tags


def untagged(tags: Iterable[str]) -> list[tuple[str, int, int]]:
    """Give the spans that tags make: label, first token, and the one after the last.

    Examples
    --------
    >>> untagged(["B-PER", "I-PER", "O", "U-LOC", "I-ORG", "I-LOC"])
    [('PER', 0, 2), ('LOC', 3, 4), ('ORG', 4, 5), ('LOC', 5, 6)]
    """
    made: list[tuple[str, int, int]] = []
    is_open = False
    for place, tag in enumerate(tags):
        mark, label = tag[:1], tag[2:]
        if tag == OUTSIDE or not label:
            is_open = False
            continue
        if is_open and mark in "IMLE" and made[-1][0] == label:
            made[-1] = (label, made[-1][1], place + 1)
        else:
            made.append((label, place, place + 1))
        is_open = mark in "BIM"
    return made
