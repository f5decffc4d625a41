"""Cells that hold JSON text, or NULL."""

from __future__ import annotations

import json

from nblabel.kinds import canonical_json


def write_optional(value: object) -> str | None:
    """Write a value canonically, or give None, which becomes NULL."""
    return None if value is None else canonical_json(value)


def read_optional(text: str | None) -> object:
    """Read what `write_optional` wrote."""
    return None if text is None else json.loads(text)
