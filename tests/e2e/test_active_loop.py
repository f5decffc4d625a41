"""Label digits by keys while a slow model learns from them and says what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.datasets import load_digits

if TYPE_CHECKING:
    from pathlib import Path

    from .jupyterlab import Lab
    from .labeler import Labeler

# Trains for a while and as long as it is held, keeps what it was trained on, and fails while it is broken.
MODEL = """
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

FITS = Path({folder!r})


class Slow(LogisticRegression):
    def fit(self, X, y):
        n = len(list(FITS.glob("fit-*.npy"))) + 1
        np.save(FITS / f"fit-{{n}}.npy", X)
        time.sleep({seconds})
        while (FITS / "held").exists():
            time.sleep(0.02)
        if (FITS / "broken").exists():
            raise RuntimeError("this model is broken")
        return super().fit(X, y)
"""

CELL = """
import numpy as np, pandas as pd, nblabel as nbl
from sklearn.datasets import load_digits
from slow import Slow
digits = load_digits(n_class=3)
X = pd.DataFrame(digits.data, index=[f"d{i:03d}" for i in range(len(digits.data))])
pictures = {key: np.kron(255 - 15 * image, np.ones((8, 8))).astype("uint8") for key, image in zip(X.index, digits.images)}
labeler = nbl.ImageLabeler(pd.Series(pictures), classes=["zero", "one", "two"], annotator="anna", store="digits.db")
loop = nbl.ActiveLoop(labeler, Slow(), X, batch_size=6, holdout=0.3, random_state=0)
loop
"""

LEFT = "[key for key in loop.queries.query('draw == draw.max()')['item'] if labeler.items['status'][key] == 'todo']"
TRUTH = {f"d{at:03d}": int(digit) for at, digit in enumerate(load_digits(n_class=3).target)}
DRAWN = "root => root.querySelectorAll('.nbl-curve-point').length"


class Person:
    """Knows every digit, and presses its key."""

    def __init__(self, view: Labeler) -> None:
        self.view = view
        self.seen: list[str] = []

    def label(self, n: int = 1) -> None:
        """Answer for the item in view; after each key the next one is there already."""
        for _ in range(n):
            item = self.view.state()["item"]
            self.seen.append(item)
            self.view.press(str(TRUTH[item] + 1))
            assert self.view.state()["item"] not in self.seen

    def wait_for_rounds(self, n: int) -> None:
        """Wait until the curve has as many points."""
        self.view.page.wait_for_function(f"root => ({DRAWN})(root) >= {n}", arg=self.view.root, timeout=60_000)

    def training(self) -> bool:
        return self.view.root.query_selector(".nbl-loop-state[data-state=training]") is not None

    def panel(self, part: str) -> str:
        """Give the words of a part of the panel."""
        text: str = self.view.root.evaluate(f"root => root.querySelector('.nbl-loop {part}')?.textContent ?? ''")
        return text


def trained_on(folder: Path) -> set[str]:
    """Give the items that any fit was given, by their very pixels."""
    digits = load_digits(n_class=3).data
    keys = {row.tobytes(): f"d{at:03d}" for at, row in enumerate(digits)}
    fits = [np.load(path).astype(digits.dtype) for path in folder.glob("fit-*.npy")]
    return {keys[row.tobytes()] for fit in fits for row in fit}


def opened(notebook, folder: Path, *, seconds: float) -> tuple[Lab, Person]:
    (folder / "slow.py").write_text(MODEL.format(folder=str(folder), seconds=seconds))
    lab = notebook([CELL])
    return lab, Person(lab.labeler())


def test_thirty_digits_are_labeled_while_a_slow_model_learns(notebook, folder):
    (folder / "held").touch()
    lab, anna = opened(notebook, folder, seconds=5)
    view = anna.view

    anna.label(14)
    view.page.wait_for_selector(".nbl-loop-state[data-state=training]", timeout=60_000)
    lab.screenshot("loop-training")
    anna.label(4)
    assert anna.training()
    (folder / "held").unlink()
    anna.wait_for_rounds(1)
    anna.label()
    view.wait_saved()
    drawn = [key for key in lab.value(LEFT) if key != view.state()["item"]]
    anna.label(4)
    assert anna.seen[-3:] == drawn[:3]
    anna.label(7)
    view.wait_saved()
    lab.run("loop.settle(120)")
    anna.wait_for_rounds(2)
    lab.screenshot("loop-ready")

    assert anna.seen != sorted(anna.seen)
    labels = lab.frame("labeler.annotations").set_index("item")["label"]
    assert labels.to_dict() == {key: ["zero", "one", "two"][TRUTH[key]] for key in anna.seen}
    queries = lab.frame("loop.queries")
    held = set(queries["item"][queries["holdout"]])
    assert held & set(anna.seen)
    trained = trained_on(folder)
    assert trained
    assert trained <= set(anna.seen) - held


def test_a_reason_stands_by_the_items_that_the_model_chose(notebook, folder):
    _, anna = opened(notebook, folder, seconds=0)
    anna.label(14)
    assert anna.panel(".nbl-reason") == ""
    anna.wait_for_rounds(1)
    anna.label()
    for _ in range(8):
        anna.label()
        if reason := anna.panel(".nbl-reason"):
            break
    assert reason.startswith("why: margin ")


def test_a_model_that_fails_in_its_second_round_stops_nobody(notebook, folder):
    lab, anna = opened(notebook, folder, seconds=0)
    anna.label(14)
    anna.wait_for_rounds(1)
    (folder / "broken").touch()
    anna.label(10)
    view = anna.view
    view.page.wait_for_selector(".nbl-loop-trouble", timeout=60_000)
    lab.screenshot("loop-failed")
    assert anna.panel(".nbl-loop-trouble p") == "RuntimeError: this model is broken"
    view.button("what happened").click()
    assert "slow.py" in anna.panel("pre")
    anna.label(2)

    (folder / "broken").unlink()
    view.button("Train now").click()
    anna.wait_for_rounds(2)
    assert anna.panel(".nbl-loop-trouble") == ""
    view.wait_saved()
    assert (lab.frame("labeler.items")["status"] == "done").sum() == len(anna.seen)


def test_a_reload_shows_panel_and_queue_again(notebook, folder):
    lab, anna = opened(notebook, folder, seconds=0)
    anna.label(14)
    anna.wait_for_rounds(1)
    anna.label()
    anna.view.wait_saved()
    lab.run("loop.settle(60)")
    before = anna.view.state()["item"]
    lab.save()
    lab.reload()
    again = Person(lab.labeler())
    assert again.view.state()["item"] == before
    assert again.view.root.evaluate(DRAWN) >= 1
    drawn = [key for key in lab.value(LEFT) if key != before]
    again.label(3)
    assert again.seen[1:] == drawn[:2]


@pytest.mark.parametrize("width", [600, 1000])
def test_the_panel_never_takes_the_focus_from_the_canvas(notebook, folder, width):
    _, anna = opened(notebook, folder, seconds=0)
    view = anna.view
    view.root.evaluate("(root, width) => { root.parentElement.style.width = `${width}px`; }", width)
    view.page.wait_for_function("([root, width]) => root.clientWidth < width", arg=[view.root, width])
    anna.label()
    if width < 900:
        view.button("active learning").click()
    for name in ("minutes", "labels", "Pause", "Resume"):
        view.button(name).click()
        assert view.root.evaluate("root => document.activeElement === root.querySelector('canvas[tabindex]')")
    anna.label()
