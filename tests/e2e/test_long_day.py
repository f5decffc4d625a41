"""A long day: gestures in random order, a disaster after each dozen, and one account of what was done.

The account is kept as a person would keep it and knows nothing of nblabel's insides. After every gesture the labeler
must show just that; after every disaster the frames and the history must say it too. Another seed is another day.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import pytest

CELL = """
import nblabel as nbl
from PIL import Image
import os
os.makedirs("pictures", exist_ok=True)
for i in range(4):
    Image.new("RGB", (800, 500), (40 + 30 * i, 120, 140)).save(f"pictures/{i}.png")
labeler = nbl.ImageLabeler("pictures", boxes=["bus", "car"], classes=["rain", "sun"], annotator="anna")
labeler
"""
ITEMS = ("0.png", "1.png", "2.png", "3.png")
BOXES = ("bus", "car")
WEATHER = {"3": "rain", "4": "sun"}
GEOMETRY = ("x", "y", "width", "height")
STEPS = 12
GESTURES = {
    "draw": 5, "move": 3, "relabel": 3, "delete": 2, "answer": 3, "flag": 1,
    "undo": 4, "redo": 3, "done": 2, "next_item": 1, "previous_item": 1, "python_adds": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Account:
    """What stands: boxes by id, and what was said about each item."""

    boxes: dict[str, tuple] = field(default_factory=dict)
    weather: dict[str, str] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    flagged: frozenset[str] = frozenset()


class Day:
    def __init__(self, notebook, seed):
        self.random = random.Random(seed)  # noqa: S311
        self.lab = notebook([CELL])
        self.view = self.lab.labeler()
        self.item = ITEMS[0]
        self.now = Account()
        self.before: list[tuple[str, Account]] = []
        self.after: list[tuple[str, Account]] = []
        self.kernel_listens = True

    def work(self, steps, *, kernel_listens=True):
        self.kernel_listens = kernel_listens
        for _ in range(steps):
            (name,) = self.random.choices(list(GESTURES), list(GESTURES.values()))
            getattr(self, name)()
            assert self.shown() == self.expected(), name

    def did(self, item=None, **changed):
        """Write down one gesture, which one undo takes back."""
        self.before.append((item or self.item, self.now))
        self.after.clear()
        self.now = replace(self.now, **changed)

    # ---- gestures ----

    def draw(self):
        x, y, width, height = self._place()
        label = self.random.choice((0, 1))
        known = {row["id"] for row in self.view.state()["annotations"]}
        self.view.press("12"[label])
        self.view.drag(x, y, width, height)
        (made,) = (row for row in self.view.state()["annotations"] if row["id"] not in known)
        assert [made[name] for name in GEOMETRY] == pytest.approx([x, y, width, height], abs=1)
        self.did(boxes=self.now.boxes | {made["id"]: _box(made)})
        assert made["label"] == BOXES[label]

    def move(self):
        if (chosen := self._select()) is None:
            return
        x, y, _, _ = self._place()
        _, _, left, top, wide, high = self.now.boxes[chosen]
        x, y = min(x, 800 - wide), min(y, 500 - high)
        self.view.pull((left + wide / 2, top + high / 2), (x + wide / 2, y + high / 2))
        self._edited(chosen)
        assert self.now.boxes[chosen][2:4] == pytest.approx((x, y), abs=1)

    def relabel(self):
        if (chosen := self._select()) is None:
            return
        item, label, *place = self.now.boxes[chosen]
        self.view.press("2" if label == "bus" else "1")
        self._edited(chosen)
        assert self.now.boxes[chosen] == (item, "car" if label == "bus" else "bus", *place)

    def delete(self):
        if (chosen := self._select()) is None:
            return
        self.view.press("Delete")
        self.did(boxes={name: box for name, box in self.now.boxes.items() if name != chosen})

    def answer(self):
        key = self.random.choice(list(WEATHER))
        self.view.press(key)
        weather = dict(self.now.weather)
        if weather.get(self.item) == WEATHER[key]:
            del weather[self.item]
        else:
            weather[self.item] = WEATHER[key]
        self.did(weather=weather)

    def flag(self):
        self.view.press("f")
        self.did(flagged=self.now.flagged ^ {self.item})

    def done(self):
        here, at = self.item, ITEMS.index(self.item)
        self.view.press("Enter")
        todo = [item for item in ITEMS[at + 1 :] + ITEMS[:at] if item not in self.now.done]
        if here not in self.now.done:
            self.did(done=self.now.done | {here})
        self.item = todo[0] if todo else here

    def undo(self):
        if self.before:
            self.view.press("Control+z")
            self.item, former = self.before.pop()
            self.after.append((self.item, self.now))
            self.now = former

    def redo(self):
        if self.after:
            self.view.press("Control+Shift+z")
            self.item, later = self.after.pop()
            self.before.append((self.item, self.now))
            self.now = later

    def next_item(self):
        self.view.press(".")
        self.item = ITEMS[min(ITEMS.index(self.item) + 1, len(ITEMS) - 1)]

    def previous_item(self):
        self.view.press(",")
        self.item = ITEMS[max(ITEMS.index(self.item) - 1, 0)]

    def python_adds(self):
        """What a cell adds is a step like any other, also to undo."""
        if self.kernel_listens:
            place = [float(number) for number in self._place()]
            (name,) = self.lab.value(f"labeler.add(nbl.boxes(xywh=[{place}], label='car', item={self.item!r}))")
            self.did(boxes=self.now.boxes | {name: (self.item, "car", *place)})
            self.view.wait_state(f"s => s.annotations.some(each => each.id === '{name}')")

    # ---- disasters ----

    def a_long_cell(self):
        with self.lab.held():
            self.work(STEPS, kernel_listens=False)
            assert self.view.state()["unsaved"] > 0

    def a_reload_with_work_that_waits(self):
        self.lab.save()
        self.lab.start("import time; time.sleep(2)")
        self.work(3, kernel_listens=False)
        self.view.wait_safe()
        self.lab.reload()
        self.view = self.lab.labeler()

    def a_killed_kernel(self):
        self.lab.sigkill_kernel(wait=False)
        self.work(4, kernel_listens=False)
        self.the_cell_run_again()

    def the_cell_run_again(self):
        self.lab.run_all()
        self.view = self.lab.labeler()

    def a_second_tab(self):
        """One works there for a while and comes back."""
        self.view.wait_saved()
        self.lab.save()
        here, other = self.view, self.lab.second_tab()
        other.show()
        self.view = other.labeler()
        self.view.wait_state(f"s => s.item === {self.item!r}")
        self.work(STEPS)
        self.view.wait_saved()
        other.close()
        self.lab.show()
        self.view = here
        while (seen := self.view.state()["item"]) != self.item:
            self.view.press("." if seen < self.item else ",")

    # ---- what all must agree on ----

    def check(self):
        self.view.wait_saved(timeout=60)
        self.view.wait_state(f"s => s.annotations.length === {len(self.expected()[1]) + len(self.expected()[2])}")
        assert self.shown() == self.expected()
        frame = self.lab.frame("labeler.annotations.astype(object)")
        boxes = {row["id"]: _box(row) for row in frame[frame["kind"] == "box"].to_dict("records")}
        assert boxes == self.now.boxes
        items = self.lab.frame("labeler.items.astype(object)")
        weather = items["class"]
        assert weather[weather.notna()].to_dict() == self.now.weather
        assert set(items.index[items["status"] == "done"]) == self.now.done
        assert set(items.index[items["flagged"].astype(bool)]) == self.now.flagged
        assert self.replayed() == {name: box[:2] for name, box in boxes.items()}

    def replayed(self):
        """Give item and label of the boxes that the log adds up to."""
        standing = {}
        for row in self.lab.frame("labeler.history.astype(object)").to_dict("records"):
            if row["action"] in {"create", "update"}:
                standing[row["annotation"]] = {**standing.get(row["annotation"], {"item": row["item"]}), **row["after"]}
            elif row["action"] == "delete":
                del standing[row["annotation"]]
        return {name: (row["item"], row["label"]) for name, row in standing.items() if row["kind"] == "box"}

    def shown(self):
        state = self.view.state()
        boxes = {row["id"]: _box(row) for row in state["annotations"] if row["kind"] == "box"}
        return (
            state["item"],
            boxes,
            [row["label"] for row in state["annotations"] if row["kind"] == "class"],
            state["status"],
        )

    def expected(self):
        boxes = {name: box for name, box in self.now.boxes.items() if box[0] == self.item}
        answer = [self.now.weather[self.item]] if self.item in self.now.weather else []
        return self.item, boxes, answer, "done" if self.item in self.now.done else "todo"

    # ---- aiming ----

    def _place(self):
        """Somewhere in a cell of 100 by 100 pixels, if possible one that is free here."""
        taken = {(int(box[2] // 100), int(box[3] // 100)) for box in self.now.boxes.values() if box[0] == self.item}
        cells = [(column, row) for column in range(8) for row in range(5)]
        column, row = self.random.choice([cell for cell in cells if cell not in taken] or cells)
        width, height = self.random.randint(34, 60), self.random.randint(34, 60)
        return 100 * column + self.random.randint(12, 30), 100 * row + self.random.randint(12, 30), width, height

    def _select(self):
        # By their places, since ids are new each time the day is played.
        here = sorted(box for box in self.now.boxes.values() if box[0] == self.item)
        if not here:
            return None
        _, _, x, y, width, height = self.random.choice(here)
        self.view.click(x + width / 2, y + height / 2)
        (chosen,) = self.view.state()["selected"]
        return chosen

    def _edited(self, chosen):
        """Write down how a box is now, and unselect it."""
        (row,) = (row for row in self.view.state()["annotations"] if row["id"] == chosen)
        if _box(row) != self.now.boxes[chosen]:
            self.did(boxes=self.now.boxes | {chosen: _box(row)})
        self.view.press("Escape")


def _box(row):
    return (row["item"], row["label"], *(float(row[name]) for name in GEOMETRY))


def test_a_long_day_of_gestures_and_disasters_adds_up(notebook):
    day = Day(notebook, seed=2026)
    day.work(STEPS)
    for disaster in (
        day.a_long_cell,
        day.a_reload_with_work_that_waits,
        day.a_killed_kernel,
        day.the_cell_run_again,
        day.a_second_tab,
    ):
        disaster()
        day.check()
        day.work(STEPS)
    day.check()
    before = day.lab.frame("labeler.annotations")
    day.lab.restart_kernel()
    day.the_cell_run_again()
    day.check()
    assert day.lab.frame("labeler.annotations").equals(before)
