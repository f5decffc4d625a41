"""Whose work it is."""

from __future__ import annotations

import getpass

import pytest

from nblabel.changes import Op
from nblabel.session import Reopened, default_annotator, is_generic

from .double import Tab, labels


@pytest.fixture(autouse=True)
def _at_a_machine_of_nobody(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "jovyan")


def test_the_argument_comes_first_then_the_hub_then_the_system(open_it, monkeypatch):
    assert open_it(annotator="ada").annotator == "ada"
    assert default_annotator() == "jovyan"
    monkeypatch.setenv("JUPYTERHUB_USER", "grace")
    assert open_it(annotator=None).annotator == "grace"


@pytest.mark.parametrize("name", ["jovyan", "root", "user", "ubuntu", "admin", "ec2-user"])
def test_a_name_that_says_nothing_is_generic(name):
    assert is_generic(name)


def test_a_user_without_a_name_is_still_somebody(monkeypatch):
    def nobody():
        raise KeyError("uid 1001")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert default_annotator() == "user"


def test_an_empty_annotator_is_an_error(open_it):
    with pytest.raises(ValueError, match="annotator=' ' is empty"):
        open_it(annotator=" ")


def test_identify_takes_along_what_was_done_under_the_generic_name(open_it):
    session = open_it(annotator=None)
    tab = Tab(session)
    name = tab.draw()
    tab.send(tab.say(status="done"), Op("update", "s:0.jpg", name, None, {"label": "car"}))
    heard = []
    session.subscribe(heard.append)
    after = session.identify("maria")
    assert after.annotator == "maria"
    assert not after.annotator_is_generic
    assert isinstance(heard[0], Reopened)
    assert heard[0].session is after
    assert after.dataset().annotations["annotator"].tolist() == ["maria"]
    assert after.dataset().items["status"].iloc[0] == "done"
    assert after.history()["annotator"].unique().tolist() == ["maria"]
    assert [each.change.n for each in after.recent()] == [1, 2]
    assert after.others() == []


def test_after_identify_run_all_goes_on_as_the_same_person(open_it, restart):
    Tab(open_it(annotator=None)).session.identify("maria")
    restart()
    assert open_it(annotator=None).annotator == "maria"
    assert open_it(annotator="jovyan").annotator == "maria"


def test_what_waited_under_the_generic_name_comes_along(open_it):
    session = open_it(annotator=None)
    tab = Tab(session)
    tab.draw()
    waiting = tab.change(tab.box("1.jpg"))
    after = session.identify("maria")
    assert after.receive([waiting]).acknowledged == {"tab": 2}
    assert labels(after) == {"0.jpg": ["bus"], "1.jpg": ["bus"]}
    assert after.recent()[-1].change.annotator == "maria"


def test_the_same_tab_counts_anew_under_its_new_name(open_it):
    session = open_it(annotator=None)
    Tab(session).draw()
    after = session.identify("maria")
    Tab(after).draw("1.jpg")
    assert len(after.dataset().annotations) == 2


def test_identify_as_somebody_who_worked_here_before_joins_their_work(open_it):
    maria = open_it(annotator="maria")
    tab = Tab(maria)
    tab.draw("1.jpg")
    tab.send(tab.say("0.jpg", status="skipped"))
    session = open_it(annotator=None)
    mine = Tab(session, "other")
    mine.draw("0.jpg", "car")
    mine.send(mine.say("0.jpg", status="done"), mine.say("2.jpg", status="done"))
    heard = []
    session.subscribe(heard.append)
    assert session.identify("maria") is maria
    assert heard == [Reopened(maria)]
    assert labels(maria) == {"0.jpg": ["car"], "1.jpg": ["bus"]}
    assert maria.dataset().items["status"].tolist() == ["skipped", "todo", "done"]
    mine.send(mine.box("2.jpg"))
    assert labels(maria)["2.jpg"] == ["bus"]


def test_somebody_elses_work_is_said_and_not_shown(open_it):
    tab = Tab(open_it(annotator="anna"))
    tab.draw()
    tab.send(tab.say(status="done"))
    session = open_it(annotator="ben")
    assert session.others() == [("anna", 1, 1)]
    assert labels(session) == {}
    (notice,) = session.notices
    assert "anna: 1 annotation, 1 done" in notice.text


def test_continue_as_goes_on_with_somebody_elses_work_and_after_a_restart_too(open_it, restart):
    Tab(open_it(annotator="anna")).draw()
    session = open_it(annotator=None)
    after = session.continue_as("anna")
    assert labels(after) == {"0.jpg": ["bus"]}
    assert after is open_it(annotator="anna")
    del session, after
    restart()
    assert open_it(annotator=None).annotator == "anna"


def test_one_can_go_back_to_oneself(open_it, monkeypatch, restart):
    monkeypatch.setattr(getpass, "getuser", lambda: "carla")
    Tab(open_it(annotator="anna")).draw()
    open_it(annotator=None).continue_as("anna").continue_as("carla")
    restart()
    assert open_it(annotator=None).annotator == "carla"


def test_an_argument_that_names_a_person_is_never_overruled(open_it, restart):
    Tab(open_it(annotator="anna")).draw()
    open_it(annotator="ben").continue_as("anna")
    restart()
    assert open_it(annotator="ben").annotator == "ben"


def test_what_waited_when_somebody_went_on_as_another_is_still_theirs(open_it):
    Tab(open_it(annotator="anna")).draw()
    session = open_it(annotator="ben")
    tab = Tab(session)
    waiting = tab.change(tab.box("1.jpg"))
    after = session.continue_as("anna")
    assert after.receive([waiting]).acknowledged == {"tab": 1}
    assert labels(after) == {"0.jpg": ["bus"]}
    assert labels(session) == {"1.jpg": ["bus"]}


def test_saying_the_name_one_has_changes_nothing(open_it):
    session = open_it(annotator="ada")
    assert session.identify("ada") is session
    assert session.continue_as("ada") is session


def test_a_person_who_identifies_as_another_takes_nothing_along(open_it):
    session = open_it(annotator="ada")
    Tab(session).draw()
    after = session.identify("ben")
    assert after.annotator == "ben"
    assert labels(after) == {}
    assert labels(session) == {"0.jpg": ["bus"]}
