"""How an annotation is laid out in memory where there are many: a dict that shares its keys with all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class _Columns:
    # Dicts of instances share their keys: a third of the memory of dicts of their own.
    def __init__(
        self, item: str, field: str, kind: str, label: str | None, geometry: Mapping[str, object], at: int
    ) -> None:
        self.item = item
        self.field = field
        self.kind = kind
        self.label = label
        self.geometry = geometry
        self.group = None
        self.score = None
        self.source = "import"
        self.model = None
        self.decision = None
        self.attributes = None
        self.created = at
        self.updated = at


def imported(
    item: str, field: str, kind: str, label: str | None, geometry: Mapping[str, object], at: int
) -> dict[str, Any]:
    """Give the record of an annotation that came from a file; other columns may be set in it.

    Parameters
    ----------
    item
        The typed key of the item.
    field, kind, label, geometry
        What is said; the geometry in its kind's canonical form.
    at
        When: microseconds since 1970.

    Examples
    --------
    >>> imported("s:a.jpg", "class", "class", "bus", {}, 1)["source"]
    'import'
    """
    return vars(_Columns(item, field, kind, label, geometry, at))
