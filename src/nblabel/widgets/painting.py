"""What Python paints with ipycanvas: whole items (``draw=``) and layers over them (``overlay=``).

ipycanvas keeps no state, so nothing is painted ahead of being asked for: each request makes a canvas
of its own, paints it, and answers with its name; the browser takes a picture of it and caches that
like any other. After a reload the browser asks again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

from nblabel.items import Asset, ItemError
from nblabel.widgets.last_line import last_line

if TYPE_CHECKING:
    from nblabel.items import Item
    from nblabel.kinds import Extent

Paint = Callable[[Any, "Item"], object]

MIME = "application/vnd.nblabel.canvas"
KEPT = 64
"""How many canvases stay open: more than a browser has asked for and not yet taken a picture of."""

one_at_a_time = Lock()
"""Held while anything is painted: all canvases of a process share one queue of drawing commands."""


class Painter:
    """Paints items with a user's function.

    Parameters
    ----------
    paint
        ``paint(canvas, item)`` draws on an `ipycanvas.Canvas` of the item's size. For an overlay it
        may set the canvas to another size: it is stretched over the item.
    word
        What the person is told of when it fails: the argument's name.
    """

    def __init__(self, paint: Paint, word: str) -> None:
        if not callable(paint):
            raise TypeError(f"{word}={paint!r} is no function; give one that takes (canvas, item)")
        self._paint = paint
        self._word = word
        self._open: deque[Any] = deque()

    def __call__(self, item: Item, extent: Extent) -> Asset:
        """Paint one item.

        Raises
        ------
        ItemError
            If the user's function raises; the sentence ends with the last line of its traceback.
        """
        from ipycanvas import Canvas, hold_canvas  # noqa: PLC0415  (half a second that only painting is worth)

        canvas = Canvas(width=round(extent.width), height=round(extent.height))
        failure: Exception | None = None
        with one_at_a_time:
            # An exception must not leave `hold_canvas`: it would hold every canvas's drawing for ever.
            with hold_canvas():
                try:
                    self._paint(canvas, item)
                except Exception as error:  # noqa: BLE001  (it is the user's code)
                    failure = error
            self._open.append(canvas)
            while len(self._open) > KEPT:
                self._open.popleft().close()
        if failure is not None:
            raise ItemError(f"{self._word}= failed on item {item.key!r}: {last_line(failure)}") from failure
        return Asset(b"", MIME, {"model": canvas.model_id, "width": canvas.width, "height": canvas.height})

    def close(self) -> None:
        """Let go of all canvases."""
        with one_at_a_time:
            while self._open:
                self._open.popleft().close()
