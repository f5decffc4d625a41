"""One draw: the strategy's picks, some to spare, and the hold-out's items among them."""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nblabel.active._context import Context
from nblabel.active._strategy import Strategy
from nblabel.active.asking.draw import draw
from nblabel.active.loop._mix import mix, unreasoned
from nblabel.active.loop._stand import Stand
from nblabel.active.loop.history.rounds import Pick
from nblabel.active.loop.learning.features import Rows
from nblabel.active.loop.learning.learner import Outcome


@dataclass(frozen=True, slots=True)
class Ask:
    """What a draw follows from.

    Parameters
    ----------
    number, seed
        Which draw it is, and the seed of its own generator.
    stand, held_out, train
        What stands, what of it is held out, and what a model may know.
    rows
        Features.
    strategy
        What chooses.
    fit, model, round
        What the last model said, the model where the strategy wants it, and its round.
    wanted
        How many picks.
    rate
        Of the hold-out.
    reasons
        Whether the person may read why.
    """

    number: int
    seed: int
    stand: Stand
    held_out: frozenset[str]
    train: Mapping[str, Hashable]
    rows: Rows
    strategy: Strategy
    fit: Outcome | None
    model: Any
    round: int
    wanted: int
    rate: float
    reasons: bool


def make_draw(ask: Ask) -> list[Pick]:
    """Draw, and put the hold-out's items where chance has them."""
    rng = np.random.default_rng(ask.seed)
    place, fit = ask.rows.place, ask.fit
    open_ = [item for item in ask.stand.open if item not in ask.held_out]
    pool = [item for item in open_ if item in place]
    if fit is not None and fit.proba is not None:
        # What was opened again after the fit began waits for the next one.
        pool = [item for item in pool if item in fit.place]
    chosen = _choose(ask, pool, rng)
    held = [item for item in ask.stand.open if item in ask.held_out]
    order = mix(range(len(chosen)), range(len(held)), ask.rate, rng, last=len(chosen) == len(open_))
    silent = unreasoned(len(chosen), ask.rate, rng)
    at = time.time_ns() // 1000
    made: list[Pick] = []
    for position, (is_held, which) in enumerate(order):
        if is_held:
            pick = Pick(
                ask.number, position, held[which], "hold-out", None, ask.round, ask.seed, None, None, shown=False, at=at
            )
        else:
            item, priority, reason = chosen[which]
            pick = Pick(
                draw=ask.number,
                position=position,
                item=item,
                why="cold start" if fit is None else "strategy",
                strategy=ask.strategy.name,
                round=ask.round,
                seed=ask.seed,
                priority=priority,
                reason=reason,
                shown=ask.reasons and fit is not None and not silent[which],
                at=at,
            )
        made.append(pick)
    return made


def _choose(ask: Ask, pool: list[str], rng: np.random.Generator) -> list[tuple[str, float, str]]:
    place, fit = ask.rows.place, ask.fit
    k = min(ask.wanted, len(pool))
    if k == 0:
        return []
    known = [item for item in ask.train if item in place]
    drawn = draw(
        ask.strategy,
        Context(
            pool=np.array([place[item] for item in pool], dtype=np.int64),
            k=k,
            rng=rng,
            proba=None if fit is None else fit.of(pool, committee="committee" in ask.strategy.needs),
            embeddings=ask.rows.embeddings,
            labeled=np.array([place[item] for item in known], dtype=np.int64),
            labels=[ask.train[item] for item in known],
            model=ask.model,
            X=ask.rows.X,
        ),
    )
    return [
        (pool[which], float(priority), reason)
        for which, priority, reason in zip(drawn.places, drawn.priorities, drawn.reasons, strict=True)
    ]


def seed_of(seed: int, number: int) -> int:
    """Give the seed of one draw, so wide that SQL holds it."""
    return int(np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1, np.uint64)[0] >> np.uint64(1))
