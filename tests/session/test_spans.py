"""Spans in a session: from Python and from a browser, kept apart where asked, the same after every journey."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import uuid4

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nblabel import Dataset
from nblabel.capture import read_captures
from nblabel.changes import Op
from nblabel.dataset.spans import spans
from nblabel.items import open_items
from nblabel.labels import Spans
from nblabel.session import Session
from nblabel.widgets import table
from nblabel.widgets.opening import annotations_table
from tests.real_texts import Document, documents

from .double import Tab

ADA = "Ada Lovelace met Charles Babbage."
FIREMAN = "👨🏻‍🚒 firemen drive firetrucks"
TEXTS = {"ada": ADA, "fireman": FIREMAN}

signs = st.one_of(st.sampled_from("👨🏻‍🚒🇳🇱é́アשa,\"'\\ \t\r\n\ufeff\u2028"), st.characters(exclude_categories=["Cs"]))
bodies = st.text(signs, min_size=1, max_size=40).filter(lambda body: body.strip() and "\0" not in body)


@pytest.fixture
def label(where):
    def make(
        texts: object = None, *, overlap: bool = True, labels=("person", "verb"), store: object = where
    ) -> Session:
        fields = read_captures({"spans": Spans(list(labels), overlap=overlap), "classes": ["good", "bad"]}, "text")
        items = TEXTS if texts is None else texts
        return Session.open(open_items(items, medium="text"), fields, store=store, annotator="ada")  # type: ignore[arg-type]

    return make


def mark(start: int, end: int, text: str | None, *, key: str = "ada", name: str | None = None, **more: object) -> Op:
    """What a browser sends for a new span."""
    geometry = {"start": start, "end": end, "text": text}
    after = {"field": "span", "kind": "span", "label": "person", "geometry": geometry, **more}
    return Op("create", f"s:{key}", name or uuid4().hex, None, after)


def quotes(session: Session) -> list[str]:
    return session.dataset().annotations["text"].tolist()


def check(session: Session, texts: Mapping[str, str]) -> None:
    """Hold every row to the promise."""
    for row in session.dataset().annotations.itertuples():
        assert texts[row.item][row.start : row.end] == row.text


def test_spans_are_added_from_python_with_or_without_their_text(label):
    session = label()
    session.add(
        spans(start=[0, 17], end=[12, 32], label="person", item="ada", text=["Ada Lovelace", "Charles Babbage"])
    )
    session.add(spans(start=19, end=29, label="verb", item="fireman"))
    frame = session.dataset().annotations
    assert frame["text"].tolist() == ["Ada Lovelace", "Charles Babbage", "firetrucks"]
    assert frame[["start", "end"]].dtypes.astype(str).tolist() == ["Int64", "Int64"]
    check(session, TEXTS)


def test_adding_the_same_spans_again_adds_nothing(label):
    session = label()
    frame = spans(start=[0, 13], end=[12, 16], label="person", item="ada")
    assert session.add(frame) == session.add(frame.assign(text=["Ada Lovelace", "met"]))
    assert len(session.dataset().annotations) == 2


def test_one_row_that_disagrees_keeps_all_out(label):
    session = label()
    with pytest.raises(
        ValueError, match=r"row 1: .*counts UTF-16 units.*start=19, end=29 \(item 'fireman'\)"
    ) as refused:
        session.add(
            spans(start=[0, 22], end=[3, 32], label="person", item=["ada", "fireman"], text=["Ada", "firetrucks"])
        )
    assert "Nothing was added." in str(refused.value)
    assert session.dataset().annotations.empty


def test_white_space_left_out_is_said_once(label):
    session = label()
    with pytest.warns(
        UserWarning, match="2 rows were changed to fit the item; the first: row 0 on item 'ada', white space"
    ):
        session.add(spans(start=[12, 3], end=[17, 12], label="verb", item="ada"))
    assert quotes(session) == ["met", "Lovelace"]


def test_a_frame_edited_in_place_is_taken_back(label):
    session = label()
    session.add(spans(start=0, end=3, label="person", item="ada"))
    frame = session.dataset().annotations
    session.update(frame)
    session.update(frame[["id"]].assign(end=12))
    assert quotes(session) == ["Ada Lovelace"]
    with pytest.raises(ValueError, match="text='Ada' disagrees with start=0, end=12: there stands 'Ada Lovelace'"):
        session.update(frame.assign(end=12))
    session.update(frame.assign(start=13, end=16, text=None))
    assert quotes(session) == ["met"]


def test_a_browser_makes_moves_and_deletes_a_span(label):
    session = label()
    tab = Tab(session)
    op = mark(0, 3, "Ada")
    tab.send(op)
    tab.send(Op("update", op.item, op.annotation, None, {"geometry": {"start": 4, "end": 12, "text": "Lovelace"}}))
    assert quotes(session) == ["Lovelace"]
    tab.send(Op("delete", op.item, op.annotation, None, None))
    assert quotes(session) == []


@pytest.mark.parametrize(
    ("op", "why"),
    [
        (mark(0, 3, "Eva"), "text='Eva' disagrees with start=0, end=3"),
        (mark(30, 40, None), "start=30, end=40 is past the end of the text, which has 33 code points (item 'ada')"),
        (mark(22, 32, "firetrucks", key="fireman"), "counts UTF-16 units"),
        (mark(0, 1, "\ud83d", key="fireman"), "disagrees"),
    ],
)
def test_a_span_that_does_not_read_as_it_says_is_refused(label, op, why):
    session = label()
    tab = Tab(session)
    receipt = session.receive([tab.change(op)])
    assert why in receipt.refused[0][2]
    assert receipt.acknowledged == {"tab": 1}
    assert session.dataset().annotations.empty


def test_spans_overlap_nest_and_cross_unless_that_was_refused(label):
    session = label()
    session.add(spans(start=[0, 0, 4, 0], end=[12, 3, 16, 12], label="person", item="ada"))
    assert len(session.dataset().annotations) == 4


def test_overlapping_rows_are_refused_where_that_was_asked_for(label):
    session = label(overlap=False)
    session.add(spans(start=0, end=12, label="person", item="ada"))
    says = "start=4, end=16 ('Lovelace met') overlaps 0 to 12 ('Ada Lovelace'), and spans were asked for with"
    with pytest.raises(ValueError, match=re.escape(says)):
        session.add(spans(start=[4, 17], end=[16, 32], label="verb", item="ada"))
    with pytest.raises(ValueError, match="overlaps"):
        session.add(spans(start=[17, 17], end=[32, 24], label="verb", item="ada"))
    assert quotes(session) == ["Ada Lovelace"]
    session.add(spans(start=[0, 12], end=[2, 16], label="verb", item=["fireman", "ada"]).iloc[:1])
    assert len(quotes(session)) == 2


def test_an_overlapping_gesture_is_refused_and_takes_nothing_with_it(label):
    session = label(overlap=False)
    tab = Tab(session)
    tab.send(mark(0, 12, "Ada Lovelace"))
    both = tab.change(mark(17, 24, "Charles"), mark(4, 16, "Lovelace met"))
    receipt = session.receive([both])
    assert "overlaps 0 to 12 ('Ada Lovelace')" in receipt.refused[0][2]
    assert quotes(session) == ["Ada Lovelace"]


def test_growing_into_a_neighbour_is_refused_from_both_sides(label):
    session = label(overlap=False)
    tab = Tab(session)
    op = mark(0, 3, "Ada")
    tab.send(op, mark(4, 12, "Lovelace"))
    longer = {"geometry": {"start": 0, "end": 12, "text": "Ada Lovelace"}}
    assert session.receive([tab.change(Op("update", op.item, op.annotation, None, longer))]).refused
    with pytest.raises(ValueError, match="overlaps"):
        session.update(pd.DataFrame({"id": [op.annotation], "end": [12]}))
    assert quotes(session) == ["Ada", "Lovelace"]


def test_a_change_is_judged_by_where_it_ends_not_by_its_steps(label):
    session = label(overlap=False)
    tab = Tab(session)
    op = mark(0, 3, "Ada")
    tab.send(op)
    receipt = session.receive(
        [tab.change(mark(0, 12, "Ada Lovelace"), Op("delete", op.item, op.annotation, None, None))]
    )
    assert not receipt.refused
    assert quotes(session) == ["Ada Lovelace"]


def test_what_stood_before_the_rule_stays_and_can_be_relabelled_apart(label):
    label().add(spans(start=[0, 4, 17], end=[12, 16, 24], label="person", item="ada"))
    session = label(overlap=False)
    assert len(quotes(session)) == 3
    frame = session.dataset().annotations
    session.update(frame.iloc[[2]].assign(label="verb"))
    session.remove(frame["id"].iloc[:1].tolist())
    assert len(quotes(session)) == 2


def test_a_suggestion_nobody_took_keeps_nothing_away(label):
    session = label(overlap=False)
    tab = Tab(session)
    guess = mark(0, 12, "Ada Lovelace", source="model", model="tagger", decision=None)
    tab.send(guess)
    assert not session.receive([tab.change(mark(0, 3, "Ada"))]).refused
    taken = Op("update", guess.item, guess.annotation, None, {"decision": "accepted"})
    assert "overlaps" in session.receive([tab.change(taken)]).refused[0][2]


def test_a_span_of_an_item_that_cannot_be_read_is_held_to_its_own_length(tmp_path, label):
    for name in ("a.txt", "b.txt"):
        (tmp_path / "letters" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "letters" / name).write_text(ADA)
    session = label(tmp_path / "letters")
    (tmp_path / "letters" / "a.txt").unlink()
    tab = Tab(session)
    assert session.receive([tab.change(mark(0, 4, "Ada", key="a.txt"))]).refused
    assert not session.receive([tab.change(mark(0, 3, "Ada", key="a.txt"))]).refused


def test_a_text_that_changed_hides_its_spans_until_they_are_attached_again(label, restart):
    label({"ada": ADA}).add(spans(start=0, end=3, label="person", item="ada"))
    restart()
    assert quotes(label({"ada": "Eva" + ADA[3:]})) == []
    restart()
    assert quotes(label({"ada": ADA, "b": "other"})) == ["Ada"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies, data=st.data())
def test_spans_of_any_text_are_the_same_after_store_wire_and_files(label, tmp_path_factory, restart, body, data):
    seen = [at for at, sign in enumerate(body) if not sign.isspace()]
    assume(seen)
    pairs = [sorted(data.draw(st.tuples(st.sampled_from(seen), st.sampled_from(seen)))) for _ in range(3)]
    folder = tmp_path_factory.mktemp("spans")
    session = label({"a": body}, store=folder / "labels.db")
    session.add(spans(start=[a for a, _ in pairs], end=[b + 1 for _, b in pairs], label="person", item="a"))
    made = session.dataset().annotations
    check(session, {"a": body})

    rows = list(session.state.annotations.items())
    meta, buffers = table.pack({"annotations": annotations_table(rows, session.fields)})
    arrived = table.unpack(meta, buffers)["annotations"]
    assert [body[s:e] for s, e in zip(arrived["start"], arrived["end"], strict=True)] == arrived["text"]

    for name in ("labels.csv", "labels.parquet"):
        session.dataset().save(folder / name)
        pd.testing.assert_frame_equal(Dataset.read(folder / name).annotations, made)
    restart()
    pd.testing.assert_frame_equal(label({"a": body}, store=folder / "labels.db").dataset().annotations, made)


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_a_real_document_comes_back_as_people_marked_it(label, restart, document: Document):
    texts = {document.name: document.body}
    session = label(texts, labels=document.labels)
    session.add(document.frame)
    restart()
    frame = label(texts, labels=document.labels).dataset().annotations
    columns = ["start", "end", "label", "text"]
    back = sorted(frame[columns].astype({"label": "str"}).itertuples(index=False, name=None))
    assert back == sorted(document.spans)
    check(session, texts)
