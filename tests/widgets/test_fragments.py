"""Fragments: large messages arrive in pieces and become whole again, within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.widgets import fragments
from nblabel.widgets.fragments import Fragments
from nblabel.widgets.messages import Fragment, MessageError

CONTENT = {"protocol": 1, "type": "changes", "client": "tab"}


def cut(buffers: list[bytes], pieces: int, name: str = "f", client: str = "tab") -> list[Fragment]:
    whole = b"".join(buffers)
    step = -(-len(whole) // pieces) or 1
    sizes = tuple(map(len, buffers))
    return [
        Fragment(
            client, name, n, pieces, whole[n * step : (n + 1) * step], *((CONTENT, sizes) if n == pieces - 1 else ())
        )
        for n in range(pieces)
    ]


@given(st.lists(st.binary(max_size=40), max_size=5), st.integers(1, 6), st.randoms())
def test_pieces_in_any_order_give_the_message_back(buffers: list[bytes], pieces: int, random: object) -> None:
    assembled = Fragments()
    sent = cut(buffers, pieces)
    random.shuffle(sent)  # type: ignore[attr-defined]
    answers = [assembled.add(piece) for piece in sent]
    assert answers[:-1] == [None] * (pieces - 1)
    content, back = answers[-1]  # type: ignore[misc]
    assert (content, [bytes(each) for each in back]) == (CONTENT, buffers)
    assert len(assembled) == 0


def test_a_piece_that_comes_twice_counts_once() -> None:
    assembled = Fragments()
    first, last = cut([b"abcdef"], 2)
    assert assembled.add(first) is None
    assert assembled.add(first) is None
    assert assembled.add(last) is not None


def test_two_clients_may_use_one_name() -> None:
    assembled = Fragments()
    mine, yours = cut([b"mine!!"], 2, client="me"), cut([b"yours!"], 2, client="you")
    assembled.add(mine[0])
    assembled.add(yours[0])
    content = assembled.add(mine[1])
    assert content is not None
    assert bytes(content[1][0]) == b"mine!!"


def test_what_was_begun_and_not_gone_on_with_is_dropped() -> None:
    now = [0.0]
    assembled = Fragments(clock=lambda: now[0])
    assembled.add(cut([b"old message"], 2, "old")[0])
    now[0] = 121.0
    assembled.add(cut([b"new message"], 2, "new")[0])
    assert len(assembled) == 1


def test_of_one_client_only_the_newest_two_are_kept() -> None:
    assembled = Fragments()
    for name in ("one", "two", "three"):
        assembled.add(cut([b"message"], 2, name)[0])
    assert len(assembled) == 2
    assert assembled.add(cut([b"message"], 2, "three")[1]) is not None


def test_a_message_beyond_the_bound_is_refused_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "_LARGEST", 5)
    assembled = Fragments()
    with pytest.raises(MessageError, match="exceeds"):
        assembled.add(cut([b"twelve bytes"], 2)[0])
    assert len(assembled) == 0


def test_sizes_that_do_not_fit_the_bytes_are_refused() -> None:
    piece = Fragment("tab", "f", 0, 1, b"abc", CONTENT, (2,))
    with pytest.raises(MessageError, match="3 bytes cannot be cut into 2"):
        Fragments().add(piece)
