"""Spans as other tools give them, made into a frame for ``add``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nblabel.dataset.each import each


def spans(
    *,
    start: ArrayLike,
    end: ArrayLike,
    label: object = None,
    item: object = None,
    score: ArrayLike | None = None,
    text: object = None,
) -> pd.DataFrame:
    """Make a frame of spans from the offsets that taggers and other tools give.

    Parameters
    ----------
    start, end
        Where each span begins and ends, in code points, as ``len()`` counts; the end is exclusive.
    label
        One label for all, or one for each span.
    item
        The key of the item they are on: one for all, or one for each span.
    score
        One number for all, or one for each span.
    text
        What stands there, one for each span. It is taken from the item where it is left out; given,
        it is a check that the offsets mean the same text here.

    Returns
    -------
    DataFrame
        ``item, kind, label, start, end, text, score``; a column that was not given is left out.
        What the spans hold is checked when they are added, where the text is known.

    Raises
    ------
    ValueError
        If there are not as many values as spans, or ``start`` and ``end`` are not one row of
        whole numbers each.

    Examples
    --------
    >>> spans(start=[0, 13], end=[3, 20], label=["person", "place"], item="letter.txt")
             item  kind   label  start  end
    0  letter.txt  span  person      0    3
    1  letter.txt  span   place     13   20
    """
    starts, ends = _offsets("start", start), _offsets("end", end)
    count = len(starts)
    if len(ends) != count:
        raise ValueError(f"end= has {len(ends)} values for {count} spans; give one for each start")
    made: dict[str, Any] = {}
    if item is not None:
        made["item"] = each("item", item, count, "spans")
    made["kind"] = ["span"] * count
    if label is not None:
        made["label"] = each("label", label, count, "spans")
    made["start"], made["end"] = starts, ends
    if text is not None:
        made["text"] = each("text", text, count, "spans")
    if score is not None:
        made["score"] = np.asarray(each("score", score, count, "spans"), dtype=np.float64)
    return pd.DataFrame(made)


def _offsets(name: str, given: ArrayLike) -> pd.Series[Any]:
    numbers = np.atleast_1d(np.asarray(given))
    if numbers.ndim != 1:
        raise ValueError(f"{name}= has shape {numbers.shape}; it takes one number for each span")
    try:
        # Whole floats are taken: a column of integers with holes in it has become one of floats.
        return pd.Series(pd.array(numbers.tolist(), dtype="Int64"))
    except (TypeError, ValueError):
        raise ValueError(f"{name}={numbers.tolist()!r:.80} are not whole numbers of code points") from None
