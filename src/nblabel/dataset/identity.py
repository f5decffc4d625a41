"""Ids for annotations that come without one, the same each time the same rows are given."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from nblabel.kinds import canonical_json


class Identities:
    """Derives ids so that running the cell again adds nothing twice.

    An id follows from task, annotator, item, field, label, geometry, source, model, and the row's
    number among rows that are equal in all of these. Geometry has to be in its kind's canonical form.

    Examples
    --------
    >>> row = {"item": "s:a.jpg", "field": "class", "label": "bus", "geometry": {}, "source": "import", "model": None}
    >>> first, again = Identities("street", "ada"), Identities("street", "ada")
    >>> first.derive(row) == again.derive(row)
    True
    >>> first.derive(row) == again.derive({**row, "label": "car"})
    False
    """

    def __init__(self, task: str, annotator: str) -> None:
        self._owner = [task, annotator]
        self._seen: dict[str, int] = {}

    def derive(self, record: Mapping[str, Any]) -> str:
        """Give the id of the next row that looks like ``record``."""
        said = [record[name] for name in ("item", "field", "label", "geometry", "source", "model")]
        text = canonical_json([*self._owner, *said])
        ordinal = self._seen.get(text, 0)
        self._seen[text] = ordinal + 1
        return blake2b(f"{text}{ordinal}".encode(), digest_size=16).hexdigest()
