"""How drawing and panning feel with N boxes on the image, beside jupyter-bbox-widget in the same run.

A move is a real pointer event through the browser; its figure is the time until the page has
handled it. A frame is the time between two animation frames while that goes on.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from tests.bench.stage import Stage, percentile

COUNTS = (10, 1_000, 10_000, 50_000)
PEER_ANSWERS_UP_TO = 10_000
BOXES = """
import random
random.seed(0)
N = {n}
made = [(random.randrange(850), random.randrange(560), 30, 24, random.choice(["car", "bus"])) for _ in range(N)]
"""
PICTURE = """
import numpy as np
from PIL import Image
Image.fromarray(np.random.default_rng(0).integers(0, 255, (600, 900, 3), "uint8")).save("a.jpg")
"""
OURS = """
import nblabel as nbl
labeler = nbl.ImageLabeler(["a.jpg"], boxes=["car", "bus"], store=None, annotator="bench")
labeler.add(nbl.boxes(xywh=[b[:4] for b in made], label=[b[4] for b in made], item="a.jpg"))
labeler
"""
PEER = """
from jupyter_bbox_widget import BBoxWidget
w = BBoxWidget(image="a.jpg", classes=["car", "bus"],
    bboxes=[dict(x=a, y=b, width=c, height=d, label=l) for a, b, c, d, l in made])
w
"""


@dataclass(frozen=True)
class Feel:
    """One tool at one number of boxes."""

    tool: str
    boxes: int
    act: str
    move: float
    frame_p95: float

    def __str__(self) -> str:
        ratio = self.frame_p95 / 17.5
        return (
            f"{self.tool:20} {self.boxes:6} boxes  {self.act:8} {self.move:8.1f} ms/move   "
            f"frame p95 {self.frame_p95:7.1f} ms   {ratio:5.2f} x one frame (17.5 ms)"
        )


def feel(stage: Stage, tool: str, n: int, act: str, start: tuple[float, float], moves: int = 60) -> Feel:
    """Press, move sixty times, release; once to warm up, once to count."""
    page = stage.page
    times: list[float] = []
    frames: list[float] = []
    for counted in (False, True):
        x, y = start
        page.mouse.move(x, y)
        page.mouse.down(button="middle" if act == "pan" else "left")
        stage.watch_frames()
        for step in range(1, moves + 1):
            took = stage.timed_move(x + 4 * step, y + 3 * step)
            if counted:
                times.append(took)
        seen = stage.frames()
        page.mouse.up(button="middle" if act == "pan" else "left")
        stage.settle()
        if counted:
            frames = seen
    return Feel(tool, n, act, statistics.median(times), percentile(frames, 95))


def zooming(stage: Stage, tool: str, n: int, at: tuple[float, float], turns: int = 40) -> Feel:
    """Turn the wheel with Control held."""
    page = stage.page
    page.mouse.move(*at)
    page.keyboard.down("Control")
    stage.watch_frames()
    deltas = [-40] * (turns // 2) + [40] * (turns // 2)
    times = [stage.timed(lambda delta=delta: page.mouse.wheel(0, delta)) for delta in deltas]
    frames = stage.frames()
    page.keyboard.up("Control")
    stage.settle()
    return Feel(tool, n, "zoom", statistics.median(times), percentile(frames, 95))


def run(stage: Stage) -> list[Feel]:
    """Measure ours at every count and the peer up to 10,000, where it still answers."""
    found: list[Feel] = []
    for n in COUNTS:
        view = stage.labeler([PICTURE, BOXES.format(n=n) + OURS])
        view.wait_state(f"s => s.annotations.length === {n}")
        view.press("1")
        where = view.canvas.bounding_box()
        start = (where["x"] + where["width"] * 0.3, where["y"] + where["height"] * 0.2)
        for act in ("draw", "pan"):
            found.append(feel(stage, "nblabel", n, act, start))
            print(found[-1], flush=True)
        found.append(zooming(stage, "nblabel", n, start))
        print(found[-1], flush=True)
        if n <= PEER_ANSWERS_UP_TO:
            box = stage.peer([PICTURE, BOXES.format(n=n) + PEER], ".jp-OutputArea-output img")
            start = (box["x"] + 6, box["y"] + 6)
            found.append(feel(stage, "jupyter-bbox-widget", n, "draw", start))
            print(found[-1], flush=True)
    return found
