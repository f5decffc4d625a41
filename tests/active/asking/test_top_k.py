"""The k highest, however they come."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nblabel.active.asking.top_k import TopK, top_k

VALUES = st.lists(st.integers(-3, 3) | st.just(np.inf) | st.just(-np.inf), min_size=1, max_size=60)


def plainly(values, k):
    """Sort by priority, then by position."""
    return sorted(range(len(values)), key=lambda place: (-values[place], place))[:k]


@settings(max_examples=100, deadline=None)
@given(VALUES, st.integers(1, 70))
def test_it_is_the_head_of_a_stable_sort(values, k):
    assert top_k(np.array(values, dtype=float), k).tolist() == plainly(values, k)


@settings(max_examples=100, deadline=None)
@given(
    VALUES, st.integers(1, 20) | st.none(), st.lists(st.integers(0, 60), max_size=6), st.randoms(use_true_random=False)
)
def test_chunks_in_any_order_make_no_difference(values, k, cuts, random):
    priorities = np.array(values, dtype=float)
    chunks = np.split(np.arange(len(values)), sorted(min(cut, len(values)) for cut in cuts))
    random.shuffle(chunks)
    best = TopK(k)
    for chunk in chunks:
        best.add(priorities[chunk], chunk)
    assert best.positions.tolist() == plainly(values, k)
    assert best.priorities.tolist() == priorities[best.positions].tolist()


@settings(max_examples=100, deadline=None)
@given(VALUES, st.integers(1, 20), st.integers(0, 60))
def test_two_halves_merge_into_the_whole(values, k, cut):
    priorities, positions = np.array(values, dtype=float), np.arange(len(values))
    one, other = TopK(k), TopK(k)
    one.add(priorities[cut:], positions[cut:])
    other.add(priorities[:cut], positions[:cut])
    one.merge(other)
    assert one.positions.tolist() == plainly(values, k)


def test_no_more_than_a_chunk_and_twice_k_are_kept():
    best = TopK(10)
    for start in range(0, 100_000, 1_000):
        best.add(np.arange(start, start + 1_000, dtype=float), np.arange(start, start + 1_000))
        assert sum(map(len, best._positions)) <= 1_020  # noqa: SLF001 it is what the promise is about
    assert best.positions.tolist() == list(range(99_999, 99_989, -1))


def test_priorities_keep_their_dtype():
    best = TopK(2)
    best.add(np.array([1, 2, 3], dtype=np.float32), np.arange(3))
    assert best.priorities.dtype == np.float32
