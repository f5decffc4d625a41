"""Every round's score on all of the hold-out that is labeled now, so that the rounds can be compared."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from nblabel.active.loop.history.rounds import Round
from nblabel.active.loop.history.score import Score
from nblabel.session import CurvePoint

Measure = Callable[[Sequence[Any], Sequence[Any]], Score]


class Scoring:
    """Measures again only what another label came to."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._known: dict[int, tuple[Mapping[str, Hashable], Score]] = {}

    def score(self, round_: int, guesses: Mapping[str, Any], answers: Mapping[str, Hashable]) -> Score:
        """Measure what a round's model said of the held-out items that are answered now."""
        truths = {item: answers[item] for item in guesses if item in answers}
        known = self._known.get(round_)
        if known is None or known[0] != truths:
            score = self._measure(list(truths.values()), [guesses[item] for item in truths])
            known = self._known[round_] = (truths, score)
        return known[1]

    def curve(self, rounds: Sequence[Round], answers: Mapping[str, Hashable]) -> tuple[CurvePoint, ...]:
        """Give a point for each round."""
        return tuple(self._point(each, answers) for each in rounds)

    def _point(self, made: Round, answers: Mapping[str, Hashable]) -> CurvePoint:
        score = self.score(made.round, made.guesses, answers) if made.guesses else made.score
        minutes = made.labeling_seconds / 60
        return CurvePoint(made.round, made.labels, minutes, score.value, score.low, score.high, score.tested)
