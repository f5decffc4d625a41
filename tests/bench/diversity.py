"""What choosing 100 of 20,000 × 128 costs beside plain numpy and beside peers, in time and in memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from nblabel.active import Context
from nblabel.active.asking.draw import draw
from nblabel.active.strategies import resolve
from tests.bench import diversity_peers as peers
from tests.bench.diversity_peers import CLASSES, K

N, D, LABELED = 20_000, 128, 50
BUDGET = 1.1
TURNS = 15

Choose = Callable[[Any, Any, Any], Any]
Figure = tuple[float, float]
"""Seconds, and MB at the peak."""


def run() -> None:
    """Print every figure: ours as a ratio to plain numpy and its budget, peers as a ratio to plain numpy or to ours."""
    data = made()
    against_plain("k-center", peers.plain_k_center, data)
    beside("scikit-activeml", peers.skactiveml_k_center, data, "k-center")
    beside("small-text", peers.small_text_k_center, data, "k-center")
    against_plain("badge", peers.plain_badge, data)
    beside("plain numpy, gradients made", peers.plain_badge_gradients, data, "badge")
    beside("scikit-activeml", peers.skactiveml_badge, data)
    alone("typiclust", data)
    beside("scikit-activeml", peers.skactiveml_typiclust, data)
    alone("k-means", data)
    alone("density", data)
    beside("modAL's density", peers.modal_density, data)


def made() -> tuple[Any, Any, Any]:
    """Make ten overlapping heaps of embeddings, what a linear model would say of them, and a few labels."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(CLASSES, D)).astype(np.float32)
    embeddings = centres[rng.integers(CLASSES, size=N)] + rng.normal(size=(N, D)).astype(np.float32)
    odds = np.exp(embeddings @ centres.T / 16)
    return embeddings, odds / odds.sum(axis=1, keepdims=True), np.arange(LABELED)


def against_plain(name: str, plain: Choose, data: tuple[Any, Any, Any]) -> None:
    """Print a strategy beside its plain version and the budget; the best of many turns each, taken in turns."""
    us, them = peak(lambda: chosen(name, *data)), peak(lambda: plain(*data))
    times = [(seconds(lambda: chosen(name, *data)), seconds(lambda: plain(*data))) for _ in range(TURNS)]
    ours, theirs = (min(column) for column in zip(*times, strict=True))
    line(f"{name}: {K} of {N:,} x {D}, plain numpy", (theirs, them), "")
    ratio = ours / theirs
    line(f"{name}: {K} of {N:,} x {D}", (ours, us), f"{ratio:6.2f} x plain numpy; {ratio / BUDGET:.2f} x the limit")


def alone(name: str, data: tuple[Any, Any, Any]) -> None:
    """Print a strategy that nobody writes by hand."""
    best = min(seconds(lambda: chosen(name, *data)) for _ in range(3))
    line(f"{name}: {K} of {N:,} x {D}", (best, peak(lambda: chosen(name, *data))), "")


def beside(peer: str, choose: Choose, data: tuple[Any, Any, Any], same: str | None = None) -> None:
    """Print a peer; where it should choose what we choose, how much of it is the same."""
    try:
        picks = choose(*data)
    except ImportError:
        print(f"{f'  {peer}':58} is not installed")
        return
    agrees = f"{len(np.intersect1d(picks, chosen(same, *data)))} of {K} picks as ours" if same else ""
    line(f"  {peer}", (seconds(lambda: choose(*data)), peak(lambda: choose(*data))), agrees)


def line(what: str, figure: Figure, said: str) -> None:
    """Print one figure."""
    print(f"{what:58} {figure[0] * 1000:8.0f} ms {figure[1]:8.0f} MB  {said}")


def seconds(act: Callable[[], Any]) -> float:
    """Time it."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def peak(act: Callable[[], Any]) -> float:
    """Give the MB it held at once, above what was there. It makes it slower, so it is not timed as well."""
    tracemalloc.start()
    act()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held / 1e6


def chosen(name: str, embeddings: Any, proba: Any, labeled: Any) -> Any:
    """Ask the strategy as `rank` does, checks and reasons included."""
    pool = np.arange(len(labeled), len(embeddings))
    context = Context(
        pool=pool,
        k=K,
        rng=np.random.default_rng(0),
        proba=proba[len(labeled) :] if name in {"badge", "density"} else None,
        embeddings=embeddings,
        labeled=labeled,
    )
    return pool[draw(resolve(name), context).places]


if __name__ == "__main__":
    run()
