"""A report as a frame that says in one sentence what was done, before the rows that say what was not."""

from __future__ import annotations

from contextlib import AbstractContextManager
from html import escape

import pandas as pd


class ReportFrame(pd.DataFrame):
    """A frame like any other, shown beneath one sentence; without rows, the sentence alone.

    What is made of it (a query, a column, a sum) is a plain frame or series.

    Examples
    --------
    >>> ReportFrame(pd.DataFrame({"item": [], "why": []}), "2 items with 5 annotations saved to 'street.json'")
    2 items with 5 annotations saved to 'street.json'
    >>> ReportFrame(pd.DataFrame({"item": ["a.jpg"], "why": ["its status is 'todo'"]}), "1 item saved")
    1 item saved
        item                   why
    0  a.jpg  its status is 'todo'
    """

    _metadata = ["summary"]  # noqa: RUF012  (pandas' own name for attributes that are no columns)

    def __init__(self, frame: pd.DataFrame, summary: str) -> None:
        super().__init__(frame)  # type: ignore[call-arg]
        self.summary = summary

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def again(self) -> ReportFrame:
        """Give a copy with its sentence."""
        return ReportFrame(self.copy(deep=True), self.summary)

    def __repr__(self) -> str:
        if self.empty:
            return self.summary
        with _whole():
            return f"{self.summary}\n{super().__repr__()}"

    def _repr_html_(self) -> str:
        with _whole():
            table = "" if self.empty else pd.DataFrame(self)._repr_html_()  # type: ignore[operator]
        return f"<p>{escape(self.summary)}</p>{table}"


def _whole() -> AbstractContextManager[None]:
    """Have sentences shown to their end, which pandas cuts after 50 characters."""
    return pd.option_context("display.max_colwidth", None)
