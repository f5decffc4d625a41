"""What a loop's model says of the items that come next, put in front of the person as suggestions."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nblabel.items.keys import from_wire
from nblabel.session import Notice, Session, StoreUnavailable


def propose(session: Session, model: str, field: str, said: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Suggest annotations of one field, by typed key of their item; what the model said before gives way.

    That it cannot be done is said, and the loop goes on: suggestions are a help, not the work.
    """
    keys = [from_wire(item) for item in said]
    rows = [
        {"item": key, "field": field, "label": each["label"], "score": each["score"], **each["geometry"]}
        for key, records in zip(keys, said.values(), strict=True)
        for each in records
    ]
    try:
        with warnings.catch_warnings():
            # A box that reaches over the edge is clipped: nobody is at a cell to read of it.
            warnings.simplefilter("ignore", UserWarning)
            session.suggest(pd.DataFrame(rows), model, keys)
    except (ValueError, TypeError, KeyError, StoreUnavailable) as error:
        session.tell(Notice("warning", f"what {model} predicts cannot be suggested: {error}"))
