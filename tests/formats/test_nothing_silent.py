"""Whatever a person said either comes back from every format, or the report of saving says that it does not."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nblabel as nbl
from nblabel.changes import BLANK_ANSWER
from nblabel.dataset import Dataset
from nblabel.dataset.annotations import is_decided
from nblabel.formats import by_name
from nblabel.items import open_items
from nblabel.items.keys import to_wire
from nblabel.labels import Choice
from tests.formats.made import images, record, texts
from tests.formats.marked import bodies, span, written_texts

NAMES = st.text(st.sampled_from("aZé地𝒳 ,;:'\"|/\\-_#<&[]{}()=\t\n0.9"), min_size=1, max_size=5).filter(str.strip) | (
    st.sampled_from(["O", "B-person", "DOCSTART", "true", "null", "__ignore__", "class", "names", "👨🏻‍🚒"])
)
WORDS = st.sampled_from(["", "why?", "two\nlines", " blank ", '"quoted", <b>', "👨🏻‍🚒"])
ATTRIBUTES = st.none() | st.dictionaries(
    st.sampled_from(["occluded", "difficult", "description", "pose", "note text", "label"]),
    st.booleans() | st.integers(-3, 3) | st.floats(-9, 9) | WORDS | st.lists(st.integers(0, 2), max_size=2),
    max_size=2,
)
ANSWERS = st.fixed_dictionaries(
    {"status": st.sampled_from(["done", "done", "todo", "skipped"]), "flagged": st.booleans(), "comment": WORDS}
)
PICTURE = np.zeros((80, 100), dtype=np.uint8)
CELLS = st.lists(st.none() | st.integers(-2, 2), min_size=3, max_size=3)

OPTIONS: dict[str, dict[str, Any]] = {"yolo": {"images": "copy"}}  # it has no sizes without its pictures


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Choice]:
    """Draw questions about an item as a whole, as a person declares them."""
    fields = draw(st.lists(st.sampled_from(["class", "weather", "label", "der Ort"]), max_size=2, unique=True))
    return {
        name: Choice(draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)), multiple=draw(st.booleans()))
        for name in fields
    }


@st.composite
def labeled(draw: st.DrawFn, medium: str, *, numbered: bool = False) -> Dataset:
    """Draw anything that a person may have labeled; ``numbered`` if items are known by their place."""
    keys: list[Any] = draw(
        st.lists(
            (st.text("abé/ .", min_size=1, max_size=6).map(lambda name: f"{name.strip('/. ') or 'x'}.png"))
            if medium == "image"
            else st.text("abé/ ", min_size=1, max_size=4).filter(str.strip),
            min_size=1, max_size=3, unique=True,
        )
    )  # fmt: skip
    if numbered or draw(st.integers(0, 3)) == 0:
        times = [*pd.date_range("2026-01-01", periods=len(keys), tz="UTC")]
        keys = [*range(len(keys))] if numbered else draw(st.sampled_from([[*range(len(keys))], times]))
    captures: dict[str, object] = {}
    marks = "boxes" if medium == "image" else "spans"
    labels = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    if draw(st.booleans()):
        captures[marks] = labels
    asked = draw(choices())
    if asked or not captures:
        captures["classes"] = asked or {"class": Choice(["bug"])}
    said: list[dict[str, Any]] = []
    written = {key: draw(written_texts()) for key in keys} if medium == "text" else {}
    for key in keys:
        about = {"group": st.none() | st.sampled_from(["1", "g 2", "3"]), "attributes": ATTRIBUTES}
        for _ in range(draw(st.integers(0, 3)) if marks in captures else 0):
            more = {name: draw(each) for name, each in about.items()}
            label = draw(st.sampled_from(labels) | st.none()) if draw(st.integers(0, 4)) == 0 else labels[0]
            if medium == "image":
                place = {"x": draw(st.integers(0, 60)), "y": draw(st.integers(0, 40)), "width": 12.5, "height": 8}
                turn = draw(st.sampled_from([0.0, 0.0, 30.0]))
                said.append(record(key, "box", label, len(said), **place, angle=turn, **more))
                continue
            start = draw(st.integers(0, len(written[key]) - 1))
            words = written[key][start : start + draw(st.integers(1, 5))]
            if words and words == words.strip():
                said.append(span(key, written[key], start, start + len(words), label, len(said), **more))
        for name, choice in (captures.get("classes") or {}).items():  # type: ignore[attr-defined]
            listed = list(choice.labels)
            for label in draw(st.lists(st.sampled_from(listed), max_size=2 if choice.multiple else 1, unique=True)):
                more = {name: draw(each) for name, each in about.items()} if draw(st.integers(0, 3)) == 0 else {}
                said.append(record(key, "class", label, len(said), field=name, **more))
    given: dict[str, Any] = {"captures": captures, "answers": {key: draw(ANSWERS) for key in keys}}
    if draw(st.booleans()):
        given["rows"] = pd.DataFrame({"camera": draw(CELLS)[: len(keys)]}, index=keys)
    if medium == "text":
        return texts(written, said, **given)
    source = open_items(pd.Series([PICTURE] * len(keys), index=keys), medium="image")
    return images(said, dict.fromkeys(keys, (100, 80)), source=source, **given)


def is_refused(error: ValueError) -> None:
    """Check that there was one sentence: for other media, or where nothing is done."""
    assert re.search("is not for|chooses none|is 'todo'|are 'todo'", str(error)) and "\n" not in str(error)


def content(row: dict[str, Any]) -> Hashable:
    """Give what was said by an annotation, to compare it with what came back."""
    place = {name: round(each, 3) if isinstance(each, float) else each for name, each in row["geometry"].items()}
    more = json.dumps(row["attributes"] or None, sort_keys=True, ensure_ascii=False)
    return row["item"], row["kind"], row["label"], json.dumps(place, sort_keys=True), more


def groups(rows: list[dict[str, Any]]) -> Counter[Hashable]:
    """Give which annotations of an item belong together; what the groups are called does not count."""
    made: dict[tuple[str, str], list[Hashable]] = {}
    for row in rows:
        if row["group"] is not None:
            made.setdefault((row["item"], row["group"]), []).append(content(row))
    return Counter(tuple(sorted(map(str, each))) for each in made.values())


class Silent(AssertionError):
    """Something was lost, and nobody said so."""


def check(dataset: Dataset, report: pd.DataFrame, back: Dataset) -> None:
    """Fail if something differs that no row of the report is about."""

    def says(words: str) -> bool:
        return bool(report["why"].str.contains(words).any())

    about = {name: set(report[name].dropna()) for name in ("annotation", "field")}
    whole = {to_wire(key) for key in report.query("annotation.isna() and field.isna()")["item"].dropna()}
    said = [
        {**row, "id": id_}
        for id_, row in dataset.records.items()
        if is_decided(row) and id_ not in about["annotation"] and row["item"] not in whole
    ]
    came = list(back.records.values())
    missing = Counter(map(content, said)) - Counter(map(content, came))
    if missing:
        raise Silent(f"said, and not read: {missing}; read: {list(map(content, came))}")
    if len(came) > sum(1 for row in dataset.records.values() if is_decided(row)):
        raise Silent("more was read than was said")
    if not about["annotation"] and not whole and groups(came) != groups(said):
        raise Silent(f"other groups: {groups(said)} became {groups(came)}")
    for key in dataset.keys.tolist():
        wire = to_wire(key)
        if wire in whole:
            continue
        if wire not in {to_wire(each) for each in back.keys.tolist()}:
            raise Silent(f"item {key!r} is not there: {back.keys.tolist()}")
        if dataset.medium == "text" and bodies(dataset)[key] != bodies(back)[key]:
            raise Silent(f"text {key!r} was {bodies(dataset)[key]!r} and is {bodies(back)[key]!r}")
        for name in ("status", "flagged", "comment"):
            before = dataset.answers.get(wire, BLANK_ANSWER)[name]
            after = back.answers.get(wire, BLANK_ANSWER)[name]
            if before != after:
                raise Silent(f"{name} of {key!r} was {before!r} and is {after!r}")
    for field in dataset.fields:
        if field.name in about["field"]:
            continue
        read = next((each for each in back.fields if each.name == field.name), None)
        if read is None:
            raise Silent(f"field {field.name!r} is not there: {[each.name for each in back.fields]}")
        if (read.kind, read.multiple, read.names) != (field.kind, field.multiple, field.names):
            raise Silent(f"field {field} became {read}")
    if dataset.rows is None or says("camera"):
        return
    cells = {key: cell for key, cell in dataset.rows["camera"].dropna().items() if to_wire(key) not in whole}
    read = {} if back.rows is None or "camera" not in back.rows else back.rows["camera"].dropna().to_dict()
    if any(read.get(key) != cell for key, cell in cells.items()):
        raise Silent(f"column camera was {cells} and is {read}")


@pytest.mark.parametrize("medium", ["image", "text"])
@pytest.mark.parametrize("name", sorted(by_name()))
def test_what_does_not_come_back_was_reported(name: str, medium: str) -> None:
    form = by_name()[name]

    @settings(max_examples=60, deadline=None)
    @given(
        dataset=labeled(medium, numbered=name == "conll"),
        items=st.just("all") if name == "conll" else st.sampled_from(["done", "all", "annotated"]),
    )
    def nothing_is_silent(dataset: Dataset, items: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"street{form.endings[0] if form.endings else ''}"
            try:
                report = dataset.save(path, name, items=items, allow_loss=True, **OPTIONS.get(name, {}))
            except ValueError as error:
                is_refused(error)
                return
            back = nbl.read(path, name)
        check(dataset, report, back)
        assert back.report.empty or not report.empty, back.report["why"].tolist()

    nothing_is_silent()
