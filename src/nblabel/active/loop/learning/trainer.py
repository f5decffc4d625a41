"""Where models are fitted: in a process of its own where they can go there, else in a thread.

In a process a fit takes nothing from the kernel but a core. In a thread it shares the interpreter
with the commits, which shorten its turns for as long as they need (`nblabel.session`).
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import subprocess
import sys
import traceback
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from nblabel.active.loop.learning.fit import Data, Fit, Job, perform
from nblabel.active.loop.learning.worker import pack, receive, send
from nblabel.session import Failure

_log = logging.getLogger("nblabel")

Made = TypeVar("Made")

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS")


class Trainer:
    """Fits one job at a time."""

    def __init__(self) -> None:
        self._working = Lock()
        self._child: _Child | None = None
        self._over = False
        self.in_process = True
        """Whether models go to another process; False once one turned out not to."""

    def run(self, job: Job, data: Data, *, here: bool = False) -> Fit | Failure:
        """Fit, and wait for it; ``here`` without the other process."""
        with self._working:
            if self.in_process and not here:
                made = self._elsewhere(job, data)
                if made is not None:
                    return made
                self.in_process = False
            return in_this_thread(lambda: perform(job, data))

    def close(self) -> None:
        """End the process, in the middle of a fit too."""
        self._over = True
        child = self._child
        if child is not None:
            child.end()

    def _elsewhere(self, job: Job, data: Data) -> Fit | Failure | None:
        """Fit in the other process; None if that cannot be done with this model."""
        child = self._child if self._child is not None and not self._child.over else None
        try:
            packed = pack((job, None if child is not None and child.has == data.version else data))
        except Exception:  # noqa: BLE001  (whatever a model says to being pickled)
            _log.info("the model cannot be pickled, so it is fitted in a thread", exc_info=True)
            return None
        if child is None:
            child = self._child = _Child()
        if self._over:
            # Closed meanwhile, perhaps before there was a process to end.
            child.end()
        answer = child.ask(packed)
        if answer is None:
            return Failure(f"the process that trains ended (code {child.code})", "It may have run out of memory.")
        what, said, heard = answer
        for each in heard:
            _log.warning("while training: %s", each)
        if what == "foreign":
            _log.info("the model cannot go to another process, so it is fitted in a thread:\n%s", said)
            child.end()
            return None
        child.has = data.version
        return said if isinstance(said, Fit) else failure(said)


def in_this_thread(fit: Callable[[], Made]) -> Made | Failure:
    """Fit in this thread, with a core left to others."""
    try:
        with _one_core_left():
            return fit()
    except Exception:  # noqa: BLE001  (it is the user's model)
        return failure(traceback.format_exc())


def failure(trace: str) -> Failure:
    """Give a traceback with its last line in front."""
    return Failure(trace.strip().rpartition("\n")[2].strip(), trace)


@dataclass(frozen=True, slots=True)
class Lazy:
    """Models as another process sent them; read when somebody asks."""

    packed: bytes

    def read(self) -> tuple[Any, ...]:
        """Give the fitted models."""
        models: tuple[Any, ...] = pickle.loads(self.packed)  # noqa: S301  (from our own child)
        return models


class _Child:
    """The other process."""

    def __init__(self) -> None:
        cores = max(1, (os.cpu_count() or 2) - 1)
        mine = {name: str(min(cores, _whole(os.environ.get(name), cores))) for name in _THREADS}
        # Not multiprocessing: it would run the user's main program again. A session of its own:
        # interrupting a cell must not interrupt it.
        program = (
            f"import sys; sys.path[:] = {sys.path!r}; from nblabel.active.loop.learning.worker import main; main()"
        )
        self._process = subprocess.Popen(  # noqa: S603  (our own program)
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **mine},
            start_new_session=True,
        )
        self.has: int | None = None
        self._finalize = weakref.finalize(self, _end, self._process)

    @property
    def over(self) -> bool:
        return self._process.poll() is not None

    @property
    def code(self) -> int | None:
        return self._process.returncode

    def ask(self, packed: bytes) -> tuple[str, Any, list[str]] | None:
        """Send a job and wait for what came of it; None if the process ended instead."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            send(self._process.stdin, packed)
            answer = receive(self._process.stdout)
        except (OSError, ValueError):
            answer = None
        if answer is None:
            self.end()
            return None
        read: tuple[str, Any, list[str]] = pickle.loads(answer)  # noqa: S301  (from our own child)
        return read

    def end(self) -> None:
        self._finalize()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    # A fit that waits for an answer reads the end of the pipe and closes it.
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


@contextlib.contextmanager
def _one_core_left() -> Iterator[None]:
    try:
        from threadpoolctl import threadpool_limits  # noqa: PLC0415  (it comes with scikit-learn)
    except ImportError:
        yield
        return
    with threadpool_limits(max(1, (os.cpu_count() or 2) - 1)):
        yield


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdigit() and int(text) > 0 else otherwise
