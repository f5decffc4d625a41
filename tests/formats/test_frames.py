"""CSV and Parquet of the frames: reading what was written gives the same dataset."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from nblabel.capture import read_captures
from nblabel.dataset import Dataset
from nblabel.formats import FormatError, LossError
from nblabel.items.keys import to_wire
from nblabel.labels import Choice, Label
from nblabel.widgets.text_labeler import TextLabeler
from tests.formats.made import record, texts
from tests.formats.test_damage import read_or_say

ENDINGS = ["csv", "parquet"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAME = TEXT.filter(str.strip)
MOMENT = st.integers(0, 4_000_000_000_000_000)
PLAIN = st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | TEXT, lambda inner: st.lists(inner, max_size=2))
TIMES = st.datetimes(min_value=pd.Timestamp("1970-01-01"), max_value=pd.Timestamp("2100-01-01"))
KEYS = st.one_of(
    st.lists(TEXT, unique=True, max_size=4),
    st.lists(st.integers(-(2**40), 2**40), unique=True, min_size=1, max_size=4),
    st.lists(TIMES.map(pd.Timestamp), unique=True, min_size=1, max_size=4),
)
FIELDS = read_captures(
    {
        "boxes": [Label("bus", key="u", description="any bus"), "NA", "<b>"],
        "classes": {"weather": Choice(["rain", "sun"]), "tags": Choice(["a", "b"], multiple=True)},
    },
    "image",
)


def _annotation(item: str, draw: st.DrawFn) -> dict[str, Any]:
    field = draw(st.sampled_from(FIELDS))
    side, size = st.floats(0, 1e4), st.floats(1e-3, 1e4)
    shape = {"x": side, "y": side, "width": size, "height": size, "angle": st.just(0.0)}
    source, decision = draw(st.sampled_from([("human", None), ("import", None), ("model", "edited")]))
    created = draw(MOMENT)
    return {
        "item": item, "field": field.name, "kind": field.kind,
        "label": draw(st.sampled_from(field.names) | (st.none() if field.kind == "box" else st.nothing())),
        "geometry": draw(st.fixed_dictionaries(shape)) if field.kind == "box" else {},
        "group": draw(st.none() | NAME), "score": draw(st.none() | st.floats(0, 1)), "source": source,
        "model": draw(st.none() | NAME), "decision": decision,
        "attributes": draw(st.none() | st.dictionaries(TEXT, PLAIN, min_size=1, max_size=2)),
        "created": created, "updated": created + draw(st.integers(0, 10**9)),
    }  # fmt: skip


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    keys = draw(KEYS)
    wires = [to_wire(key) for key in keys]
    annotations = {
        f"id{number}": _annotation(draw(st.sampled_from(wires)), draw)
        for number in range(draw(st.integers(0, 3)) if keys else 0)
    }
    answer = st.fixed_dictionaries(
        {
            "status": st.sampled_from(["todo", "done", "skipped"]),
            "flagged": st.booleans(),
            "comment": TEXT,
            "seconds": st.floats(0, 1e5),
        }
    )
    answered = draw(st.lists(st.sampled_from(wires), unique=True)) if keys else []
    columns = {
        "status": st.none() | TEXT,
        "n": st.integers(-(2**50), 2**50),
        "score": st.floats(allow_nan=True),
        "on": st.booleans(),
        "seen": st.none() | TIMES,
        "item": st.none() | PLAIN,
    }
    chosen = draw(st.lists(st.sampled_from(sorted(columns)), unique=True))
    rows = pd.DataFrame(
        {
            name: pd.Series(draw(st.lists(columns[name], min_size=len(keys), max_size=len(keys))), dtype=_DTYPES[name])
            for name in chosen
        }
    )
    rows.index = pd.Index(keys, name=draw(st.sampled_from([None, "file"])))
    return Dataset(
        FIELDS,
        keys,
        annotations,
        {item: draw(answer) for item in answered},
        rows if chosen else None,
        touched={item: draw(MOMENT) for item in answered},
        annotator="ada",
        name=draw(TEXT),
    )


_DTYPES = {"status": "str", "n": "int64", "score": "float64", "on": "bool", "seen": "datetime64[us]", "item": "object"}


@pytest.mark.parametrize("ending", ENDINGS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(dataset=datasets())
def test_reading_what_was_written_gives_the_same_dataset(ending: str, dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"street.{ending}"
        dataset.save(path)
        back = Dataset.read(path)
    assert_frame_equal(back.annotations, dataset.annotations)
    assert_frame_equal(back.items, dataset.items)
    assert (back.fields, back.annotator, back.name, back.medium) == (FIELDS, "ada", dataset.name, "image")


def _box(**given_values: Any) -> dict[str, Any]:
    return {
        "item": "s:a.jpg", "field": "box", "kind": "box", "label": "bus",
        "geometry": {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0, "angle": 0.0}, "group": None, "score": None,
        "source": "human", "model": None, "decision": None, "attributes": None, "created": 1, "updated": 1,
        **given_values,
    }  # fmt: skip


@pytest.fixture
def street() -> Dataset:
    return Dataset(FIELDS, ["a.jpg", "b.jpg"], {"1": _box(), "2": _box(label=None)}, annotator="ada", name="street")


def test_a_csv_is_three_files_that_a_spreadsheet_reads(street: Dataset, tmp_path: Path) -> None:
    street.save(tmp_path / "street.csv")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["street.csv", "street.items.csv", "street.labels.json"]
    assert pd.read_csv(tmp_path / "street.csv")["width"].tolist() == [3.0, 3.0]
    assert pd.read_csv(tmp_path / "street.items.csv")["n_annotations"].tolist() == [2, 0]


def test_parquet_is_two_files_that_pandas_reads_with_their_dtypes(street: Dataset, tmp_path: Path) -> None:
    street.save(tmp_path / "street.parquet")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["street.items.parquet", "street.parquet"]
    frame = pd.read_parquet(tmp_path / "street.parquet")
    assert list(frame.columns) == list(street.annotations.columns)
    assert str(frame["created"].dtype) == "datetime64[us, UTC]"
    assert frame["attributes"].tolist() == [None, None]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_status_is_written_and_the_report_is_empty(street: Dataset, tmp_path: Path, ending: str) -> None:
    report = street.save(tmp_path / f"street.{ending}")
    assert list(report.columns) == ["item", "annotation", "field", "what", "why"]
    assert len(report) == 0
    assert Dataset.read(tmp_path / f"street.{ending}").items["status"].tolist() == ["todo", "todo"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_column_that_cannot_be_held_is_refused_unless_the_loss_is_allowed(tmp_path: Path, ending: str) -> None:
    rows = pd.DataFrame({"shape": [{1, 2}, {3}]}, index=["a.jpg", "b.jpg"])
    dataset = Dataset(FIELDS, ["a.jpg", "b.jpg"], rows=rows)
    with pytest.raises(LossError, match=r"items\['shape'\]: 1 x it holds objects \(set\) that become text") as refused:
        dataset.save(tmp_path / f"street.{ending}")
    assert list(tmp_path.iterdir()) == []
    report = dataset.save(tmp_path / f"street.{ending}", allow_loss=True)
    assert report[["field", "what"]].to_numpy().tolist() == [["items['shape']", "lost"]]
    assert_frame_equal(refused.value.report, report, check_frame_type=False)
    assert Dataset.read(tmp_path / f"street.{ending}").items["shape"].tolist() == ["{1, 2}", "{3}"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_writing_that_fails_leaves_what_was_there(
    street: Dataset, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"street.{ending}"
    street.save(path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(OSError, match="No space left"):
        Dataset(FIELDS, ["a.jpg"]).save(path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_without_the_one_beside_it_says_which_is_missing(street: Dataset, tmp_path: Path, ending: str) -> None:
    street.save(tmp_path / f"street.{ending}")
    (tmp_path / f"street.items.{ending}").unlink()
    with pytest.raises(FormatError, match=re.escape(f"street.items.{ending}")):
        Dataset.read(tmp_path / f"street.{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_of_something_else_is_refused(street: Dataset, tmp_path: Path, ending: str) -> None:
    street.save(tmp_path / f"street.{ending}")
    (tmp_path / f"street.{ending}").write_bytes(b"\xff\xd8\xff\xe0 not a table")
    with pytest.raises(FormatError, match=re.escape(f"street.{ending}")):
        Dataset.read(tmp_path / f"street.{ending}")


def test_a_parquet_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    for name in ("theirs.parquet", "theirs.items.parquet"):
        pd.DataFrame({"item": ["a"]}).to_parquet(tmp_path / name)
    with pytest.raises(FormatError, match="was not written by nblabel"):
        Dataset.read(tmp_path / "theirs.parquet")


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    path = tmp_path_factory.mktemp("typed") / "letters.parquet"
    texts({"a": "Dear Ada"}, [record("a", "span", "x", start=5, end=8, text="Ada", attributes={"sure": 1})]).save(path)
    return path, path.read_bytes()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_parquet_file_may_be_damaged_anywhere(typed: tuple[Path, bytes], data: st.DataObject) -> None:
    path, content = typed
    damaged = bytearray(content)
    for place in data.draw(st.lists(st.integers(4, len(content) - 9), min_size=1, max_size=4)):
        damaged[place] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged)
    read_or_say(path, "parquet")


def test_an_attribute_that_was_edited_into_no_json_names_its_column(street: Dataset, tmp_path: Path) -> None:
    street.save(tmp_path / "street.csv")
    frame = pd.read_csv(tmp_path / "street.csv", dtype=str, keep_default_na=False)
    frame.assign(attributes="{sure: 1}").to_csv(tmp_path / "street.csv", index=False)
    with pytest.raises(FormatError, match=r"column 'attributes' holds '\{sure: 1\}', which is no JSON"):
        Dataset.read(tmp_path / "street.csv")


def test_a_file_of_a_newer_version_is_refused_with_the_mend(street: Dataset, tmp_path: Path) -> None:
    street.save(tmp_path / "street.csv")
    labels = tmp_path / "street.labels.json"
    labels.write_text(json.dumps({**json.loads(labels.read_text("utf-8")), "nblabel": 2}), "utf-8")
    with pytest.raises(FormatError, match=r"written by a newer nblabel .* upgrade nblabel"):
        Dataset.read(tmp_path / "street.csv")


def test_a_csv_edited_by_hand_into_something_wrong_names_the_row(street: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "street.csv"
    street.save(path)
    path.write_text(path.read_text("utf-8").replace('"bus"', '"buss"'), "utf-8")
    with pytest.raises(FormatError, match=r"row 0: label 'buss' on item 'a.jpg'"):
        Dataset.read(path)


@pytest.mark.parametrize("part", ["name", "medium", "annotator", "key", "fields", "columns"])
def test_a_head_that_somebody_edited_is_told_in_one_sentence(street: Dataset, tmp_path: Path, part: str) -> None:
    street.save(tmp_path / "street.csv")
    head = json.loads((tmp_path / "street.labels.json").read_text("utf-8"))
    (tmp_path / "street.labels.json").write_text(json.dumps({**head, part: 7}), "utf-8")
    with pytest.raises(FormatError, match=r"street.labels.json is damaged: it does not say all of name, medium"):
        Dataset.read(tmp_path / "street.csv")


def test_annotations_of_a_kind_that_came_later_say_to_upgrade(street: Dataset, tmp_path: Path) -> None:
    street.save(tmp_path / "street.csv")
    head = tmp_path / "street.labels.json"
    head.write_text(head.read_text("utf-8").replace('"kind": "box"', '"kind": "cuboid"'), "utf-8")
    with pytest.raises(FormatError, match=r"has cuboid annotations, which this nblabel does not know; upgrade it"):
        Dataset.read(tmp_path / "street.csv")


def test_a_table_with_semicolons_or_an_item_twice_is_told_in_one_sentence(street: Dataset, tmp_path: Path) -> None:
    street.save(tmp_path / "street.csv")
    items = tmp_path / "street.items.csv"
    text = items.read_text("utf-8")
    items.write_text(text + text.splitlines()[1] + "\n", "utf-8")
    with pytest.raises(FormatError, match=r"item .* stands twice in the table of items"):
        Dataset.read(tmp_path / "street.csv")
    items.write_text(text.replace(",", ";"), "utf-8")
    with pytest.raises(FormatError, match="it has semicolons between its cells, save it again with commas"):
        Dataset.read(tmp_path / "street.csv")


def test_a_csv_that_a_spreadsheet_saved_again_is_read(street: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "street.csv"
    street.save(path)
    pd.read_csv(path, keep_default_na=False).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    assert_frame_equal(Dataset.read(path).annotations, street.annotations)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=20)
@given(said=st.lists(TEXT.map(lambda text: text.replace("\0", "")), max_size=4))
def test_texts_are_kept_to_the_letter(ending: str, said: list[str]) -> None:
    mine = {f"{n}": f"Ada\r\n\u2028 👩‍🚀 {each}" for n, each in enumerate(said)}
    dataset = texts(mine, rows=pd.DataFrame({"text": ["mine"] * len(mine)}, index=list(mine)))
    with tempfile.TemporaryDirectory() as folder:
        dataset.save(Path(folder) / f"letters.{ending}")
        back = Dataset.read(Path(folder) / f"letters.{ending}")
    assert [back.extent(place).text for place in range(len(back))] == list(mine.values())
    assert_frame_equal(back.items, dataset.items)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_labeler_opens_texts_that_were_saved(tmp_path: Path, ending: str) -> None:
    name = record("a", "span", "person", start=0, end=3, text="Ada")
    texts({"a": "Ada met Bob", "b": ""}, [name]).save(tmp_path / f"letters.{ending}")
    labeler = TextLabeler(Dataset.read(tmp_path / f"letters.{ending}"), store=None, annotator="ada")
    assert labeler.annotations["text"].tolist() == ["Ada"]
