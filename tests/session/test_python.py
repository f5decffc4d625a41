"""What Python changes: each call is one change, checked whole before anything is done."""

from __future__ import annotations

import pandas as pd
import pytest

from nblabel.changes import Change, reverse

from .double import Tab, boxes, classes, labels


def _frame(**columns):
    base = {"item": ["0.jpg", "1.jpg"], "label": ["bus", "car"], "x": [1.0, 2.0], "y": [3.0, 4.0]}
    return pd.DataFrame({**base, "width": [5.0, 6.0], "height": [7.0, 8.0], **columns})


def _undo(session):
    last = session.recent()[-1].change
    tab = Tab(session, "undo")
    tab.n = sum(each.change.client == "undo" for each in session.recent())
    change = tab.change(*reverse(last.ops), reverts=last.change)
    assert isinstance(change, Change)
    session.receive([change])


def test_add_is_one_change_and_gives_the_ids(open_it):
    session = open_it()
    ids = session.add(_frame())
    frame = session.dataset().annotations
    assert frame["id"].tolist() == ids
    assert frame["source"].tolist() == ["import", "import"]
    (only,) = session.recent()
    assert only.change.client.startswith("kernel-")
    assert only.change.n == 1


def test_add_again_adds_nothing_even_after_a_restart_or_deleting(open_it, restart):
    session = open_it()
    ids = session.add(_frame())
    session.remove(ids[:1])
    assert session.add(_frame()) == ids
    del session
    restart()
    session = open_it()
    session.add(_frame())
    assert session.dataset().annotations["id"].tolist() == ids[1:]
    assert len(session.recent()) == 2


def test_add_of_two_equal_rows_adds_two(open_it):
    session = open_it()
    session.add(pd.concat([_frame(), _frame()], ignore_index=True))
    assert len(session.dataset().annotations) == 4


def test_add_is_all_or_nothing(open_it):
    session = open_it()
    with pytest.raises(ValueError, match="buss"):
        session.add(_frame(label=["bus", "buss"]))
    with pytest.raises(ValueError, match=r"none\.jpg"):
        session.add(_frame(item=["0.jpg", "none.jpg"]))
    assert session.dataset().annotations.empty
    assert session.recent() == []


def test_add_clips_what_is_partly_outside_and_warns(open_it):
    session = open_it()
    with pytest.warns(UserWarning, match="clipped"):
        session.add(_frame(x=[98.0, 2.0]))
    assert session.dataset().annotations["width"].tolist() == [2.0, 6.0]


def test_add_gives_no_second_answer_where_one_is_taken(open_it):
    session = open_it(fields=classes())
    session.add(pd.DataFrame({"item": ["0.jpg"], "label": ["rain"]}))
    with pytest.raises(ValueError, match=r"item '0.jpg' is 'rain' already and 'class' takes one answer"):
        session.add(pd.DataFrame({"item": ["1.jpg", "0.jpg"], "label": ["sun", "sun"]}))
    assert labels(session) == {"0.jpg": ["rain"]}


def test_update_changes_by_id_only_what_differs(open_it):
    session = open_it()
    session.add(_frame())
    frame = session.dataset().annotations
    frame.loc[0, "x"] = 30.0
    session.update(frame)
    last = session.recent()[-1].change
    assert [op.annotation for op in last.ops] == frame["id"].tolist()[:1]
    assert list(last.ops[0].after) == ["geometry"]
    assert session.dataset().annotations["x"].tolist() == [30.0, 2.0]


def test_update_is_all_or_nothing(open_it):
    session = open_it()
    ids = session.add(_frame())
    with pytest.raises(ValueError, match="tram"):
        session.update(pd.DataFrame({"id": ids, "label": ["car", "tram"]}))
    assert labels(session) == {"0.jpg": ["bus"], "1.jpg": ["car"]}


def test_an_update_that_changes_nothing_is_no_change(open_it):
    session = open_it()
    session.add(_frame())
    session.update(session.dataset().annotations)
    assert len(session.recent()) == 1


def test_remove_is_all_or_nothing(open_it):
    session = open_it()
    ids = session.add(_frame())
    with pytest.raises(ValueError, match="id 'nope' is no annotation that stands"):
        session.remove([ids[0], "nope"])
    session.remove(ids)
    assert session.dataset().annotations.empty
    assert len(session.recent()) == 2


def test_reset_wants_to_be_told_how_much_will_go(open_it):
    session = open_it()
    session.add(_frame())
    for expect in (None, 1, 3):
        with pytest.raises(ValueError, match=r"2 annotations of 'ada' would go.*reset\(expect=2\)"):
            session.reset(expect=expect)
    assert len(session.dataset().annotations) == 2


def test_reset_is_one_change_that_can_be_undone(open_it):
    session = open_it()
    session.add(_frame())
    tab = Tab(session)
    tab.send(tab.say(status="done", seconds=3.0, comment="dark", flagged=True))
    before = session.dataset()
    session.reset(expect=2)
    assert session.dataset().annotations.empty
    assert session.dataset().items["status"].tolist() == ["todo"] * 3
    assert session.dataset().items["seconds"].iloc[0] == 3.0
    _undo(session)
    shown = ["status", "flagged", "comment", "seconds", "n_annotations"]
    pd.testing.assert_frame_equal(session.dataset().items[shown], before.items[shown])
    pd.testing.assert_frame_equal(session.dataset().annotations, before.annotations)


def test_reset_leaves_other_annotators_alone(open_it):
    anna, ben = open_it(annotator="anna"), open_it(annotator="ben")
    Tab(anna).draw()
    Tab(ben).draw()
    anna.reset(expect=1)
    assert labels(ben) == {"0.jpg": ["bus"]}


def test_a_callback_may_change_the_session_again(open_it):
    session = open_it()
    session.subscribe(lambda event: event.commit == 1 and session.add(_frame()))
    Tab(session).draw("2.jpg")
    assert len(session.dataset().annotations) == 3


def test_the_history_tells_every_step(open_it):
    session = open_it(fields=boxes("bus", "car"))
    ids = session.add(_frame())
    session.update(pd.DataFrame({"id": ids[:1], "label": ["car"]}))
    session.remove(ids[1:])
    history = session.history()
    assert history["action"].tolist() == ["create", "create", "update", "delete"]
    assert history["before"].iloc[2] == {"label": "bus"}
    assert history["before"].iloc[3]["label"] == "car"
