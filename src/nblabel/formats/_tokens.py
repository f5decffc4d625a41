"""Words of a text: where they stand, as our own rule or a tokeniser of the user's cuts them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Tokenizer = Callable[[str], Iterable[Any]]
"""Gives the tokens of a text in order: as text, as ``(start, end)``, or with ``text`` and ``idx`` as spaCy's have."""

_PAIR = 2
_JOINS = "\u200d"
"""ZERO WIDTH JOINER, which makes one sign of two."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it stands, in code points."""

    text: str
    start: int
    end: int


def words_and_signs(text: str) -> list[tuple[int, int]]:
    """Cut a text into words and single signs; white space is in neither.

    A word is a run of letters, digits, ``_`` and the marks on them. Text without spaces, as Chinese or
    Japanese, comes out as long runs: give a tokeniser for it.

    Examples
    --------
    >>> text = "Ada's 3.5 m"
    >>> [text[start:end] for start, end in words_and_signs(text)]
    ['Ada', "'", 's', '3', '.', '5', 'm']
    """
    made: list[tuple[int, int]] = []
    was_word = False
    for place, sign in enumerate(text):
        if sign.isspace():
            continue
        touches = bool(made) and made[-1][1] == place
        on = unicodedata.category(sign)[0] == "M" or sign == _JOINS or (place > 0 and text[place - 1] == _JOINS)
        is_word = sign.isalnum() or sign == "_"
        if touches and (on or (is_word and was_word)):
            made[-1] = (made[-1][0], place + 1)
            was_word = was_word if on else is_word
        else:
            made.append((place, place + 1))
            was_word = is_word
    return made


def tokens_of(text: str, tokenizer: Tokenizer | None = None) -> list[Token]:
    """Give the tokens of a text that hold more than white space.

    Raises
    ------
    ValueError
        If what the tokeniser gives does not stand in the text, in order.
    """
    made: list[Token] = []
    at = 0
    for each in words_and_signs(text) if tokenizer is None else tokenizer(text):
        start, end = _place(each, text, at)
        token = text[start:end]
        kept = token.strip()
        if start < at or end > len(text) or end < start:
            raise ValueError(
                f"tokenizer= gives {each!r:.60}, which is not after the token before it, or not in the text"
            )
        at = end
        if kept:
            start += len(token) - len(token.lstrip())
            made.append(Token(kept, start, start + len(kept)))
    return made


def _place(each: Any, text: str, at: int) -> tuple[int, int]:
    if isinstance(each, str):
        start = text.find(each, at)
        if start < 0:
            raise ValueError(f"tokenizer= gives {each!r:.60}, which does not stand in the text after place {at}")
        return start, start + len(each)
    if isinstance(each, tuple) and len(each) == _PAIR and all(isinstance(one, int) for one in each):
        return each
    if isinstance(getattr(each, "idx", None), int) and isinstance(getattr(each, "text", None), str):
        return each.idx, each.idx + len(each.text)
    raise ValueError(f"tokenizer= gives {each!r:.60}, which is neither text nor (start, end)")
