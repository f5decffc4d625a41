"""Dividing items into train, val, test …: in proportion, label by label, groups whole, the same each time."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.dataset.annotations import is_decided
from nblabel.dataset.columns import is_missing
from nblabel.items.keys import to_wire

if TYPE_CHECKING:
    from nblabel.dataset._dataset import Dataset


def parts_of(
    dataset: Dataset, shares: Mapping[str, float], stratify: str | None, group: str | None, seed: int
) -> list[str]:
    """Give the part that each item of a dataset goes to.

    Raises
    ------
    TypeError, ValueError
        If the shares are not 1 together, or there is no such field or column.
    """
    parts = check_shares(shares)
    strata = [frozenset[Hashable]()] * len(dataset) if stratify is None else _strata(dataset, stratify)
    groups: Sequence[Hashable] = range(len(dataset)) if group is None else _own_column(dataset, group, "group")
    return assign(parts, strata, groups, seed)


def _strata(dataset: Dataset, name: str) -> list[frozenset[Hashable]]:
    if name not in {field.name for field in dataset.fields}:
        return [frozenset([value]) for value in _own_column(dataset, name, "stratify")]
    said: dict[str, set[Hashable]] = {}
    for record in dataset.records.values():
        if record["field"] == name and is_decided(record):
            said.setdefault(record["item"], set()).add(record["label"])
    return [frozenset(said.get(to_wire(key), ())) for key in dataset.keys.tolist()]


def _own_column(dataset: Dataset, name: str, argument: str) -> list[Hashable]:
    rows = dataset.rows
    if rows is None or name not in rows.columns:
        columns = [] if rows is None else list(rows.columns)
        fields = f"the fields {[field.name for field in dataset.fields]} or " if argument == "stratify" else ""
        raise ValueError(f"{argument}={name!r} is not one of {fields}your columns {columns}")
    return column_values(rows[name].tolist(), dataset.keys.tolist(), name, argument)


def assign(
    shares: Mapping[str, float],
    strata: Sequence[frozenset[Hashable]],
    groups: Sequence[Hashable],
    seed: int,
) -> list[str]:
    """Give each item the name of its part.

    Items go out by the rarest stratum first, each to the part that lacks most of it (iterative
    stratification: Sechidis, Tsoumakas and Vlahavas, ECML 2011), whole groups at a time.

    Parameters
    ----------
    shares
        The parts, and how much of the whole each is to have.
    strata
        For each item what is to be spread evenly: its labels, its class.
    groups
        For each item what it must stay together with.
    seed
        Decides between what is equal.

    Examples
    --------
    >>> assign({"train": 0.5, "val": 0.5}, [frozenset("a"), frozenset("b")] * 2, range(4), seed=0)
    ['val', 'train', 'train', 'val']
    """
    rng = np.random.default_rng(seed)
    names = list(shares)
    members: dict[Hashable, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    units = list(members.values())
    order = rng.permutation(len(units)).tolist()
    # What every item has comes last: what is left then evens out the sizes.
    whole: Hashable = ("whole",)
    counts: list[dict[Hashable, int]] = [{} for _ in units]
    totals: dict[Hashable, int] = {}
    having: dict[Hashable, list[int]] = {}
    for unit in order:
        for place in units[unit]:
            for stratum in (*sorted(strata[place], key=repr), whole):
                counts[unit][stratum] = counts[unit].get(stratum, 0) + 1
                totals[stratum] = totals.get(stratum, 0) + 1
        for stratum in counts[unit]:
            having.setdefault(stratum, []).append(unit)
    lacking = {stratum: {name: shares[name] * total for name in names} for stratum, total in totals.items()}
    part: dict[int, str] = {}
    for stratum in sorted(totals, key=lambda each: (each == whole, totals[each], repr(each))):
        # The largest first: small groups fill what large ones leave.
        for unit in sorted((each for each in having[stratum] if each not in part), key=lambda each: -len(units[each])):
            wanted = max(names, key=lambda name: (round(lacking[stratum][name], 9), round(lacking[whole][name], 9)))
            part[unit] = wanted
            for each, count in counts[unit].items():
                lacking[each][wanted] -= count
    made = [""] * len(strata)
    for unit, name in part.items():
        for place in units[unit]:
            made[place] = name
    return made


def check_shares(shares: object) -> dict[str, float]:
    """Read the shares: names with positive numbers that are 1 together.

    Raises
    ------
    TypeError, ValueError
        If they are not.
    """
    if not isinstance(shares, Mapping) or not shares:
        raise TypeError(f"shares are {shares!r}; give a dict of names, as in {{'train': 0.8, 'val': 0.2}}")
    for name, share in shares.items():
        if not isinstance(name, str) or not name:
            raise TypeError(f"{name!r} is not the name of a part; give text, as in 'train'")
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
            raise ValueError(f"share {name!r} is {share!r}; give a number above 0, up to 1")
    total = math.fsum(shares.values())
    if abs(total - 1) > 1e-6:  # noqa: PLR2004  (0.1 + 0.2 + 0.7 is not quite 1)
        raise ValueError(f"the shares {dict(shares)} are {total:g} together, not 1")
    return dict(shares)


def column_values(values: Sequence[Any], keys: Sequence[object], name: str, argument: str) -> list[Hashable]:
    """Check the values of a column to group by, one for each key.

    Raises
    ------
    TypeError, ValueError
        If one is missing, or no plain value.
    """
    for key, value in zip(keys, values, strict=True):
        if is_missing(value):
            raise ValueError(f"{argument}={name!r} is missing on item {key!r}; fill it in")
        if not isinstance(value, Hashable):
            raise TypeError(f"{argument}={name!r} is {value!r} on item {key!r}; give a column of plain values")
    return list(values)
