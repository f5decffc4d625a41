"""The bar: tqdm's where it is installed, a plain line where not, and silence where none is wanted."""

from __future__ import annotations

import sys

from nblabel.active.simulation._progress import progress_of


def advanced(times: int, **given: bool) -> None:
    with progress_of(3, title="simulate", unit="run", **{"shown": True, **given}) as advance:
        for _ in range(times):
            advance()


def test_what_is_done_at_once_shows_nothing(capsys):
    advanced(3)
    assert capsys.readouterr() == ("", "")


def test_without_tqdm_one_line_is_written_over(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    advanced(2)
    out, err = capsys.readouterr()
    assert (out, err) == ("", "\rsimulate: 1 of 3 runs\rsimulate: 2 of 3 runs\n")


def test_silence_is_silence(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    advanced(3, shown=False)
    assert capsys.readouterr() == ("", "")
