"""What learns spans, boxes, or several classes an item: callables ``fit(dataset)`` and ``predict(items)``."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from nblabel.active._context import Answer, Context
from nblabel.active._strategy import Strategy
from nblabel.active.loop.history.score import Score, f1_of_counts
from nblabel.active.loop.learning.features import Rows
from nblabel.active.loop.learning.learner import Attempt, Outcome
from nblabel.active.loop.learning.match import hits
from nblabel.active.loop.learning.trainer import in_this_thread
from nblabel.active.strategies.detections import boxes_max
from nblabel.dataset import Dataset
from nblabel.dataset.columns import is_missing
from nblabel.items.keys import to_wire
from nblabel.kinds import by_name
from nblabel.labels import Field
from nblabel.session import Failure, Session

Record = dict[str, Any]
"""One annotation as a model gives it: its label, its score, and the geometry of its kind."""


class Callables:
    """A model of the user's own making; it is fitted in a thread, as its items are read here."""

    def __init__(self, model: Any, session: Callable[[], Session], field: Field) -> None:
        for name in ("fit", "predict"):
            if not callable(getattr(model, name, None)):
                raise TypeError(
                    f"model={model!r} has no {name}(); for {field.name!r} it needs fit(dataset) and predict(items)"
                )
        self._model, self._session, self._field = model, session, field

    def rows(self, wanted: Sequence[str]) -> Rows:  # noqa: ARG002
        """Give places alone: the model reads the items itself."""
        return Rows(0, None, {item: place for place, item in enumerate(self._session().order)}, None)

    def attempt(
        self,
        rows: Rows,
        train: Mapping[str, Hashable],
        pool: Sequence[str],
        held: Sequence[str],
        *,
        here: bool,  # noqa: ARG002  (it is anyway)
    ) -> Attempt:
        """Give what fits on the dataset of ``train`` alone."""
        session, model, field = self._session(), self._model, self._field
        source, asked = session.source, [*pool, *held]
        dataset = training_set(session, train)

        def fit() -> Outcome:
            start = time.perf_counter()
            model.fit(dataset)
            items = [source.item(rows.place[item]) for item in asked]
            said = read_predictions(model.predict(items), asked, field)
            return Outcome(
                models=(model,),
                place={item: row for row, item in enumerate(pool)},
                proba=[np.array([each["score"] for each in said[item]], dtype=np.float64) for item in pool],
                guesses={item: said[item] for item in held},
                tested=[],
                seconds=time.perf_counter() - start,
                said={item: said[item] for item in pool},
            )

        def run() -> Outcome | Failure:
            return in_this_thread(fit)

        return run

    def score(self, truths: Sequence[Any], guesses: Sequence[Any], seed: int) -> Score:
        """Measure F1 over all annotations of all items."""
        counts = np.zeros((len(truths), 1, 3))
        for row, (truth, guess) in enumerate(zip(truths, guesses, strict=True)):
            hit = hits([json.loads(each) for each in truth], guess, self._field.kind)
            counts[row, 0] = hit, len(guess) - hit, len(truth) - hit
        return f1_of_counts(counts, seed)

    def start(self, more: Callable[[], None]) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing: a fit in this process cannot be stopped."""


def training_set(session: Session, train: Mapping[str, Hashable]) -> Dataset:
    """Give what stands on the items that are trained on, and nothing of any other."""
    with session.lock:
        source, state = session.source, session.state
        places = [place for place, item in enumerate(session.order) if item in train]
        return Dataset(
            session.fields,
            [source.keys[place] for place in places],
            {id_: each for id_, each in state.annotations.items() if each["item"] in train},
            {item: answer for item, answer in state.answers.items() if item in train},
            None if source.rows is None else source.rows.iloc[places],
            annotator=session.annotator,
            name=session.task.name,
            medium=source.medium,
        )


def read_predictions(said: Any, asked: Sequence[str], field: Field) -> dict[str, list[Record]]:
    """Read what ``predict`` gave: a frame for each item, in order, or one for all with a column ``item``.

    Raises
    ------
    TypeError
        If it is neither.
    ValueError
        If there are not as many as items, or a column is missing.
    """
    if isinstance(said, pd.DataFrame):
        if "item" not in said.columns:
            raise ValueError("predict() gave one DataFrame without a column 'item'; name the item of each row")
        by_item = {to_wire(key): rows for key, rows in said.groupby("item", sort=False, observed=True)}
        return {item: _records(by_item.get(item), field) for item in asked}
    if not isinstance(said, Sequence) or isinstance(said, str):
        raise TypeError(f"predict() gave {type(said).__name__}; it must give a DataFrame for each item, in order")
    if len(said) != len(asked):
        raise ValueError(f"predict() gave {len(said)} predictions for {len(asked)} items; give one for each")
    return {item: _records(each, field) for item, each in zip(asked, said, strict=True)}


def _records(frame: Any, field: Field) -> list[Record]:
    if frame is None:
        return []
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(
            f"predict() gave {type(frame).__name__} for an item; give a DataFrame, as nbl.boxes() and nbl.spans() make"
        )
    columns = [name for name in by_name()[field.kind].columns if name in frame.columns]
    missing = [name for name in ("label", "score") if name not in frame.columns]
    if missing:
        raise ValueError(f"predict() gave no column {missing[0]!r}; each annotation needs a label and a score")
    names = ["label", "score", *columns]
    rows = zip(*(frame[name].tolist() for name in names), strict=True)
    made = (dict(zip(names, row, strict=True)) for row in rows)
    return [
        {
            "label": str(each["label"]),
            "score": float(each["score"]),
            "geometry": {name: each[name] for name in columns if not is_missing(each[name])},
        }
        for each in made
    ]


def of_annotations(strategy: Strategy, kind: str) -> Strategy:
    """Have an uncertainty of one class speak of an item's annotations: of the most uncertain of them.

    Raises
    ------
    ValueError
        If the strategy cannot.
    """
    if "proba" in strategy.needs and strategy.by_row:

        def choose(context: Context) -> Answer:
            ranked = boxes_max(replace(context, options={"base": strategy.name}))
            cause = ranked.cause
            assert cause is not None
            return replace(ranked, cause=lambda place: cause(place).replace("box", kind))

        return Strategy(strategy.name, choose, ("detections",), strategy.said, by_row=True)
    lacking = {"proba", "committee", "embeddings", "labels"} & set(strategy.needs)
    if lacking:
        raise ValueError(
            f"strategy={strategy.name!r} needs {' and '.join(sorted(lacking))}, which a model of {kind}s "
            "does not give; take 'margin', 'boxes-sum' or 'random', or a function of your own"
        )
    return strategy
