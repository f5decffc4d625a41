"""The kinds of annotation, found by looking: each module here that has a ``KIND`` is one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from nblabel.kinds._canonical import canonical_json
from nblabel.kinds._kind import ColumnType, Comparable, Derives, Exclusive, Extent, Geometry, GeometryError, Kind

__all__ = [
    "ColumnType", "Comparable", "Derives", "Exclusive", "Extent", "Geometry", "GeometryError", "Kind", "by_keyword",
    "by_name", "canonical_json",
]  # fmt: skip


@cache
def by_name() -> Mapping[str, Kind]:
    """Give all kinds, by their name in the ``kind`` column, sorted.

    Examples
    --------
    >>> list(by_name())
    ['box', 'class', 'span']
    """
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    kinds: list[Kind] = [module.KIND for module in modules if hasattr(module, "KIND")]
    return {kind.name: kind for kind in sorted(kinds, key=lambda kind: kind.name)}


@cache
def by_keyword() -> Mapping[str, Kind]:
    """Give all kinds, by the capture keyword that asks for them.

    Examples
    --------
    >>> by_keyword()["boxes"].name
    'box'
    """
    return {kind.keyword: kind for kind in by_name().values()}
