"""The turns of a loop: look at what stands, train, rank, and say so.

A turn is taken at each call of the loop's own thread, or of `Loop.step`; one at a time. Nothing here
holds the session's lock for longer than a copy of what stands takes.
"""

from __future__ import annotations

import secrets
import time
import traceback
import weakref
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any, Literal

from nblabel.active._strategy import Strategy
from nblabel.active.loop._arguments import Arguments, changes, settled
from nblabel.active.loop._drawing import Ask, make_draw, seed_of
from nblabel.active.loop._due import Due, fresh
from nblabel.active.loop._holdout import draw_bound, held_out
from nblabel.active.loop._pace import Call, Pace, in_background, keep_turning
from nblabel.active.loop._propose import propose
from nblabel.active.loop._said import Situation, say
from nblabel.active.loop._stand import Stand, read_stand
from nblabel.active.loop._targets import Target
from nblabel.active.loop.history.hint import flat
from nblabel.active.loop.history.memory import Memory
from nblabel.active.loop.history.rounds import Pick, Round
from nblabel.active.loop.history.score import Metric, Score
from nblabel.active.loop.history.scoring import Scoring
from nblabel.active.loop.learning.learner import Attempt, Learner, Outcome
from nblabel.active.loop.learning.trainer import Lazy, failure
from nblabel.active.strategies import resolve
from nblabel.session import (
    CurvePoint,
    Event,
    Failure,
    LoopChanged,
    LoopState,
    Notice,
    Progress,
    Queue,
    QueueChanged,
    Reopened,
    Session,
    Steer,
)


@dataclass(slots=True)
class _Flight:
    """A fit that is under way."""

    train: Mapping[str, Hashable]
    again: bool
    """Whether it only brings back the model of the last round."""
    outcome: Outcome | Failure | None = None


class Cycle:
    """What a loop does by itself."""

    def __init__(
        self, session: Session, target: Target, learner: Learner, given: Arguments, strategy: Strategy, metric: Metric
    ) -> None:
        self._given, self._target, self._learner = given, target, learner
        self._strategy, self._metric = strategy, metric
        self._pace = Pace()
        self._turning = RLock()
        self._fit: Outcome | None = None
        self._flight: _Flight | None = None
        self._began: Mapping[str, Hashable] | None = None
        self._drawn: tuple[object, ...] | None = None
        self._drawn_on: Mapping[str, Hashable] = {}
        self._error: Failure | None = None
        self._paused = False
        self._warned = False
        self.queue: Queue | None = None
        self.progress: Progress | None = None
        self.held_out: frozenset[str] = frozenset()
        before = session.loop
        if isinstance(before, Cycle):
            # Its thread and process end, and what it was about to write is written or never will be.
            before.close()
        self._begin(session)
        session.attach(self)
        learner.start(self._pace.nudge)
        keep_turning(self, self._pace)
        self._finalize = weakref.finalize(self, _stop, self._pace, learner)
        self._pace.nudge()

    def _begin(self, session: Session) -> None:
        """Take up what the store has of this loop, or begin anew."""
        given, pace = self._given, self._pace
        self._session, self._order = session, session.order
        seed = int.from_bytes(secrets.token_bytes(16), "big") if given.seed is None else given.seed
        bound = draw_bound(self._order, given.holdout, seed)
        memory = Memory.open(session, self._target.name, seed, {**given.kept, "bound": bound})
        self._memory, self._scoring = memory, Scoring(self._measure)
        if memory.resumed:
            was = memory.loop.settings
            for each in changes(was, given.kept):
                session.notices.append(Notice("info", each))
                session.tell(session.notices[-1])
            memory.rearrange(settled(was, given.kept))
        if given.test is None:
            drawn = {each.item: each.why == "hold-out" for each in memory.picks}
            self.held_out = held_out(self._order, self._setting("bound"), memory.loop.seed, {**drawn, **memory.sides})
        # What measures the model must not have seen what the model proposes.
        session.withhold(self.held_out)
        # Until something better is known, the queue that was there before a restart goes on.
        self.queue = self._queue_of(memory.last) if memory.last else None

        def listen(event: Event) -> None:
            if isinstance(event, Reopened):
                pace.follow(event.session)
            elif not isinstance(event, LoopChanged | QueueChanged | Notice):
                pace.nudge()

        self._deaf = session.subscribe(listen)

    def _setting(self, name: Literal["bound", "holdout"]) -> float:
        value = self._memory.loop.settings.get(name)
        return float(value) if isinstance(value, int | float) else 0.0

    # The seat ------------------------------------------------------------------------------------

    def steer(self, action: Steer) -> None:
        """Do what the person asked for: ``"train"`` now, ``"pause"``, ``"resume"``."""
        self._pace.ask(action)

    def follow(self, session: Session) -> None:
        """Go on with another session, which the windows of this one went over to."""
        self._pace.follow(session)

    def close(self) -> None:
        """Stop, and let the items come in the task's own order again; everything kept stays."""
        self._pace.close()
        # First: a fit in this process is not waited for, and one in another ends with it.
        self._learner.close()
        with self._turning:
            self._deaf()
            if self._session.loop is self:
                self._session.attach(None)

    # One turn -----------------------------------------------------------------------------------

    def turn(self, call: Call) -> None:
        """Take in what happened, and go on from there; called in the loop's own thread."""
        with self._turning:
            if self._pace.over:
                return
            if call.session is not None and call.session is not self._session:
                self._go_over(call.session)
            stand = self._stand()
            if stand.order != self._order:
                self._stop_over_other_items(stand)
                return
            self._order = stand.order
            for action in call.asked:
                self._paused = action == "pause" or (self._paused and action != "resume")
            flight, landed = self._flight, False
            if flight is not None and flight.outcome is not None:
                self._flight = None
                landed = self._land(stand, flight.train, flight.outcome, again=flight.again)
            asked = "train" in call.asked
            if self._given.retrain != "manual" or asked or landed:
                self._go_on(stand, landed=landed, asked=asked)
            self._publish(stand)

    def _go_on(self, stand: Stand, *, landed: bool, asked: bool) -> None:
        if self._flight is None:
            if self._wants_fit(stand, asked=asked):
                self._take_off(stand, asked=asked)
            elif asked:
                seen = len(self._due(stand).seen)
                said = "no label yet" if seen == 0 else "labels of one class only; a model needs two"
                self._session.tell(Notice("info", f"nothing to train on: {said}"))
        if self._withholds:
            self._set_queue(None)
        elif landed or self._wants_draw(stand):
            self._rank(stand)

    @property
    def _withholds(self) -> bool:
        return self._given.retrain == "wait" and self._flight is not None and not self._flight.again

    def _stand(self) -> Stand:
        stand = read_stand(self._session, self._target)
        strays = (self.held_out & stand.answers.keys()) - self._memory.sides.keys()
        if strays:
            # Labeled without having been drawn: from now on the store says on which side it is.
            self._memory.keep(sides=dict.fromkeys(strays, True))
        return stand

    def _stop_over_other_items(self, stand: Stand) -> None:
        self._error = Failure("the items are others now; run the cell that makes the loop again", "")
        self._flight = None
        self._set_queue(None)
        self._publish(stand)

    def _go_over(self, session: Session) -> None:
        self._deaf()
        if self._session.loop is self:
            self._session.attach(None)
        self._fit, self._flight, self._began, self._drawn, self._error = None, None, None, None, None
        self._begin(session)
        session.attach(self)

    # Training -----------------------------------------------------------------------------------

    def _train(self, stand: Stand) -> dict[str, Hashable]:
        """Give what is trained on: the one place that keeps the hold-out apart."""
        return {item: answer for item, answer in stand.answers.items() if item not in self.held_out}

    def _due(self, stand: Stand) -> Due:
        rounds = self._memory.rounds
        trained = rounds[-1].labels if rounds else 0
        return Due(self._train(stand), self._began, trained, stand.classes, self._given.batch_size)

    def _wants_fit(self, stand: Stand, *, asked: bool) -> bool:
        due = self._due(stand)
        if asked:
            return due.possible
        if self._paused or not due.warm:
            return False
        if self._fit is None and self._memory.rounds and self._error is None:
            # After a restart: what was labeled is here, the model is not.
            return True
        return not due.wanted or (due.new > 0 and self._runs_dry(stand))

    def _attempt(self, stand: Stand, *, here: bool) -> tuple[Attempt, dict[str, Hashable]]:
        """Give what fits, and what it is fitted on."""
        train = self._train(stand)
        rows = self._learner.rows([*train, *(self.held_out & stand.answers.keys())])
        train = {item: answer for item, answer in train.items() if item in rows.place}
        pool = [item for item in stand.open if item not in self.held_out and item in rows.place]
        held = [item for item in sorted(self.held_out) if item in rows.place]
        self._memory.keep(sides=dict.fromkeys(train, False))
        return self._learner.attempt(rows, train, pool, held, here=here), train

    def _take_off(self, stand: Stand, *, asked: bool) -> None:
        # After a restart the first fit is no round: running the cell again must not change the history.
        again = self._fit is None and bool(self._memory.rounds) and not asked
        if not again:
            self._began = self._train(stand)
        try:
            attempt, train = self._attempt(stand, here=False)
        except Exception:  # noqa: BLE001  (features are the user's code)
            self._error = failure(traceback.format_exc())
            return
        flight = self._flight = _Flight(train, again)

        def fly() -> None:
            try:
                flight.outcome = attempt()
            except Exception:  # noqa: BLE001  (whatever it is, the person must hear)
                flight.outcome = failure(traceback.format_exc())

        in_background(self._pace, fly)

    def _land(self, stand: Stand, train: Mapping[str, Hashable], made: Outcome | Failure, *, again: bool) -> bool:
        """Take in what came of a fit; tell whether everything is to be ranked anew."""
        if isinstance(made, Failure):
            self._error = made
            return False
        self._error, self._fit = None, made
        if again:
            return self.queue is None
        number, test = self._memory.round + 1, self._given.test
        self._memory.keep(
            made=Round(
                round=number,
                at=time.time_ns() // 1000,
                strategy=self._strategy.name,
                metric=self._metric,
                labels=len(train),
                labeling_seconds=stand.seconds,
                fit_seconds=made.seconds,
                score=self._scoring.score(number, made.guesses, stand.answers)
                if test is None
                else self._measure(test[1], made.tested),
                guesses=made.guesses,
            )
        )
        return True

    @property
    def model_(self) -> Any:
        """The model as it was fitted last, of a committee the list; None before the first fit."""
        with self._turning:
            if self._fit is None:
                return None
            models = self._fit.models
            if isinstance(models, Lazy):
                models = models.read()
                self._fit = replace(self._fit, models=models)
            return list(models) if len(models) > 1 else models[0]

    # Ranking ------------------------------------------------------------------------------------

    def _runs_dry(self, stand: Stand) -> bool:
        if self.queue is None or not self.queue.items:
            return False
        return set(self.queue.items).isdisjoint(stand.open)

    def _wants_draw(self, stand: Stand) -> bool:
        if self._drawn is None:
            return self.queue is None or self._runs_dry(stand)
        if self._marks(stand) == self._drawn:
            return False
        if self._runs_dry(stand) or self.queue is None or not self.queue.items:
            return True
        # With a model, or once the first is being trained, each draw follows a fit.
        if self._memory.rounds or self._flight is not None:
            return False
        return fresh(self._train(stand), self._drawn_on) >= self._given.batch_size

    def _marks(self, stand: Stand) -> tuple[object, ...]:
        """Give what a draw that came to nothing depends on, so that it is not tried again for nothing."""
        return self._memory.round, len(stand.answers), len(stand.open), self._learner.rows(()).version

    def _rank(self, stand: Stand) -> None:
        self._drawn, self._drawn_on = self._marks(stand), self._train(stand)
        try:
            picks = self._draw(stand)
        except Exception:  # noqa: BLE001  (the strategy may be the user's)
            self._error = failure(traceback.format_exc())
            return
        self._memory.keep(sides={pick.item: pick.why == "hold-out" for pick in picks}, picks=picks)
        self._set_queue(self._queue_of(picks))
        self._suggest(picks)

    def _suggest(self, picks: Sequence[Pick]) -> None:
        """Put what the model says of the items that come next in front of the person."""
        if self._fit is not None and self._fit.said:
            said = {each.item: self._fit.said[each.item] for each in picks if each.item in self._fit.said}
            propose(self._session, type(self.model_).__name__, self._target.name, said)

    def _draw(self, stand: Stand) -> list[Pick]:
        given, fit, train = self._given, self._fit, self._train(stand)
        number = self._memory.draws
        rows = self._learner.rows(list(train) if fit is None else ())
        strategy = self._strategy if fit is not None else self._cold(embedded=rows.embeddings is not None)
        return make_draw(
            Ask(
                number=number,
                seed=seed_of(self._memory.loop.seed, number),
                stand=stand,
                held_out=self.held_out,
                train=train,
                rows=rows,
                strategy=strategy,
                fit=fit,
                model=self.model_ if "model" in strategy.needs else None,
                round=self._memory.round,
                # As many again to spare: whoever is fast labels on from those while the next model trains.
                wanted=given.batch_size * (2 if given.retrain == "background" else 1),
                rate=self._setting("holdout") if given.test is None else 0.0,
                reasons=given.reasons,
            )
        )

    def _cold(self, *, embedded: bool) -> Strategy:
        cold = self._given.cold_start
        if embedded or "embeddings" not in cold.needs:
            return cold
        if not self._warned:
            self._warned = True
            said = f"cold_start={cold.name!r} needs numbers for each item and there are none: the first are random"
            self._session.tell(Notice("info", said))
        return resolve("random")

    def _queue_of(self, picks: Sequence[Pick]) -> Queue:
        return Queue(
            round=picks[0].round if picks else 0,
            items=tuple(each.item for each in picks),
            reasons=tuple(each.reason if each.shown and self._given.reasons else None for each in picks),
        )

    def _set_queue(self, queue: Queue | None) -> None:
        if queue != self.queue:
            self.queue = queue
            self._session.tell(QueueChanged(queue))

    # Saying so ----------------------------------------------------------------------------------

    def _measure(self, truths: Sequence[Any], guesses: Sequence[Any]) -> Score:
        return self._learner.score(truths, guesses, self._memory.loop.seed)

    def _curve(self, stand: Stand) -> tuple[CurvePoint, ...]:
        return self._scoring.curve(self._memory.rounds, stand.answers)

    def _publish(self, stand: Stand) -> None:
        memory, due, curve = self._memory, self._due(stand), self._curve(stand)
        progress = Progress(
            state=self._state(),
            round=memory.round,
            said=self._say(stand, due),
            error=self._error,
            hint=flat(curve, self._metric),
            metric=self._metric,
            labels=len(due.train),
            trained=due.trained,
            wanted=due.wanted,
            strategy=self._strategy.name,
            retrain=self._given.retrain,
            paused=self._paused,
            curve=curve,
        )
        if progress != self.progress:
            self.progress = progress
            self._session.tell(LoopChanged(progress))

    def _state(self) -> LoopState:
        if self._flight is not None:
            return "training"
        if self._error is not None:
            return "failed"
        return "ready" if self._memory.rounds else "cold"

    def _say(self, stand: Stand, due: Due) -> str:
        flight = self._flight
        return say(
            Situation(
                state=self._state(),
                paused=self._paused,
                labels=len(due.train),
                trained=due.trained if flight is None else len(flight.train),
                wanted=due.wanted,
                batch=due.batch,
                rounds=len(self._memory.rounds),
                open=len(stand.open),
                seen=due.seen,
                unseen=due.unseen,
                again=flight is not None and flight.again,
                withheld=self._withholds,
            )
        )


def _stop(pace: Pace, learner: Learner) -> None:
    pace.close()
    learner.close()
