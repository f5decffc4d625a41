"""Published results of active learning, played through and printed beside what was published.

- Breast cancer (WDBC), 40 % for testing, 20 labels at random, an RBF support vector machine on scaled
  columns: the area under the curve of accuracy, until the pool is empty, of margin and of random.
- Digits, logistic regression, two labels of each class, ten more a round: how many labels 90 %
  accuracy takes, at random, by margin, and by margin after a start by k-means. Two labels of each
  class is a start that knows the labels; beside k-means stands margin after 20 at random, too.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import nblabel as nbl

REPEATS = 50


class VectorMachine(SVC):
    """An SVC whose probabilities are a logistic function of its distance: nearest the boundary is least sure.

    That is what "margin" needs. Platt's scaling, which SVC had, makes it three times as slow, and of 20
    labels its boundary is not the machine's.
    """

    def predict_proba(self, X):
        """Give a column for each of two classes."""
        positive = expit(self.decision_function(X))
        return np.column_stack([1 - positive, positive])


def labels_to(scores: pd.DataFrame, wanted: float) -> float:
    """Count the labels at which the mean curve first reaches a score, on the line between two rounds."""
    curve = scores.groupby("n_labeled")["score"].mean()
    reached = np.flatnonzero(curve.to_numpy() >= wanted)
    if not len(reached):
        return np.inf
    at = reached[0]
    if at == 0:
        return float(curve.index[0])
    (x0, x1), (y0, y1) = curve.index[at - 1 : at + 1], curve.iloc[at - 1 : at + 1]
    return float(x0 + (wanted - y0) / (y1 - y0) * (x1 - x0))


def line(name: str, figure: str, published: str) -> None:
    """Print a figure beside the published one."""
    print(f"{name:58} {figure:>30}   published {published}")


def breast_cancer() -> None:
    """Print the areas of margin and random, and their difference."""
    X, y = load_breast_cancer(return_X_y=True)
    scores = nbl.simulate(
        make_pipeline(StandardScaler(), VectorMachine()), X, y, ["margin", "random"],
        n_initial=20, batch_size=1, n_rounds=None, n_repeats=REPEATS, test_size=0.4, n_jobs=-1,
    )  # fmt: skip
    row = nbl.compare(scores).iloc[0]
    name = f"WDBC, area under the accuracy curve, {REPEATS} seeds: "
    line(f"{name}margin", f"{row['area']:.4f}", ".9652")
    line(f"{name}random", f"{row['baseline_area']:.4f}", ".9539")
    interval = f"{row['difference']:+.4f} ({row['low']:+.4f} to {row['high']:+.4f})"
    line(f"{name}difference", interval, "+.0113")
    print(f"    wins {row['wins']}, losses {row['losses']}, ties {row['ties']}")


def digits() -> None:
    """Print the labels that 90 % accuracy takes."""
    X, y = load_digits(return_X_y=True)
    common = {"batch_size": 10, "n_rounds": 18, "n_repeats": REPEATS, "test_size": 0.4, "n_jobs": -1}
    model = LogisticRegression(max_iter=1000)
    drawn = nbl.simulate(model, X / 16, y, ["margin", "random"], n_initial_per_class=2, **common)
    starts = {
        "k-means, margin": nbl.simulate(model, X / 16, y, "margin", n_initial=20, cold_start="k-means", **common),
        "20 at random, margin": nbl.simulate(model, X / 16, y, "margin", n_initial=20, **common),
    }
    name = f"digits, labels to 90 % accuracy, {REPEATS} seeds: "
    for strategy, published in (("random", "120"), ("margin", "80")):
        line(name + strategy, f"{labels_to(drawn[drawn['strategy'] == strategy], 0.9):.0f}", f"about {published}")
    for (start, scores), published in zip(starts.items(), ("about 70", "nothing"), strict=True):
        line(name + start, f"{labels_to(scores, 0.9):.0f}", published)


def run() -> None:
    """Print both."""
    began = time.perf_counter()
    breast_cancer()
    digits()
    print(f"    in {time.perf_counter() - began:.0f} s")
