"""The model of one round: seeded, fitted, and seen with all classes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris
from sklearn.ensemble import BaggingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from nblabel.active.simulation._learner import Learner, fit, seeded

X, NUMBERS = load_iris(return_X_y=True)
NAMES = np.array(["b", "a", "d"])[NUMBERS]
CLASSES = np.array(["a", "b", "c", "d"])


def test_each_column_is_the_class_of_its_place_whatever_the_model_has_seen():
    learner = fit(GaussianNB(), X, NAMES, CLASSES, np.random.default_rng(0))
    proba = learner.proba(X)
    assert (proba[:, 2] == 0).all()
    assert proba[:, [0, 1, 3]] == pytest.approx(learner.model.predict_proba(X))


def test_float32_stays_float32():
    class Small(GaussianNB):
        def predict_proba(self, rows):
            return super().predict_proba(rows).astype(np.float32)

    assert fit(Small(), X, NAMES, CLASSES, np.random.default_rng(0)).proba(X).dtype == np.float32


def test_one_class_is_what_is_said_from_then_on():
    learner = fit(LogisticRegression(), X[:5], NAMES[:5], CLASSES, np.random.default_rng(0))
    assert learner.model.predict(X).tolist() == ["b"] * 150
    assert learner.proba(X)[0].tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize(
    "model",
    [
        RandomForestClassifier(4),
        BaggingClassifier(GaussianNB(), 4, max_features=0.5),
        VotingClassifier([("a", GaussianNB()), ("b", LogisticRegression(max_iter=500))], voting="soft"),
        make_pipeline(StandardScaler(), BaggingClassifier(GaussianNB(), 4)),
    ],
    ids=["forest", "bagging of columns", "voting", "in a pipeline"],
)
@pytest.mark.parametrize("rows", [X, pd.DataFrame(X, columns=list("wxyz"))], ids=["array", "frame"])
def test_an_ensembles_probabilities_are_the_mean_of_its_committees(model, rows):
    learner = fit(model, rows, NAMES, CLASSES, np.random.default_rng(0))
    committee = learner.committee(rows)
    assert committee.shape == (len(committee), 150, 4)
    assert committee.mean(axis=0) == pytest.approx(learner.proba(rows))


def test_every_random_state_is_set_and_each_to_its_own():
    model = make_pipeline(StandardScaler(), BaggingClassifier(RandomForestClassifier(random_state=1), random_state=1))
    states = [
        value for name, value in seeded(model, np.random.default_rng(0)).get_params().items() if "random_state" in name
    ]
    assert len(set(states)) == len(states) == 2
    assert model.get_params()["baggingclassifier__random_state"] == 1


def test_columns_that_nobody_can_name_are_refused():
    class Odd:
        def predict_proba(self, rows):
            return np.full((len(rows), 5), 0.2)

    with pytest.raises(ValueError, match="predict_proba of Odd gave 5 columns for 3 classes seen of 4; name them"):
        Learner(Odd(), np.unique(NAMES), CLASSES).proba(X)


def test_a_committee_may_read_texts():
    texts = ["red apple", "green apple", "fast car", "slow car"] * 3
    kinds = np.array(["fruit", "fruit", "vehicle", "vehicle"] * 3)
    members = [(str(n), make_pipeline(CountVectorizer(ngram_range=(1, n)), MultinomialNB())) for n in (1, 2)]
    learner = fit(VotingClassifier(members, voting="soft"), texts, kinds, np.unique(kinds), np.random.default_rng(0))
    assert learner.committee(texts).mean(axis=0) == pytest.approx(learner.proba(texts))
