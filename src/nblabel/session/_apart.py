"""Annotations that may not stand on one item together, for the kinds that keep theirs apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from nblabel.dataset.annotations import is_decided
from nblabel.kinds import Exclusive, by_name
from nblabel.labels import Field


def find_clash(
    fields: Iterable[Field], annotations: Mapping[str, Mapping[str, Any]], touched: Collection[str]
) -> tuple[str, str] | None:
    """Find an annotation among ``touched`` that clashes with any other: its item and why; None if none does.

    What stood before is left alone, even if it clashes: it may be older than the rule. A suggestion
    that nobody took keeps nothing away.
    """
    kinds: dict[str, Exclusive] = {}
    for each in fields:
        kind: object = by_name()[each.kind]
        if isinstance(kind, Exclusive) and kind.excludes(each.options):
            kinds[each.name] = kind
    asked = {
        (record["item"], record["field"])
        for record in map(annotations.get, touched)
        if record is not None and record["field"] in kinds and is_decided(record)
    }
    if not asked:
        return None
    together: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    items = {item for item, _ in asked}
    for name, record in annotations.items():
        # Asked of every annotation at each gesture: the cheapest question comes first.
        if record["item"] in items and (place := (record["item"], record["field"])) in asked and is_decided(record):
            together[place].append(name)
    for (item, field), names in together.items():
        shapes = [annotations[name]["geometry"] for name in names]
        new = [at for at, name in enumerate(names) if name in touched]
        for one, other, why in kinds[field].clashes(shapes, new):
            if names[one] in touched or names[other] in touched:
                return item, why
    return None
