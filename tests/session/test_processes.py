"""Several kernels on one store, and kernels that die."""

from __future__ import annotations

import ast
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from .double import Tab, boxes, labels, street

ROOT = Path(__file__).parents[2]

OTHER = """
import sys
from tests.session.double import Tab, boxes, street
from nblabel.session import Session
where, client, annotator, count = sys.argv[1:]
session = Session.open(street(), boxes(), store=where, annotator=annotator)
tab = Tab(session, client)
print("ready", flush=True)
sys.stdin.readline()
"""


def _kernel(where, client, code, *, annotator="ada", count=0):
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", OTHER + code, str(where), client, annotator, str(count)]
    made = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=where.parent
    )
    assert made.stdout is not None
    assert made.stdout.readline() == "ready\n"
    return made


def _go(kernel):
    kernel.stdin.write("go\n")
    kernel.stdin.flush()


def _end(kernel):
    kernel.stdin.close()
    kernel.stdout.close()
    return kernel.wait(60)


DRAW_FOR_EVER = """
while True:
    print(tab.draw(x=float(tab.n % 50)), flush=True)
"""


def test_after_sigkill_every_box_that_was_said_to_be_saved_is_there(open_it, where):
    kernel = _kernel(where, "tab", DRAW_FOR_EVER)
    _go(kernel)
    saved = [kernel.stdout.readline().strip() for _ in range(60)]
    kernel.send_signal(signal.SIGKILL)
    saved += kernel.stdout.read().split("\n")[:-1]
    assert _end(kernel) == -signal.SIGKILL
    ids = open_it().dataset().annotations["id"].tolist()
    # At most the one gesture that was committed but not yet said is more.
    assert ids[: len(saved)] == saved
    assert len(ids) - len(saved) <= 1
    with closing(sqlite3.connect(where)) as raw:
        assert raw.execute("pragma integrity_check").fetchone() == ("ok",)


DRAW = """
for _ in range(int(count)):
    tab.draw(f"{tab.n % 3}.jpg")
print("done", flush=True)
sys.stdin.readline()
session.poll()
print(len(session.dataset().annotations), flush=True)
print([(each.commit, each.previous) for each in session.since(0)], flush=True)
"""


def test_two_kernels_on_one_file_lose_nothing_and_miss_nothing(open_it, where):
    open_it()
    each = 150
    kernels = [_kernel(where, f"kernel {n}", DRAW, count=each) for n in (1, 2)]
    for kernel in kernels:
        _go(kernel)
    for kernel in kernels:
        assert kernel.stdout.readline() == "done\n"
    for kernel in kernels:
        _go(kernel)
    chains = []
    for kernel in kernels:
        assert kernel.stdout.readline() == f"{2 * each}\n"
        chains.append(kernel.stdout.readline())
        assert _end(kernel) == 0
    assert chains[0] == chains[1]
    commits = [commit for commit, _ in ast.literal_eval(chains[0])]
    assert len(commits) == 2 * each
    session = open_it()
    assert len(session.dataset().annotations) == 2 * each
    with closing(sqlite3.connect(where)) as raw:
        assert raw.execute("pragma integrity_check").fetchone() == ("ok",)
        assert raw.execute("select count(*) from items").fetchone() == (3,)


def test_what_another_kernel_commits_is_told_to_open_windows(open_it, where):
    session = open_it()
    Tab(session).draw()
    heard, told = [], Event()

    def listen(event):
        heard.append(event)
        told.set()

    session.subscribe(listen)
    kernel = _kernel(where, "elsewhere", "tab.draw('1.jpg', 'car')")
    _go(kernel)
    assert kernel.wait(60) == 0
    assert told.wait(10), "the pulse did not take it in"
    assert [(each.commit, each.previous, each.change.client) for each in heard] == [(2, 1, "elsewhere")]
    assert labels(session) == {"0.jpg": ["bus"], "1.jpg": ["car"]}
    _end(kernel)


def test_a_commit_takes_in_first_what_another_kernel_committed(open_it, where):
    session = open_it()
    heard = []
    session._mirror.delivery.subscribe(heard.append)  # noqa: SLF001  (without the pulse)
    tab = Tab(session)
    tab.draw()
    kernel = _kernel(where, "elsewhere", "tab.draw('1.jpg', 'car')")
    _go(kernel)
    assert kernel.wait(60) == 0
    tab.draw("2.jpg")
    assert [(each.commit, each.previous) for each in heard] == [(1, None), (2, 1), (3, 2)]
    _end(kernel)


def test_a_frame_shows_what_another_kernel_just_committed(open_it, where):
    session = open_it()
    kernel = _kernel(where, "elsewhere", "tab.draw('1.jpg', 'car')")
    _go(kernel)
    assert kernel.wait(60) == 0
    assert labels(session) == {"1.jpg": ["car"]}
    _end(kernel)


def test_another_annotators_kernel_shows_nothing_here(open_it, where):
    session = open_it()
    kernel = _kernel(where, "elsewhere", "tab.draw('1.jpg', 'car')", annotator="ben")
    _go(kernel)
    assert kernel.wait(60) == 0
    tab = Tab(session)
    tab.draw()
    assert labels(session) == {"0.jpg": ["bus"]}
    assert [(each.commit, each.previous) for each in session.since(0)] == [(2, None)]
    _end(kernel)


def test_what_another_kernel_identified_is_read_anew(open_it, where):
    session = open_it(annotator="maria")
    kernel = _kernel(where, "elsewhere", "tab.draw(); session.identify('maria')", annotator="jovyan")
    _go(kernel)
    assert kernel.wait(60) == 0
    assert labels(session) == {"0.jpg": ["bus"]}
    _end(kernel)


@pytest.mark.parametrize("threads", [4])
def test_threads_of_one_kernel_lose_nothing(open_it, threads):
    session = open_it(street(), boxes())
    heard = []
    session.subscribe(lambda event: heard.append(event.commit))

    def draw(n):
        tab = Tab(session, f"thread {n}")
        for _ in range(25):
            tab.draw()
            session.dataset()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(draw, range(threads)))
    assert len(session.dataset().annotations) == threads * 25
    assert heard == sorted(heard)
    assert len(heard) == threads * 25
