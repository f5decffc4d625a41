"""Spans, boxes and several answers are learned through callables: ``fit(dataset)`` and ``predict(items)``."""

from __future__ import annotations

from uuid import uuid4

import pandas as pd
import pytest

import nblabel as nbl
from nblabel.active.loop import Loop
from nblabel.active.loop.learning.match import hits
from nblabel.active.loop.learning.whole import read_predictions
from nblabel.changes import Op
from nblabel.labels import Field

TEXTS = pd.Series({f"t{n:02d}": f"{name} lives in {place}" for n, (name, place) in enumerate(
    [("Ada", "Rome"), ("Bob", "Oslo"), ("Cleo", "Cairo"), ("Dan", "Lima"), ("Eve", "Kyiv")] * 8)})  # fmt: skip


class Gazetteer:
    """Marks every word that was marked in training, the surer the more often."""

    def __init__(self):
        self.fitted = []

    def fit(self, dataset):
        self.fitted.append(set(dataset.keys))
        self.words = dataset.annotations.groupby("text", observed=True).label.agg(["first", "size"])

    def predict(self, items):
        said = []
        for item in items:
            found = [(item.text.find(word), word) for word in self.words.index if word in item.text]
            said.append(
                nbl.spans(
                    start=[start for start, _ in found],
                    end=[start + len(word) for start, word in found],
                    label=[self.words["first"][word] for _, word in found],
                    score=[1 - 0.5 ** int(self.words["size"][word]) for _, word in found],
                )
            )
        return said


@pytest.fixture
def marked(open_session):
    session = open_session(TEXTS, {"spans": ["person", "place"]}, medium="text")

    def mark(*keys):
        for key in keys:
            words = TEXTS[key].split()
            spans = {"person": words[0], "place": words[-1]}
            frame = nbl.spans(
                start=[TEXTS[key].find(word) for word in spans.values()],
                end=[TEXTS[key].find(word) + len(word) for word in spans.values()],
                label=list(spans),
                item=key,
            )
            session.add(frame)
            session._kernel.do([Op("set", f"s:{key}", None, None, {"status": "done"})])  # noqa: SLF001  (as the browser does)

    return session, mark


def test_spans_are_learned_from_what_is_done_and_tested_by_f1(marked):
    session, mark = marked
    model = Gazetteer()
    loop = Loop(session, model, target="spans", batch_size=4, holdout=0.2, random_state=0, retrain="manual")
    for _ in range(4):
        mark(*loop.step()["item"])
    assert loop.history.metric.tolist() == ["F1"] * 3
    assert loop.history.labels.tolist() == [4, 8, 12]
    held = {item[2:] for item in loop.held_out}
    assert all(fitted.isdisjoint(held) for fitted in model.fitted)
    assert 0.5 < loop.history.score.iloc[-1] <= 1
    last = loop.queries[loop.queries["round"] == 3]
    assert last.reason.dropna().str.fullmatch(r"margin \S+, (span \d+|no spans)").all()
    loop.close()


def test_what_the_model_says_of_the_items_that_come_next_is_suggested_never_of_those_held_out(marked):
    session, mark = marked
    loop = Loop(session, Gazetteer(), target="spans", batch_size=4, holdout=0.2, random_state=0, retrain="manual")
    for _ in range(3):
        mark(*loop.step()["item"])
    loop.step()
    open_ones = session.dataset().suggestions.query("decision.isna()")
    held = {item[2:] for item in loop.held_out}
    coming = {item[2:] for item in loop.queue.items}
    assert coming - held <= set(open_ones["item"])
    assert held.isdisjoint(open_ones["item"])
    assert set(open_ones["model"]) == {"Gazetteer"}
    assert all(TEXTS[item][start:end] == text for item, start, end, text in
               open_ones[["item", "start", "end", "text"]].to_numpy())  # fmt: skip
    loop.close()


def test_what_cannot_be_suggested_is_said_and_the_loop_goes_on(marked):
    session, mark = marked

    class Astray(Gazetteer):
        def predict(self, items):
            return [nbl.spans(start=[500], end=[503], label="person", score=0.5) for _ in items]

    heard = []
    session.subscribe(lambda event: heard.append(getattr(event, "text", "")))
    loop = Loop(session, Astray(), target="spans", batch_size=4, holdout=0, retrain="manual")
    mark(*loop.step()["item"])
    assert len(loop.step()) == 4
    assert any("what Astray predicts cannot be suggested" in text for text in heard)
    loop.close()


def test_a_finished_item_without_anything_counts_and_an_unfinished_one_does_not(marked):
    session, mark = marked
    model = Gazetteer()
    loop = Loop(session, model, target="spans", batch_size=2, holdout=0, retrain="manual")
    mark("t00")
    session.add(nbl.spans(start=[0], end=[3], label="person", item="t01"))
    session._kernel.do([Op("set", "s:t02", None, None, {"status": "done"})])  # noqa: SLF001
    loop.step()
    assert model.fitted == [{"t00", "t02"}]
    loop.close()


def test_several_answers_an_item_are_learned_the_same_way(open_session):
    session = open_session(captures={"classes": nbl.Choice(["a", "b"], multiple=True)})

    class Both:
        def fit(self, dataset):
            self.seen = len(dataset.annotations)

        def predict(self, items):
            return pd.DataFrame({"item": [each.key for each in items], "label": "a", "score": 0.75})

    model = Both()
    loop = Loop(session, model, batch_size=2, holdout=0.2, retrain="manual", random_state=0)
    for key in loop.step()["item"]:
        made = {"field": "class", "kind": "class", "geometry": {}}
        ops = [Op("create", f"s:{key}", uuid4().hex, None, {**made, "label": label}) for label in "ab"]
        session._kernel.do([*ops, Op("set", f"s:{key}", None, None, {"status": "done"})])  # noqa: SLF001
    loop.step()
    assert model.seen == 4
    loop.close()


def test_boxes_agree_from_an_overlap_of_a_half_and_each_once():
    def box(x, label="bus", score=0.5):
        return {"label": label, "score": score, "geometry": {"x": x, "y": 0.0, "width": 10.0, "height": 10.0}}

    stands = [box(0.0), box(100.0)]
    assert hits(stands, [box(3.0), box(104.0)], "box") == 1, "an overlap of 7/13 agrees, of 6/14 does not"
    assert hits(stands, [box(1.0), box(2.0)], "box") == 1
    assert hits(stands, [box(0.0, label="car")], "box") == 0


def test_a_prediction_that_cannot_be_read_says_why():
    field, asked = Field("box", "box", ()), ["s:a", "s:b"]
    with pytest.raises(ValueError, match="1 predictions for 2 items"):
        read_predictions([None], asked, field)
    with pytest.raises(ValueError, match="no column 'score'"):
        read_predictions([nbl.boxes(xyxy=[[0, 0, 1, 1]], label="bus"), None], asked, field)
    with pytest.raises(ValueError, match="without a column 'item'"):
        read_predictions(pd.DataFrame({"label": ["bus"]}), asked, field)
    with pytest.raises(TypeError, match="predict\\(\\) gave int"):
        read_predictions(7, asked, field)


def test_a_strategy_that_needs_what_such_a_model_does_not_give_is_refused(marked):
    session, _ = marked
    with pytest.raises(ValueError, match="strategy='vote-entropy' needs committee"):
        Loop(session, Gazetteer(), target="spans", strategy="vote-entropy")
