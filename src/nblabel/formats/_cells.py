"""Cells of text, and the dtypes they can be read back into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

_TEXT = {"object", "str", "string"}


def is_writable(dtype: Any) -> bool:
    """Tell whether text can hold a column of this dtype, so that `parsed` gives it back."""
    if isinstance(dtype, pd.CategoricalDtype):
        return all(isinstance(name, str) for name in dtype.categories)
    if isinstance(dtype, pd.DatetimeTZDtype):
        return True
    if isinstance(dtype, np.dtype):
        return dtype.kind in "OUiufbM" and dtype.itemsize <= 8  # noqa: PLR2004  (no float128)
    return str(dtype) in _TEXT or str(dtype) == "boolean" or str(dtype).startswith(("Int", "UInt", "Float"))


def parsed(texts: pd.Series[Any], how: Mapping[str, Any]) -> pd.Series[Any]:
    """Read a column of text.

    Parameters
    ----------
    texts
        The cells as they stand in the file.
    how
        Its ``dtype``; for a categorical ``categories`` and ``ordered``; and ``missing``, the places
        of the missing values, if empty cells are not all missing.

    Raises
    ------
    ValueError
        If a cell cannot be read.
    """
    places = how.get("missing")
    gone = set(places) if places is not None else {place for place, text in enumerate(texts) if text == ""}
    values: list[Any] = [None if place in gone else text for place, text in enumerate(texts)]
    dtype: str = how["dtype"]
    if dtype in {"bool", "boolean"}:
        values = [None if value is None else _boolean(value) for value in values]
    elif dtype.lower().startswith(("int", "uint")):
        values = [None if value is None else int(value) for value in values]
    elif dtype.lower().startswith("float"):
        values = [None if value is None else float(value) for value in values]
    elif dtype.startswith("datetime64"):
        stamps = pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601", utc="," in dtype)
        return pd.Series(pd.Index(stamps).astype(dtype))
    if "categories" in how:
        return pd.Series(pd.Categorical(values, categories=how["categories"], ordered=how["ordered"]))
    if None in values and dtype in {"bool", *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))}:
        raise ValueError(f"an empty cell in column {texts.name!r}, which holds {dtype}")
    return pd.Series(values, dtype=dtype)


def _boolean(text: str) -> bool:
    if text not in {"True", "False"}:
        raise ValueError(f"{text!r} is neither True nor False")
    return text == "True"
