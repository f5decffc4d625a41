"""A report as a frame that is shown by its reasons: one sentence of what was done, then what was not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import pandas as pd

_SHOWN = 12
"""Reasons: more are read in the rows."""


class ReportFrame(pd.DataFrame):
    """A frame like any other, but shown as one sentence, and one line for each reason in its rows.

    What is made of it (a query, a column, a sum) is a plain frame or series.

    Examples
    --------
    >>> from nblabel.dataset.reporting import Report
    >>> report = Report()
    >>> ReportFrame(report.frame, "2 items with 5 annotations saved to 'street.json'")
    2 items with 5 annotations saved to 'street.json'
    >>> for key in ["a.jpg", "b.jpg"]:
    ...     report.left_out("its status is 'todo'", item=key)
    >>> ReportFrame(report.frame, "1 item saved to 'street.json'")
    1 item saved to 'street.json'
      2 x left out: its status is 'todo' (the first: 'a.jpg')
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
        lines = [f"  {count:,} x {what}: {why}{of}" for count, what, why, of in self._lines()]
        return "\n".join([self.summary, *lines, *self._rest()])

    def _repr_html_(self) -> str:
        rows = [
            f'<tr><td>{count:,} ×</td><td>{what}</td><td style="text-align: left">{escape(why + of)}</td></tr>'
            for count, what, why, of in self._lines()
        ]
        table = f"<table>{''.join(rows)}</table>" if rows else ""
        return "".join([f"<p>{escape(self.summary)}</p>", table, *(f"<p>{rest}</p>" for rest in self._rest())])

    def _reasons(self) -> list[tuple[tuple[str, str, str], pd.DataFrame]]:
        """Give the rows of each reason: what it is, of which field, and why."""
        what = next(name for name in ("what", "problem") if name in self.columns)
        named = self.assign(field=self["field"].astype(object).where(self["field"].notna(), ""))
        grouped = named.groupby([what, "field", "why"], sort=False, observed=True)
        return [((str(said), str(field), str(why)), rows) for (said, field, why), rows in grouped]

    def _lines(self) -> Iterator[tuple[int, str, str, str]]:
        """Give the first reasons: how often, what, why, and on what item first."""
        for (what, field, why), rows in self._reasons()[:_SHOWN]:
            first = next(iter(rows["item"].dropna().tolist()), None)
            of = "" if first is None else f" (the first: {first!r})" if len(rows) > 1 else f" ({first!r})"
            yield len(rows), what, f"{field}: {why}" if field else why, of

    def _rest(self) -> list[str]:
        more = len(self._reasons()) - _SHOWN
        return [f"… and {more:,} more reasons; the rows of this frame are all of them"] if more > 0 else []
