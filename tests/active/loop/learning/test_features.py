"""What a model is fed, however it is given."""

from __future__ import annotations

from threading import Event

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from nblabel.active.loop import Loop
from nblabel.active.loop.learning.features import Made, read_features
from nblabel.items import open_items

ORDER = ("s:a", "s:b", "s:c")
SOURCE = open_items(pd.Series({"a": "ah", "b": "bee", "c": "sea"}), medium="text")


def test_an_array_stands_in_item_order():
    rows = read_features(np.array([[1.0], [2.0], [3.0]]), SOURCE, ORDER, 0).rows(())
    assert [float(rows.X[rows.place[item], 0]) for item in ORDER] == [1.0, 2.0, 3.0]
    assert rows.embeddings is rows.X or np.shares_memory(rows.embeddings, rows.X)


def test_a_frame_stands_by_key_whatever_its_order():
    frame = pd.DataFrame({"x": [3.0, 1.0, 2.0, 9.0]}, index=["c", "a", "b", "else"])
    rows = read_features(frame, SOURCE, ORDER, 0).rows(())
    assert rows.X[:, 0].tolist() == [1.0, 2.0, 3.0]


def test_a_sparse_matrix_is_taken_and_is_no_embedding():
    rows = read_features(csr_matrix(np.eye(3)), SOURCE, ORDER, 0).rows(())
    assert rows.X[np.array([2])].toarray().tolist() == [[0.0, 0.0, 1.0]]
    assert rows.embeddings is None


def test_pictures_as_features_are_embedded_as_rows_of_numbers():
    rows = read_features(np.zeros((3, 4, 5), np.uint8), SOURCE, ORDER, 0).rows(())
    assert rows.X.shape == (3, 4, 5)
    assert rows.embeddings.shape == (3, 20)


def test_a_callable_is_asked_once_an_item_and_what_is_wanted_comes_first():
    asked = []

    def measure(item):
        asked.append(item.key)
        return [len(item.text)]

    features = read_features(measure, SOURCE, ORDER, 0)
    assert features.rows(["s:b"]).place == {"s:b": 0}
    done = Event()
    features.start(done.set)
    assert done.wait(60)
    rows = features.rows(ORDER)
    assert {item: int(rows.X[place, 0]) for item, place in rows.place.items()} == {"s:a": 2, "s:b": 3, "s:c": 3}
    assert sorted(asked) == ["a", "b", "c"]


def test_an_item_a_callable_fails_on_has_no_row_and_the_others_have():
    def measure(item):
        return [1 / (len(item.text) - 2)]

    features = Made(measure, SOURCE, ORDER, 0)
    assert set(features.rows(ORDER).place) == {"s:b", "s:c"}
    assert features.failed == {"s:a": "ZeroDivisionError: division by zero"}


def test_a_callable_that_gives_other_shapes_fails_where_it_differs():
    features = Made(lambda item: [0.0] * len(item.text), SOURCE, ORDER, 0)
    assert set(features.rows(ORDER).place) == {"s:a"}
    assert features.failed["s:b"] == "ValueError: it gave shape (3,), and (2,) for another item"


def test_without_features_texts_are_fed_themselves():
    rows = read_features(None, SOURCE, ORDER, 0).rows(ORDER)
    assert [rows.X[rows.place[item]] for item in ORDER] == ["ah", "bee", "sea"]
    assert rows.embeddings is None


def test_without_features_images_are_refused_with_the_mend():
    with pytest.raises(TypeError, match="features= is missing: a model needs numbers for each image"):
        read_features(None, open_items([np.zeros((2, 2), np.uint8)], medium="image"), ("i:0",), 0)


@pytest.mark.parametrize(
    ("features", "error", "why"),
    [
        (np.zeros((2, 4)), ValueError, "features= has 2 rows for 3 items"),
        (np.zeros(3), TypeError, r"features= has shape \(3,\)"),
        (pd.DataFrame({"x": [1, 2]}, index=["a", "b"]), KeyError, "no row for item 'c'"),
    ],
)
def test_features_that_do_not_fit_are_named(features, error, why):
    with pytest.raises(error, match=why):
        read_features(features, SOURCE, ORDER, 0)


def test_texts_learn_end_to_end_and_begin_at_random(open_session, person):
    texts = pd.Series({f"t{n}": f"{'good fine nice' if n % 2 else 'bad poor awful'} {n}" for n in range(40)})
    session = open_session(texts, {"classes": ["good", "bad"]}, medium="text")
    model = make_pipeline(TfidfVectorizer(), LogisticRegression())
    loop = Loop(session, model, random_state=0, retrain="manual")
    who = type(person)(session, {key: ["bad", "good"][n % 2] for n, key in enumerate(texts.index)})
    assert set(loop.step().strategy.dropna()) == {"random"}
    who.answer(*texts.index[:10])
    assert set(loop.step().strategy.dropna()) == {"margin"}
    assert loop.model_.predict(["a good one"]).tolist() == ["good"]


def test_a_callable_of_items_is_waited_for_and_then_ranked(open_session, make_loop, settled, comes_to):
    may = Event()

    def pixels(item):
        assert may.wait(60)
        return np.asarray(item.image).ravel()

    loop = settled(make_loop(features=pixels, over=open_session()))
    assert loop.queue.items == ()
    may.set()
    comes_to(loop, lambda loop: bool(loop.queue.items))
    assert set(loop.queries.strategy.dropna()) == {"k-means"}
