"""Which items a gallery shows: filtered, ordered, grouped; and how far annotators are apart."""

import numpy as np
import pandas as pd
import pytest

from nblabel import ImageLabeler, TextLabeler
from nblabel.widgets.gallery.choosing import choose

PHOTOS = {name: np.zeros((60, 80, 3), np.uint8) for name in ("a", "b", "c", "d")}
BOX = {"x": 10, "y": 10, "width": 20, "height": 20}


@pytest.fixture
def labeler(tmp_path):
    store = tmp_path / "labels.db"
    made = ImageLabeler(PHOTOS, boxes=["bus", "car"], classes={"sky": ["blue", "grey"]}, store=store, annotator="anna")
    made.add(
        pd.DataFrame(
            [
                {"item": "c", "field": "box", "label": "bus", **BOX},
                {"item": "a", "field": "box", "label": "car", **BOX},
                {"item": "a", "field": "box", "label": "bus", **BOX, "score": 0.4, "x": 30},
                {"item": "b", "field": "box", "label": "car", **BOX, "score": 0.2},
                {"item": "d", "field": "sky", "label": "grey"},
            ]
        )
    )
    yield made
    made.close()


def keys(labeler, **how):
    groups, left_out = choose(labeler.dataset, **{"others": {}, **how})
    names = labeler.dataset.keys
    return {group.title: [names[place] for place in group.positions] for group in groups}, left_out


def test_without_a_wish_all_items_are_shown_in_their_order(labeler):
    assert keys(labeler) == ({"": ["a", "b", "c", "d"]}, 0)


def test_at_most_n_are_shown_and_the_rest_is_counted(labeler):
    assert keys(labeler, n=3) == ({"": ["a", "b", "c"]}, 1)


def test_by_label_each_item_stands_under_each_of_its_labels(labeler):
    groups, _ = keys(labeler, by="label")
    assert groups == {"bus": ["a", "c"], "car": ["a", "b"], "grey": ["d"]}


def test_by_score_the_least_sure_comes_first_and_what_has_no_score_is_left_out(labeler):
    assert keys(labeler, by="score")[0] == {"": ["b", "a"]}


def test_by_a_column_items_are_grouped_under_its_values(labeler):
    assert keys(labeler, by="sky")[0] == {"none": ["a", "b", "c"], "grey": ["d"]}


@pytest.mark.parametrize(
    "where",
    [
        "bus",
        "n_annotations > 0 and sky != 'grey' and index != 'b'",
        lambda frame: frame.index.isin(["a", "c"]),
        ["a", "c"],
    ],
)
def test_where_is_a_label_a_query_a_function_or_keys(labeler, where):
    assert keys(labeler, where=where)[0] == {"": ["a", "c"]}


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"where": "nothing like it"}, "neither a label"),
        ({"where": ["z"]}, "names 'z', which is no item"),
        ({"where": lambda frame: 3}, "give True or False for each item"),  # noqa: ARG005
        ({"by": "colour"}, "by='colour' is not known"),
        ({"by": "disagreement"}, "needs answers of several annotators"),
        ({"n": 0}, "n=0 must be a whole number above 0"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_can(labeler, how, says):
    with pytest.raises(ValueError, match=says):
        keys(labeler, **how)


def test_by_disagreement_the_item_people_are_furthest_apart_on_comes_first(tmp_path):
    def labeled(annotator, rows):
        made = ImageLabeler(PHOTOS, boxes=["bus", "car"], store=tmp_path / "s.db", name="t", annotator=annotator)
        made.add(pd.DataFrame([{"item": item, "label": label, **BOX, "x": x} for item, label, x in rows]))
        return made

    anna = labeled("anna", [("a", "bus", 10), ("b", "bus", 10), ("c", "bus", 10), ("d", "bus", 0)])
    berta = labeled("berta", [("a", "bus", 12), ("b", "car", 10), ("c", "bus", 10), ("c", "car", 40)])
    groups, _ = choose(anna.dataset, by="disagreement", others=anna.answers_of_others())
    names = [anna.dataset.keys[place] for place in groups[0].positions]
    assert names == ["b", "c", "a"]  # d is anna's alone
    assert groups[0].figures == pytest.approx((1.0, 1 / 3, 0.0))
    for made in (anna, berta):
        made.close()


def test_spans_agree_where_they_begin_and_end_alike(tmp_path):
    texts = pd.Series(["Ada wrote", "Ada wrote"], index=["a", "b"])

    def labeled(annotator, ends):
        made = TextLabeler(texts, spans=["person"], store=tmp_path / "s.db", name="t", annotator=annotator)
        rows = [{"item": item, "label": "person", "start": 0, "end": end} for item, end in zip("ab", ends, strict=True)]
        made.add(pd.DataFrame(rows))
        return made

    anna, berta = labeled("anna", (3, 3)), labeled("berta", (3, 9))
    groups, _ = choose(anna.dataset, by="disagreement", others=anna.answers_of_others())
    assert groups[0].figures == (1.0, 0.0)
    for made in (anna, berta):
        made.close()
