"""How far a long computation is: tqdm's bar where it is installed, else one plain line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module


@contextmanager
def progress_of(total: int, *, title: str, unit: str, shown: bool) -> Iterator[Callable[[], object]]:
    """Give a function to call after each of ``total``. What takes less than a second shows nothing."""
    if not shown:
        yield lambda: None
        return
    try:
        tqdm = import_module("tqdm.auto").tqdm
    except ImportError:
        yield from _line(total, title, unit)
        return
    with tqdm(total=total, desc=title, unit=unit, delay=1) as bar:
        yield bar.update


def _line(total: int, title: str, unit: str) -> Iterator[Callable[[], object]]:
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        print(f"\r{title}: {done} of {total} {unit}s", end="", file=sys.stderr, flush=True)  # noqa: T201 it is a bar

    try:
        yield advance
    finally:
        if done:
            print(file=sys.stderr)  # noqa: T201
