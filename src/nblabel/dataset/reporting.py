"""What happened to a dataset on its way in or out, as a frame: nothing is dropped or changed silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from nblabel.dataset.columns import category, objects, text

WHAT = ("lost", "left out", "skipped", "repaired", "both kept")
"""What can happen. Only ``lost`` makes saving refuse; ``skipped`` and ``repaired`` are said by reading."""

_SHOWN = 5


class Report:
    """Collects what happened, row by row.

    Each method takes the sentence ``why`` (without the item: that has its own column), and what it
    is about: ``item`` (a key), ``annotation`` (an id), ``field``.

    Examples
    --------
    >>> report = Report()
    >>> report.repaired("clipped to the image (100 x 50)", item="a.jpg", field="box")
    >>> report.frame[["item", "field", "what", "why"]]
        item field      what                              why
    0  a.jpg   box  repaired  clipped to the image (100 x 50)
    """

    def __init__(self) -> None:
        self._rows: list[tuple[object, str | None, str | None, str, str]] = []
        self._losses = False

    def lost(self, why: str, *, item: object = None, annotation: str | None = None, field: str | None = None) -> None:
        """Say that something a person said cannot be held, so that saving refuses."""
        self._losses = True
        self._rows.append((item, annotation, field, "lost", why))

    def left_out(
        self, why: str, *, item: object = None, annotation: str | None = None, field: str | None = None
    ) -> None:
        """Say that something was left out as it should be: items that are not done, the user's own columns."""
        self._rows.append((item, annotation, field, "left out", why))

    def skipped(
        self, why: str, *, item: object = None, annotation: str | None = None, field: str | None = None
    ) -> None:
        """Say that something in a file was not read."""
        self._rows.append((item, annotation, field, "skipped", why))

    def repaired(
        self, why: str, *, item: object = None, annotation: str | None = None, field: str | None = None
    ) -> None:
        """Say that something was read, or merged, otherwise than it stands there."""
        self._rows.append((item, annotation, field, "repaired", why))

    def both_kept(
        self, why: str, *, item: object = None, annotation: str | None = None, field: str | None = None
    ) -> None:
        """Say that two who disagree both stand in the result."""
        self._rows.append((item, annotation, field, "both kept", why))

    def also(self, frame: pd.DataFrame) -> None:
        """Say what another report said, in its frame."""
        for item, annotation, field, what, why in frame.astype(object).where(frame.notna(), None).to_numpy().tolist():
            self._losses |= what == "lost"
            self._rows.append((item, annotation, field, what, why))

    @property
    def has_losses(self) -> bool:
        """Whether anything is lost."""
        return self._losses

    @property
    def frame(self) -> pd.DataFrame:
        """What happened, in order: ``item, annotation, field, what, why``."""
        columns: Mapping[str, list[Any]] = {
            name: [row[place] for row in self._rows]
            for place, name in enumerate(("item", "annotation", "field", "what", "why"))
        }
        return pd.DataFrame(
            {
                "item": objects(columns["item"]),
                "annotation": text(columns["annotation"]),
                "field": text(columns["field"]),
                "what": category(columns["what"], WHAT),
                "why": text(columns["why"]),
            }
        )

    def losses(self) -> str:
        """Say what is lost, the same reasons counted together."""
        first: dict[tuple[str | None, str], object] = {}
        counts: Counter[tuple[str | None, str]] = Counter()
        for item, _, field, what, why in self._rows:
            if what == "lost":
                first.setdefault((field, why), item)
                counts[field, why] += 1
        lines = [
            f"{f'{field}: ' if field else ''}{count} x {why}"
            + (f" (the first on item {first[field, why]!r})" if first[field, why] is not None else "")
            for (field, why), count in counts.most_common(_SHOWN)
        ]
        if len(counts) > _SHOWN:
            lines.append(f"… and {len(counts) - _SHOWN} more reasons; all are in the error's report")
        return "\n".join(lines)
