"""Write the fixtures that hold Python and the browser to the same rules.

Run ``python tests/contract/make.py`` after a change of the rules and look at what git says: a
difference is a change of the contract. The expected states are written by hand here, not computed;
the buffers come from the Python codec, and `test_contract.py` checks some of them byte by byte.

- ``changes.json``: a list of ``{name, state, change, after}``; a state is ``{annotations, buried,
  answers}``, each by id or item. The order of their keys carries no meaning.
- ``reversals.json``: ``{reversed: [{name, ops, reversed}], stands: [{name, state, op, stands}]}``.
- ``tables/*.json`` with a ``.bin`` of the same name: ``{name, tables, values, sizes}``; ``tables``
  is as in a message, ``values`` are the cells by table and column, ``sizes`` cut the ``.bin`` into
  the buffers. In ``f64`` and ``ragged<f64>`` columns a text stands for what JSON cannot write:
  ``"NaN"``, ``"Infinity"``, ``"-Infinity"``, ``"-0"``. A null in ``values`` is no value.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nblabel.widgets.table import Columns, pack

HERE = Path(__file__).parent
CREATED, LATER = 1_769_850_000_000_000, 1_769_850_060_000_000
BUS, TREE = "s:street/1.jpg", "s:wood/Bäume 🌲.png"

Record = dict[str, Any]


def box(x: float, y: float, width: float, height: float) -> Record:
    return {"x": x, "y": y, "width": width, "height": height, "angle": 0.0}


def patch(**given: Any) -> Record:
    """Give a whole annotation as a create op carries it: without item and times."""
    blank = {
        "field": "box", "kind": "box", "label": "bus", "geometry": box(10.5, 20.25, 30.0, 40.0), "group": None,
        "score": None, "source": "human", "model": None, "decision": None, "attributes": None,
    }  # fmt: skip
    return {**blank, **given}


def standing(item: str = BUS, created: int = CREATED, updated: int = CREATED, **given: Any) -> Record:
    """Give an annotation as the state holds it."""
    return {**patch(**given), "created": created, "updated": updated, "item": item}


def whole(record: Record) -> Record:
    """Give a standing annotation as a delete op's before carries it."""
    return {name: value for name, value in record.items() if name != "item"}


def op(action: str, annotation: str | None, before: Record | None, after: Record | None, item: str = BUS) -> Record:
    return {"action": action, "item": item, "annotation": annotation, "before": before, "after": after}


def change(*ops: Record, reverts: str | None = None) -> Record:
    return {
        "change": "c0ffee", "task": "task", "annotator": "ada", "client": "tab", "n": 1, "reverts": reverts,
        "at": LATER, "ops": list(ops),
    }  # fmt: skip


def state(annotations: Record | None = None, buried: Record | None = None, answers: Record | None = None) -> Record:
    return {"annotations": annotations or {}, "buried": buried or {}, "answers": answers or {}}


def answer(**given: Any) -> Record:
    return {"status": "todo", "flagged": False, "comment": "", "seconds": 0.0, **given}


def span(**given: Any) -> Record:
    """Give a span's patch; its offsets are code points, where a browser counts 22 to 32."""
    shape = {"start": 19, "end": 29, "text": "firetrucks"}
    return patch(**{"field": "span", "kind": "span", "label": "thing", "geometry": shape, **given})


MOVED = box(100.0, 20.25, 30.0, 40.0)
LONGER = {"start": 13, "end": 29, "text": "drive firetrucks"}


def changes() -> list[Record]:
    """Give each rule of applying, one case a rule."""

    def case(name: str, before: Record, made: Record, after: Record) -> Record:
        return {"name": name, "state": before, "change": made, "after": after}

    one = {"a": standing()}
    return [
        case(
            "a create adds an annotation, stamped with the change's time",
            state(),
            change(op("create", "a", None, patch())),
            state({"a": standing(created=LATER, updated=LATER)}),
        ),
        case(
            "a create that carries times keeps them, so that an undone delete is as it was",
            state(buried=one),
            change(op("create", "a", None, whole(standing())), reverts="b0b"),
            state(one),
        ),
        case(
            "a create over a standing annotation replaces it whole",
            state({"a": standing(score=0.5, attributes={"truncated": True})}),
            change(op("create", "a", None, patch(label="car"))),
            state({"a": standing(label="car", created=LATER, updated=LATER)}),
        ),
        case(
            "an update changes only the columns it carries, and the time",
            state(one),
            change(op("update", "a", {"label": "bus"}, {"label": "car"})),
            state({"a": standing(label="car", updated=LATER)}),
        ),
        case(
            "an update replaces the geometry whole",
            state(one),
            change(op("update", "a", {"geometry": box(10.5, 20.25, 30.0, 40.0)}, {"geometry": MOVED})),
            state({"a": standing(geometry=MOVED, updated=LATER)}),
        ),
        case(
            "an update made before another's, on other columns, merges with it",
            state({"a": standing(label="car")}),
            change(op("update", "a", {"label": "bus", "geometry": box(10.5, 20.25, 30.0, 40.0)}, {"geometry": MOVED})),
            state({"a": standing(label="car", geometry=MOVED, updated=LATER)}),
        ),
        case(
            "an update of the same column wins over what stands, whatever it thought was before",
            state({"a": standing(label="truck")}),
            change(op("update", "a", {"label": "bus"}, {"label": "car"})),
            state({"a": standing(label="car", updated=LATER)}),
        ),
        case(
            "an update to null takes a value away",
            state({"a": standing(group="g1")}),
            change(op("update", "a", {"group": "g1"}, {"group": None})),
            state({"a": standing(updated=LATER)}),
        ),
        case(
            "an update brings the deleted back, with what it had",
            state(buried=one),
            change(op("update", "a", {"label": "bus"}, {"label": "car"})),
            state({"a": standing(label="car", updated=LATER)}),
        ),
        case(
            "an update of what was never seen does nothing",
            state(one),
            change(op("update", "z", {"label": "bus"}, {"label": "car"})),
            state(one),
        ),
        case(
            "a delete takes an annotation away and remembers it",
            state({"a": standing(), "b": standing(label="car")}),
            change(op("delete", "a", whole(standing()), None)),
            state({"b": standing(label="car")}, one),
        ),
        case(
            "a delete remembers what stood, not what its sender thought stood",
            state({"a": standing(label="car")}),
            change(op("delete", "a", whole(standing()), None)),
            state({}, {"a": standing(label="car")}),
        ),
        case(
            "a delete of what is gone already does nothing",
            state(buried=one),
            change(op("delete", "a", whole(standing()), None)),
            state(buried=one),
        ),
        case(
            "a delete of what was never seen does nothing",
            state(one),
            change(op("delete", "z", whole(standing()), None)),
            state(one),
        ),
        case(
            "a first answer fills the blank one",
            state(),
            change(op("set", None, {"status": "todo"}, {"status": "done"})),
            state(answers={BUS: answer(status="done")}),
        ),
        case(
            "an answer changes only the columns it carries",
            state(answers={BUS: answer(comment="blurred", seconds=4.5)}),
            change(op("set", None, {"flagged": False}, {"flagged": True})),
            state(answers={BUS: answer(comment="blurred", seconds=4.5, flagged=True)}),
        ),
        case(
            "the steps of one change are applied in order, over several items",
            state(),
            change(
                op("create", "a", None, patch()),
                op("update", "a", {"label": "bus"}, {"label": "car"}),
                op("create", "t", None, patch(label="tree"), item=TREE),
                op("set", None, {"status": "todo"}, {"status": "skipped"}, item=TREE),
                op("delete", "a", whole(standing()), None),
            ),
            state(
                {"t": standing(TREE, LATER, LATER, label="tree")},
                {"a": standing(label="car", created=LATER, updated=LATER)},
                {TREE: answer(status="skipped")},
            ),
        ),
        case(
            "a class has no geometry and replaces the choice before it in one change",
            state({"k": standing(field="weather", kind="class", label="rain", geometry={})}),
            change(
                op("delete", "k", whole(standing(field="weather", kind="class", label="rain", geometry={})), None),
                op("create", "l", None, patch(field="weather", kind="class", label="sun", geometry={})),
            ),
            state(
                {"l": standing(field="weather", kind="class", label="sun", geometry={}, created=LATER, updated=LATER)},
                {"k": standing(field="weather", kind="class", label="rain", geometry={})},
            ),
        ),
        case(
            "labels and comments are any text: accents, astral signs, markup",
            state(),
            change(
                op("create", "a", None, patch(label="🚒 Löschzug <img src=x onerror=alert(1)>"), item=TREE),
                op("set", None, {"comment": ""}, {"comment": "👨🏻‍🚒 “ok”\n\t<b>&amp;\u2028"}, item=TREE),
            ),
            state(
                {"a": standing(TREE, LATER, LATER, label="🚒 Löschzug <img src=x onerror=alert(1)>")},
                {},
                {TREE: answer(comment="👨🏻‍🚒 “ok”\n\t<b>&amp;\u2028")},
            ),
        ),
        case(
            "a span is made, and dragged longer: its offsets and its words go together",
            state(),
            change(
                op("create", "s", None, span(), item=TREE),
                op("update", "s", {"geometry": span()["geometry"]}, {"geometry": LONGER}, item=TREE),
            ),
            state({"s": {**span(geometry=LONGER), "created": LATER, "updated": LATER, "item": TREE}}),
        ),
        case(
            "a label may be none: a box that waits for its digit",
            state(),
            change(op("create", "a", None, patch(label=None))),
            state({"a": standing(label=None, created=LATER, updated=LATER)}),
        ),
    ]


def reversals() -> dict[str, list[Record]]:
    """Give what undo makes of operations, and when it holds back."""

    def case(name: str, ops: list[Record], back: list[Record]) -> Record:
        return {"name": name, "ops": ops, "reversed": back}

    def asked(name: str, before: Record, step: Record, *, answered: bool) -> Record:
        return {"name": name, "state": before, "op": step, "stands": answered}

    relabel = op("update", "a", {"label": "bus"}, {"label": "car"})
    unlabel = op("update", "a", {"label": "car"}, {"label": "bus"})
    uncreate = op("delete", "a", patch(), None)
    undelete = op("create", "a", None, whole(standing()))
    undone = op("set", None, {"status": "done"}, {"status": "todo"})
    return {
        "reversed": [
            case("nothing is reversed by nothing", [], []),
            case("a create becomes a delete", [op("create", "a", None, patch())], [uncreate]),
            case("a delete becomes a create", [op("delete", "a", whole(standing()), None)], [undelete]),
            case("an update goes back", [relabel], [unlabel]),
            case("an answer goes back", [op("set", None, {"status": "todo"}, {"status": "done"})], [undone]),
            case(
                "the last step is taken back first",
                [op("create", "a", None, patch()), relabel, op("set", None, {"status": "todo"}, {"status": "done"})],
                [undone, unlabel, uncreate],
            ),
            case(
                "time spent is not undone beside something else",
                [op("set", None, {"status": "todo", "seconds": 1.5}, {"status": "done", "seconds": 9.25})],
                [undone],
            ),
            case("time spent alone leaves nothing to undo", [op("set", None, {"seconds": 1.5}, {"seconds": 9.25})], []),
        ],
        "stands": [
            asked(
                "undoing a create: the box is as it was made",
                state({"a": standing(updated=LATER)}),
                uncreate,
                answered=True,
            ),
            asked(
                "undoing a create: it was relabelled since",
                state({"a": standing(label="car")}),
                uncreate,
                answered=False,
            ),
            asked(
                "undoing a create: it was moved since", state({"a": standing(geometry=MOVED)}), uncreate, answered=False
            ),
            asked("undoing a create: it is gone", state(buried={"a": standing()}), uncreate, answered=False),
            asked(
                "undoing an update: the column is as it was left",
                state({"a": standing(label="car")}),
                unlabel,
                answered=True,
            ),
            asked(
                "undoing an update: another column changed since",
                state({"a": standing(label="car", geometry=MOVED, updated=LATER)}),
                unlabel,
                answered=True,
            ),
            asked(
                "undoing an update: this column changed since",
                state({"a": standing(label="van")}),
                unlabel,
                answered=False,
            ),
            asked(
                "undoing an update: it was deleted since",
                state(buried={"a": standing(label="car")}),
                unlabel,
                answered=False,
            ),
            asked("undoing a delete: it is still gone", state(buried={"a": standing()}), undelete, answered=True),
            asked("undoing a delete: somebody brought it back", state({"a": standing()}), undelete, answered=False),
            asked(
                "undoing an answer: it is as it was left",
                state(answers={BUS: answer(status="done")}),
                undone,
                answered=True,
            ),
            asked(
                "undoing an answer: another column changed since",
                state(answers={BUS: answer(status="done", comment="hm")}),
                undone,
                answered=True,
            ),
            asked(
                "undoing an answer: it changed since",
                state(answers={BUS: answer(status="skipped")}),
                undone,
                answered=False,
            ),
            asked(
                "going back to what was blank: nothing was said since",
                state(),
                op("set", None, {"status": "todo"}, {"status": "done"}),
                answered=True,
            ),
        ],
    }


def tables() -> dict[str, Mapping[str, Columns]]:
    """Give the tables by the name of their file."""
    nan, inf = math.nan, math.inf
    return {
        "no_columns": {"empty": {}},
        "no_rows": {
            "t": {
                "a": ("f64", []),
                "b": ("i32", []),
                "c": ("bool", []),
                "d": ("utf8", []),
                "e": ("json", []),
                "f": ("ragged<f64>", []),
            }
        },
        "f64": {"t": {"plain": ("f64", [0.1, -1e308, 5e-324, nan, inf, -inf, -0.0]), "null": ("f64", [None] * 7)}},
        "f64_nulls": {"t": {"score": ("f64", [0.5, None, nan, None])}},
        "i32": {"t": {"n": ("i32", [0, -1, 2_147_483_647, -2_147_483_648]), "null": ("i32", [None, 7, None, 0])}},
        "bool": {"t": {"b": ("bool", [True, False, True]), "null": ("bool", [None, False, True])}},
        "utf8": {
            "t": {
                "ascii": ("utf8", ["bus", "", 'a\nb\t"c"', "\u0000"]),
                "wide": ("utf8", ["Bäume", "日本", "👨🏻‍🚒 firemen", "\u2028𝒳"]),
                "null": ("utf8", [None, "", "z", None]),
                "void": ("utf8", ["", "", "", ""]),
            }
        },
        "json": {
            "t": {
                "patch": ("json", [{"label": "🚌", "x": 0.5}, [1, [2, []], "ü"], "text", True]),
                "null": ("json", [None, {}, None, {"a": None}]),
            }
        },
        "ragged": {
            "t": {
                "points": ("ragged<f64>", [[0.5, 1.5, 2.5], [], [-0.0, inf, nan], []]),
                "null": ("ragged<f64>", [None, [], [1.25], None]),
                "hollow": ("ragged<f64>", [[], [], [], []]),
            }
        },
        "unaligned": {
            "first": {"odd": ("utf8", ["a", "bcd", "ef€"]), "x": ("f64", [1.5, 2.5, 3.5])},
            "second": {"flag": ("bool", [True]), "y": ("f64", [0.25])},
        },
        "items": {
            "items": {
                "key": ("utf8", [BUS, TREE, "i:12", "t:2026-01-31T09:00:00"]),
                "status": ("utf8", ["todo", "done", "skipped", "todo"]),
                "flagged": ("bool", [False, True, False, False]),
                "comment": ("utf8", ["", "too dark 🌒", "", ""]),
                "seconds": ("f64", [0.0, 12.5, 1.25, 0.0]),
            }
        },
        "annotations": {"annotations": _annotations()},
        "spans": {"annotations": _spans()},
        "queue": {
            "queue": {
                "item": ("utf8", [TREE, BUS, "i:12"]),
                "reason": ("utf8", ["margin 0.03", None, "entropy 1.2, span 12–17"]),
            }
        },
        "curve": {
            "curve": {
                "round": ("i32", [1, 2]),
                "labels": ("i32", [10, 20]),
                "minutes": ("f64", [0.5, 1.25]),
                "score": ("f64", [None, 0.75]),
                "low": ("f64", [None, 0.25]),
                "high": ("f64", [None, 0.9375]),
                "tested": ("i32", [0, 4]),
            }
        },
        "ops": {
            "ops": {
                "change": ("i32", [0, 0, 1, 2]),
                "action": ("utf8", ["create", "set", "update", "delete"]),
                "item": ("utf8", [BUS, BUS, BUS, TREE]),
                "annotation": ("utf8", ["a", None, "a", "b"]),
                "before": ("json", [None, {"status": "todo"}, {"label": "bus"}, {"kind": "class", "label": "🌲"}]),
                "after": ("json", [{"kind": "box", "label": "bus"}, {"status": "done"}, {"label": None}, None]),
            }
        },
    }


def _annotations() -> Columns:
    """Boxes, a class and a toy kind ("path", ragged points) in one table."""
    return {
        "id": ("utf8", ["a", "b", "c", "d"]),
        "item": ("utf8", [BUS, BUS, TREE, TREE]),
        "field": ("utf8", ["box", "box", "weather", "path"]),
        "kind": ("utf8", ["box", "box", "class", "path"]),
        "label": ("utf8", ["bus", None, "雨", "🚶 path"]),
        "group": ("utf8", [None, "g1", None, None]),
        "score": ("f64", [None, 0.875, None, None]),
        "source": ("utf8", ["human", "model", "import", "human"]),
        "model": ("utf8", [None, "yolo", None, None]),
        "decision": ("utf8", [None, "edited", None, None]),
        "created": ("f64", [float(CREATED)] * 4),
        "updated": ("f64", [float(CREATED), float(LATER), float(CREATED), float(CREATED)]),
        "attributes": ("json", [None, {"truncated": True}, None, {"α": ["β"]}]),
        "x": ("f64", [10.5, 0.0, None, None]),
        "y": ("f64", [20.25, 0.0, None, None]),
        "width": ("f64", [30.0, 639.5, None, None]),
        "height": ("f64", [40.0, 479.125, None, None]),
        "angle": ("f64", [0.0, 0.0, None, None]),
        "points": ("ragged<f64>", [None, None, None, [1.5, 2.5, 3.5, 4.5]]),
    }


def _spans() -> Columns:
    """Spans and a class of "👨🏻‍🚒 firemen drive firetrucks" in code points: nested, one whose label waits."""
    count = 4
    none: list[None] = [None] * count
    return {
        "id": ("utf8", ["a", "b", "c", "d"]),
        "item": ("utf8", ["s:a.txt"] * count),
        "field": ("utf8", ["span", "span", "span", "class"]),
        "kind": ("utf8", ["span", "span", "span", "class"]),
        "label": ("utf8", ["thing", "person", None, "fun"]),
        "group": ("utf8", none),
        "score": ("f64", none),
        "source": ("utf8", ["human", "import", "human", "human"]),
        "model": ("utf8", none),
        "decision": ("utf8", none),
        "created": ("f64", [float(CREATED)] * count),
        "updated": ("f64", [float(CREATED)] * count),
        "attributes": ("json", none),
        "start": ("i32", [19, 0, 13, None]),
        "end": ("i32", [29, 4, 29, None]),
        "text": ("utf8", ["firetrucks", "👨🏻‍🚒", "drive firetrucks", None]),
    }


def _plain(kind: str, cell: Any) -> Any:
    if isinstance(cell, float) and kind in {"f64", "ragged<f64>"}:
        if math.isnan(cell):
            return "NaN"
        if math.isinf(cell):
            return "Infinity" if cell > 0 else "-Infinity"
        if cell == 0 and math.copysign(1, cell) < 0:
            return "-0"
    return [_plain(kind, each) for each in cell] if kind == "ragged<f64>" and isinstance(cell, list) else cell


def fixtures() -> dict[str, bytes]:
    """Give every fixture file's content, by its path in this folder."""
    made = {"changes.json": _json(changes()), "reversals.json": _json(reversals())}
    for name, packed in tables().items():
        metas, buffers = pack(packed)
        values = {
            table: {column: [_plain(kind, cell) for cell in cells] for column, (kind, cells) in columns.items()}
            for table, columns in packed.items()
        }
        about = {"name": name, "tables": metas, "values": values, "sizes": [len(buffer) for buffer in buffers]}
        made[f"tables/{name}.json"] = _json(about)
        made[f"tables/{name}.bin"] = b"".join(buffers)
    return made


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


if __name__ == "__main__":
    for path, content in fixtures().items():
        (HERE / path).parent.mkdir(exist_ok=True)
        (HERE / path).write_bytes(content)
    sys.stdout.write(f"wrote {len(fixtures())} files to {HERE}\n")
