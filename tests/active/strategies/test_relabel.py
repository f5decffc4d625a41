"""Given labels that deserve another look, in one ranking with the items that have none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from tests.active.probabilities import rows

import nblabel as nbl

PROBA = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.4, 0.35, 0.25], [0.05, 0.05, 0.9]])


def plainly(proba, labels, quality):
    priorities = []
    for row, label in zip(proba.tolist(), labels, strict=True):
        column = row.index(max(row)) if label is None else label
        own, best_other = row[column], max(row[:column] + row[column + 1 :])
        priorities.append(1 - own if quality == "self-confidence" else 1 - (own - best_other + 1) / 2)
    return np.array(priorities)


@pytest.mark.parametrize("quality", ["self-confidence", "normalized-margin"])
@pytest.mark.parametrize("classes", [2, 5, 60])
def test_it_is_one_less_the_quality_of_the_label(quality, classes):
    proba = rows(200, classes)
    random = np.random.default_rng(0)
    labels = [int(random.integers(classes)) if random.random() < 0.6 else None for _ in proba]
    ranked = nbl.rank(proba, "relabel", labels=labels, quality=quality)
    assert_allclose(ranked.set_index("item").priority.sort_index(), plainly(proba, labels, quality), atol=1e-12)


def test_a_label_the_model_does_not_believe_stands_above_any_new_item():
    ranked = nbl.rank(PROBA, "relabel", labeled=[0, 1], labels=[1, 1])
    assert ranked.item.tolist() == [0, 2, 1, 3]
    assert ranked.reason.tolist() == [
        "confidence 0.1, label given",
        "confidence 0.4, no label yet",
        "confidence 0.7, label given",
        "confidence 0.9, no label yet",
    ]


def test_labels_are_found_by_the_models_classes():
    class Model:
        classes_ = np.array(["bug", "praise", "question"])

    labels = pd.Series(["praise", None, np.nan, "question"])
    by_model = nbl.rank(PROBA, "relabel", labels=labels, model=Model())
    assert by_model.equals(nbl.rank(PROBA, "relabel", labels=labels, classes=["bug", "praise", "question"]))
    assert by_model.item.tolist() == [0, 2, 1, 3]


def test_where_the_labels_stand_does_not_matter():
    proba = rows(300, 4)
    labeled = np.random.default_rng(1).permutation(300)[:100]
    labels = labeled % 4
    one = nbl.rank(proba, "relabel", labeled=labeled, labels=labels)
    other = nbl.rank(np.array_split(proba, 9), "relabel", labeled=np.sort(labeled), labels=np.sort(labeled) % 4)
    assert one.equals(other)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"labels": ["bug", None, None, None]}, r"label 'bug' of item 0 has no column in proba; proba has 3 columns"),
        ({"labels": [3, None, None, None]}, r"label 3 of item 0 .* classes="),
        (
            {"labels": ["x", None, None, None], "classes": list("abc")},
            r"'x' of item 0 .* the classes are 'a', 'b', 'c'",
        ),
        ({"labels": [0, None, None, None], "classes": list("ab")}, r"2 classes, \['a', 'b'\], and proba has 3"),
        ({"labels": [0, None, None, None], "quality": "margin"}, r"quality='margin' is not known"),
        ({}, r"needs labels"),
    ],
)
def test_a_label_without_a_column_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        nbl.rank(PROBA, "relabel", **given)
