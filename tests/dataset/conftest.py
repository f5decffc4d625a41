"""A small street to label: three images, boxes, a weather and tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import nblabel.kinds as registry
from nblabel.capture import read_captures
from nblabel.dataset import Dataset
from nblabel.kinds import by_keyword, by_name
from nblabel.labels import Choice, Field

KEYS = ["street/1.jpg", "street/2.jpg", "street/10.jpg"]


@pytest.fixture
def fields() -> tuple[Field, ...]:
    classes = {"weather": Choice(["rain", "sun"]), "tags": Choice(["night", "blurred"], multiple=True)}
    return read_captures({"boxes": ["bus", "car"], "classes": classes}, "image")


@pytest.fixture
def keys() -> list[str]:
    return list(KEYS)


@pytest.fixture
def record() -> Callable[..., dict[str, Any]]:
    """A standing annotation, as the state holds it."""

    def make(item: str = "s:street/1.jpg", created: int = 1_000_000, **given: Any) -> dict[str, Any]:
        return {
            "item": item, "field": "box", "kind": "box", "label": "bus",
            "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.0, "angle": 0.0},
            "group": None, "score": None, "source": "human", "model": None, "decision": None, "attributes": None,
            "created": created, "updated": created, **given,
        }  # fmt: skip

    return make


@pytest.fixture
def answered(record: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """A chosen class, as the state holds it."""

    def make(field: str, label: str, **given: Any) -> dict[str, Any]:
        return record(field=field, kind="class", label=label, geometry={}, **given)

    return make


@pytest.fixture
def street(fields: tuple[Field, ...], keys: list[str]) -> Callable[..., Dataset]:
    """A dataset of the street, with what the test gives."""

    def make(annotations: dict[str, Any] | None = None, answers: dict[str, Any] | None = None, **given: Any) -> Dataset:
        given = {"fields": fields, "keys": keys, "annotator": "ada", "name": "street", **given}
        return Dataset(annotations=annotations or {}, answers=answers or {}, **given)

    return make


@pytest.fixture
def toy_kind() -> Iterator[None]:
    """Adds the contract's toy kind, a path of ragged points, the way anyone adds a kind: one file."""
    folder = str(Path(__file__).parent.parent / "contract" / "kinds")
    registry.__path__.append(folder)
    by_name.cache_clear()
    by_keyword.cache_clear()
    yield
    registry.__path__.remove(folder)
    by_name.cache_clear()
    by_keyword.cache_clear()
