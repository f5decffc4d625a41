"""The loop as a script has it: made of a session, a model and features; asked for frames and steps."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from nblabel.active._context import Choose
from nblabel.active._strategy import Strategy
from nblabel.active.loop._arguments import Retrain, read_arguments
from nblabel.active.loop._cycle import Cycle
from nblabel.active.loop._stand import read_stand
from nblabel.active.loop._targets import ClassTarget, find_target
from nblabel.active.loop.history.frames import history_frame, queries_frame
from nblabel.active.loop.history.plot import plot_history
from nblabel.active.loop.history.score import Metric
from nblabel.active.loop.learning.features import read_features
from nblabel.active.loop.learning.learner import Estimators, read_models
from nblabel.active.loop.learning.trainer import Trainer
from nblabel.active.loop.learning.whole import Callables, of_annotations
from nblabel.session import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Loop(Cycle):
    """Say what to label next, and train on what was labeled; no notebook is needed.

    Parameters
    ----------
    session
        What is labeled.
    model, features, target, strategy, batch_size, cold_start, holdout, test, retrain, metric, reasons, random_state
        As for `nblabel.ActiveLoop`.
    """

    def __init__(
        self,
        session: Session,
        model: Any,
        features: Any = None,
        *,
        target: str = "classes",
        strategy: str | Choose | Strategy = "margin",
        batch_size: int = 10,
        cold_start: str | Choose | Strategy = "k-means",
        holdout: float = 0.1,
        test: tuple[Any, Sequence[Any]] | None = None,
        retrain: Retrain = "background",
        metric: Metric = "accuracy",
        reasons: bool = True,
        random_state: int | np.random.Generator | None = None,
    ) -> None:
        given = read_arguments(
            strategy=strategy,
            cold_start=cold_start,
            batch_size=batch_size,
            holdout=holdout,
            test=test,
            retrain=retrain,
            metric=metric,
            reasons=reasons,
            random_state=random_state,
        )
        read, field = find_target(session.fields, target)
        if isinstance(read, ClassTarget):
            models = read_models(model, given.strategy)
            made = read_features(features, session.source, session.order, given.seed or 0)
            learner = Estimators(models, made, given.test, given.metric, Trainer())
            super().__init__(session, read, learner, given, given.strategy, given.metric)
            return
        if given.test is not None:
            raise ValueError(f"test= is for classes; {field.name!r} is tested on the hold-out")
        chooses = of_annotations(given.strategy, field.kind)
        super().__init__(session, read, Callables(model, _session_of(self), field), given, chooses, "F1")

    @property
    def queries(self) -> pd.DataFrame:
        """Every item that was ever put into the queue, and why: one row for each item of each draw."""
        with self._turning:
            return queries_frame(self._memory.picks, self._session.source.keys)

    @property
    def history(self) -> pd.DataFrame:
        """One row for each round; the score is on all of the hold-out that is labeled now."""
        with self._turning:
            stand = read_stand(self._session, self._target)
            return history_frame(self._memory.rounds, self._curve(stand))

    def plot(self, against: Literal["labels", "minutes"] = "labels", ax: Axes | None = None) -> Axes:
        """Draw the curve with its interval.

        Parameters
        ----------
        against
            ``"labels"`` or ``"minutes"`` of labeling.
        ax
            Where to; new axes by default.
        """
        return plot_history(self.history, against, self._metric, ax)

    def step(self) -> pd.DataFrame:
        """Train on what is labeled and rank anew, here and now.

        Returns
        -------
        DataFrame
            What comes next, best first: rows as in `queries`.

        Raises
        ------
        RuntimeError
            If the model or the strategy failed; it carries the whole traceback.
        """
        with self._turning:
            stand = self._stand()
            # A fit that is under way knows less than this one will.
            self._flight = None
            if self._due(stand).warm:
                self._began = self._train(stand)
                attempt, train = self._attempt(stand, here=True)
                self._land(stand, train, attempt(), again=False)
                self._raise("the model")
            self._rank(stand)
            self._publish(stand)
            self._raise("the strategy")
            return queries_frame(self._memory.last, self._session.source.keys)

    def _raise(self, what: str) -> None:
        if self._error is not None:
            raise RuntimeError(f"{what} failed: {self._error.said}\n\n{self._error.detail}")

    def settle(self, timeout: float | None = None) -> bool:
        """Wait until every label given so far was considered and no model is being trained.

        Parameters
        ----------
        timeout
            Seconds to wait at most; None waits as long as it takes.

        Returns
        -------
        bool
            Whether it came to that.
        """
        return self._pace.quiet(timeout)


def _session_of(loop: Loop) -> Callable[[], Session]:
    """Give what asks a loop for its session without keeping the loop alive."""
    reference = weakref.ref(loop)

    def session() -> Session:
        standing = reference()
        if standing is None:
            raise ReferenceError("the loop is gone")
        return standing._session  # noqa: SLF001  (our own)

    return session
