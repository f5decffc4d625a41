"""Squared distances through products, beside differences squared and summed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nblabel.active.measures import distances
from nblabel.active.measures.distances import Points, blocks, squared_lengths


@given(st.integers(0, 2**32 - 1), st.sampled_from([np.float32, np.float64]), st.floats(0, 1e4))
@settings(max_examples=50, deadline=None)
def test_a_squared_distance_is_off_by_less_than_its_rounding(seed, dtype, offset):
    rng = np.random.default_rng(seed)
    rows = (rng.normal(size=(20, 16)) + offset).astype(dtype)
    points = Points.of(rows)
    exact = ((rows.astype(np.float64)[:, None] - rows.astype(np.float64)) ** 2).sum(axis=-1)
    found = np.stack([points.squared_to(row, np.empty_like(points.squares)) for row in rows], axis=1)
    bound = points.rounding(np.sqrt(points.squares.max()))
    assert np.abs(found - exact).max() <= bound
    assert np.abs(points.squared_to_nearest(rows[:7]) - exact[:, :7].min(axis=1)).max() <= bound


def test_blocks_cover_every_row_once(monkeypatch):
    monkeypatch.setattr(distances, "BLOCK", 10)
    covered = [row for block in blocks(17, 3) for row in range(17)[block]]
    assert covered == list(range(17))


@pytest.mark.parametrize("width", [0, 10**9])
def test_a_block_has_at_least_one_row(width):
    assert sum(block.stop - block.start for block in blocks(3, width)) == 3


def test_lengths_are_the_same_in_blocks(monkeypatch):
    rows = np.random.default_rng(0).normal(size=(50, 4))
    whole = squared_lengths(rows, rows[0])
    monkeypatch.setattr(distances, "BLOCK", 12)
    assert squared_lengths(rows, rows[0]).tolist() == whole.tolist()
