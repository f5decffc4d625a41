r"""Half characters: JSON and YAML can write ``"\ud800"``, which is no character and which UTF-8 cannot keep."""

from __future__ import annotations

from typing import Any


def whole(value: Any) -> tuple[Any, int]:
    r"""Give a value with pairs of halves as the characters they are, lone halves as U+FFFD, and how many those are.

    Places in a text stay what they are: a lone half is one code point, and so is U+FFFD.

    Examples
    --------
    >>> whole({"name": "a\ud800", "also": ["\ud83d\ude00"]})
    ({'name': 'a�', 'also': ['😀']}, 1)
    """
    if isinstance(value, str):
        if not any("\ud800" <= sign <= "\udfff" for sign in value):
            return value, 0
        mended = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return mended, mended.count("\ufffd") - value.count("\ufffd")
    if isinstance(value, list):
        made = [whole(each) for each in value]
        return [each for each, _ in made], sum(count for _, count in made)
    if isinstance(value, dict):
        pairs = [(whole(key), whole(each)) for key, each in value.items()]
        return {key: each for (key, _), (each, _) in pairs}, sum(one + other for (_, one), (_, other) in pairs)
    return value, 0
