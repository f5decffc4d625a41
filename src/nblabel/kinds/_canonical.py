"""The one way a geometry is written as text: in the store, and where an id is derived from it."""

from __future__ import annotations

import json

# Made once: json.dumps would make one for each of a frame's rows.
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical_json(value: object) -> str:
    """Write a JSON value so that equal values give equal text, and no float loses a bit.

    Keys are sorted, nothing is escaped that need not be, and floats are written as `repr` does.
    Clean a geometry with its kind first: ``1`` and ``1.0`` are written differently.

    Raises
    ------
    ValueError
        If a number in it is not finite.
    TypeError
        If something in it is no JSON value.

    Examples
    --------
    >>> canonical_json({"y": 0.1, "x": 2.0})
    '{"x":2.0,"y":0.1}'
    """
    return _ENCODER.encode(value)
