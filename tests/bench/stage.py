"""What every measurement stands on: one JupyterLab, one browser, and clocks that run inside the page."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import launch
from tests.e2e.jupyterlab import Lab, write_notebook
from tests.e2e.labeler import Labeler
from tests.e2e.server import Server, jupyterlab

FRAMES = """() => {
    window.benchFrames = [];
    const token = (window.benchToken = {});
    let last = performance.now();
    const tick = now => {
        if (window.benchToken !== token) return;
        window.benchFrames.push(now - last);
        last = now;
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(now => { last = now; requestAnimationFrame(tick); });
}"""
QUIET = """() => new Promise(done => {
    let calm = 0, last = performance.now();
    const tick = now => {
        calm = now - last < 25 ? calm + 1 : 0;
        last = now;
        calm >= 15 ? done() : requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
})"""


class Stage:
    """Opens notebooks one after another in the same browser."""

    def __init__(self, server: Server, browser: Any) -> None:
        self._server = server
        self._browser = browser
        self._count = 0
        self._lab: Lab | None = None
        self._context: Any = None

    @property
    def lab(self) -> Lab:
        """The notebook that is open now."""
        assert self._lab is not None
        return self._lab

    @property
    def page(self) -> Page:
        """Its page."""
        return self.lab.page

    def open(self, cells: list[str], *, run: bool = True) -> Lab:
        """Open a new notebook in a folder of its own; the one before is closed."""
        self.close()
        self._count += 1
        folder = self._server.root / f"bench-{self._count}"
        folder.mkdir()
        path = folder / "bench.ipynb"
        write_notebook(path, cells)
        self._context = self._browser.new_context(viewport={"width": 1400, "height": 1000})
        self._lab = Lab(self._context, self._server, path)
        self._lab.open()
        if run:
            self._lab.run_all()
        return self._lab

    def labeler(self, cells: list[str]) -> Labeler:
        """Open a notebook and give its labeler, ready."""
        view = self.open(cells).labeler()
        self.settle()
        return view

    def peer(self, cells: list[str], selector: str) -> dict[str, float]:
        """Open a notebook with another tool and give where its picture is."""
        lab = self.open(cells)
        shown = lab.page.wait_for_selector(selector, state="visible", timeout=120_000)
        lab.page.wait_for_function("image => !image.complete || image.naturalWidth > 0", arg=shown)
        self.settle()
        box = shown.bounding_box()
        assert box is not None
        return dict(box)

    def close(self) -> None:
        """End the notebook that is open, and its kernel."""
        if self._context is not None:
            self._context.close()
            self._server.shut_down_kernels()
        self._context = self._lab = None

    def settle(self) -> None:
        """Wait until fifteen frames in a row come in time."""
        with contextlib.suppress(Exception):
            self.page.evaluate(QUIET)

    def watch_frames(self) -> None:
        """Start to count the time between frames."""
        self.page.evaluate(FRAMES)

    def frames(self) -> list[float]:
        """Stop, and give the times in ms."""
        seen: list[float] = self.page.evaluate("() => { window.benchToken = null; return window.benchFrames; }")
        return seen

    def timed(self, act: Callable[[], object]) -> float:
        """Give the ms an act takes from outside the page."""
        start = time.perf_counter()
        act()
        return (time.perf_counter() - start) * 1000

    def timed_move(self, x: float, y: float) -> float:
        """Give the ms until the page has handled a pointer move."""
        return self.timed(lambda: self.page.mouse.move(x, y))


def percentile(values: list[float], share: float) -> float:
    """Give the nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Start everything, and end it."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as home, sync_playwright() as playwright:
        browser = launch(playwright)
        with jupyterlab(Path(home)) as server:
            made = Stage(server, browser)
            try:
                yield made
            finally:
                made.close()
                browser.close()
