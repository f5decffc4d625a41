"""Would active learning have helped? Played through on data whose labels are known."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import ArrayLike
from sklearn.utils.multiclass import type_of_target
from threadpoolctl import threadpool_limits

from nblabel.active.simulation._chosen import Asked, Chosen, check_needs, chosen_of
from nblabel.active.simulation._plan import Plan, plan_of
from nblabel.active.simulation._progress import progress_of
from nblabel.active.simulation._record import in_words, remember, versions
from nblabel.active.simulation._runs import Run, run
from nblabel.active.simulation._scoring import Scoring

SCORES = ["strategy", "repeat", "round", "n_labeled", "metric", "score", "seconds"]
QUERIES = ["strategy", "repeat", "round", "pick", "item", "label", "priority"]


def simulate(
    model: Any,
    X: Any,
    y: ArrayLike,
    strategies: Asked | Sequence[Asked] | Mapping[str, Asked] = ("margin", "random"),
    *,
    n_initial: int | None = None,
    n_initial_per_class: int | None = None,
    cold_start: Asked | None = None,
    batch_size: int,
    n_rounds: int | None,
    n_repeats: int = 50,
    test_size: float | None = None,
    test: tuple[Any, ArrayLike] | None = None,
    scoring: Scoring = "accuracy",
    embeddings: ArrayLike | None = None,
    random_state: int | None = 0,
    n_jobs: int | None = None,
    return_queries: bool = False,
    progress: bool = True,
) -> Any:  # one frame or two, by a flag; a union would make every caller ask which
    """Play active learning through on labeled data, again and again, and score each round on a test set.

    Each repeat sets a test set aside, hides the labels of the rest, reveals a few to begin with, and
    then round by round those a strategy asks for [1]_. **Within a repeat all strategies share the
    split, the first labels and the seeds of the model**, so that they may be compared in pairs, as
    `compare` does. Every seed is derived from ``random_state``, the repeat and, for the draws of a
    strategy, its name: one strategy or repeat more changes no other, and neither does ``n_jobs``.

    Parameters
    ----------
    model
        An unfitted estimator with ``fit`` and ``predict_proba``. It is copied for each fit, and every
        ``random_state`` in it is set, those inside pipelines too. Without ``predict_proba`` it serves
        strategies that need no probabilities, such as "random". Strategies that ask a committee take
        the members of an ensemble such as a random forest.
    X
        What the model takes, one row for each item: an array, a sparse matrix, a DataFrame, a list
        of texts.
    y : array-like of shape (n,)
        The true label of each item.
    strategies
        Names, functions from a `Context` to priorities or places, or a dict of them by the names
        they shall have in the frame.
    n_initial : int, optional
        How many items are labeled to begin with. Give this or ``n_initial_per_class``.
    n_initial_per_class : int, optional
        How many of each class are labeled to begin with.
    cold_start : str or callable, optional
        The strategy that chooses the first ``n_initial``; without it they are drawn at random.
    batch_size : int
        How many items are labeled in a round.
    n_rounds : int or None
        How many rounds follow the first labels. None goes on until the pool is empty.
    n_repeats : int
        How many times all is done, each with other seeds.
    test_size : float or int, optional
        The fraction, or the number, of items set aside for testing, at random and without regard for
        their classes. 0.25 where ``test`` is not given.
    test : tuple of X and y, optional
        A test set of one's own. All of ``X`` is the pool then.
    scoring : str, callable, or several in a list or dict
        scikit-learn's names, or ``scorer(model, X, y)`` → float, higher is better.
    embeddings : array-like of shape (n, d), optional
        For strategies that look at the items themselves. ``X`` where it is an array of numbers.
    random_state : int, optional
        What all seeds are derived from; None takes a fresh one and writes it into ``attrs``.
    n_jobs : int, optional
        How many runs at the same time, for joblib. Its ``parallel_config`` takes them to a cluster.
        Each run uses one thread for linear algebra, so that cores never change a result.
    return_queries : bool
        Whether the second frame is given, too.
    progress : bool
        Whether a bar is shown once it takes longer than a second.

    Returns
    -------
    scores : DataFrame
        A row for each strategy, repeat, round and metric: ``strategy, repeat, round, n_labeled,
        metric, score, seconds``. Round 0 is the first labels. ``seconds`` is what choosing the
        round's items and fitting on them took. ``attrs`` holds what `methods_text` tells.
    queries : DataFrame
        With ``return_queries``: a row for each item labeled, ``strategy, repeat, round, pick, item,
        label, priority``; ``item`` is the position in ``X``, ``pick`` the order within the round.

    Raises
    ------
    ValueError
        If the settings do not go together, the pool is too small for them, or a strategy needs what
        is not there. An error from the model, a scorer or a strategy is noted with strategy, repeat
        and round.

    Warns
    -----
    UserWarning
        If it is interrupted (Ctrl-C, or *stop* in the notebook). The runs that are done are returned.
        A warning from the model is given once, with how often it came.

    See Also
    --------
    compare : The areas under the curves, with intervals for their differences.
    plot_learning_curves : The curves.
    methods_text : The paragraph for the paper.

    Notes
    -----
    Strategies see the pool and never the test set, nor its embeddings. As long as only one class has
    been seen no model can be fitted: the prediction is that class, and the next items are drawn as the
    first ones were. Probabilities have a column for each class of ``y``, 0 for what has not been seen.

    References
    ----------
    .. [1] B. Settles, "Active Learning Literature Survey", Computer Sciences Technical Report 1648,
       University of Wisconsin–Madison, 2009.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> X, y = load_iris(return_X_y=True)
    >>> def least_sure(context):
    ...     return -context.proba.max(axis=1)
    >>> def by_chance(context):
    ...     return context.rng.random(len(context.pool))
    >>> scores = simulate(
    ...     GaussianNB(), X, y, [least_sure, by_chance],
    ...     n_initial_per_class=2, batch_size=3, n_rounds=4, n_repeats=5,
    ... )
    >>> scores.groupby("strategy")["n_labeled"].max().to_dict()
    {'by_chance': 18, 'least_sure': 18}
    """
    chosen = chosen_of(strategies)
    plan = plan_of(
        model,
        X,
        y,
        n_initial=n_initial,
        n_initial_per_class=n_initial_per_class,
        cold_start=cold_start,
        batch_size=batch_size,
        n_rounds=n_rounds,
        test_size=test_size,
        test=test,
        scoring=scoring,
        embeddings=embeddings,
        random_state=random_state,
    )
    if n_repeats < 1:
        raise ValueError(f"n_repeats={n_repeats}; give 1 or more")
    check_needs(chosen, model, has_embeddings=plan.embeddings is not None)
    if plan.by_class:
        for repeat in range(n_repeats):
            plan.initial_per_class(repeat, plan.y[plan.split(repeat).train])

    tasks = [(repeat, each) for repeat in range(n_repeats) for each in chosen]
    done = _played(plan, tasks, n_jobs=n_jobs, progress=progress)
    for (category, said), times in sum((one.warned for one in done), Counter()).items():
        warnings.warn(f"{said} ({times} times in {len(done)} runs)", category, stacklevel=2)
    if len(done) < len(tasks):
        warnings.warn(
            f"interrupted: the frame holds the {len(done)} of {len(tasks)} runs that were done",
            UserWarning,
            stacklevel=2,
        )
    order = {each.strategy.name: place for place, each in enumerate(chosen)}
    done.sort(key=lambda one: (order[one.strategy], one.repeat))
    settings = _settings(plan, model, chosen, n_repeats)
    scores = remember(_frame(SCORES, ((one, one.scores) for one in done)), **settings)
    if not return_queries:
        return scores
    return scores, remember(_frame(QUERIES, ((one, one.queries) for one in done)), **settings)


def _played(plan: Plan, tasks: list[tuple[int, Chosen]], *, n_jobs: int | None, progress: bool) -> list[Run]:
    done: list[Run] = []
    # What each run sets for itself is set and put back here, too: runs in threads share it, and undo it for each other.
    with (
        threadpool_limits(limits=1),
        warnings.catch_warnings(),
        progress_of(len(tasks), title="simulate", unit="run", shown=progress) as advance,
    ):
        try:
            runs = Parallel(n_jobs=n_jobs, return_as="generator")(delayed(run)(plan, *task) for task in tasks)
            for one in runs:
                done.append(one)
                advance()
        except KeyboardInterrupt:
            pass  # the caller tells
    return done


def _settings(plan: Plan, model: Any, chosen: Sequence[Chosen], n_repeats: int) -> dict[str, Any]:
    return {
        "model": in_words(model),
        "strategies": [each.strategy.name for each in chosen],
        "n_items": len(plan.y),
        "n_classes": None if type_of_target(plan.y).startswith("continuous") else len(plan.classes),
        "n_test": plan.n_test,
        "test_given": plan.test is not None,
        "n_initial": plan.n_initial,
        "by_class": plan.by_class,
        "cold_start": None if plan.cold_start is None else plan.cold_start.name,
        "batch_size": plan.batch_size,
        "n_rounds": plan.n_rounds,
        "n_repeats": n_repeats,
        "metrics": list(plan.scorers),
        "random_state": plan.entropy,
        "versions": versions(model),
    }


def _frame(columns: list[str], runs: Iterator[tuple[Run, list[Any]]]) -> pd.DataFrame:
    rows = [(one.strategy, one.repeat, *row) for one, made in runs for row in made]
    frame = pd.DataFrame(rows, columns=columns)
    if not rows:
        # Interrupted before the first run was done: the columns keep their types.
        whole, real = ["repeat", "round", "n_labeled", "pick", "item"], ["score", "seconds", "priority"]
        frame = frame.astype({name: "int64" for name in whole if name in columns})
        frame = frame.astype({name: "float64" for name in real if name in columns})
    return frame
