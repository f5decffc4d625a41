"""What the 100 most uncertain of a large pool cost beside plain numpy and beside peers, in time and in memory.

Plain numpy is what people write, all at once and nothing checked: for entropy ``-(p * np.log(p)).sum(axis=1)``
and ``np.argsort(-entropy)[:100]``; for margin ``np.partition`` of each row, the difference of the two highest, and
argsort. Ours checks every row and says why. The peers are asked for entropy; their ratios are to ours.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import nblabel as nbl

K = 100
SIZES = ((1_000_000, 10), (100_000, 1_000))
TIME_LIMIT, MEMORY_LIMIT = 0.40, 20
TURNS = 9
ROWS, CLASSES = 10_000_000, 10
# small-text calls Python for each row.
A_PART = 50

Rank = Callable[[Any], Any]


def run() -> None:
    """Print every figure."""
    for n, classes in SIZES:
        for dtype in (np.float64, np.float32):
            proba = made(n, classes, dtype)
            in_memory(f"{n:,} x {classes} {np.dtype(dtype).name}", proba)
        peers(made(n, classes, np.float64))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pool.parquet"
        write(path)
        of_parquet(path)
    committee()


def made(n: int, classes: int, dtype: Any) -> np.ndarray:
    """Draw rows evenly from all there are, none of them with a 0: plain numpy's logarithm has none."""
    drawn = np.random.default_rng(0).standard_exponential((n, classes), dtype=dtype)
    np.maximum(drawn, 1e-6, out=drawn)
    drawn /= drawn.sum(axis=1, keepdims=True)
    return drawn


def plain_entropy(p: np.ndarray) -> np.ndarray:
    """Write it as people do."""
    entropy = -(p * np.log(p)).sum(axis=1)
    return np.argsort(-entropy)[:K]


def plain_entropy_partitioned(p: np.ndarray) -> np.ndarray:
    """Write it as people do who know argpartition."""
    entropy = -(p * np.log(p)).sum(axis=1)
    best = np.argpartition(-entropy, K)[:K]
    return best[np.argsort(-entropy[best])]


def plain_margin(p: np.ndarray) -> np.ndarray:
    """Write it as people do."""
    two = np.partition(p, -2, axis=1)[:, -2:]
    return np.argsort(two[:, 1] - two[:, 0])[:K]


def in_memory(what: str, proba: np.ndarray) -> None:
    """Print ours beside plain numpy, in turns, the best of each."""
    for strategy, plain in (
        ("entropy", plain_entropy),
        ("entropy", plain_entropy_partitioned),
        ("margin", plain_margin),
    ):
        ours = lambda p, strategy=strategy: nbl.rank(p, strategy, K).item.to_numpy()  # noqa: E731
        # Only the last bits decide between the last ones.
        same = len(np.intersect1d(ours(proba), plain(proba)))
        times = [(seconds(ours, proba), seconds(plain, proba)) for _ in range(TURNS)]
        us, them = (min(column) for column in zip(*times, strict=True))
        line(f"{plain.__name__}: {what}, plain numpy", them, peak(plain, proba))
        extra = peak(ours, proba)
        said = f"{us / them:.2f} x plain numpy; {same} of {K} the same"
        if strategy == "entropy" and proba.shape == SIZES[0]:
            said += f"; {us / them / TIME_LIMIT:.2f} and {extra / MEMORY_LIMIT:.2f} x the limits"
        line(f"{strategy}: {what}", us, extra, said)


def peers(proba: np.ndarray) -> None:
    """Print the peers, asked for the highest entropies."""
    ours = min(seconds(lambda p: nbl.rank(p, "entropy", K), proba) for _ in range(TURNS))
    picks = nbl.rank(proba, "entropy", K).item
    for name, (peer, part) in PEERS.items():
        pool = proba[: len(proba) // part]
        try:
            theirs = seconds(peer, pool) * part
            found = peer(pool)
        except (ImportError, TypeError, AttributeError) as refused:
            print(f"{f'  {name}':58} does not run: {str(refused)[:80]}", flush=True)
            continue
        same = len(np.intersect1d(found, picks))
        said = f"{theirs / ours:8.1f} x ours"
        said += f"; reckoned from 1/{part} of it" if part > 1 else f"; {same} of {K} the same"
        line(f"  {name}", theirs, peak(peer, pool) * part, said)


class Says:
    """A model that says what it is shown: the peers want one."""

    def predict_proba(self, shown: np.ndarray) -> np.ndarray:
        """Give it back."""
        return shown


def modal(proba: np.ndarray) -> np.ndarray:
    """Ask modAL."""
    from modAL.uncertainty import entropy_sampling  # noqa: PLC0415 a peer that may be missing

    found = entropy_sampling(Says(), proba, n_instances=K)
    return found[0] if isinstance(found, tuple) else found


def scikit_activeml(proba: np.ndarray) -> np.ndarray:
    """Ask scikit-activeml, without the model and the labels that its query wants."""
    from skactiveml.pool import uncertainty_scores  # noqa: PLC0415 a peer that may be missing
    from skactiveml.utils import simple_batch  # noqa: PLC0415

    return simple_batch(uncertainty_scores(proba, method="entropy"), random_state=0, batch_size=K)


def small_text(proba: np.ndarray) -> np.ndarray:
    """Ask small-text."""
    from small_text import PredictionEntropy  # noqa: PLC0415 a peer that may be missing

    none = np.empty(0, dtype=int)
    return PredictionEntropy().query(Says(), proba, np.arange(len(proba)), none, none, n=K)


PEERS: dict[str, tuple[Rank, int]] = {
    "modAL": (modal, 1),
    "scikit-activeml": (scikit_activeml, 1),
    "small-text": (small_text, A_PART),
}


def committee() -> None:
    """Print how far ours are from modAL's figures of a committee; the tests hold ours to the formulas."""
    try:
        from modAL import disagreement  # noqa: PLC0415 a peer that may be missing
    except ImportError as refused:
        print(f"  modAL does not run: {refused}")
        return
    proba = np.stack([made(2_000, 5, np.float64)[seed::3][:500] for seed in range(3)])

    class Members(list[int]):
        """What modAL asks a committee."""

        classes_ = np.arange(5)

        def vote(self, _: Any) -> np.ndarray:
            return proba.argmax(axis=2).T

        def vote_proba(self, _: Any) -> np.ndarray:
            return proba.transpose(1, 0, 2)

    for strategy, theirs in (
        ("vote-entropy", disagreement.vote_entropy),
        ("max-disagreement", disagreement.KL_max_disagreement),
    ):
        ours = nbl.rank(proba, strategy).set_index("item").priority.sort_index()
        off = np.abs(ours - theirs(Members(range(3)), np.empty((proba.shape[1], 1)))).max()
        print(f"{strategy + ': largest difference from modAL':62} {off:9.1e}")


def write(path: Path) -> None:
    """Write ten million rows of float32, in row groups of a million."""
    rng = np.random.default_rng(0)
    names = [f"p{column}" for column in range(CLASSES)]
    schema = pa.schema([(name, pa.float32()) for name in names])
    with pq.ParquetWriter(path, schema) as file:
        for _ in range(10):
            drawn = rng.standard_exponential((ROWS // 10, CLASSES), dtype=np.float32) + np.float32(1e-6)
            drawn /= drawn.sum(axis=1, keepdims=True)
            file.write_table(pa.table(dict(zip(names, drawn.T.copy(), strict=True)), schema=schema))


# Each in a process of its own: what Arrow and Polars hold is not numpy's to count. The second turn is timed.
IN_A_PROCESS = """
import sys, time
import numpy as np, polars as pl, nblabel as nbl
from nblabel.active.pools import parquet
path, whose = sys.argv[1:]
def held(what):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1000
def ours():
    return nbl.rank(path, "entropy", 100).item.to_numpy()
def ours_by_pyarrow():
    parquet.by_polars = lambda files: None
    return ours()
def polars():
    classes = [pl.col(f"p{column}") for column in range(10)]
    entropy = -pl.sum_horizontal([each * each.log() for each in classes])
    scan = pl.scan_parquet(path).with_row_index().select("index", entropy=entropy)
    return scan.top_k(100, by="entropy").collect(engine="streaming")["index"].to_numpy()
def plain_numpy():
    p = pl.read_parquet(path).to_numpy()
    return np.argsort((p * np.log(p)).sum(axis=1))[:100]
act = globals()[whose]
nbl.rank(np.array([[0.5, 0.5]]))
before = held("VmRSS")
act()
extra = held("VmHWM") - before
start = time.perf_counter()
picks = act()
print(time.perf_counter() - start, extra, *picks)
"""


def of_parquet(path: Path) -> None:
    """Print ours, Polars and plain numpy on one file."""
    found = {}
    for whose in ("ours", "ours_by_pyarrow", "polars", "plain_numpy"):
        command = [sys.executable, "-c", IN_A_PROCESS, str(path), whose]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        found[whose] = (float(said[0]), float(said[1]), [int(each) for each in said[2:]])
    ours = found["ours"]
    for whose, (took, extra, picks) in found.items():
        same = len(np.intersect1d(picks, ours[2]))
        name = f"entropy: Parquet of {ROWS:,} x {CLASSES}, {whose.replace('_', ' ')}"
        line(name, took, extra, f"{took / ours[0]:.2f} x ours; {same} of {K} the same")


def line(what: str, took: float, extra: float, said: str = "") -> None:
    """Print one figure."""
    print(f"{what:62} {took * 1000:9.1f} ms {extra:8.1f} MB  {said}", flush=True)


def seconds(act: Rank, proba: np.ndarray) -> float:
    """Time it."""
    start = time.perf_counter()
    act(proba)
    return time.perf_counter() - start


def peak(act: Rank, proba: np.ndarray) -> float:
    """Give the MB it held at once, above what was there. It makes it slower, so it is not timed as well."""
    tracemalloc.start()
    act(proba)
    extra = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return extra / 1e6


if __name__ == "__main__":
    run()
