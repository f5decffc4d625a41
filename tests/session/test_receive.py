"""Changes come in, are checked, and are committed once and in order."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from threading import Thread

import pandas as pd
import pytest

from nblabel.changes import Op
from nblabel.session import Committed, Receipt

from .double import Tab, boxes, classes, labels, street


def test_a_committed_change_is_in_the_frame_the_store_and_the_events(open_it, where):
    session = open_it()
    heard = []
    session.subscribe(heard.append)
    name = Tab(session).draw(x=3.5)
    frame = session.dataset().annotations
    assert frame.loc[0, ["item", "id", "label", "x", "annotator"]].tolist() == ["0.jpg", name, "bus", 3.5, "ada"]
    with closing(sqlite3.connect(where)) as raw:
        stored = pd.read_sql("select id, label, annotator from annotations", raw)
    assert stored.to_dict("records") == [{"id": name, "label": "bus", "annotator": "ada"}]
    assert [(each.commit, each.previous) for each in heard] == [(1, None)]


def test_a_change_that_is_sent_twice_counts_once(open_it):
    session = open_it()
    tab = Tab(session)
    change = tab.send(tab.box())
    assert session.receive([change]) == Receipt({"tab": 1}, [])
    assert len(session.dataset().annotations) == 1


def test_a_change_that_comes_again_under_another_number_counts_once_and_uses_the_number_up(open_it):
    session = open_it()
    tab = Tab(session)
    change = tab.send(tab.box())
    receipt = session.receive([replace(change, n=2)])
    assert receipt.acknowledged == {"tab": 2}
    assert len(session.dataset().annotations) == 1
    tab.n = 2
    tab.draw()
    assert len(session.dataset().annotations) == 2


def test_after_a_gap_nothing_is_taken_and_the_last_number_is_answered(open_it):
    session = open_it()
    tab = Tab(session)
    first, lost, third = (tab.change(tab.box()) for _ in range(3))
    assert session.receive([first, third]).acknowledged == {"tab": 1}
    assert session.receive([lost, third]).acknowledged == {"tab": 3}
    assert [each.change.n for each in session.since(0)] == [1, 2, 3]


def test_each_client_counts_for_itself(open_it):
    session = open_it()
    one, two = Tab(session, "one"), Tab(session, "two")
    session.receive([one.change(one.box()), two.change(two.box()), one.change(one.box())])
    assert session.receive([]).acknowledged == {}
    assert [(each.change.client, each.change.n) for each in session.recent()] == [("one", 1), ("two", 1), ("one", 2)]


def test_numbers_go_on_after_a_restart(open_it, restart):
    tab = Tab(open_it())
    change = tab.send(tab.box())
    del tab.session
    restart()
    session = open_it()
    assert session.receive([change]).acknowledged == {"tab": 1}
    assert len(session.dataset().annotations) == 1


def test_a_box_partly_outside_is_committed_as_it_was_clipped(open_it):
    session = open_it()
    heard = []
    session.subscribe(heard.append)
    Tab(session).draw(x=95.0, width=20.0)
    assert session.dataset().annotations["width"].tolist() == [5.0]
    assert heard[0].change.ops[0].after["geometry"]["width"] == 5.0
    assert session.recent() == heard


def _after(**patch):
    shape = {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}
    return {"field": "box", "kind": "box", "label": "bus", "geometry": shape, **patch}


def _create(**patch):
    return Op("create", "s:0.jpg", "new", None, _after(**patch))


@pytest.mark.parametrize(
    ("op", "why"),
    [
        (Op("create", "s:none.jpg", "new", None, _after()), "there is no item 'none.jpg'"),
        (Op("create", "i:0", "new", None, _after()), "there is no item 0"),
        (_create(field="boxes"), r"field 'boxes' .* is not one of \['box'\]"),
        (_create(kind="polygon"), "kind 'polygon' does not go with field 'box'"),
        (_create(label="buss"), r"label 'buss' on item '0.jpg' is not one of box=\['bus', 'car'\]"),
        (_create(label=7), "label 7"),
        (_create(geometry={"x": 1, "y": 1, "width": -1, "height": 4}), "width=-1 must be above 0"),
        (_create(geometry={"x": float("nan"), "y": 1, "width": 1, "height": 4}), "x=nan is not finite"),
        (_create(geometry={"x": 500, "y": 1, "width": 1, "height": 4}), "outside the image"),
        (_create(geometry=None), "geometry None"),
        (_create(score="high"), "score='high'"),
        (_create(score=float("inf")), "score=inf"),
        (_create(source="alien"), "source='alien'"),
        (_create(attributes={"half": "\ud800"}), "attributes="),
        (_create(colour="red"), "'colour' is nothing an annotation has"),
        (Op("create", "s:0.jpg", "", None, _after()), "annotation id ''"),
        (Op("set", "s:0.jpg", None, None, {"status": "finished"}), "status='finished'"),
        (Op("set", "s:0.jpg", None, None, {"seconds": -1.0}), "seconds=-1.0"),
        (Op("set", "s:0.jpg", None, None, {"flagged": 1}), "flagged=1"),
        (Op("set", "s:0.jpg", None, None, {"comment": "\ud83d"}), "comment="),
        (Op("set", "s:0.jpg", None, None, {"colour": "red"}), "'colour' is nothing an item has"),
        (Op("paint", "s:0.jpg", "new", None, _after()), "action 'paint'"),
    ],
)
def test_what_can_never_hold_is_refused_whole_and_uses_up_its_number(open_it, op, why):
    session = open_it()
    tab = Tab(session)
    receipt = session.receive([tab.change(tab.box(), op), tab.change(tab.box())])
    assert receipt.acknowledged == {"tab": 2}
    ((client, n, sentence),) = receipt.refused
    assert (client, n) == ("tab", 1)
    assert re.search(why, sentence)
    assert len(session.dataset().annotations) == 1
    assert [each.change.n for each in session.since(0)] == [2]


def test_a_refused_change_stays_refused_after_a_restart(open_it, restart):
    tab = Tab(open_it())
    bad = tab.send(tab.box(label="buss"))
    del tab.session
    restart()
    assert open_it().receive([bad]) == Receipt({"tab": 1}, [])


def test_a_box_drawn_with_no_active_label_waits_for_its_digit(open_it):
    session = open_it()
    Tab(session).draw(label=None)
    assert session.dataset().annotations["label"].isna().tolist() == [True]


def test_an_update_of_something_deleted_brings_it_back(open_it):
    session = open_it()
    tab = Tab(session)
    name = tab.draw()
    tab.send(Op("delete", "s:0.jpg", name, None, None))
    assert session.dataset().annotations.empty
    tab.send(Op("update", "s:0.jpg", name, None, {"label": "car"}))
    assert labels(session) == {"0.jpg": ["car"]}


def test_updates_of_different_columns_both_hold(open_it):
    session = open_it()
    name = Tab(session).draw()
    Tab(session, "one").send(Op("update", "s:0.jpg", name, {"label": "bus"}, {"label": "car"}))
    moved = {"x": 9.0, "y": 2.0, "width": 10.0, "height": 10.0}
    Tab(session, "two").send(Op("update", "s:0.jpg", name, {}, {"geometry": moved}))
    assert session.dataset().annotations.loc[0, ["label", "x"]].tolist() == ["car", 9.0]


def test_the_log_says_what_truly_was_before(open_it):
    session = open_it()
    name = Tab(session).draw()
    Tab(session, "one").send(Op("update", "s:0.jpg", name, {"label": "wrong"}, {"label": "car"}))
    assert session.recent()[-1].change.ops[0].before == {"label": "bus"}


def test_an_operation_on_what_never_was_does_nothing_and_is_not_logged(open_it):
    session = open_it()
    tab = Tab(session)
    tab.send(Op("update", "s:0.jpg", "never", None, {"label": "car"}), Op("delete", "s:0.jpg", "never", None, None))
    assert session.recent()[0].change.ops == ()


def test_answers_are_kept_over_a_restart(open_it, restart):
    session = open_it()
    tab = Tab(session)
    tab.send(tab.say(status="done", seconds=2.5), tab.say("1.jpg", flagged=True, comment="<b>dark</b>"))
    before = session.dataset().items
    del session, tab
    restart()
    pd.testing.assert_frame_equal(open_it().dataset().items, before)
    assert before["status"].tolist() == ["done", "todo", "todo"]
    assert before["comment"].tolist() == ["", "<b>dark</b>", ""]


def test_the_time_of_the_last_touch_covers_deleting(open_it, restart):
    session = open_it()
    tab = Tab(session)
    name = tab.draw()
    tab.session.receive([tab.change(Op("delete", "s:0.jpg", name, None, None), at=1_800_000_000_000_000)])
    before = session.dataset().items
    assert before["updated"].iloc[0] == pd.Timestamp(1_800_000_000_000_000, unit="us", tz="UTC")
    del session, tab
    restart()
    pd.testing.assert_frame_equal(open_it().dataset().items, before)


def test_commits_chain_by_previous_within_one_annotator(open_it):
    ada, ben = open_it(annotator="ada"), open_it(annotator="ben")
    for session in (ada, ben, ada):
        Tab(session, f"tab-{session.commit}-{session.annotator}").draw()
    assert [(each.commit, each.previous) for each in ada.since(0)] == [(1, None), (3, 1)]
    assert [(each.commit, each.previous) for each in ada.since(1)] == [(3, 1)]
    assert [(each.commit, each.previous) for each in ben.recent()] == [(2, None)]


def test_recent_gives_the_last_commits_oldest_first(open_it):
    session = open_it()
    tab = Tab(session)
    for _ in range(5):
        tab.draw()
    assert [(each.commit, each.previous) for each in session.recent(limit=2)] == [(4, 3), (5, 4)]


def test_recent_gives_whole_commits_of_so_many_operations_together(open_it):
    session = open_it()
    tab = Tab(session)
    tab.draw()
    tab.send(tab.box(), tab.box(), tab.box())
    tab.draw()
    assert [each.commit for each in session.recent(steps=5)] == [1, 2, 3]
    assert [(each.commit, each.previous) for each in session.recent(steps=4)] == [(2, 1), (3, 2)]
    assert [len(each.change.ops) for each in session.recent(steps=4)] == [3, 1]
    assert [each.commit for each in session.recent(steps=3)] == [3]
    assert session.recent(steps=0) == []


def test_two_annotators_never_write_one_row(open_it):
    ada, ben = open_it(annotator="ada"), open_it(annotator="ben")
    name = Tab(ada).draw()
    tab = Tab(ben)
    tab.send(tab.box(name=name, label="car"))
    assert labels(ada) == {"0.jpg": ["bus"]}
    assert labels(ben) == {"0.jpg": ["car"]}


def test_events_come_in_commit_order_even_if_a_listener_changes_the_session(open_it):
    session = open_it()
    first, second = [], []

    def answers_back(event):
        first.append(event.commit)
        if len(first) < 4:
            Tab(session, f"echo-{event.commit}").draw()

    session.subscribe(answers_back)
    session.subscribe(lambda event: second.append(event.commit))
    Tab(session).draw()
    assert first == second == [1, 2, 3, 4]


def test_events_are_told_outside_the_lock(open_it):
    session = open_it()
    seen = []

    def reads_on_another_thread(event):
        reader = Thread(target=lambda: seen.append(len(session.dataset().annotations)))
        reader.start()
        reader.join(5)
        assert isinstance(event, Committed)

    session.subscribe(reads_on_another_thread)
    Tab(session).draw()
    assert seen == [1]


def test_a_listener_that_fails_keeps_nobody_else_from_hearing(open_it, caplog):
    session = open_it()
    heard = []

    def fails(_):
        raise RuntimeError("no view")

    session.subscribe(fails)
    remove = session.subscribe(heard.append)
    tab = Tab(session)
    tab.draw()
    assert len(heard) == 1
    assert "a listener failed on Committed" in caplog.text
    remove()
    tab.draw()
    assert len(heard) == 1


def test_the_fields_of_a_kind_without_a_place_take_no_geometry(open_it):
    session = open_it(fields=classes())
    tab = Tab(session)
    tab.send(tab.choose())
    bad = tab.change(Op("create", "s:0.jpg", "x", None, {"field": "class", "label": "sun", "geometry": {"x": 1}}))
    assert "no geometry" in session.receive([bad]).refused[0][2]
    none = tab.change(Op("create", "s:0.jpg", "y", None, {"field": "class", "label": None, "geometry": {}}))
    assert session.receive([none]).refused
    assert labels(session) == {"0.jpg": ["rain"]}


def test_an_item_that_cannot_be_read_can_be_labeled_all_the_same(open_it, restart):
    source = street(unreadable=["1.jpg"])
    session = open_it(source)
    Tab(session).draw("1.jpg")
    del session
    restart()
    assert labels(open_it(street(unreadable=["1.jpg"]))) == {"1.jpg": ["bus"]}


def test_memory_takes_changes_and_says_that_nothing_is_kept(open_it):
    session = open_it(store=None)
    Tab(session).draw()
    assert not session.task.kept
    assert "not saved, in memory only" in session.summary()
    assert labels(open_it(store=None)) == {"0.jpg": ["bus"]}


def test_the_summary_is_one_line_with_everything_in_it(open_it, where):
    session = open_it(fields=boxes("bus", "two\nlines"))
    tab = Tab(session)
    tab.draw()
    tab.send(tab.say(status="done"), tab.say("1.jpg", status="skipped"))
    line = session.summary()
    assert "\n" not in line
    for part in ("street", "box: bus", "3 images", "1 done", "1 skipped", "1 annotation,", "as ada", str(where)):
        assert part in line
