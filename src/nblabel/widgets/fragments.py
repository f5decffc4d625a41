"""Messages too large for the server come in pieces; here they become whole again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from nblabel.widgets.messages import Buffer, Content, Fragment, MessageError

# A tab sends one large message after the other, so two at once is already a broken tab.
_AT_ONCE = 2
_LARGEST = 256 * 2**20
_PATIENCE = 120.0


@dataclass(slots=True)
class _Assembly:
    count: int
    heard: float
    pieces: dict[int, Buffer] = field(default_factory=dict[int, Buffer])
    size: int = 0
    content: Content | None = None
    sizes: tuple[int, ...] = ()


class Fragments:
    """Collects the pieces of each client's large messages, within bounds.

    What was begun and not gone on with for two minutes is dropped, and of one client only the
    newest two are kept: the browser sends again what was never acknowledged.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[tuple[str, str], _Assembly] = {}

    def __len__(self) -> int:
        """Give how many messages are incomplete."""
        return len(self._open)

    def add(self, piece: Fragment) -> tuple[Content, list[memoryview]] | None:
        """Take one piece, in any order; give the whole message when it was the last missing one.

        Raises
        ------
        MessageError
            If the pieces do not fit together, or would come to more than 256 MiB.
        """
        now = self._clock()
        self._forget(now)
        name = piece.client, piece.fragment
        assembly = self._open.get(name)
        if assembly is None or assembly.count != piece.count:
            self._make_room(piece.client)
            assembly = self._open[name] = _Assembly(piece.count, now)
        assembly.heard = now
        if piece.index not in assembly.pieces:
            assembly.size += len(memoryview(piece.piece))
            assembly.pieces[piece.index] = piece.piece
        if assembly.size > _LARGEST:
            del self._open[name]
            raise MessageError(f"a message in fragments exceeds {_LARGEST >> 20} MiB; send it as several")
        if piece.content is not None:
            assembly.content, assembly.sizes = piece.content, piece.sizes
        if len(assembly.pieces) < assembly.count:
            return None
        del self._open[name]
        return _join(assembly)

    def _forget(self, now: float) -> None:
        for name in [name for name, each in self._open.items() if now - each.heard > _PATIENCE]:
            del self._open[name]

    def _make_room(self, client: str) -> None:
        mine = [name for name in self._open if name[0] == client]
        for name in mine[: max(0, len(mine) - _AT_ONCE + 1)]:
            del self._open[name]


def _join(assembly: _Assembly) -> tuple[Content, list[memoryview]]:
    assert assembly.content is not None
    whole = memoryview(b"".join(assembly.pieces[index] for index in range(assembly.count)))
    if sum(assembly.sizes) != len(whole) or min(assembly.sizes, default=0) < 0:
        raise MessageError(f"fragments of {len(whole)} bytes cannot be cut into {sum(assembly.sizes)}")
    buffers: list[memoryview] = []
    start = 0
    for size in assembly.sizes:
        buffers.append(whole[start : start + size])
        start += size
    return assembly.content, buffers
