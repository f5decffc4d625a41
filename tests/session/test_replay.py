"""Whatever order changes arrive in, doubled or late: the state is the log, replayed."""

from __future__ import annotations

import gc

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nblabel.changes import Op, State, apply
from nblabel.session import Session
from nblabel.store import Store

from .double import Tab, boxes, street

_ids = st.sampled_from(["a", "b", "c", "d"])
_items = st.sampled_from(["0.jpg", "1.jpg", "2.jpg"])
_names = st.sampled_from(["bus", "car", "no such label"])


def _create(name, item, label, x):
    shape = {"x": x, "y": 1.0, "width": 20.0, "height": 5.0}
    return Op("create", f"s:{item}", name, None, {"field": "box", "kind": "box", "label": label, "geometry": shape})


_ops = st.one_of(
    st.builds(_create, _ids, _items, _names, st.floats(-30, 120)),
    st.builds(lambda name, label: Op("update", "s:0.jpg", name, None, {"label": label}), _ids, _names),
    st.builds(lambda name: Op("delete", "s:0.jpg", name, None, None), _ids),
    st.builds(
        lambda item, status: Op("set", f"s:{item}", None, None, {"status": status}),
        _items,
        st.sampled_from(["todo", "done", "skipped"]),
    ),
)
_gestures = st.lists(st.tuples(st.sampled_from(["one", "two", "three"]), st.lists(_ops, max_size=3)), max_size=12)


_SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(deadline=None, max_examples=30, suppress_health_check=_SLOW)
@given(gestures=_gestures, data=st.data())
def test_any_arrival_of_changes_gives_the_log_replayed(gestures, data, tmp_path_factory):
    where = tmp_path_factory.mktemp("replay") / "labels.db"
    store = Store(where)
    session = Session.open(street(), boxes(), store=store, annotator="ada")
    tabs = {name: Tab(session, name) for name in ("one", "two", "three")}
    waiting = [tabs[name].change(*ops) for name, ops in gestures]
    made = {(change.client, change.n) for change in waiting}
    heard = []
    session.subscribe(heard.append)

    # A line that doubles, reorders and holds back; then everything once more, in order.
    some = st.lists(st.sampled_from(waiting), max_size=4) if waiting else st.just([])
    arrivals = data.draw(st.lists(some, max_size=8))
    for several in [*arrivals, waiting]:
        session.receive(several)

    log = session.since(0)
    replayed = State()
    for each in log:
        apply(replayed, each.change)
    assert session.state.annotations == replayed.annotations
    assert session.state.buried.keys() == replayed.buried.keys()
    assert session.state.answers == replayed.answers
    assert heard == log
    for name in tabs:
        numbers = [each.change.n for each in log if each.change.client == name]
        assert numbers == sorted(set(numbers))
    with store.reading() as db:
        kept = {(row.client, row.n) for row in db.exec_driver_sql("select client, n from changes")}
    assert kept == made

    annotations, answers, buried = session.state.annotations, session.state.answers, session.state.buried
    session.close()
    store.close()
    del session, tabs
    gc.collect()
    again = Session.open(street(), boxes(), store=Store(where), annotator="ada")
    assert again.state.annotations == annotations
    assert again.state.answers == answers
    assert again.state.buried.keys() == buried.keys()
    again.store.close()
