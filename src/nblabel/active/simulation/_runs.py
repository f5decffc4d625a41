"""One run of a simulation: one strategy, once, from the first labels to the last round."""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nblabel.active._context import Context, FloatArray, IntArray
from nblabel.active._rows import take
from nblabel.active._strategy import Strategy
from nblabel.active.asking.draw import Draw, draw
from nblabel.active.simulation._chosen import Chosen
from nblabel.active.simulation._learner import Learner, fit, knows_two
from nblabel.active.simulation._plan import Plan
from nblabel.active.simulation._seeds import Seeds
from nblabel.active.simulation._splits import at_random

RANDOM = Strategy(name="at random", choose=lambda context: context.rng.random(len(context.pool)))


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave.

    Parameters
    ----------
    strategy, repeat
        Which run it is.
    scores, queries
        Rows of the two frames, without these.
    warned
        How often each warning was given.
    """

    strategy: str
    repeat: int
    scores: list[tuple[int, int, str, float, float]]
    queries: list[tuple[int, int, int, Any, float]]
    warned: Counter[tuple[type[Warning], str]] = field(default_factory=Counter)


def run(plan: Plan, repeat: int, chosen: Chosen) -> Run:
    """Label, fit and score, round after round.

    An error says where it happened. Warnings are kept: thousands of fits would give as many.
    """
    # More threads of BLAS sum in another order, and a last digit can decide a tie: results would
    # depend on the machine's cores and on n_jobs.
    with threadpool_limits(limits=1), warnings.catch_warnings(record=True) as caught:
        one = _Run(plan, repeat, chosen)
        try:
            made = one.result()
        except Exception as error:
            error.add_note(
                f"(in simulate: strategy {one.strategy.name!r}, repeat {repeat}, round {one.round}, "
                f"{len(one.labeled)} labeled)"
            )
            raise
    made.warned.update((each.category, str(each.message)) for each in caught)
    return made


class _Run:
    """The state of a run. Places are among the items of this repeat's pool, so that no strategy sees a test item."""

    def __init__(self, plan: Plan, repeat: int, chosen: Chosen) -> None:
        self.plan = plan
        self.repeat = repeat
        self.strategy = chosen.strategy
        self.sees_proba = chosen.sees_proba and plan.gives_proba
        self.seeds = Seeds(plan.entropy, repeat)
        self.rng = self.seeds.strategy(self.strategy.name)
        self.start_rng = self.seeds.start()
        where = plan.split(repeat)
        self.train = where.train
        self.X, self.y = take(plan.X, where.train), plan.y[where.train]
        self.embeddings = None if plan.embeddings is None else plan.embeddings[where.train]
        self.test = plan.test if plan.test is not None else (take(plan.X, where.test), plan.y[where.test])
        self.round = 0
        self.labeled: IntArray = np.empty(0, dtype=np.int64)
        self.open = np.ones(len(self.y), dtype=bool)
        self.made = Run(self.strategy.name, repeat, [], [])

    def result(self) -> Run:
        learner: Learner | None = None
        for each in range(self.plan.n_rounds + 1):
            self.round = each
            began = perf_counter()
            places, priorities = self._first() if learner is None else self._next(learner)
            self._label(places, priorities)
            learner = fit(
                self.plan.model, take(self.X, self.labeled), self.y[self.labeled], self.plan.classes, self.seeds.model()
            )
            self._score(learner, perf_counter() - began)
        return self.made

    def _first(self) -> tuple[IntArray, FloatArray]:
        plan = self.plan
        if plan.by_class:
            places = plan.initial_per_class(self.repeat, self.y)
        elif plan.cold_start is None:
            places = at_random(len(self.y), plan.n_initial, self.start_rng)
        else:
            drawn = self._draw(plan.cold_start, self.start_rng, plan.n_initial, None)
            return drawn.places, drawn.priorities
        return places, np.full(len(places), np.nan)

    def _next(self, learner: Learner) -> tuple[IntArray, FloatArray]:
        pool = np.flatnonzero(self.open)
        k = min(self.plan.batch_size, len(pool))
        if knows_two(self.y[self.labeled]):
            drawn = self._draw(self.strategy, self.rng, k, learner)
        else:
            # One class has taught the model nothing: the start goes on, the same for every strategy.
            drawn = self._draw(self.plan.cold_start or RANDOM, self.start_rng, k, None)
        return pool[drawn.places], drawn.priorities

    def _draw(self, strategy: Strategy, rng: np.random.Generator, k: int, learner: Learner | None) -> Draw:
        pool = np.flatnonzero(self.open)
        return draw(
            strategy,
            Context(
                pool=pool,
                k=k,
                rng=rng,
                proba=None if learner is None else self._proba(learner, take(self.X, pool)),
                embeddings=self.embeddings,
                labeled=self.labeled,
                labels=self.y[self.labeled].tolist(),
                model=None if learner is None else learner.model,
                X=self.X,
            ),
        )

    def _proba(self, learner: Learner, X: Any) -> FloatArray | None:
        if "committee" in self.strategy.needs:
            return learner.committee(X)
        return learner.proba(X) if self.sees_proba else None

    def _label(self, places: IntArray, priorities: FloatArray) -> None:
        self.labeled = np.concatenate([self.labeled, places])
        self.open[places] = False
        items, labels = self.train[places].tolist(), self.y[places].tolist()
        for pick, (item, label, priority) in enumerate(zip(items, labels, priorities.tolist(), strict=True)):
            self.made.queries.append((self.round, pick, item, label, priority))

    def _score(self, learner: Learner, seconds: float) -> None:
        model = learner.to_score()
        for metric, scorer in self.plan.scorers.items():
            score = float(scorer(model, *self.test))
            self.made.scores.append((self.round, len(self.labeled), metric, score, seconds))
