"""The model of one round: a fresh copy with its seeds set, fitted, and seen with all classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.dummy import DummyClassifier
from sklearn.pipeline import Pipeline

from nblabel.active._context import FloatArray


def seeded(model: Any, rng: np.random.Generator) -> Any:
    """Copy an unfitted model and set each ``random_state`` in it, those of its parts too."""
    fresh = clone(model, safe=False)
    if hasattr(fresh, "get_params"):
        names = [name for name in fresh.get_params(deep=True) if name.rpartition("__")[2] == "random_state"]
        if names:
            fresh.set_params(**{name: int(rng.integers(2**31 - 1)) for name in sorted(names)})
    return fresh


@dataclass(frozen=True, slots=True)
class Learner:
    """A fitted model.

    Parameters
    ----------
    model
        As it was fitted.
    seen : ndarray
        The classes it was fitted on, sorted.
    classes : ndarray
        All classes, sorted: the columns that others count on.
    """

    model: Any
    seen: NDArray[Any]
    classes: NDArray[Any]

    def proba(self, X: Any) -> FloatArray:
        """Give a column for each of all classes; those the model has not seen are 0."""
        given = np.asarray(self.model.predict_proba(X))
        return _spread(given, self._columns(given.shape[1]), self.classes)

    def committee(self, X: Any) -> FloatArray:
        """Give what each member of an ensemble says, (models, n, classes).

        Raises
        ------
        ValueError
            If the model is no ensemble whose members give probabilities.
        """
        model = self.model
        if isinstance(model, Pipeline):
            X = model[:-1].transform(X) if len(model) > 1 else X
            model = model[-1]
        fitted = getattr(model, "estimators_", [])
        members = fitted.ravel().tolist() if isinstance(fitted, np.ndarray) else list(fitted)
        if not members or not all(hasattr(member, "predict_proba") for member in members):
            raise ValueError(
                f"a committee was asked of {type(model).__name__}, which has no members that give probabilities; "
                "give an ensemble such as BaggingClassifier(model) or RandomForestClassifier()"
            )
        # Most ensembles fit their members on an array, whatever they were given; some pass a frame on.
        array = X.to_numpy() if hasattr(X, "to_numpy") else X
        features = getattr(model, "estimators_features_", [None] * len(members))
        given = []
        for member, own in zip(members, features, strict=True):
            rows = X if hasattr(member, "feature_names_in_") else array if own is None else array[:, own]
            given.append(_spread(np.asarray(member.predict_proba(rows)), _of_member(member, model), self.classes))
        return np.stack(given)

    def to_score(self) -> Any:
        """Give what scorers are handed: a model that knows all classes."""
        if len(self.seen) == len(self.classes) or not hasattr(self.model, "predict_proba"):
            return self.model
        return _WithAllClasses(self, self.classes)

    def _columns(self, n: int) -> NDArray[Any]:
        named = getattr(self.model, "classes_", None)
        if named is not None and len(named) == n:
            return np.asarray(named)
        # A model of one's own need not name its columns: they are the classes in order, all or those seen.
        for classes in (self.seen, self.classes):
            if len(classes) == n:
                return classes
        raise ValueError(
            f"predict_proba of {type(self.model).__name__} gave {n} columns for {len(self.seen)} classes seen "
            f"of {len(self.classes)}; name them in classes_"
        )


def fit(model: Any, X: Any, y: NDArray[Any], classes: NDArray[Any], rng: np.random.Generator) -> Learner:
    """Fit a fresh copy; with one class only, of which nothing can be learned, one that always says it."""
    seen = np.unique(y)
    fresh = seeded(model, rng) if knows_two(y) else DummyClassifier(strategy="prior")
    fitted = fresh.fit(X, y)
    # By custom fit gives the model itself; of a model of one's own that is not asked.
    return Learner(fresh if fitted is None else fitted, seen, classes)


def knows_two(y: NDArray[Any]) -> bool:
    """Tell whether there is anything to tell apart."""
    return len(np.unique(y)) > 1


def _spread(given: FloatArray, columns: NDArray[Any], classes: NDArray[Any]) -> FloatArray:
    places = np.searchsorted(classes, columns)
    if len(columns) == len(classes) and (places == np.arange(len(classes))).all():
        return given
    whole = np.zeros((len(given), len(classes)), dtype=given.dtype)
    whole[:, places] = given
    return whole


def _of_member(member: Any, model: Any) -> NDArray[Any]:
    own = np.asarray(member.classes_)
    # scikit-learn fits the members on the places of the classes.
    return np.asarray(model.classes_)[own.astype(np.int64)] if own.dtype.kind in "iuf" else own


class _WithAllClasses(ClassifierMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn ships no types
    """A fitted model that gives a column for the classes it has not seen, too."""

    def __init__(self, learner: Learner, classes: NDArray[Any]) -> None:
        self.learner = learner
        self.classes_ = classes

    def predict(self, X: Any) -> NDArray[Any]:
        return np.asarray(self.learner.model.predict(X))

    def predict_proba(self, X: Any) -> FloatArray:
        return self.learner.proba(X)
