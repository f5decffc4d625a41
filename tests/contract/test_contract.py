"""Python against the fixtures that the browser is held to as well."""

from __future__ import annotations

import importlib.util
import json
import struct
from pathlib import Path
from typing import Any

import pytest

from nblabel.changes import Change, Op, State, apply, reverse, stands
from nblabel.widgets.table import pack, unpack

HERE = Path(__file__).parent


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text("utf-8"))


def _named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases]


def _change(written: dict[str, Any]) -> Change:
    return Change(**{**written, "ops": tuple(Op(**op) for op in written["ops"])})


def _state(written: dict[str, Any]) -> State:
    return State(**json.loads(json.dumps(written)))


def _cell(kind: str, cell: Any) -> Any:
    if kind == "ragged<f64>" and cell is not None:
        return [float(number) for number in cell]
    return float(cell) if kind == "f64" and cell is not None else cell


@pytest.mark.parametrize("case", _named(_read("changes.json")))
def test_a_change_brings_the_state_where_the_fixture_says(case: dict[str, Any]) -> None:
    state = _state(case["state"])
    apply(state, _change(case["change"]))
    now = {"annotations": state.annotations, "buried": state.buried, "answers": state.answers}
    assert now == case["after"]


@pytest.mark.parametrize("case", _named(_read("reversals.json")["reversed"]))
def test_operations_reverse_as_the_fixture_says(case: dict[str, Any]) -> None:
    ops = [Op(**op) for op in case["ops"]]
    assert list(reverse(ops)) == [Op(**op) for op in case["reversed"]]


@pytest.mark.parametrize("case", _named(_read("reversals.json")["stands"]))
def test_an_undo_goes_ahead_only_where_the_fixture_says(case: dict[str, Any]) -> None:
    assert stands(_state(case["state"]), Op(**case["op"])) is case["stands"]


@pytest.mark.parametrize("file", sorted((HERE / "tables").glob("*.json")), ids=lambda file: file.stem)
def test_a_table_is_written_as_the_fixture_says_and_read_back(file: Path) -> None:
    about = json.loads(file.read_text("utf-8"))
    data, buffers, at = file.with_suffix(".bin").read_bytes(), [], 0
    for size in about["sizes"]:
        buffers.append(data[at : at + size])
        at += size
    kinds = {
        table: {column["name"]: column["type"] for column in meta["columns"]} for table, meta in about["tables"].items()
    }
    values = {
        table: {column: [_cell(kinds[table][column], cell) for cell in cells] for column, cells in columns.items()}
        for table, columns in about["values"].items()
    }
    columns = {
        table: {column: (kinds[table][column], cells) for column, cells in each.items()}
        for table, each in values.items()
    }
    assert pack(columns) == (about["tables"], buffers)
    # repr, because NaN is not equal to itself and -0.0 is equal to 0.0
    assert repr(unpack(about["tables"], buffers)) == repr(values)


def test_a_column_with_nulls_is_laid_out_byte_by_byte_as_documented() -> None:
    metas, buffers = pack({"t": {"label": ("utf8", ["ä", None, "b"]), "score": ("f64", [None, 0.5, 1.0])}})
    assert metas == {
        "t": {
            "rows": 3,
            "columns": [
                {"name": "label", "type": "utf8", "nulls": True},
                {"name": "score", "type": "f64", "nulls": True},
            ],
        }
    }
    assert buffers == [
        b"\x01\x00\x01",
        struct.pack("<4i", 0, 2, 2, 3),
        b"\xc3\xa4b",
        b"\x00\x01\x01",
        struct.pack("<3d", 0.0, 0.5, 1.0),
    ]


def test_making_the_fixtures_again_gives_the_same_bytes() -> None:
    spec = importlib.util.spec_from_file_location("make", HERE / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    made: dict[str, bytes] = make.fixtures()
    standing = {
        file.relative_to(HERE).as_posix(): file.read_bytes()
        for file in sorted(HERE.rglob("*"))
        if file.suffix in {".json", ".bin"}
    }
    assert made == standing
