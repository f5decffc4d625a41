"""The baseline."""

from __future__ import annotations

import numpy as np

import nblabel as nbl


def test_the_same_seed_gives_the_same_items():
    first, again = (nbl.rank(strategy="random", k=5, items=range(100), random_state=7) for _ in range(2))
    assert first.equals(again)
    assert not first.item.equals(nbl.rank(strategy="random", k=5, items=range(100), random_state=8).item)


def test_chunks_do_not_change_what_is_drawn():
    proba = np.full((5_000, 2), 0.5)
    whole = nbl.rank(proba, "random", 20, random_state=0)
    assert whole.equals(nbl.rank(iter(np.array_split(proba, 7)), "random", 20, random_state=0))
    assert whole.equals(nbl.rank(strategy="random", k=20, items=range(5_000), random_state=0))


def test_every_item_is_drawn_about_as_often():
    drawn = [nbl.rank(strategy="random", k=10, items=range(40), random_state=seed).item for seed in range(200)]
    counts = np.bincount(np.concatenate(drawn), minlength=40)
    assert 25 < counts.min() <= counts.max() < 80
