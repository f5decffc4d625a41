"""Models are fitted in a process of their own where they can go there, and that process ends with the kernel."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from nblabel.active.loop.learning.fit import Data, Fit, Job
from nblabel.active.loop.learning.learner import Lazy
from nblabel.active.loop.learning.trainer import Trainer
from nblabel.session import Failure

rng = np.random.default_rng(0)
DATA = Data(0, rng.normal(size=(30, 2)))
LABELS = ["ab"[int(x > 0)] for x in DATA.X[:10, 0]]


def job(model):
    return Job((model,), np.arange(10), LABELS, np.arange(10, 30), np.arange(0, 3))


@pytest.fixture(scope="module")
def shared():
    """One trainer for the tests that leave its process alone: to start one takes seconds."""
    made = Trainer()
    yield made
    made.close()


@pytest.fixture
def trainer():
    made = Trainer()
    yield made
    made.close()


def models(made: Fit):
    assert isinstance(made.models, bytes)
    return Lazy(made.models).read()


def test_it_gives_what_a_fit_here_gives(shared):
    here = shared.run(job(LogisticRegression()), DATA, here=True)
    there = shared.run(job(LogisticRegression()), DATA)
    assert np.array_equal(here.proba, there.proba)
    assert here.guesses == there.guesses
    (model,) = models(there)
    assert model.classes_.tolist() == ["a", "b"]


def test_the_process_is_another_one_with_a_core_left_to_others(shared):
    class Asks(LogisticRegression):
        def fit(self, X, y):
            self.process_, self.threads_ = os.getpid(), os.environ["OMP_NUM_THREADS"]
            return super().fit(X, y)

    # What is defined in a notebook goes there by value; here that has to be said.
    Asks.__module__ = "__main__"
    (model,) = models(shared.run(job(Asks()), DATA))
    assert model.process_ != os.getpid()
    assert int(model.threads_) <= max(1, (os.cpu_count() or 2) - 1)


def test_what_a_model_prints_and_raises_does_no_harm(shared):
    class Prints(LogisticRegression):
        def fit(self, *_):
            print("epoch 1" * 1000)
            raise ValueError("no more memory on the card")

    Prints.__module__ = "__main__"
    made = shared.run(job(Prints()), DATA)
    assert isinstance(made, Failure)
    assert made.said == "ValueError: no more memory on the card"
    assert "in fit" in made.detail
    assert isinstance(shared.run(job(LogisticRegression()), DATA), Fit)


def test_a_model_that_cannot_go_there_is_fitted_in_a_thread(trainer, gated):
    made = trainer.run(job(gated), DATA)
    assert isinstance(made, Fit)
    assert not trainer.in_process


def test_a_model_that_cannot_even_be_copied_is_fitted_itself(trainer):
    class Stays:
        def __reduce__(self):
            raise TypeError("it holds a lock")

        def fit(self, _, y):
            self.most_ = max(y)

        def predict(self, X):
            return [self.most_] * len(X)

    model = Stays()
    made = trainer.run(job(model), DATA)
    assert made.guesses == ["b"] * 3
    assert made.models == (model,)


def test_a_process_that_dies_is_said_and_the_next_fit_has_another(trainer):
    class Dies(LogisticRegression):
        def fit(self, *_):
            os._exit(7)

    Dies.__module__ = "__main__"
    made = trainer.run(job(Dies()), DATA)
    assert isinstance(made, Failure)
    assert made.said == "the process that trains ended (code 7)"
    assert isinstance(trainer.run(job(LogisticRegression()), DATA), Fit)


def test_it_ends_with_the_kernel_in_the_middle_of_a_fit():
    # The fit holds a line to this test, which breaks when its process ends.
    with socket.create_server(("127.0.0.1", 0)) as server:
        kernel = textwrap.dedent(
            f"""
            import sys
            sys.path[:] = {sys.path!r}
            import numpy as np
            from nblabel.active.loop.learning.fit import Data, Job
            from nblabel.active.loop.learning.trainer import Trainer

            class Busy:
                def fit(self, X, y):
                    import socket
                    line = socket.create_connection({server.getsockname()!r})
                    while True:
                        pass

            job = Job((Busy(),), np.arange(2), ["a", "b"], np.arange(2), np.arange(0))
            Trainer().run(job, Data(0, np.zeros((2, 1))))
            """
        )
        process = subprocess.Popen([sys.executable, "-c", kernel])
        server.settimeout(60)
        line, _ = server.accept()
        process.kill()
        process.wait()
        line.settimeout(60)
        with line:
            assert _rest(line) == b""


def _rest(line):
    try:
        return line.recv(1)
    except ConnectionResetError:
        return b""
