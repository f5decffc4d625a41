"""The process a model is fitted in: jobs come in through a pipe, and what came of them goes back.

It ends when the pipe does, that is with the kernel, however that ended and whatever runs here.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
import traceback
import warnings
from dataclasses import replace
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from nblabel.active.loop.learning.fit import Data, perform

_LENGTH = struct.Struct("<Q")
_NICER = 5


def send(pipe: IO[bytes], packed: bytes) -> None:
    """Write one message that is pickled already."""
    pipe.write(_LENGTH.pack(len(packed)))
    pipe.write(packed)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Read one message; None at the end."""
    head = _read(pipe, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    return _read(pipe, length)


def _read(pipe: IO[bytes], length: int) -> bytes | None:
    parts: list[bytes] = []
    while length:
        part = pipe.read(min(length, 1 << 24))
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def main() -> None:
    """Do jobs until the pipe ends."""
    # What a model prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(os, "nice"):
        os.nice(_NICER)  # the browser and the kernel come first
    waiting: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, waiting), daemon=True).start()
    data: Data | None = None
    while True:
        packed = waiting.get()
        try:
            job, new = pickle.loads(packed)  # noqa: S301  (it comes from our own parent)
        except Exception:  # noqa: BLE001
            send(answers, pickle.dumps(("foreign", traceback.format_exc(), [])))
            continue
        data = data if new is None else new
        send(answers, _answer(job, data))


def _listen(pipe: IO[bytes], waiting: SimpleQueue[bytes]) -> None:
    while (packed := receive(pipe)) is not None:
        waiting.put(packed)
    # Also in the middle of a fit: nobody is left to want it.
    os._exit(0)


def _answer(job: Any, data: Any) -> bytes:
    with warnings.catch_warnings(record=True) as said:
        try:
            made = perform(job, data)
        except Exception:  # noqa: BLE001  (it is the user's model)
            return pickle.dumps(("failed", traceback.format_exc(), []))
    heard = list(dict.fromkeys(f"{each.category.__name__}: {each.message}" for each in said))
    try:
        return pickle.dumps(("made", replace(made, models=pack(made.models)), heard))
    except Exception:  # noqa: BLE001
        return pickle.dumps(("foreign", traceback.format_exc(), []))


def pack(thing: Any) -> bytes:
    """Pickle, what was defined in a notebook too where cloudpickle is there."""
    try:
        from cloudpickle import dumps  # noqa: PLC0415  (it may not be there)
    except ImportError:
        dumps = pickle.dumps
    packed: bytes = dumps(thing)
    return packed
