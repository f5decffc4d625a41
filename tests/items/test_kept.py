from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from nblabel.items.kept import Kept


def test_a_value_is_made_once():
    kept = Kept(len)
    made = []
    for _ in range(3):
        kept.get("a", lambda: made.append(1) or b"x")
    assert made == [1]


def test_many_threads_that_ask_at_once_wait_for_the_one_that_makes():
    kept, made, start = Kept(len), [], Barrier(8)

    def ask(_):
        start.wait()
        return kept.get("a", lambda: made.append(1) or b"x")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [b"x"] * 8
    assert made == [1]


def test_what_was_used_longest_ago_goes_first():
    kept = Kept(len, limit=2)
    kept.get("a", lambda: b"a")
    kept.get("b", lambda: b"b")
    kept.get("a", lambda: b"A")
    kept.get("c", lambda: b"c")
    assert kept.get("a", lambda: b"made again") == b"a"
    assert kept.get("b", lambda: b"B") == b"B"
    assert kept.weight <= 2


def test_what_is_heavier_than_the_limit_is_not_kept():
    kept = Kept(len, limit=2)
    assert kept.get("a", lambda: b"12345") == b"12345"
    assert kept.weight == 0


def test_an_error_is_raised_and_not_kept():
    kept = Kept(len)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: b"x") == b"x"
