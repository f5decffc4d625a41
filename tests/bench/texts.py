"""How a book feels: a 1 MB text with 10,000 spans, opened, scrolled and marked."""

from __future__ import annotations

import statistics

from tests.bench.stage import Stage, percentile

BOOK = """
import random
import nblabel as nbl
random.seed(0)
words = ["label", "span", "offset", "Zürich", "naïve", "the", "a", "of", "entity", "日本", "🙂"]
lines = []
while sum(map(len, lines)) < 1_000_000:
    lines.append(" ".join(random.choices(words, k=random.randrange(5, 120))) + ".\\n")
book = "".join(lines)
starts = sorted(random.sample(range(0, len(book) - 40, 45), 10_000))
labeler = nbl.TextLabeler(["A short one.", book, "Another."], spans=["person", "place", "thing"],
    annotator="bench", store=None)
frame = nbl.spans(start=starts, end=[start + random.randrange(3, 30) for start in starts],
    label=random.choices(["person", "place", "thing"], k=10_000), item=1)
labeler.add(frame)
labeler
"""
OPEN = """async root => {
    const canvas = root.querySelector("canvas[tabindex]");
    const start = performance.now();
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key: ".", code: "Period", bubbles: true, cancelable: true }));
    await root.nblabel.rectOf({ start: 0, end: 1 });
    return { ms: performance.now() - start, item: root.nblabel.state().item };
}"""


def run(stage: Stage) -> None:
    """Print first paint, scroll and selection with their limits."""
    view = stage.labeler([BOOK])
    page = stage.page
    seen = page.evaluate(OPEN, view.root)
    assert seen["item"] == 1
    name = "1 MB text, 10,000 spans"
    print(f"{name + ': first paint':58} {seen['ms']:8.1f} ms   {seen['ms'] / 300:5.2f} x the 300 ms limit")

    stage.settle()
    where = view.canvas.bounding_box()
    assert where is not None
    x, y = where["x"] + where["width"] / 3, where["y"] + where["height"] / 3
    page.mouse.click(x, y)
    stage.settle()
    stage.watch_frames()
    for _ in range(60):
        page.mouse.wheel(0, 120)
    frames = stage.frames()
    p95 = percentile(frames, 95)
    print(f"{name + ': scrolling, frame p95':58} {p95:8.1f} ms   {p95 / 17.5:5.2f} x one frame (17.5 ms)")

    view.press("1")
    page.mouse.move(x, y)
    page.mouse.down()
    stage.watch_frames()
    moves = [stage.timed_move(x + 4 * step, y + step) for step in range(60)]
    frames = stage.frames()
    page.mouse.up()
    p95 = percentile(frames, 95)
    print(
        f"{name + ': selecting, ms per move':58} {statistics.median(moves):8.1f} ms   "
        f"frame p95 {p95:.1f} ms, {p95 / 17.5:.2f} x one frame (17.5 ms)"
    )
