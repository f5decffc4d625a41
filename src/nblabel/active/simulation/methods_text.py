"""The paragraph for the paper."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nblabel.active.simulation._record import listed, recalled


def methods_text(scores: pd.DataFrame) -> str:
    """Tell how a simulation was done, so that others can do it again: sizes, seeds, versions.

    What is told comes from ``scores.attrs`` and from the frame. pandas drops ``attrs`` where frames
    with different ones are joined, and CSV has no place for them (Parquet has); then the text says
    what the rows still show, and that the rest is not known.

    Parameters
    ----------
    scores : DataFrame
        What `simulate` gave.

    Returns
    -------
    str
        A paragraph of plain English.

    Raises
    ------
    ValueError
        If the frame has no rows.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "strategy": ["margin", "random"], "repeat": 0, "round": 0, "n_labeled": 20,
    ...     "metric": "accuracy", "score": 0.5, "seconds": 0.1,
    ... })
    >>> print(methods_text(scores))
    Active learning was simulated with the query strategies margin and random, 1 time each, from 20 to
    20 labeled items. Models were scored by accuracy. Model, data, seeds and versions were not
    kept with this frame; call methods_text on each frame as simulate gave it.
    """
    if scores.empty:
        raise ValueError("the frame has no rows: no run was done, so there is nothing to tell")
    settings = recalled(scores)
    return _from_rows(scores) if settings is None else _from_settings(scores, settings)


def _from_rows(scores: pd.DataFrame) -> str:
    return (
        f"Active learning was simulated with the query {_strategies(list(dict.fromkeys(scores['strategy'])))}, "
        f"{_times(scores['repeat'].nunique())} each, from {scores['n_labeled'].min()} to {scores['n_labeled'].max()} "
        f"labeled items. Models were scored by {listed(dict.fromkeys(scores['metric']))}. Model, data, seeds and "
        "versions were not kept with this frame; call methods_text on each frame as simulate gave it."
    )


def _from_settings(scores: pd.DataFrame, settings: dict[str, Any]) -> str:
    sentences = [
        _what(settings),
        _done(scores, settings),
        _test(settings),
        _start(settings),
        _rounds(settings),
        "Within a repeat all strategies shared the split, the first labels and the seeds of the model.",
        f"The model, fitted anew in each round, was {settings['model']}.",
        f"It was scored on the test set by {listed(settings['metrics'])}.",
        "As long as only one class had been labeled, that class was predicted, and items were drawn as the first were."
        if settings["n_classes"] is not None and not settings["by_class"]
        else "",
        f"All seeds derive from numpy.random.SeedSequence({settings['random_state']}) with the repeat as spawn key.",
        f"Software: {listed(f'{name} {version}' for name, version in settings['versions'].items())}.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _what(settings: dict[str, Any]) -> str:
    return (
        f"Active learning was simulated on {settings['n_items']} items{_classes(settings['n_classes'])} with the "
        f"query {_strategies(settings['strategies'])}, {_times(settings['n_repeats'])} each."
    )


def _done(scores: pd.DataFrame, settings: dict[str, Any]) -> str:
    runs = len(scores[["strategy", "repeat"]].drop_duplicates())
    planned = settings["n_repeats"] * len(settings["strategies"])
    return f"The frame holds {runs} of these {planned} runs." if runs < planned else ""


def _test(settings: dict[str, Any]) -> str:
    if settings["test_given"]:
        return f"A separate test set of {settings['n_test']} items was given; all other items were the pool."
    share = 100 * settings["n_test"] / settings["n_items"]
    return (
        f"In each repeat {settings['n_test']} items ({share:.3g} %) were drawn at random for testing; "
        "the others were the pool."
    )


def _start(settings: dict[str, Any]) -> str:
    first = settings["n_initial"]
    if settings["by_class"]:
        return f"To begin with, {first} of each class in the pool were labeled, drawn at random."
    how = "drawn at random" if settings["cold_start"] is None else f"chosen by {settings['cold_start']}"
    return f"To begin with, {first} of the pool were labeled, {how}."


def _rounds(settings: dict[str, Any]) -> str:
    pool = settings["n_items"] - (0 if settings["test_given"] else settings["n_test"])
    first = settings["n_initial"] * (settings["n_classes"] if settings["by_class"] else 1)
    last = min(first + settings["n_rounds"] * settings["batch_size"], pool)
    rounds, batch = settings["n_rounds"], settings["batch_size"]
    return f"In each of {rounds} rounds the strategy chose {batch} more, up to {last} in all."


def _classes(n_classes: int | None) -> str:
    return "" if n_classes is None else f" of {n_classes} classes"


def _strategies(names: list[Any]) -> str:
    return f"{'strategy' if len(names) == 1 else 'strategies'} {listed(map(str, names))}"


def _times(n: int) -> str:
    return f"{n} time" if n == 1 else f"{n} times"
