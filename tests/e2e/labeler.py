"""A hand on a labeler: presses, drags and clicks in the item's own pixels, and reads what the labeler shows."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import ElementHandle, Locator, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .jupyterlab import Lab

Point = tuple[float, float]

# A hand does not jump: what is drawn must come out right through the moves in between too.
STEPS = 4
FINGERS_APART = 60


class Labeler:
    """The n-th labeler on the page, aimed at through its own handle for robots."""

    def __init__(self, lab: Lab, n: int) -> None:
        self._lab = lab
        self._n = n
        self.page: Page = lab.page
        self.page.wait_for_function(
            "n => document.querySelectorAll('.nbl-labeler')[n]?.nblabel !== undefined", arg=n, timeout=90_000
        )
        found = self.page.query_selector_all(".nbl-labeler")
        self.root: ElementHandle = found[n]
        self.ready()

    # ---- what it shows ----

    @property
    def canvas(self) -> ElementHandle:
        found = self.root.query_selector("canvas[tabindex]")
        assert found is not None, "the labeler has no canvas"
        return found

    def button(self, name: str) -> Locator:
        """Give the button whose name begins with these words."""
        labeler = self.page.locator(".nbl-labeler").nth(self._n)
        return labeler.get_by_role("button", name=re.compile(rf"^{re.escape(name)}\b", re.IGNORECASE)).first

    @property
    def is_text(self) -> bool:
        """Whether it labels texts."""
        return self.root.query_selector(".nbl-text-layer") is not None

    def state(self) -> dict[str, Any]:
        """Give what the labeler says of itself."""
        state: dict[str, Any] = self.root.evaluate("root => root.nblabel.state()")
        return state

    def status(self) -> str:
        """Give the words of the status line."""
        text: str = self.root.evaluate("root => root.querySelector('.nbl-status').textContent")
        return text

    def rect_of(self, target: dict[str, float]) -> dict[str, float]:
        """Give where on the page these pixels of the item are; the labeler brings them into view first."""
        rect: dict[str, float] = self.root.evaluate(
            """async (root, target) => {
                root.querySelector("canvas[tabindex]").scrollIntoView({ block: "nearest" });
                // What stands above may still be growing: aim once the place stands still.
                for (let last = null; ; ) {
                    const { x, y, width, height } = await root.nblabel.rectOf(target);
                    if (last && last.x === x && last.y === y && last.width === width) return { x, y, width, height };
                    last = { x, y, width };
                    await new Promise(requestAnimationFrame);
                }
            }""",
            target,
        )
        return rect

    def pixel(self, x: float, y: float) -> tuple[int, int, int]:
        """Give the colour a person sees at a pixel of the item."""
        rect = self.rect_of({"x": x, "y": y, "width": 1, "height": 1})
        self.wait_painted()
        place = {"x": rect["x"] + rect["width"] / 2, "y": rect["y"] + rect["height"] / 2}
        shot = self.page.screenshot(clip={"x": int(place["x"]), "y": int(place["y"]), "width": 1, "height": 1})
        red, green, blue = Image.open(io.BytesIO(shot)).convert("RGB").getpixel((0, 0))  # type: ignore[misc]
        return red, green, blue

    # ---- waiting ----

    def ready(self) -> None:
        """Wait until the item is painted."""
        self.root.evaluate("root => root.nblabel.ready")
        self.rect_of({"start": 0, "end": 1} if self.is_text else {"x": 0, "y": 0, "width": 1, "height": 1})

    def wait_state(self, test: str, timeout: float = 30) -> None:
        """Wait until a JavaScript function of the state gives true."""
        self.page.wait_for_function(
            f"root => ({test})(root.nblabel.state())", arg=self.root, timeout=timeout * 1000, polling=50
        )

    def wait_saved(self, timeout: float = 30) -> None:
        """Wait until the kernel has committed every change."""
        self.wait_state("s => s.unsaved === 0", timeout)

    def wait_status(self, words: str, timeout: float = 30) -> None:
        """Wait until the status line says these words."""
        self.page.wait_for_function(
            "([root, words]) => root.querySelector('.nbl-status').textContent.includes(words)",
            arg=[self.root, words],
            timeout=timeout * 1000,
            polling=50,
        )

    def wait_safe(self, timeout: float = 30) -> None:
        """Wait until every change that waits for the kernel is in the browser's IndexedDB."""
        self.page.wait_for_function(IN_INDEXED_DB, arg=self.root, timeout=timeout * 1000, polling=50)

    def wait_prefetched(self, pictures: int, timeout: float = 30) -> None:
        """Wait until the browser has received so many pictures."""
        self._lab.wait_received(pictures, timeout)

    def wait_painted(self) -> None:
        """Wait for the next frame, and the one after it."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    # ---- keys ----

    def press(self, key: str) -> None:
        """Press a key, with the focus on the canvas unless it is somewhere else in the labeler."""
        if not self.root.evaluate("root => root.contains(document.activeElement)"):
            self.canvas.focus()
        self.page.keyboard.press(key)

    # ---- the mouse ----

    def drag(self, x: float, y: float, width: float, height: float) -> None:
        """Drag from the top left corner of these pixels to the bottom right one."""
        rect = self.rect_of({"x": x, "y": y, "width": width, "height": height})
        start = (rect["x"], rect["y"])
        self._drag(start, (rect["x"] + rect["width"], rect["y"] + rect["height"]))

    def pull(self, start: Point, end: Point, *, alt: bool = False) -> None:
        """Drag from one pixel to another, which may be outside the item."""
        with self._holding("Alt" if alt else None):
            self._drag(*self._places(start, end))

    def click(self, x: float, y: float) -> None:
        """Click a pixel of the item."""
        self.page.mouse.click(*self._place((x, y)))

    def wheel(self, at: Point, delta: float, *, control: bool = False) -> None:
        """Turn the wheel over a pixel."""
        self.page.mouse.move(*self._place(at))
        with self._holding("Control" if control else None):
            self.page.mouse.wheel(0, delta)
            self.wait_painted()

    def _drag(self, start: Point, end: Point) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        for at in _between(start, end):
            mouse.move(*at)
        mouse.up()

    @contextmanager
    def _holding(self, key: str | None) -> Iterator[None]:
        if key:
            self.page.keyboard.down(key)
        try:
            yield
        finally:
            if key:
                self.page.keyboard.up(key)

    # ---- the mouse on a text, in code points ----

    def select(self, start: int, end: int, *, shift: bool = False, alt: bool = False) -> None:
        """Drag from the first of these code points to the last, by words; with Shift by letters."""
        first, last = self._ends(start, end)
        with self._holding("Shift" if shift else "Alt" if alt else None):
            self._drag(first, last)

    def text_place(self, at: int) -> Point:
        """Give the middle of a letter on the page; the labeler brings it into view first."""
        return _middle(self.rect_of({"start": at, "end": at + 1}))

    def click_text(self, at: int, *, clicks: int = 1) -> None:
        """Click a letter."""
        self.page.mouse.click(*self.text_place(at), click_count=clicks)

    def pull_end(self, of: tuple[int, int], side: str, to: int, *, shift: bool = False) -> None:
        """Drag the handle at one side of the selected span to the far edge of another letter."""
        start, end = of
        handle = self._edge(start, 0) if side == "start" else self._edge(end - 1, 1)
        target = self._edge(to, 0) if side == "start" else self._edge(to - 1, 1)
        with self._holding("Shift" if shift else None):
            self._drag(handle, target)

    def _ends(self, start: int, end: int) -> tuple[Point, Point]:
        """Give where a drag over these code points begins and ends: in the letters, near their outer edges."""
        self.rect_of({"start": start, "end": end})
        first = self._edge(start, 0.1)
        last = self._edge(end - 1, 0.9)
        # Bringing the end into view may have moved the start.
        return (first, last) if self._edge(start, 0.1) == first else (self._edge(start, 0.1), last)

    def _edge(self, at: int, part: float) -> Point:
        """Give a place in a letter, so far on in the direction it is read."""
        rect = self.rect_of({"start": at, "end": at + 1})
        # An empty range stands where a caret would: at the side the letter is read from.
        from_left = abs(self.rect_of({"start": at, "end": at})["x"] - rect["x"]) <= rect["width"] / 2
        across = part if from_left else 1 - part
        return rect["x"] + rect["width"] * across, rect["y"] + rect["height"] / 2

    # ---- pen and fingers, which only the browser's own protocol can play ----

    def pen(self, start: Point, end: Point) -> None:
        """Draw with a pen from one pixel to another."""
        first, last = self._places(start, end)
        pen = {"pointerType": "pen", "button": "left", "force": 0.5}
        with self._protocol() as send:
            send(
                "Input.dispatchMouseEvent", {**pen, **_at(first), "type": "mousePressed", "clickCount": 1, "buttons": 1}
            )
            for at in _between(first, last):
                send("Input.dispatchMouseEvent", {**pen, **_at(at), "type": "mouseMoved", "buttons": 1})
            send("Input.dispatchMouseEvent", {**pen, **_at(last), "type": "mouseReleased", "clickCount": 1})

    def touch(self, start: Point, end: Point) -> None:
        """Draw with a finger from one pixel to another."""
        first, last = self._places(start, end)
        self._fingers([[at] for at in (first, *_between(first, last))])

    def touch_text(self, start: int, end: int) -> None:
        """Draw a finger from the first of these code points to the last."""
        first, last = self._ends(start, end)
        self._fingers([[at] for at in (first, *_between(first, last))])

    def tap_text(self, at: int) -> None:
        """Tap a letter."""
        self._fingers([[self.text_place(at)]])

    def pinch(self, about: Point, *, by: float) -> None:
        """Spread two fingers about a pixel, `by` so many times their distance."""
        self._pinch(self._place(about), by)

    def pinch_text(self, at: int, *, by: float) -> None:
        """Spread two fingers about a letter."""
        self._pinch(self.text_place(at), by)

    def _pinch(self, about: Point, by: float) -> None:
        x, y = about
        spreads = [FINGERS_APART * (1 + (by - 1) * step / STEPS) / 2 for step in range(STEPS + 1)]
        self._fingers([[(x - spread, y), (x + spread, y)] for spread in spreads])
        self.wait_painted()

    def _fingers(self, frames: list[list[Point]]) -> None:
        with self._protocol() as send:
            send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
            for n, frame in enumerate(frames):
                points = [{**_at(at), "id": finger} for finger, at in enumerate(frame)]
                send("Input.dispatchTouchEvent", {"type": "touchMove" if n else "touchStart", "touchPoints": points})
            send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
            send("Emulation.setTouchEmulationEnabled", {"enabled": False})

    @contextmanager
    def _protocol(self) -> Iterator[Any]:
        session = self.page.context.new_cdp_session(self.page)
        try:
            yield session.send
        finally:
            session.detach()

    # ---- aiming ----

    def _place(self, at: Point) -> Point:
        rect = self.rect_of({"x": at[0], "y": at[1], "width": 1, "height": 1})
        return rect["x"], rect["y"]

    def _places(self, start: Point, end: Point) -> tuple[Point, Point]:
        rect = self.rect_of({"x": start[0], "y": start[1], "width": 1, "height": 1})
        x, y = rect["x"], rect["y"]
        return (x, y), (x + (end[0] - start[0]) * rect["width"], y + (end[1] - start[1]) * rect["height"])


def _between(start: Point, end: Point) -> Iterator[Point]:
    """Give the steps from start to end, the end included."""
    for step in range(1, STEPS + 1):
        part = step / STEPS
        yield start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _middle(rect: dict[str, float]) -> Point:
    return rect["x"] + rect["width"] / 2, rect["y"] + rect["height"] / 2


def _at(place: Point) -> dict[str, float]:
    return {"x": place[0], "y": place[1]}


IN_INDEXED_DB = """async root => {
    const waiting = root.nblabel.state().unsaved;
    if (waiting === 0) return true;
    const database = await new Promise((opened, refused) => {
        const request = indexedDB.open("nblabel");
        request.onsuccess = () => opened(request.result);
        request.onerror = () => refused(request.error);
    });
    try {
        const counts = await Promise.all([...database.objectStoreNames].map(name => new Promise((counted, refused) => {
            const request = database.transaction(name).objectStore(name).count();
            request.onsuccess = () => counted(request.result);
            request.onerror = () => refused(request.error);
        })));
        return counts.reduce((sum, count) => sum + count, 0) >= waiting;
    } finally {
        database.close();
    }
}"""
