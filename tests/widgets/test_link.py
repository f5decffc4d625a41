"""The wire, message by message: what a browser says, on a real session and store, and what it hears."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

from nblabel.session import StoreUnavailable
from nblabel.widgets import messages, opening, table
from nblabel.widgets.image_labeler import ImageLabeler

from .page import Tab, box, frame, session_of, status

Label = Callable[..., ImageLabeler]


# hello ------------------------------------------------------------------------------------------


def test_hello_is_answered_with_opened_to_that_client_alone(labeler: ImageLabeler) -> None:
    tab = Tab(labeler)
    request = tab.ask("hello")
    (opened,) = tab.page.of("opened")
    assert (opened["client"], opened["request"], opened["protocol"]) == (tab.client, request, 1)


def test_opened_says_task_annotator_fields_and_items(labeler: ImageLabeler) -> None:
    opened = Tab(labeler).hello()
    assert opened["task"]["name"] == "street"
    assert opened["task"]["medium"] == "image"
    assert opened["task"]["kept"] is True
    assert opened["task"]["path"].endswith("labels.db")
    assert opened["annotator"] == {"name": "anna", "generic": False, "others": []}
    (field,) = opened["fields"]
    assert (field["name"], field["kind"], field["multiple"]) == ("box", "box", False)
    assert [(each["name"], each["offered"]) for each in field["labels"]] == [("bus", True), ("car", True)]
    assert all(each["color"].startswith("#") for each in field["labels"])
    assert opened.tables["items"] == {
        "key": ["s:a.png", "s:b.png", "s:c.png"],
        "status": ["todo"] * 3,
        "flagged": [False] * 3,
        "comment": [""] * 3,
        "seconds": [0.0] * 3,
    }
    assert opened["view"] == {"item": None}


def test_opened_carries_annotations_with_the_geometry_of_the_declared_kinds(tab: Tab) -> None:
    tab.act(box("one", x=5.5), status("s:b.png", "done"))
    opened = tab.hello()
    rows = opened.tables["annotations"]
    assert list(rows) == [
        "id", "item", "field", "kind", "label", "group", "score", "source", "model", "decision",
        "created", "updated", "attributes", "x", "y", "width", "height", "angle",
    ]  # fmt: skip
    assert (rows["id"], rows["item"], rows["label"]) == (["one"], ["s:a.png"], ["bus"])
    assert (rows["x"], rows["width"], rows["score"]) == ([5.5], [3.0], [None])
    assert opened.tables["items"]["status"] == ["todo", "done", "todo"]


def test_geometry_is_null_where_the_row_is_of_another_kind(label: Label) -> None:
    labeler = label(classes=["day", "night"])
    labeler.add(frame(field="box", kind="box"))
    labeler.add(frame(field="class", kind="class", label="day", x=None, y=None, width=None, height=None))
    rows = Tab(labeler).hello().tables["annotations"]
    assert sorted(zip(rows["kind"], rows["x"], strict=True)) == [("box", 1.0), ("class", None)]


def test_opened_carries_the_last_changes_for_undo(tab: Tab) -> None:
    made = tab.act(box("one"))
    opened = tab.hello()
    (header,) = opened["changes"]
    assert (header["change"], header["commit"], header["previous"]) == (made.change, opened["commit"], None)
    assert opened.tables["ops"]["action"] == ["create"]


def test_annotations_beyond_one_message_follow_in_further_ones(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "ROWS_AT_ONCE", 2)
    tab.act(*(box(f"box-{n}") for n in range(5)))
    tab.page.clear()
    opened = tab.hello()
    more = tab.page.of("annotations", to=tab.client)
    rows = [*opened.tables["annotations"]["id"], *(name for each in more for name in each.tables["annotations"]["id"])]
    assert sorted(rows) == [f"box-{n}" for n in range(5)]
    assert [each["last"] for each in more] == [False, True]


# changes ----------------------------------------------------------------------------------------


def test_a_change_is_committed_broadcast_and_then_acknowledged(tab: Tab) -> None:
    made = tab.act(box("one"))
    assert tab.page.types() == ["changed", "acknowledged"]
    changed, acknowledged = tab.page.heard
    (header,) = changed["changes"]
    assert changed["client"] == "*"
    assert (header["change"], header["client"], header["n"]) == (made.change, tab.client, 1)
    assert isinstance(header["commit"], int)
    assert changed.tables["ops"]["item"] == ["s:a.png"]
    assert (acknowledged["client"], acknowledged["of"], acknowledged["n"]) == (tab.client, tab.client, 1)
    assert tab.labeler.annotations["id"].tolist() == ["one"]


def test_each_commit_names_the_one_before_it(tab: Tab) -> None:
    for name in ("one", "two", "three"):
        tab.act(box(name))
    headers = [each["changes"][0] for each in tab.page.of("changed")]
    assert [each["previous"] for each in headers] == [None, headers[0]["commit"], headers[1]["commit"]]


def test_a_change_sent_twice_is_applied_once_and_acknowledged_twice(tab: Tab) -> None:
    made = tab.act(box("one"))
    tab.send(made)
    assert tab.page.types() == ["changed", "acknowledged", "acknowledged"]
    assert len(tab.labeler.history) == 1


def test_a_gap_is_answered_with_the_last_change_the_kernel_has(tab: Tab) -> None:
    tab.act(box("one"))
    tab.page.clear()
    tab.send(tab.make(box("three"), n=3))
    (answer,) = tab.page.heard
    assert (answer["type"], answer["n"]) == ("acknowledged", 1)
    assert tab.labeler.annotations["id"].tolist() == ["one"]


def test_changes_of_a_tab_that_is_gone_are_taken_under_its_name(tab: Tab) -> None:
    tab.send(tab.make(box("one"), n=1, client="closed-tab"))
    (answer,) = tab.page.of("acknowledged")
    assert (answer["client"], answer["of"], answer["n"]) == (tab.client, "closed-tab", 1)


def test_a_change_that_can_never_be_committed_is_refused_and_the_next_one_is_taken(tab: Tab) -> None:
    wrong, right = tab.make(box("one", item="s:nowhere.png")), tab.make(box("two"))
    tab.send(wrong, right)
    (refused,) = tab.page.of("refused")
    assert (refused["client"], refused["of"], refused["n"]) == (tab.client, tab.client, 1)
    assert "nowhere.png" in refused["why"]
    assert tab.page.of("acknowledged")[-1]["n"] == 2
    assert tab.labeler.annotations["id"].tolist() == ["two"]


def test_a_store_that_cannot_write_makes_the_change_unsaved_not_lost(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise StoreUnavailable("the disk of labels.db is full")

    made = tab.make(box("one"))
    with monkeypatch.context() as broken:
        broken.setattr(type(session_of(tab.labeler)), "receive", lambda _, changes: full(changes))
        tab.send(made)
    (unsaved,) = tab.page.heard
    assert (unsaved["type"], unsaved["client"], unsaved["why"]) == (
        "unsaved", tab.client, "the disk of labels.db is full",
    )  # fmt: skip
    tab.send(made)
    assert tab.page.of("acknowledged")[-1]["n"] == 1


def test_an_unforeseen_failure_leaves_the_change_with_the_browser_and_a_traceback_in_the_log(
    tab: Tab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr(type(session_of(tab.labeler)), "receive", broken)
    tab.act(box("one"))
    assert "ZeroDivisionError: by chance" in tab.page.of("unsaved")[0]["why"]
    assert caplog.records[-1].exc_info is not None


# since, ping, view -------------------------------------------------------------------------------


def test_since_gives_all_that_came_after_a_commit(tab: Tab) -> None:
    for name in ("one", "two", "three"):
        tab.act(box(name))
    first = tab.page.of("changed")[0]["changes"][0]["commit"]
    tab.page.clear()
    request = tab.ask("since", commit=first)
    (missed,) = tab.page.heard
    assert (missed["type"], missed["client"], missed["request"]) == ("changed", tab.client, request)
    assert missed.tables["ops"]["annotation"] == ["two", "three"]


def test_ping_is_answered_with_the_last_commit(tab: Tab) -> None:
    tab.act(box("one"))
    commit = tab.page.of("changed")[0]["changes"][0]["commit"]
    request = tab.ask("ping")
    (pong,) = tab.page.of("pong")
    assert (pong["client"], pong["request"], pong["commit"]) == (tab.client, request, commit)


def test_what_is_looked_at_is_known_to_python_and_to_a_new_tab(tab: Tab) -> None:
    tab.say("view", item="s:b.png")
    assert tab.labeler.current == "b.png"
    assert Tab(tab.labeler).hello()["view"] == {"item": "s:b.png"}


def test_running_the_cell_again_begins_where_it_was_looked_at(tab: Tab, label: Label) -> None:
    tab.say("view", item="s:c.png")
    assert label().current == "c.png"


# who ---------------------------------------------------------------------------------------------


def test_identify_brings_the_work_along_and_opens_for_everyone(label: Label) -> None:
    tab = Tab(label(annotator="root"))
    opened = tab.hello()
    assert opened["annotator"]["generic"] is True
    tab.act(box("one"))
    tab.page.clear()
    tab.ask("identify", annotator="anna")
    opened = tab.page.of("opened", to="*")[-1]
    assert (opened["annotator"]["name"], opened["annotator"]["generic"]) == ("anna", False)
    assert opened.tables["annotations"]["id"] == ["one"]
    assert tab.labeler.annotations["annotator"].tolist() == ["anna"]


def test_continue_goes_on_as_somebody_whose_work_is_there(label: Label) -> None:
    before = Tab(label(annotator="ben"))
    before.hello()
    before.act(box("of-ben"))
    tab = Tab(label(annotator="anna"))
    assert tab.hello()["annotator"]["others"] == [{"name": "ben", "annotations": 1, "done": 0}]
    tab.ask("continue", annotator="ben")
    opened = tab.page.of("opened", to="*")[-1]
    assert opened["annotator"]["name"] == "ben"
    assert opened.tables["annotations"]["id"] == ["of-ben"]


def test_identify_takes_every_window_along(label: Label) -> None:
    tab, other = Tab(label(annotator="root")), Tab(label(annotator="root"))
    tab.hello()
    other.hello()
    tab.ask("identify", annotator="anna")
    assert other.page.of("opened", to="*")[-1]["annotator"]["name"] == "anna"
    tab.annotator = "anna"
    tab.act(box("one"))
    assert other.labeler.annotations["annotator"].tolist() == ["anna"]


def test_the_reply_to_identify_carries_its_number_to_who_asked_alone(label: Label) -> None:
    tab = Tab(label(annotator="root"))
    tab.hello()
    tab.page.clear()
    request = tab.ask("identify", annotator="anna")
    assert [each.content.get("request") for each in tab.page.of("opened", to=tab.client)] == [request]
    assert [each.content.get("request") for each in tab.page.of("opened", to="*")] == [None]


def test_a_name_that_is_none_is_refused_with_a_sentence(label: Label) -> None:
    tab = Tab(label(annotator="root"))
    tab.hello()
    request = tab.ask("identify", annotator="  ")
    (error,) = tab.page.of("error")
    assert error["request"] == request
    assert "is empty" in error["why"]


def test_after_continue_the_labeler_follows_the_other_session(label: Label) -> None:
    ben, tab = Tab(label(annotator="ben")), Tab(label(annotator="anna"))
    ben.hello()
    tab.hello()
    tab.ask("continue", annotator="ben")
    tab.page.clear()
    ben.act(box("one"))
    assert tab.page.types() == ["changed"]


# two windows -------------------------------------------------------------------------------------


def test_two_labelers_on_one_task_see_each_others_gestures(tab: Tab, label: Label) -> None:
    other = Tab(label())
    other.hello()
    other.page.clear()
    tab.act(box("one"))
    (changed,) = other.page.heard
    assert (changed["type"], changed["client"]) == ("changed", "*")
    assert other.labeler.annotations["id"].tolist() == ["one"]


def test_what_python_adds_is_shown_at_once_in_every_view(tab: Tab, label: Label) -> None:
    other = Tab(label())
    other.hello()
    other.page.clear()
    tab.labeler.add(frame())
    assert tab.page.types() == ["changed"]
    assert other.page.types() == ["changed"]


def test_renaming_a_label_tells_the_views_the_new_fields(tab: Tab) -> None:
    tab.labeler.rename_label("bus", "coach")
    (fields,) = tab.page.of("fields")
    assert [each["name"] for each in fields["fields"][0]["labels"] if each["offered"]] == ["coach", "car"]


def test_a_closed_labeler_hears_nothing_more(tab: Tab, label: Label) -> None:
    other = Tab(label())
    other.hello()
    tab.labeler.close()
    tab.page.clear()
    other.act(box("one"))
    assert tab.page.heard == []


def test_many_tabs_on_many_threads_lose_nothing_and_hear_commits_in_order(labeler: ImageLabeler) -> None:
    tabs = [Tab(labeler) for _ in range(4)]
    for tab in tabs:
        tab.hello()
    labeler.comm.page.clear()

    def work(tab: Tab) -> None:
        for n in range(20):
            tab.act(box(f"{tab.client}-{n}"))

    threads = [Thread(target=work, args=(tab,)) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(labeler.annotations) == 80
    headers = [header for each in labeler.comm.page.wait("changed", count=80) for header in each["changes"]]
    commits = [header["commit"] for header in headers]
    assert commits == sorted(commits)
    assert [header["previous"] for header in headers[1:]] == commits[:-1]


# what goes wrong ---------------------------------------------------------------------------------


def test_another_protocol_is_answered_with_what_to_do(labeler: ImageLabeler) -> None:
    tab = Tab(labeler)
    tab.deliver({"protocol": 99, "type": "hello", "client": tab.client, "request": 5}, [])
    (error,) = tab.page.heard
    assert (error["type"], error["client"], error["request"]) == ("error", tab.client, 5)
    assert "restart the kernel and run the cell again" in error["why"]


@pytest.mark.parametrize("content", [None, "hello", {"protocol": 1}, {"protocol": 1, "type": "dance", "client": "t"}])
def test_what_cannot_be_read_is_answered_with_an_error(tab: Tab, content: Any) -> None:
    tab.deliver(content, [])
    assert tab.page.types() == ["error"]


def test_an_unexpected_exception_becomes_an_error_reply_and_a_logged_traceback(
    tab: Tab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr(type(session_of(tab.labeler)), "since", broken)
    request = tab.ask("since", commit=0)
    (error,) = tab.page.heard
    assert (error["type"], error["request"]) == ("error", request)
    assert "ZeroDivisionError: by chance" in error["why"]
    assert caplog.records[-1].exc_info is not None


# fragments ---------------------------------------------------------------------------------------


def test_a_message_in_fragments_is_done_as_the_whole_would(tab: Tab) -> None:
    change = tab.make(*(box(f"box-{n}") for n in range(30)))
    headers, ops = messages.write_changes([change])
    tables, buffers = table.pack({"ops": ops})
    whole = b"".join(buffers)
    content = {"protocol": 1, "type": "changes", "client": tab.client, "changes": headers, "tables": tables}
    step = len(whole) // 3 + 1
    for index in range(3):
        last = {"content": content, "sizes": [len(each) for each in buffers]} if index == 2 else {}
        piece = whole[index * step : (index + 1) * step]
        tab.say("fragment", [piece], fragment="f1", index=index, count=3, **last)
    assert tab.page.types() == ["changed", "acknowledged"]
    assert len(tab.labeler.annotations) == 30


def test_fragments_in_fragments_are_refused(tab: Tab) -> None:
    inner = {"protocol": 1, "type": "fragment", "client": tab.client}
    tab.say("fragment", [b""], fragment="f1", index=0, count=1, content=inner, sizes=[0])
    assert tab.page.types() == ["error"]
