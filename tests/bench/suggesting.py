"""What suggestions save, and what thousands of them cost.

A robot that knows the truth labels real documents and a real photo twice: from nothing, and by
correcting what a real model says of them. Every key, click and drag counts as one act; what it ends
with is held against the truth. Then 5,000 suggestions lie on one image while a hand draws, pans and
zooms, and decides on them.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tests.bench.boxes import PICTURE, feel, zooming
from tests.bench.stage import Stage, percentile
from tests.e2e.labeler import Labeler
from tests.e2e.test_robot import DATA, trees
from tests.e2e.test_text_robot import within_words
from tests.models import CrownDetector, Tagger
from tests.real_texts import Document, documents

MANY = 5_000
# The keystroke-level model (Card, Moran and Newell, 1980), without what goes on in the head: a key of an average
# typist; a drag, which is two times to point and a button down and up.
KEY, DRAG = 0.28, 2 * 1.1 + 2 * 0.1
# So close, nobody draws it anew.
GOOD = 0.7
MANY_CELL = f"""
import random
import nblabel as nbl
random.seed(0)
made = [(random.randrange(850), random.randrange(560), 30, 24) for _ in range({MANY})]
labeler = nbl.ImageLabeler(["a.jpg"], boxes=["car", "bus"], store=None, annotator="bench")
labeler.suggest(nbl.boxes(xywh=made, label=[random.choice(["car", "bus"]) for _ in made],
                          score=[random.random() for _ in made], item="a.jpg"), model="bench")
labeler
"""


@dataclass
class Robot:
    """A hand on a labeler that counts what it does."""

    view: Labeler
    acts: Counter[str] = field(default_factory=Counter)

    def press(self, key: str) -> None:
        """Press one key."""
        self.acts["keys"] += 1
        self.view.press(key)

    def mark(self, document: Document, start: int, end: int) -> None:
        """Drag over a span."""
        self.acts["drags"] += 1
        self.view.select(start, end, shift=within_words(document.body, start, end))

    def draw(self, box: Sequence[float]) -> None:
        """Drag a box."""
        self.acts["drags"] += 1
        self.view.drag(*box)

    def decide(self, good: set[str]) -> None:
        """Walk the suggestions with A and X until none that is left is good."""
        while good:
            cursor = self.view.state()["cursor"]
            self.press("a" if cursor in good else "x")
            good.discard(cursor)


@dataclass(frozen=True)
class Cost:
    """What one way of labeling took."""

    what: str
    way: str
    made: int
    acts: Counter[str]

    def __str__(self) -> str:
        seconds = KEY * self.acts["keys"] + DRAG * self.acts["drags"]
        return (
            f"{self.what:24} {self.way:16} {self.made:4} labeled  {self.acts['keys']:4} keys  {self.acts['drags']:4} "
            f"drags  {seconds:6.1f} s of the hand ({seconds / self.made:4.2f} each)"
        )


def _span_cell(document: Document, suggested: pd.DataFrame | None) -> str:
    says = "" if suggested is None else f"labeler.suggest(pd.DataFrame({suggested.to_dict('list')!r}), model='tagger')"
    return f"""
import pandas as pd
import nblabel as nbl
bodies = {{{document.name!r}: {document.body!r}, "next": "."}}
labeler = nbl.TextLabeler(pd.Series(bodies), spans={document.labels!r}, language={document.language!r}, store=None,
                          annotator="bench")
{says}
labeler
"""


def _label_document(stage: Stage, document: Document, suggested: pd.DataFrame | None) -> Counter[str]:
    view = stage.labeler([_span_cell(document, suggested)])
    robot = Robot(view)
    truth = {span[:3] for span in document.spans}
    rows = view.state()["suggestions"]
    robot.decide({row["id"] for row in rows if (row["start"], row["end"], row["label"]) in truth})
    standing = {(row["start"], row["end"], row["label"]) for row in view.state()["annotations"]}
    active = document.labels[0]
    for start, end, label in sorted(truth - standing):
        if label != active:
            robot.press(str(document.labels.index(label) + 1))
            active = label
        robot.mark(document, start, end)
    ended = {(row["start"], row["end"], row["label"]) for row in view.state()["annotations"]}
    assert ended == truth, (document.name, ended ^ truth)
    robot.press("Enter")
    return robot.acts


def documents_twice(stage: Stage) -> list[Cost]:
    """Label Spanish and Dutch news from nothing, and by correcting a tagger that learnt from the others."""
    found: list[Cost] = []
    for language, name in (("es", "news in Spanish"), ("nl", "news in Dutch")):
        corpus = [document for document in documents() if document.language == language]
        made = sum(len({span[:3] for span in document.spans}) for document in corpus)
        nothing, model = Counter[str](), Counter[str]()
        for document in corpus:
            tagger = Tagger([other for other in corpus if other is not document])
            suggested = tagger(document.body, document.name)
            known = suggested[suggested["label"].isin(document.labels)]
            nothing += _label_document(stage, document, None)
            model += _label_document(stage, document, known)
        for cost in (Cost(name, "from nothing", made, nothing), Cost(name, "with a tagger", made, model)):
            found.append(cost)
            print(cost, flush=True)
    return found


def photo_twice(stage: Stage) -> list[Cost]:
    """Label the right half of an aerial photo, from nothing and with a detector that learnt from the left half."""
    crowns = np.array(trees())
    corners = np.c_[crowns[:, :2], crowns[:, :2] + crowns[:, 2:]]
    detector = CrownDetector(DATA / "OSBS_029.png", corners, right_of=200)
    right = crowns[corners[:, 0] >= 200]
    found: list[Cost] = []
    for way, suggested in (("from nothing", None), ("with a detector", detector("OSBS_029.png"))):
        frame = "" if suggested is None else f"found = pd.DataFrame({suggested.to_dict('list')!r})\n"
        says = "" if suggested is None else "labeler.suggest(found.assign(item=labeler.items.index[0]), model='crowns')"
        cell = f"""
import pandas as pd
import nblabel as nbl
labeler = nbl.ImageLabeler([{str(DATA / "OSBS_029.png")!r}], boxes=["crown"], store=None, annotator="bench")
{frame}{says}
labeler
"""
        view = stage.labeler([cell])
        robot = Robot(view)
        wanted = [tuple(map(float, box)) for box in right]
        good: set[str] = set()
        for row in sorted(view.state()["suggestions"], key=lambda row: -row["score"]):
            hit = max(wanted, key=lambda box: overlap(box, row), default=None)
            if hit is not None and overlap(hit, row) >= GOOD:
                good.add(row["id"])
                wanted.remove(hit)
        robot.decide(good)
        for box in wanted:
            robot.draw(box)
        ended = view.state()["annotations"]
        assert len(ended) == len(right)
        robot.press("Enter")
        found.append(Cost("tree crowns", way, len(right), robot.acts))
        print(found[-1], flush=True)
    return found


def overlap(box: tuple[float, ...], row: dict[str, float]) -> float:
    """Give intersection over union of a box and a row of the labeler's."""
    x, y, width, height = box
    wide = min(x + width, row["x"] + row["width"]) - max(x, row["x"])
    high = min(y + height, row["y"] + row["height"]) - max(y, row["y"])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / (width * height + row["width"] * row["height"] - wide * high)


def many(stage: Stage) -> None:
    """Draw, pan, zoom and decide with 5,000 suggestions on the image."""
    view = stage.labeler([PICTURE, MANY_CELL])
    view.wait_state(f"s => s.suggestions.length === {MANY}")
    view.press("1")
    where = view.canvas.bounding_box()
    assert where is not None
    start = (where["x"] + where["width"] * 0.3, where["y"] + where["height"] * 0.2)
    for act in ("draw", "pan"):
        print(feel(stage, "suggestions", MANY, act, start), flush=True)
    print(zooming(stage, "suggestions", MANY, start), flush=True)
    stage.settle()
    stage.watch_frames()
    times = [stage.timed(lambda: view.page.keyboard.press("a")) for _ in range(30)]
    frames = stage.frames()
    print(
        f"{'suggestions':20} {MANY:6} boxes  {'accept':8} {statistics.median(times):8.1f} ms/key    "
        f"frame p95 {percentile(frames, 95):7.1f} ms   {percentile(frames, 95) / 17.5:5.2f} x one frame (17.5 ms)",
        flush=True,
    )


def run(stage: Stage) -> None:
    """Print all of it."""
    photo_twice(stage)
    documents_twice(stage)
    many(stage)
