"""The hold-out: items a loop is tested on and never trained on, drawn before anything is ranked.

Each item has a number that follows from the seed and its key alone; the hold-out is those with the
lowest. So it is the same each time, and items that are added later join at the same rate, by the
bound that was drawn at first. What was ever drawn, tested or trained on stays on its side, whatever
it is called by then: that is in the store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

_WHOLE = 2**64


def draw_bound(order: Sequence[str], rate: float, seed: int) -> float:
    """Give the bound up to which an item's number lets it into the hold-out: ``rate`` of them all.

    Examples
    --------
    >>> order = [f"i:{n}" for n in range(100)]
    >>> len(within(order, draw_bound(order, 0.1, seed=7), seed=7))
    10
    """
    wanted = round(rate * len(order))
    if wanted == 0:
        return 0.0
    return sorted(_number(item, seed) for item in order)[wanted - 1]


def within(order: Sequence[str], bound: float, seed: int) -> frozenset[str]:
    """Give the items whose number is within the bound."""
    return frozenset(item for item in order if _number(item, seed) <= bound)


def held_out(order: Sequence[str], bound: float, seed: int, sides: Mapping[str, bool]) -> frozenset[str]:
    """Give the hold-out: what stands on its side for good, and of the rest what its number lets in."""
    kept = frozenset(item for item in order if sides.get(item, False))
    return kept | within([item for item in order if item not in sides], bound, seed)


def _number(item: str, seed: int) -> float:
    digest = blake2b(f"{seed} {item}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    # Above 0, so that a bound of 0 lets nothing in.
    return (int.from_bytes(digest, "big") + 1) / _WHOLE
