"""A DataFrame with a column of images or texts: its index is the key, its other columns come back."""

from __future__ import annotations

from difflib import get_close_matches

import pandas as pd

from nblabel.items._ask import Ask
from nblabel.items._source import Source
from nblabel.items.listing import listed_by_index
from nblabel.items.values import open_values


def open_frame(ask: Ask) -> Source | None:
    """Open a DataFrame. The frames of a labeler then have its index, so they join with it.

    The index is the key even where the column holds paths, and the default RangeIndex too: it is
    what rows of the frame are looked up by. To look up by path, make it the index:
    ``df.set_index("file", drop=False)``.

    Raises
    ------
    TypeError, ValueError
        If the column is not named or not there, or the index cannot be keys.
    """
    frame = ask.items
    if not isinstance(frame, pd.DataFrame):
        return None
    columns = list(frame.columns)
    if ask.column is None:
        example = columns[0] if columns else "file"
        raise TypeError(
            f"the items are a DataFrame; name the column that has them, as in {ask.medium}={example!r} "
            f"(its columns are {columns})"
        )
    if ask.column not in columns:
        close = get_close_matches(str(ask.column), [str(column) for column in columns], n=1)
        mend = f"; did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"{ask.medium}={ask.column!r} is not one of the columns {columns}{mend}")
    if columns.count(ask.column) > 1:
        raise ValueError(
            f"{ask.medium}={ask.column!r} names {columns.count(ask.column)} columns; give each its own name"
        )
    rows = frame.drop(columns=[ask.column])
    listing = listed_by_index(frame.index, str(ask.column), rows.copy() if len(rows.columns) else None)
    return open_values(frame[ask.column].tolist(), ask, listing)
