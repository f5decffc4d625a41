"""Which task a labeler means, and what became of its fields and labels."""

from __future__ import annotations

import pandas as pd
import pytest

from nblabel.labels import Field, Label, finish
from nblabel.session import FieldsChanged

from .double import Pictures, Tab, boxes, classes, labels, street


def _names(session):
    with session.store.reading() as db:
        return db.exec_driver_sql("select name from tasks order by created, name").scalars().all()


def test_the_same_cell_again_is_the_same_session(open_it):
    session = open_it()
    assert open_it() is session
    assert _names(session) == ["street"]


def test_the_same_cell_after_a_restart_before_anything_was_labeled_is_the_same_task(open_it, restart):
    first = open_it().task.id
    restart()
    session = open_it()
    assert session.task.id == first
    assert _names(session) == ["street"]


def test_a_folder_that_grew_or_shrank_before_anything_was_labeled_is_the_same_task(open_it, restart):
    first = open_it(street(5)).task.id
    restart()
    assert open_it(street(8)).task.id == first
    restart()
    assert open_it(street(2)).task.id == first


def test_two_unnamed_lists_in_one_notebook_are_two_tasks(open_it):
    one = open_it(Pictures([b"one", b"two"], name="images"))
    two = open_it(Pictures([b"uno", b"dos"], name="images"))
    assert [one.task.name, two.task.name] == ["images", "images-2"]
    Tab(one).draw(0)
    assert labels(two) == {}


def test_two_folders_with_the_same_file_names_are_two_tasks(open_it):
    one = open_it(Pictures({"1.jpg": b"north"}, name="north"))
    two = open_it(Pictures({"1.jpg": b"south"}, name="south"))
    assert one.task.id != two.task.id
    assert two.task.name == "south"


def test_boxes_and_classes_over_one_folder_are_two_tasks(open_it, restart):
    drawn, chosen = open_it(), open_it(fields=classes())
    assert [drawn.task.name, chosen.task.name] == ["street", "street-2"]
    Tab(drawn).draw()
    tab = Tab(chosen)
    tab.send(tab.choose())
    del drawn, chosen, tab
    restart()
    assert labels(open_it(fields=classes())) == {"0.jpg": ["rain"]}
    assert labels(open_it()) == {"0.jpg": ["bus"]}


def test_boxes_and_classes_of_one_name_are_one_task_and_one_session(open_it):
    drawn = open_it(name="both")
    chosen = open_it(fields=classes(), name="both")
    assert chosen is drawn
    assert {field.name for field in chosen.fields} == {"box", "class"}


def test_a_name_makes_a_task_of_its_own(open_it):
    assert open_it().task.id != open_it(name="second pass").task.id
    assert open_it(name="second pass").task.name == "second pass"


def test_an_empty_name_is_an_error(open_it):
    with pytest.raises(ValueError, match="name=' ' is empty"):
        open_it(name=" ")


def test_a_field_added_leaves_the_task_what_it_was(open_it, restart):
    session = open_it()
    Tab(session).draw()
    first = session.task.id
    del session
    restart()
    session = open_it(fields=finish([*boxes(), *classes()]))
    assert session.task.id == first
    assert labels(session) == {"0.jpg": ["bus"]}


def test_a_field_left_out_keeps_its_annotations_for_when_it_is_asked_again(open_it, restart):
    both = finish([*boxes(), *classes()])
    session = open_it(fields=both)
    tab = Tab(session)
    tab.send(tab.box(), tab.choose())
    del session, tab
    restart()
    session = open_it()
    assert labels(session) == {"0.jpg": ["bus"]}
    assert [op.after["field"] for each in session.recent() for op in each.change.ops] == ["box"]
    del session
    restart()
    assert labels(open_it(fields=both)) == {"0.jpg": ["bus", "rain"]}


def test_a_field_of_another_kind_under_the_same_name_is_an_error(open_it):
    open_it(name="t")
    with pytest.raises(ValueError, match="field 'box' of this task holds box annotations, not class"):
        open_it(fields=finish([Field("box", "class", (Label("bus"),))]), name="t")


def test_a_label_added_is_offered_and_told_to_open_windows(open_it):
    session = open_it(fields=boxes("bus", "car"))
    heard = []
    session.subscribe(heard.append)
    assert open_it(fields=boxes("bus", "car", "bike")) is session
    assert heard == [FieldsChanged(session.fields)]
    Tab(session).draw(label="bike")
    assert labels(session) == {"0.jpg": ["bike"]}


def test_a_label_removed_stays_visible_while_something_carries_it(open_it, restart):
    session = open_it(fields=boxes("bus", "car", "unused"))
    Tab(session).draw(label="car")
    (before,) = session.fields
    del session
    restart()
    session = open_it(fields=boxes("bus"))
    (field,) = session.fields
    assert field.names == ("bus",)
    assert [label.name for label in field.retired] == ["car"]
    assert field.retired[0].color == before.labels[1].color
    assert labels(session) == {"0.jpg": ["car"]}


def test_a_label_removed_may_still_come_back_through_undo(open_it, restart):
    session = open_it(fields=boxes("bus", "car"))
    tab = Tab(session)
    made = tab.send(tab.box(label="car"))
    del session, tab
    restart()
    session = open_it(fields=boxes("bus"))
    assert not session.receive([Tab(session, "undo").change(*made.ops)]).refused


def test_order_and_colours_are_those_of_the_declaration(open_it, restart):
    open_it(fields=finish([Field("box", "box", (Label("bus", "#111111"), Label("car", "#222222")))]))
    restart()
    session = open_it(fields=finish([Field("box", "box", (Label("car", "#333333"), Label("bus", "#444444")))]))
    (field,) = session.fields
    assert [(label.name, label.color) for label in field.labels] == [("car", "#333333"), ("bus", "#444444")]
    with session.store.reading() as db:
        stored = db.exec_driver_sql("select labels from fields").scalar_one()
    assert stored.index("car") < stored.index("bus")
    assert "#333333" in stored


def test_rename_label_is_one_change_that_moves_what_carries_it(open_it, restart):
    session = open_it()
    tab = Tab(session)
    tab.draw()
    tab.draw("1.jpg")
    heard = []
    session.subscribe(heard.append)
    session.rename_label("bus", "coach")
    assert labels(session) == {"0.jpg": ["coach"], "1.jpg": ["coach"]}
    assert session.fields[0].names == ("coach", "car")
    assert len(session.recent()) == 3
    assert FieldsChanged(session.fields) in heard
    tab.draw("2.jpg", "coach")
    del session, tab, heard
    restart()
    session = open_it(fields=boxes("coach", "car"))
    assert session.fields[0].retired == ()
    assert len(labels(session)) == 3


def test_rename_onto_an_existing_label_merges_and_says_so(open_it):
    session = open_it()
    tab = Tab(session)
    tab.draw()
    tab.draw(label="car")
    heard = []
    session.subscribe(heard.append)
    session.rename_label("bus", "car")
    assert labels(session) == {"0.jpg": ["car", "car"]}
    assert session.fields[0].names == ("car",)
    assert "'bus' is now part of 'car': 1 annotations" in heard[-1].text


def test_merging_two_classes_of_one_item_leaves_one_answer(open_it):
    session = open_it(fields=classes("rain", "drizzle", multiple=True))
    tab = Tab(session)
    tab.send(tab.choose(label="rain"), tab.choose(label="drizzle"), tab.choose("1.jpg", "drizzle"))
    session.rename_label("drizzle", "rain")
    assert labels(session) == {"0.jpg": ["rain"], "1.jpg": ["rain"]}


def test_a_retired_label_can_be_renamed_to_a_declared_one(open_it, restart):
    session = open_it()
    Tab(session).draw(label="car")
    del session
    restart()
    session = open_it(fields=boxes("bus", "automobile"))
    session.rename_label("car", "automobile")
    assert labels(session) == {"0.jpg": ["automobile"]}
    assert session.fields[0].retired == ()


def test_renaming_what_is_not_there_names_what_is(open_it):
    session = open_it()
    with pytest.raises(ValueError, match=r"there is no label 'tram'; the labels are \{'box': \['bus', 'car'\]\}"):
        session.rename_label("tram", "bus")
    with pytest.raises(ValueError, match="is empty"):
        session.rename_label("bus", " ")


def test_rows_of_one_frame_come_back_in_their_order(open_it, restart):
    rows = pd.DataFrame({"item": "0.jpg", "label": "bus", "x": range(20), "y": 0.0, "width": 5.0, "height": 5.0})
    open_it().add(rows)
    restart()
    assert open_it().dataset().annotations["x"].tolist() == list(range(20))
