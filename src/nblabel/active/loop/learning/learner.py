"""What learns: estimators on features, fitted through the trainer. What came of it is by item."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from nblabel.active._strategy import Strategy
from nblabel.active.loop.history.score import Metric, Score, accuracy, macro_f1
from nblabel.active.loop.learning.features import Features, Rows
from nblabel.active.loop.learning.fit import Data, Job
from nblabel.active.loop.learning.trainer import Lazy, Trainer
from nblabel.session import Failure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a fit, by item.

    Parameters
    ----------
    models
        Fitted: one or several, or still pickled.
    place
        The row in ``proba`` of each item of the pool.
    proba
        As a strategy wants it.
    guesses, tested
        What was said of each item of the hold-out, and of each row of the test set.
    seconds
        How long it took.
    said
        What a model of spans or boxes says of each item of the pool, to be suggested.
    """

    models: tuple[Any, ...] | Lazy
    place: Mapping[str, int]
    proba: Any
    guesses: Mapping[str, Any]
    tested: Sequence[Any]
    seconds: float
    said: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict[str, Any])

    def of(self, items: Sequence[str], *, committee: bool) -> Any:
        """Give the probabilities of some items of the pool; of a committee each one's, or their mean."""
        if self.proba is None:
            return None
        rows = [self.place[item] for item in items]
        if isinstance(self.proba, list):
            return [self.proba[row] for row in rows]
        if self.proba.ndim == 2:  # noqa: PLR2004
            return self.proba[rows]
        return self.proba[:, rows] if committee else self.proba[:, rows].mean(axis=0)


Attempt = Callable[[], "Outcome | Failure"]


class Learner(Protocol):
    """Fits and predicts, whatever is learned."""

    def rows(self, wanted: Sequence[str]) -> Rows:
        """Give what is known of the items; what is missing of ``wanted`` is made first."""

    def attempt(
        self, rows: Rows, train: Mapping[str, Hashable], pool: Sequence[str], held: Sequence[str], *, here: bool
    ) -> Attempt:
        """Give what fits and predicts when it is called, on any thread; ``here``: on that very thread."""

    def score(self, truths: Sequence[Any], guesses: Sequence[Any], seed: int) -> Score:
        """Measure what was said of some items."""

    def start(self, more: Callable[[], None]) -> None:
        """Begin with what takes long, and say so when there is more."""

    def close(self) -> None:
        """Stop whatever runs."""


class Estimators:
    """One estimator, or a committee, that learns a class from features."""

    def __init__(
        self,
        models: tuple[Any, ...],
        features: Features,
        test: tuple[Any, Sequence[Any]] | None,
        metric: Metric,
        trainer: Trainer,
    ) -> None:
        self._models, self._features, self._test, self._metric = models, features, test, metric
        self._trainer = trainer

    def rows(self, wanted: Sequence[str]) -> Rows:
        """Give the features that are known."""
        return self._features.rows(wanted)

    def attempt(
        self, rows: Rows, train: Mapping[str, Hashable], pool: Sequence[str], held: Sequence[str], *, here: bool
    ) -> Attempt:
        """Give what fits on the features of ``train``."""
        data = Data(rows.version, rows.X, None if self._test is None else self._test[0])

        def places(items: Sequence[str]) -> Any:
            return np.array([rows.place[item] for item in items], dtype=np.int64)

        job = Job(self._models, places(list(train)), list(train.values()), places(pool), places(held))
        trainer = self._trainer

        def run() -> Outcome | Failure:
            made = trainer.run(job, data, here=here)
            if isinstance(made, Failure):
                return made
            return Outcome(
                models=Lazy(made.models) if isinstance(made.models, bytes) else made.models,
                place={item: row for row, item in enumerate(pool)},
                proba=made.proba,
                guesses=dict(zip(held, made.guesses, strict=True)),
                tested=made.tested,
                seconds=made.seconds,
            )

        return run

    def score(self, truths: Sequence[Any], guesses: Sequence[Any], seed: int) -> Score:
        """Measure accuracy, or F1 averaged over the classes."""
        return accuracy(truths, guesses) if self._metric == "accuracy" else macro_f1(truths, guesses, seed)

    def start(self, more: Callable[[], None]) -> None:
        """Make features in the background."""
        self._features.start(more)

    def close(self) -> None:
        """End the process that trains."""
        self._features.close()
        self._trainer.close()


def read_models(model: Any, strategy: Strategy) -> tuple[Any, ...]:
    """Read ``model=``: an estimator, or a list of them as a committee.

    Raises
    ------
    TypeError
        If one cannot be fitted or asked, or gives no probabilities though the strategy needs them.
    """
    models = tuple(model) if isinstance(model, list | tuple) else (model,)
    if not models:
        raise TypeError("model=[] is an empty committee; give at least one estimator")
    for each in models:
        if isinstance(each, type):
            raise TypeError(f"model={each.__name__} is a class; make one: model={each.__name__}()")
        for name in ("fit", "predict"):
            if not callable(getattr(each, name, None)):
                raise TypeError(
                    f"model={each!r} has no {name}(); give an estimator with fit, predict and predict_proba"
                )
    wants = {"proba", "committee"} & set(strategy.needs)
    silent = next((each for each in models if not hasattr(each, "predict_proba")), None)
    if silent is not None and (wants or len(models) > 1):
        raise TypeError(
            f"model={silent!r} has no predict_proba, which strategy={strategy.name!r} needs; "
            "wrap it in sklearn.calibration.CalibratedClassifierCV, or take a strategy of diversity"
        )
    if "committee" in wants and len(models) == 1:
        raise TypeError(f"strategy={strategy.name!r} asks a committee; give model= a list of estimators")
    return models
