"""Where the hold-out stands in a queue."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nblabel.active.loop._mix import mix, unreasoned


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0, 0.9), st.integers(0, 99), st.booleans())
def test_picks_keep_their_order_and_nothing_stands_twice(n, held, rate, seed, last):
    mixed = mix(range(n), range(held), rate, np.random.default_rng(seed), last=last)
    assert [which for is_held, which in mixed if not is_held] == list(range(n))
    among = [which for is_held, which in mixed if is_held]
    assert len(among) == len(set(among))
    if last:
        assert len(among) == held


def test_every_tenth_place_is_the_hold_outs_and_which_is_left_to_chance():
    places = np.zeros(10)
    for seed in range(500):
        mixed = mix(range(27), range(50), 0.1, np.random.default_rng(seed), last=False)
        of_the_first_ten = [place for place, (is_held, _) in enumerate(mixed[:10]) if is_held]
        assert len(of_the_first_ten) == 1
        places[of_the_first_ten] += 1
    assert places.min() > 25


def test_as_many_picks_say_nothing_as_are_held_out():
    silent = unreasoned(10_000, 0.1, np.random.default_rng(0))
    assert 900 < sum(silent) < 1100
    assert not any(unreasoned(100, 0, np.random.default_rng(0)))
