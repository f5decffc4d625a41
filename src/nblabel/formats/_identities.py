"""Ids for annotations that a file gives none: the same each time it is read, so that a labeler adds nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping
from hashlib import blake2b
from struct import Struct
from typing import Any

from nblabel.kinds import Kind

Exactly = Callable[..., bytes]
"""Writes the values of a geometry, to the bit."""

_SAID = ("item", "field", "label", "group", "source", "model")
"""What an id follows from, besides the geometry."""


class Identities:
    """Derives the ids of one reading. `nblabel.dataset.identity` does so for frames: by canonical JSON, and slower."""

    def __init__(self) -> None:
        self._alike: Counter[str] = Counter()

    def derive(self, record: Mapping[str, Any], exactly: Exactly, taken: Container[str]) -> str:
        """Give the id of the next annotation; among equal ones it is the second, third …."""
        said = repr([record[name] for name in _SAID]).encode("utf-8", "surrogatepass")
        digest = blake2b(said + exactly(*record["geometry"].values()), digest_size=16)
        id_ = digest.hexdigest()
        if id_ in taken:
            self._alike[id_] += 1
            digest.update(str(self._alike[id_]).encode())
            id_ = digest.hexdigest()
        return id_


def exactly_as(kind: Kind) -> Exactly:
    """Give what writes the geometry of a kind."""
    numbers = set(kind.columns.values()) == {"f64"}
    return Struct(f"<{len(kind.columns)}d").pack if numbers else _as_text  # text takes four times as long


def _as_text(*values: object) -> bytes:
    return repr(values).encode("utf-8", "surrogatepass")
