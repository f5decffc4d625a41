"""``nbl.simulate``: played through as it would have been, the same on every machine, in pairs."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_digits, load_iris
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from nblabel.active.simulation.simulate import QUERIES, SCORES, simulate

X, Y = load_iris(return_X_y=True)
SMALL = {"n_initial_per_class": 2, "batch_size": 3, "n_rounds": 3, "n_repeats": 3, "progress": False}


def least_sure(context):
    return -context.proba.max(axis=1)


def by_chance(context):
    return context.rng.random(len(context.pool))


def first_ones(context):
    return np.arange(context.k)


def results(scores: pd.DataFrame) -> pd.DataFrame:
    """Leave out what the clock says."""
    return scores.drop(columns="seconds").reset_index(drop=True)


def of(frame: pd.DataFrame, strategy: str) -> pd.DataFrame:
    return (
        frame[frame["strategy"] == strategy]
        .drop(columns=["strategy", "seconds"], errors="ignore")
        .reset_index(drop=True)
    )


def test_a_row_for_each_strategy_repeat_round_and_metric():
    scores = simulate(GaussianNB(), X, Y, [least_sure, by_chance], scoring=["accuracy", "f1_macro"], **SMALL)
    assert list(scores.columns) == SCORES
    assert len(scores) == 2 * 3 * 4 * 2
    assert not scores.duplicated(["strategy", "repeat", "round", "metric"]).any()
    assert scores["n_labeled"].eq(6 + 3 * scores["round"]).all()
    assert scores["score"].between(0, 1).all() and (scores["seconds"] >= 0).all()


def test_the_queries_are_what_was_labeled_each_once_and_from_the_pool():
    scores, queries = simulate(GaussianNB(), X, Y, least_sure, return_queries=True, **SMALL)
    assert list(queries.columns) == QUERIES
    assert (Y[queries["item"]] == queries["label"]).all()
    for _, one in queries.groupby("repeat"):
        assert one["item"].is_unique
        assert one.groupby("round").size().tolist() == [6, 3, 3, 3]
        assert one.groupby("round")["pick"].apply(list).tolist() == [[*range(6)], *[[0, 1, 2]] * 3]
    assert queries["priority"].isna().eq(queries["round"] == 0).all()
    assert scores.attrs == queries.attrs


def test_an_oracle_that_asks_for_what_is_wrong_learns_what_chance_does_not():
    # Ten groups far apart, each a class; who has one of each knows all.
    centres = np.repeat(np.arange(10.0), 12)
    points, labels = centres[:, None] * 100 + np.tile(np.linspace(0, 1, 12), 10)[:, None], centres.astype(int)

    def oracle(context):
        wrong = context.model.predict(context.X[context.pool]) != context.X[context.pool][:, 0] // 100
        return wrong.astype(float)

    scores = simulate(
        KNeighborsClassifier(1), points, labels, [oracle, by_chance],
        n_initial=2, batch_size=1, n_rounds=12, n_repeats=4, progress=False,
    )  # fmt: skip
    last = scores[scores["round"] == 12].groupby("strategy")["score"].min()
    assert last["oracle"] == 1
    assert last["by_chance"] < 1


def test_within_a_repeat_all_strategies_share_split_start_and_first_model():
    scores, queries = simulate(
        SGDClassifier(loss="log_loss"), X, Y, [least_sure, by_chance], return_queries=True, **SMALL
    )
    start = queries[queries["round"] == 0]
    assert of(start, "least_sure").equals(of(start, "by_chance"))
    first = scores[scores["round"] == 0]
    assert of(first, "least_sure").equals(of(first, "by_chance"))
    starts = start.groupby(["strategy", "repeat"])["item"].apply(tuple)
    assert starts.nunique() == 3


def test_a_strategy_more_changes_nothing_for_the_others():
    alone = simulate(GaussianNB(), X, Y, by_chance, **SMALL)
    among = simulate(GaussianNB(), X, Y, [least_sure, by_chance, first_ones], **SMALL)
    assert of(among, "by_chance").equals(of(alone, "by_chance"))


def test_a_repeat_more_changes_nothing_for_the_others():
    three = simulate(GaussianNB(), X, Y, by_chance, **SMALL)
    five = simulate(GaussianNB(), X, Y, by_chance, **{**SMALL, "n_repeats": 5})
    assert results(five[five["repeat"] < 3]).equals(results(three))


def test_the_same_function_under_two_names_draws_twice():
    _, queries = simulate(GaussianNB(), X, Y, {"a": by_chance, "b": by_chance}, return_queries=True, **SMALL)
    assert not of(queries, "a")["item"].equals(of(queries, "b")["item"])


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_results_do_not_depend_on_n_jobs_nor_on_where_they_run(backend):
    pixels, digits = load_digits(return_X_y=True)
    given = {**SMALL, "return_queries": True, "n_rounds": 2}
    model = make_pipeline(LogisticRegression(max_iter=500))
    one = simulate(model, pixels / 16, digits, [least_sure, by_chance], **given)
    with parallel_config(backend=backend, n_jobs=2):
        many = simulate(model, pixels / 16, digits, [least_sure, by_chance], **given)
    assert results(one[0]).equals(results(many[0]))
    assert one[1].equals(many[1])


def test_random_state_decides_everything_and_none_is_written_down():
    model = RandomForestClassifier(3)
    fresh = simulate(model, X, Y, by_chance, random_state=None, **SMALL)
    again = simulate(model, X, Y, by_chance, random_state=fresh.attrs["simulation"]["random_state"], **SMALL)
    other = simulate(model, X, Y, by_chance, random_state=1, **SMALL)
    assert results(again).equals(results(fresh))
    assert not results(other).equals(results(fresh))


def test_the_seeds_of_nested_models_are_set_and_the_callers_model_is_left_alone():
    model = make_pipeline(SGDClassifier(loss="log_loss", random_state=None))
    first, second = (simulate(model, X, Y, least_sure, **SMALL) for _ in range(2))
    assert results(first).equals(results(second))
    assert model[-1].random_state is None
    assert not hasattr(model[-1], "coef_")


def test_the_test_set_is_never_shown_to_a_strategy_nor_trained_on():
    seen: list[set[float]] = []

    def spy(context):
        assert len(context.X) == len(context.embeddings) == len(context.pool) + len(context.labeled) == 100
        assert not set(context.pool) & set(context.labeled)
        seen.append(set(context.X[:, 0]))
        return np.arange(context.k)

    marked = np.column_stack([np.arange(150.0), X])
    tested: list[set[float]] = []

    def accuracy(model, rows, labels):
        tested.append(set(rows[:, 0]))
        return float(model.score(rows, labels))

    simulate(GaussianNB(), marked, Y, spy, test_size=50, scoring=accuracy, **{**SMALL, "n_repeats": 1})
    assert not seen[0] & tested[0]
    assert len(tested[0]) == 50


def test_a_test_set_of_ones_own_leaves_all_of_x_to_the_pool():
    scores, queries = simulate(
        GaussianNB(), X[::2], Y[::2], first_ones, test=(X[1::2], Y[1::2]), n_initial=10, batch_size=13, n_rounds=None,
        n_repeats=1, return_queries=True, progress=False,
    )  # fmt: skip
    assert sorted(queries["item"]) == list(range(75))
    assert scores["n_labeled"].tolist() == [10, 23, 36, 49, 62, 75]
    assert scores["score"].iloc[-1] == GaussianNB().fit(X[::2], Y[::2]).score(X[1::2], Y[1::2])


def test_a_cold_start_chooses_the_first_ones_for_every_strategy():
    _, queries = simulate(
        GaussianNB(), X, Y, [least_sure, by_chance], cold_start=first_ones, n_initial=5, batch_size=1, n_rounds=1,
        n_repeats=2, return_queries=True, progress=False,
    )  # fmt: skip
    start = queries[queries["round"] == 0]
    assert of(start, "least_sure").equals(of(start, "by_chance"))
    assert start.groupby(["strategy", "repeat"]).size().tolist() == [5] * 4


def test_named_strategies_and_a_start_by_name_play_too():
    scores = simulate(
        GaussianNB(), X, Y, ["margin", "mixed", "random"], cold_start="k-means", n_initial=6, batch_size=3,
        n_rounds=2, n_repeats=2, progress=False,
    )  # fmt: skip
    assert scores.groupby("strategy").size().to_dict() == {"margin": 6, "mixed": 6, "random": 6}


TEXTS = ["red apple", "green apple", "red cherry", "fast car", "slow car", "fast train"] * 4
KINDS = np.array((["fruit"] * 3 + ["vehicle"] * 3) * 4)
COUNTS = CountVectorizer().fit_transform(TEXTS)


@pytest.mark.parametrize(
    ("model", "rows"),
    [
        (make_pipeline(CountVectorizer(), MultinomialNB()), TEXTS),
        (make_pipeline(CountVectorizer(), MultinomialNB()), pd.Series(TEXTS, index=range(100, 124))),
        (MultinomialNB(), COUNTS),
        (MultinomialNB(), sparse.coo_array(COUNTS)),
        (MultinomialNB(), pd.DataFrame(COUNTS.toarray(), columns=[f"c{each}" for each in range(8)])),
    ],
    ids=["texts", "series", "sparse matrix", "sparse array", "frame"],
)
def test_x_is_whatever_the_model_takes(model, rows):
    scores = simulate(model, rows, KINDS, least_sure, **SMALL)
    assert scores[scores["round"] == 3]["score"].mean() > 0.8


def test_classes_not_seen_yet_have_a_column_of_zeros_for_strategies_and_scorers():
    widths = []

    def spy(context):
        widths.append(context.proba.shape[1])
        absent = [each for each in range(3) if each not in set(context.labels)]
        assert (context.proba[:, absent] == 0).all()
        assert np.allclose(context.proba.sum(axis=1), 1)
        return -context.proba.max(axis=1)

    scores = simulate(
        GaussianNB(var_smoothing=0.1), X, Y, spy, n_initial=3, batch_size=1, n_rounds=2, n_repeats=12,
        scoring=["neg_log_loss", "roc_auc_ovr", "accuracy"], progress=False,
    )  # fmt: skip
    assert set(widths) == {3}
    assert scores["score"].notna().all()


def test_with_one_class_seen_that_class_is_predicted_and_the_start_goes_on_alike_for_all():
    rare = np.array([0] * 97 + [1] * 3)
    data = np.arange(100.0)[:, None]
    scores, queries = simulate(
        LogisticRegression(), data, rare, [first_ones, least_sure], test=(data, rare), n_initial=2, batch_size=2,
        n_rounds=4, n_repeats=6, return_queries=True, progress=False,
    )  # fmt: skip
    for _, one in queries.groupby("repeat"):
        mine, theirs = of(one, "first_ones"), of(one, "least_sure")
        both = mine.groupby("round")["label"].max().cumsum()
        blind = both[both == 0].index
        assert mine[mine["round"].isin(blind)].equals(theirs[theirs["round"].isin(blind)])
    assert scores[scores["round"] == 0]["score"].median() == 0.97


def test_a_model_without_probabilities_serves_strategies_that_need_none():
    scores = simulate(LinearSVC(), X, Y, [by_chance, "random"], **SMALL)
    assert len(scores) == 2 * 3 * 4
    with pytest.raises(ValueError, match=r"'margin' needs class probabilities, and LinearSVC.*CalibratedClassifierCV"):
        simulate(LinearSVC(), X, Y, ["margin", "random"], **SMALL)


def test_a_plain_class_with_fit_and_predict_proba_is_model_enough():
    class Nearest:
        def fit(self, rows, labels):
            self.means = np.array([rows[labels == each].mean(axis=0) for each in np.unique(labels)])

        def predict_proba(self, rows):
            near = np.exp(-np.linalg.norm(rows[:, None] - self.means, axis=2))
            return near / near.sum(axis=1, keepdims=True)

    def accuracy(model, rows, labels):
        return float((model.predict_proba(rows).argmax(axis=1) == labels).mean())

    scores = simulate(Nearest(), X, Y, least_sure, scoring=accuracy, **SMALL)
    assert scores["metric"].unique().tolist() == ["accuracy"]
    assert scores["score"].mean() > 0.8


def test_real_numbers_may_be_learned_as_well():
    scores = simulate(
        DummyRegressor(), X[:, 1:], X[:, 0] + 0.01, first_ones, n_initial=5, batch_size=5, n_rounds=2, n_repeats=2,
        scoring="neg_mean_absolute_error", progress=False,
    )  # fmt: skip
    assert (scores["score"] < 0).all()


@pytest.mark.parametrize(
    "model",
    [RandomForestClassifier(5), make_pipeline(RandomForestClassifier(5))],
    ids=["forest", "in a pipeline"],
)
def test_a_committee_is_the_members_of_an_ensemble(model):
    names = np.array(["setosa", "versicolor", "virginica"])[Y]
    scores = simulate(model, X, names, "vote-entropy", **SMALL)
    assert scores["score"].mean() > 0.7


def test_a_committee_of_a_model_that_is_none_is_refused_with_the_mend():
    with pytest.raises(ValueError, match=r"a committee was asked of GaussianNB.*BaggingClassifier"):
        simulate(GaussianNB(), X, Y, "vote-entropy", **SMALL)


class Failing(ClassifierMixin, BaseEstimator):
    """Fits nine items and no more."""

    def fit(self, rows, labels):
        if len(rows) > 9:
            raise RuntimeError("out of memory")
        self.classes_ = np.unique(labels)
        return self

    def predict(self, rows):
        return np.zeros(len(rows), dtype=int)


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_an_error_says_where_it_happened(n_jobs):
    with pytest.raises(RuntimeError, match="out of memory") as caught:
        simulate(Failing(), X, Y, first_ones, n_jobs=n_jobs, **SMALL)
    # Of repeats played at the same time any may be the first to fail.
    (note,) = caught.value.__notes__
    assert re.fullmatch(r"\(in simulate: strategy 'first_ones', repeat [012], round 2, 12 labeled\)", note)


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_a_warning_from_every_fit_is_given_once(n_jobs, capfd):
    class Unsure(GaussianNB):
        def fit(self, rows, labels):
            warnings.warn("not converged", RuntimeWarning, stacklevel=2)
            return super().fit(rows, labels)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        simulate(Unsure(), X, Y, first_ones, n_jobs=n_jobs, **SMALL)
    (given,) = [each for each in caught if each.category is RuntimeWarning]
    assert str(given.message).startswith("not converged (") and str(given.message).endswith(" in 3 runs)")
    assert given.filename == __file__
    assert "not converged" not in capfd.readouterr().err


@pytest.mark.parametrize("after", [0, 5])
def test_an_interrupt_keeps_the_runs_that_are_done(after):
    asked = []

    def stopped(context):
        asked.append(1)
        if len(asked) > 3 * after:
            raise KeyboardInterrupt
        return np.arange(context.k)

    whole = {**SMALL, "n_repeats": 10}
    with pytest.warns(UserWarning, match=f"the {after} of 10 runs that were done"):
        scores, queries = simulate(GaussianNB(), X, Y, stopped, return_queries=True, **whole)
    assert scores["repeat"].unique().tolist() == list(range(after))
    if after:
        expected = simulate(GaussianNB(), X, Y, {"stopped": first_ones}, **{**whole, "n_repeats": after})
        assert results(scores).equals(results(expected))
    else:
        assert list(scores.columns) == SCORES
        assert scores["n_labeled"].dtype == queries["item"].dtype == "int64"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"n_initial": 5}, "n_initial=5, n_initial_per_class=2; give one of them"),
        ({"n_initial_per_class": None}, "n_initial=None, n_initial_per_class=None; give one of them"),
        ({"n_initial_per_class": 0}, "n_initial_per_class=0; give 1 or more"),
        ({"batch_size": 0}, "batch_size=0; give 1 or more"),
        ({"n_repeats": 0}, "n_repeats=0; give 1 or more"),
        ({"n_rounds": 60}, "6 labels to begin with and n_rounds=60 of batch_size=3 do not fit a pool of 112 items"),
        ({"n_initial_per_class": 40}, "do not fit a pool of 112 items; ask for less"),
        ({"n_initial_per_class": 37, "n_rounds": 0}, "class 2 has 36 in the pool; ask for fewer"),
        ({"test_size": 1.5}, "test_size=1.5 of 150 items leaves nothing"),
        ({"test_size": 150}, "test_size=150 of 150 items leaves nothing"),
        ({"test_size": 0.2, "test": (X, Y)}, "test= and test_size= were both given"),
        ({"test": (X, Y[:9])}, "y of test= has 9 labels for 150 rows of X"),
        ({"strategies": []}, "strategies= names no strategy"),
        ({"strategies": [by_chance, by_chance]}, "strategies= has two called 'by_chance'; name them in a dict"),
        ({"strategies": "margins"}, "strategy='margins' is not known; the strategies are"),
        ({"strategies": "relabel"}, "strategy 'relabel' ranks what is labeled already, too; simulate asks for new"),
        ({"cold_start": "k-means"}, "cold_start='k-means' chooses the first items, and n_initial_per_class="),
        ({"n_initial_per_class": None, "n_initial": 5, "cold_start": "margin"}, "cold_start='margin' needs proba"),
        ({"scoring": []}, "scoring=[] names no metric"),
        ({"scoring": ["accuracy", "accuracy"]}, "scoring= gives accuracy, accuracy, one of them twice"),
        ({"embeddings": np.zeros((3, 2))}, "embeddings= has shape (3, 2) and dtype float64; it takes a row of numbers"),
        ({"random_state": -1}, "random_state=-1 is negative"),
    ],
)
def test_settings_that_do_not_go_together_are_refused_before_the_first_fit(given, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        simulate(GaussianNB(), X, Y, **{"strategies": first_ones, **SMALL, **given})


def test_a_strategy_that_needs_embeddings_says_so_where_x_is_none():
    with pytest.raises(ValueError, match="'k-means' needs embeddings; give embeddings=, an array with a row for each"):
        simulate(make_pipeline(CountVectorizer(), MultinomialNB()), TEXTS, KINDS, "k-means", **SMALL)


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (Y[:9], "y has 9 labels for 150 rows of X"),
        (np.column_stack([Y, Y]), "y has shape (150, 2); it takes one label for each row"),
        (np.where(np.arange(150) == 7, np.nan, Y), "y has no label at row 7"),
    ],
)
def test_labels_are_one_for_each_row(labels, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        simulate(GaussianNB(), X, labels, first_ones, **SMALL)


def test_a_generator_is_no_random_state():
    with pytest.raises(TypeError, match=r"random_state=.*is Generator; give a whole number"):
        simulate(GaussianNB(), X, Y, first_ones, random_state=np.random.default_rng(0), **SMALL)
