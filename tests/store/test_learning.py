"""What a loop keeps is given back as it was put."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nblabel.store import Store, catalog, current, items, learning
from nblabel.store.catalog import StoredItem, StoredTask
from nblabel.store.learning import StoredLoop, StoredPick, StoredRound

LOOP = StoredLoop("l", "t", "ada", "class", 2**100, {"batch_size": 10}, 5)
ROUND = StoredRound(
    1, 7, "margin", 10, 30.0, 0.5, "accuracy", 0.9, 0.8, 0.95, 12, [("s:0.jpg", "bus"), ("s:9.jpg", None)]
)
PICK = StoredPick(0, 0, 1, "strategy", "margin", 1, 2**62, 0.97, "margin 0.03", True, 7)


@pytest.fixture
def store():
    made = Store(None)
    with made.writing() as db:
        catalog.add_task(db, StoredTask("t", "street", "image", {}, 1))
        catalog.add_items(db, "t", [StoredItem(0, f"s:{n}.jpg", f"f{n}", 1, None) for n in range(3)])
        learning.put_loop(db, LOOP)
    yield made
    made.close()


def test_a_loop_is_found_by_task_annotator_and_target(store):
    with store.reading() as db:
        assert learning.find_loop(db, "t", "ada", "class") == LOOP
        assert learning.find_loop(db, "t", "ada", "weather") is None
        assert learning.find_loop(db, "t", "bob", "class") is None


def test_settings_put_again_replace_the_old_ones_and_nothing_else(store):
    with store.writing() as db:
        learning.put_loop(db, replace(LOOP, seed=1, settings={"batch_size": 5}))
        assert learning.find_loop(db, "t", "ada", "class") == replace(LOOP, settings={"batch_size": 5})


def test_an_item_stays_on_its_side(store):
    with store.writing() as db:
        learning.add_sides(db, "l", {1: True, 2: False})
        learning.add_sides(db, "l", {2: True, 3: True})
        assert learning.sides_of(db, "l") == {1: True, 2: False, 3: True}


def test_rounds_and_draws_come_back_in_order(store):
    with store.writing() as db:
        learning.add_round(db, "l", replace(ROUND, round=2, score=None, low=None, high=None, tested=0, guesses=[]))
        learning.add_round(db, "l", ROUND)
        learning.add_draw(db, "l", [replace(PICK, position=1, item=2, why="hold-out", reason=None), PICK])
        assert [each.round for each in learning.rounds_of(db, "l")] == [1, 2]
        assert learning.rounds_of(db, "l")[0] == ROUND
        assert learning.draws_of(db, "l")[0] == PICK


def test_an_item_that_is_merged_into_another_takes_its_draws_and_its_side_along(store):
    with store.writing() as db:
        learning.add_sides(db, "l", {1: True, 2: False})
        learning.add_draw(db, "l", [PICK])
        catalog.merge_items(db, 1, 3)
        catalog.merge_items(db, 2, 3)
        assert learning.sides_of(db, "l") == {3: True}
        assert [each.item for each in learning.draws_of(db, "l")] == [3]
        assert db.scalars(items.select().with_only_columns(items.c.id)).all() == [3]


def test_a_loop_goes_with_the_work_of_who_turns_out_to_be_somebody_else(store):
    with store.writing() as db:
        current.hand_to(db, "t", "ada", "bob")
        assert learning.find_loop(db, "t", "bob", "class") == replace(LOOP, annotator="bob")
        learning.put_loop(db, replace(LOOP, id="m"))
        current.hand_to(db, "t", "ada", "bob")
        assert learning.find_loop(db, "t", "bob", "class").id == "l"
