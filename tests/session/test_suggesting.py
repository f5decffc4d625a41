"""Suggestions: nothing twice, and never over what a person touched."""

from __future__ import annotations

import pandas as pd
import pytest

from nblabel.changes import Op, reverse

from .double import Tab, boxes, classes


def _found(*xs: float, item: str = "0.jpg", label: str = "bus", score: float = 0.8) -> pd.DataFrame:
    return pd.DataFrame(
        {"item": item, "label": label, "x": list(xs), "y": 3.0, "width": 5.0, "height": 7.0, "score": score}
    )


def _open(session) -> list[float]:
    frame = session.dataset().suggestions
    return frame.loc[frame["decision"].isna(), "x"].tolist()


def _decide(session, name: str, decision: str, **more: object) -> None:
    tab = Tab(session, f"tab-{name}-{decision}")
    tab.send(Op("update", "s:0.jpg", name, None, {"decision": decision, **more}))


def test_what_is_suggested_is_open_and_no_annotation(open_it):
    session = open_it()
    ids = session.suggest(_found(1, 10), "yolo")
    frame = session.dataset().suggestions
    assert frame["id"].tolist() == ids
    assert frame[["source", "model", "score"]].drop_duplicates().to_numpy().tolist() == [["model", "yolo", 0.8]]
    assert frame["decision"].isna().all()
    assert session.dataset().annotations.empty
    assert session.dataset().items["n_annotations"].tolist() == [0, 0, 0]
    assert "0 annotations, 2 open suggestions" in session.summary()


def test_what_comes_through_add_without_a_decision_is_a_suggestion(open_it):
    session = open_it()
    session.add(_found(1), source="model")
    assert _open(session) == [1.0]


def test_running_the_cell_again_changes_nothing_even_after_a_restart(open_it, restart):
    session = open_it()
    ids = session.suggest(_found(1, 10, 20), "yolo")
    _decide(session, ids[0], "accepted")
    _decide(session, ids[1], "rejected")
    log = len(session.since(0))
    assert session.suggest(_found(1, 10, 20), "yolo") == ids
    del session
    restart()
    session = open_it()
    session.suggest(_found(1, 10, 20), "yolo")
    assert _open(session) == [20.0]
    assert session.dataset().annotations["x"].tolist() == [1.0]
    assert len(session.since(0)) == log


def test_new_predictions_take_the_place_of_the_models_open_ones_only(open_it):
    session = open_it()
    ids = session.suggest(_found(1, 10, 20, 30), "yolo")
    session.suggest(_found(40), "other")
    Tab(session).draw(x=50.0)
    _decide(session, ids[0], "accepted")
    _decide(session, ids[1], "rejected")
    _decide(session, ids[2], "edited", label="car")
    session.suggest(_found(2, 31), "yolo")
    assert sorted(_open(session)) == [2.0, 31.0, 40.0]
    assert sorted(session.dataset().annotations["x"]) == [1.0, 20.0, 50.0]


def test_only_items_that_were_predicted_on_are_touched(open_it):
    session = open_it()
    session.suggest(pd.concat([_found(1), _found(2, item="1.jpg")]), "yolo")
    session.suggest(_found(9), "yolo")
    assert _open(session) == [9.0, 2.0]
    session.suggest(_found(9), "yolo", ["0.jpg", "1.jpg"])
    assert _open(session) == [9.0]


def test_to_predict_nothing_takes_the_open_ones_back(open_it):
    session = open_it()
    session.suggest(_found(1), "yolo")
    session.suggest(_found(2), "other")
    session.suggest(pd.DataFrame(), "yolo", ["0.jpg"])
    assert _open(session) == [2.0]


def test_predictions_that_gave_way_come_back_when_they_are_made_again(open_it):
    session = open_it()
    ids = session.suggest(_found(1), "yolo")
    session.suggest(_found(2), "yolo")
    assert session.suggest(_found(1), "yolo") == ids
    assert _open(session) == [1.0]


def test_what_python_removed_does_not_come_back(open_it):
    session = open_it()
    ids = session.suggest(_found(1), "yolo")
    session.remove(ids)
    session.suggest(_found(1), "yolo")
    assert session.dataset().suggestions.empty


def test_a_new_score_of_the_same_prediction_is_taken_over(open_it):
    session = open_it()
    ids = session.suggest(_found(1, score=0.5), "yolo")
    assert session.suggest(_found(1, score=0.7), "yolo") == ids
    assert session.dataset().suggestions["score"].tolist() == [0.7]


def test_the_score_of_what_was_decided_on_stays(open_it):
    session = open_it()
    ids = session.suggest(_found(1, score=0.5), "yolo")
    _decide(session, ids[0], "accepted")
    session.suggest(_found(1, score=0.7), "yolo")
    assert session.dataset().annotations["score"].tolist() == [0.5]


def test_an_item_that_is_done_gets_none_unless_asked(open_it):
    session = open_it()
    Tab(session).send(Tab(session).say(status="done"))
    session.suggest(_found(1), "yolo")
    assert _open(session) == []
    session.suggest(_found(1), "yolo", done=True)
    assert _open(session) == [1.0]


def test_items_that_are_withheld_never_show_any(open_it):
    session = open_it()
    session.suggest(pd.concat([_found(1), _found(2, item="1.jpg")]), "yolo")
    session.withhold(["s:0.jpg"])
    session.suggest(pd.concat([_found(3), _found(4, item="1.jpg")]), "yolo")
    assert _open(session) == [4.0]


def test_a_class_that_was_chosen_is_not_suggested_and_a_suggestion_is_no_answer(open_it):
    session = open_it(fields=classes())
    tab = Tab(session)
    tab.send(tab.choose("0.jpg", "rain"))
    guessed = pd.DataFrame({"item": ["0.jpg", "1.jpg", "1.jpg"], "label": ["rain", "rain", "sun"], "score": 0.5})
    session.suggest(guessed, "net")
    assert session.dataset().suggestions[["item", "label"]].to_numpy().tolist() == [["1.jpg", "rain"], ["1.jpg", "sun"]]
    session.add(pd.DataFrame({"item": ["1.jpg"], "label": ["sun"]}))
    assert session.dataset().items["class"].tolist()[:2] == ["rain", "sun"]


def test_rows_of_their_own_model_replace_its_suggestions(open_it):
    session = open_it()
    session.suggest(_found(1).assign(model="a"), "b")
    session.suggest(_found(2), "b")
    assert session.dataset().suggestions["model"].tolist() == ["a", "b"]


@pytest.mark.parametrize("column", [{"source": "human"}, {"decision": "accepted"}])
def test_what_is_not_a_models_or_decided_is_refused(open_it, column):
    session = open_it()
    with pytest.raises(ValueError, match=r"what is suggested is a model's and not decided on|does not go with"):
        session.suggest(_found(1).assign(**column), "yolo")
    assert session.since(0) == []


def test_an_edited_one_is_told_beside_what_it_was_also_after_a_restart(open_it, restart):
    session = open_it()
    ids = session.suggest(_found(1), "yolo")
    shape = {"x": 3.5, "y": 3.0, "width": 5.0, "height": 7.0, "angle": 0.0}
    _decide(session, ids[0], "edited", geometry=shape)
    del session
    restart()
    dataset = open_it().dataset()
    assert dataset.annotations["x"].tolist() == [3.5]
    assert dataset.suggestions["x"].tolist() == [1.0]
    assert dataset.suggestions["attributes"].iloc[0]["moved_iou"] == pytest.approx(1 / 3)


def test_done_with_what_it_did_to_suggestions_is_taken_back_as_one(open_it):
    session = open_it()
    ids = session.suggest(_found(1, 10), "yolo")
    tab = Tab(session)
    decided = [
        Op("update", "s:0.jpg", name, None, {"decision": word})
        for name, word in zip(ids, ["accepted", "not taken"], strict=True)
    ]
    done = tab.send(tab.say(status="done"), *decided)
    assert session.dataset().suggestions["decision"].tolist() == ["not taken"]
    committed = session.recent()[-1].change
    session.receive([tab.change(*reverse(committed.ops), reverts=done.change)])
    assert _open(session) == [1.0, 10.0]
    assert session.dataset().items["status"].tolist()[0] == "todo"


def test_what_is_suggested_takes_no_room_among_what_can_be_undone(open_it):
    session = open_it()
    Tab(session).draw()
    session.suggest(_found(*range(1, 40)), "yolo")
    assert [len(each.change.ops) for each in session.recent(steps=10)] == [1]
    assert len(session.since(0)) == 2


def test_reset_counts_what_is_decided_and_takes_suggestions_along(open_it):
    session = open_it(fields=boxes())
    session.suggest(_found(1), "yolo")
    Tab(session).draw()
    session.reset(expect=1)
    assert session.dataset().suggestions.empty
    session.suggest(_found(1), "yolo")
    assert _open(session) == [1.0]


def test_others_open_suggestions_are_nobodys_work(open_it):
    open_it(annotator="anna").suggest(_found(1), "yolo")
    assert open_it(annotator="ben").others() == []


def test_what_came_while_the_page_was_ahead_does_not_stay_open_on_a_done_item(open_it):
    session = open_it()
    session.suggest(_found(1), "yolo")
    # The page marks the item done; what it does not know of yet was committed just before.
    Tab(session).send(Op("set", "s:0.jpg", None, {"status": "todo"}, {"status": "done"}))
    assert _open(session) == []


def test_done_and_its_undo_that_arrive_together_leave_what_was_suggested_open(open_it):
    session = open_it()
    (name,) = session.suggest(_found(1), "yolo")
    tab = Tab(session)
    done = tab.change(
        Op("set", "s:0.jpg", None, {"status": "todo"}, {"status": "done"}),
        Op("update", "s:0.jpg", name, {"decision": None}, {"decision": "not taken"}),
    )
    # As after the line was cut: what was done meanwhile comes in one message.
    session.receive([done, tab.change(*reverse(done.ops), reverts=done.change)])
    assert _open(session) == [1.0]
    assert session.dataset().items["status"].tolist()[0] == "todo"


def test_an_item_that_is_skipped_keeps_its_suggestions_for_later(open_it):
    session = open_it()
    session.suggest(_found(1), "yolo")
    Tab(session).send(Op("set", "s:0.jpg", None, {"status": "todo"}, {"status": "skipped"}))
    assert _open(session) == [1.0]
