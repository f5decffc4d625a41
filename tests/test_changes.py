"""Changes: applying and taking back, beyond the fixtures that both languages share."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nblabel.changes import ANNOTATION_COLUMNS, BLANK_ANSWER, Change, Op, State, apply, reverse, stands

ITEMS = ["s:a", "s:b"]
LABELS = st.sampled_from(["bus", "car", None, "🚒"])


def _change(ops: list[Op], at: int = 2) -> Change:
    return Change("id", "task", "ada", "tab", 1, None, at, tuple(ops))


def _made(label: str | None) -> dict[str, Any]:
    record = dict.fromkeys(ANNOTATION_COLUMNS)
    return {**record, "field": "box", "kind": "box", "label": label, "created": 1, "updated": 1}


def _whole(record: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in record.items() if name != "item"}


@st.composite
def gestures(draw: st.DrawFn) -> tuple[State, list[Op]]:
    """A state, and operations that a browser which sees it could make, one after the other."""
    state = State()
    for number in range(draw(st.integers(0, 3))):
        made = Op("create", draw(st.sampled_from(ITEMS)), f"s{number}", None, _made(draw(LABELS)))
        apply(state, _change([made], at=1))
    now, ops = copy.deepcopy(state), []
    for number in range(draw(st.integers(0, 6))):
        item = draw(st.sampled_from(ITEMS))
        action = draw(st.sampled_from(["create", "update", "delete", "set"]))
        if action == "create":
            op = Op("create", item, f"n{number}", None, _made(draw(LABELS)))
        elif action == "set":
            status = draw(st.sampled_from(["todo", "done", "skipped"]))
            op = Op("set", item, None, {"status": now.answer(item)["status"]}, {"status": status})
        elif now.annotations:
            id_ = draw(st.sampled_from(sorted(now.annotations)))
            record = now.annotations[id_]
            where = str(record["item"])
            if action == "update":
                op = Op("update", where, id_, {"label": record["label"]}, {"label": draw(LABELS)})
            else:
                op = Op("delete", where, id_, _whole(record), None)
        else:
            continue
        apply(now, _change([op]))
        ops.append(op)
    return state, ops


def _said(state: State) -> tuple[object, object]:
    """What a person sees: the time of the last touch is not part of it, a blank answer is none."""
    annotations = {
        id_: {name: value for name, value in record.items() if name != "updated"}
        for id_, record in state.annotations.items()
    }
    return annotations, {item: answer for item, answer in state.answers.items() if answer != BLANK_ANSWER}


@given(gestures())
def test_applying_and_taking_back_leaves_everything_as_it_was(made: tuple[State, list[Op]]) -> None:
    state, ops = made
    before = _said(copy.deepcopy(state))
    apply(state, _change(ops))
    for op in reverse(ops):
        assert stands(state, op)
        apply(state, _change([op], at=3))
    assert _said(state) == before


@given(gestures())
def test_taking_back_twice_is_doing_it_again(made: tuple[State, list[Op]]) -> None:
    state, ops = made
    apply(state, _change(ops))
    after = _said(copy.deepcopy(state))
    back = list(reverse(ops))
    apply(state, _change(back))
    apply(state, _change(list(reverse(back))))
    assert _said(state) == after


@given(gestures())
def test_applying_edits_no_operation(made: tuple[State, list[Op]]) -> None:
    state, ops = made
    kept = copy.deepcopy(ops)
    apply(state, _change(ops))
    apply(state, _change([Op("update", "s:a", id_, None, {"label": "x"}) for id_ in state.annotations]))
    assert ops == kept


def test_a_blank_answer_is_given_for_an_item_nothing_is_said_about() -> None:
    assert State().answer("s:a") == BLANK_ANSWER
