"""What the loop and the simulation ask a strategy through."""

from __future__ import annotations

import numpy as np
import pytest
from tests.active.probabilities import over, rows

from nblabel.active import Context
from nblabel.active.asking.draw import draw
from nblabel.active.strategies import resolve


def test_it_gives_places_in_the_pool_with_their_priorities_and_reasons():
    drawn = draw(resolve("margin"), over(np.array([[0.9, 0.1], [0.5, 0.5], [0.6, 0.4]])))
    assert drawn.places.tolist() == [1, 2, 0]
    assert drawn.priorities.round(6).tolist() == [1, 0.8, 0.2]
    assert drawn.reasons == ("margin 0", "margin 0.2", "margin 0.8")


def test_a_row_that_is_no_probabilities_is_named_by_its_position_among_all_items():
    proba = np.array([[0.5, 0.5], [np.nan, 0.5]])
    context = Context(pool=np.array([12, 40]), k=1, rng=np.random.default_rng(0), proba=proba)
    with pytest.raises(ValueError, match="row 40 is no probabilities: NaN for class 0"):
        draw(resolve("margin"), context)


def test_as_many_rows_as_candidates_are_wanted():
    with pytest.raises(ValueError, match="proba has 3 rows, and there are 2 candidates"):
        draw(resolve("margin"), over(rows(3, 2), 2))


def test_more_picks_than_are_wanted_are_cut_off():
    context = Context(pool=np.arange(5), k=2, rng=np.random.default_rng(0))
    assert draw(resolve(lambda _: np.array([4, 2, 0])), context).places.tolist() == [4, 2]
