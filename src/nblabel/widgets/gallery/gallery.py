"""The gallery as a widget: each view that opens has a canvas of its own painted, row by row, on a thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Any

import anywidget
import traitlets as t

from nblabel.dataset import Dataset
from nblabel.items.keys import from_wire, to_wire
from nblabel.widgets.gallery.choosing import Group, Where, choose
from nblabel.widgets.gallery.painting import TilePainter
from nblabel.widgets.gallery.sheet import Sheet, lay_out
from nblabel.widgets.labeler import STATIC, Labeler, bundled, length
from nblabel.widgets.last_line import last_line
from nblabel.widgets.painting import one_at_a_time

_log = logging.getLogger(__name__)

AT_ONCE = 64
"""Tiles painted between two looks at whether anybody still wants them."""


def gallery(
    what: Labeler | Dataset,
    *,
    where: Where = None,
    by: str | None = None,
    n: int = 1000,
    height: str | float = "75vh",
) -> Gallery:
    """Show many items at one look, with what was said about them; a click opens one in its labeler.

    Parameters
    ----------
    what
        A labeler, or a `Dataset`.
    where
        Which items: a label's name, a query over ``labeler.items`` (``"status == 'done'"``), a
        function of that frame that gives True or False for each row, or keys. Left out, all.
    by
        How they are ordered: ``"label"`` (grouped), ``"score"`` (least sure first; only items with one),
        ``"disagreement"`` (of the annotators of a task, most first), or a column of
        ``labeler.items`` (grouped). Left out, in their own order.
    n
        At most so many.
    height
        Of the gallery: CSS, or pixels.

    Returns
    -------
    Gallery
        A widget. Each time it is shown, or asked to, it paints what stands then.

    Raises
    ------
    ValueError
        If ``where`` or ``by`` cannot be understood.

    Examples
    --------
    >>> import numpy as np, pandas as pd, nblabel as nbl
    >>> photos = {f"{n}.jpg": np.zeros((60, 80, 3), np.uint8) for n in range(3)}
    >>> labeler = nbl.ImageLabeler(photos, boxes=["bus"], store=None, annotator="anna")
    >>> nbl.gallery(labeler, by="status")
    Gallery of 3 items
    """
    return Gallery(what, where=where, by=by, n=n, height=height)


class Gallery(anywidget.AnyWidget):
    """A sheet of thumbnails that zooms and pans; see `gallery`."""

    if (STATIC / "gallery.js").is_file():
        _esm = bundled("gallery.js")
        _css = bundled("gallery.css")

    height = t.Unicode("75vh").tag(sync=True)

    def __init__(
        self,
        what: Labeler | Dataset,
        *,
        where: Where = None,
        by: str | None = None,
        n: int = 1000,
        height: str | float = "75vh",
    ) -> None:
        if not isinstance(what, Labeler | Dataset):
            raise TypeError(f"a gallery shows a labeler or a Dataset, not {type(what).__name__}")
        self._what = what
        self._choose: Callable[[Dataset], tuple[list[Group], int]] = lambda dataset: choose(
            dataset, where=where, by=by, n=n, others=self._others()
        )
        self._count = sum(len(group.positions) for group in self._choose(self._dataset())[0])
        self._shown: dict[str, _Painting] = {}
        self._lock = Lock()
        super().__init__(height=length(height))
        self.on_msg(self._on_message)

    def __repr__(self) -> str:
        """Say how many items it shows."""
        return f"Gallery of {self._count} items"

    def close(self) -> None:
        """Take the gallery out of the page."""
        for client in list(getattr(self, "_shown", ())):
            self._end(client)
        super().close()

    def _dataset(self) -> Dataset:
        return self._what.dataset if isinstance(self._what, Labeler) else self._what

    def _others(self) -> dict[str, Dataset]:
        return self._what.answers_of_others() if isinstance(self._what, Labeler) else {}

    def _on_message(self, _: object, content: Any, __: object) -> None:
        client = str(content.get("client"))
        match content.get("type"):
            case "paint":
                self._paint(client)
            case "open" if isinstance(self._what, Labeler):
                self._what.go_to(from_wire(str(content.get("item"))))
            case "gone":
                self._end(client)

    def _paint(self, client: str) -> None:
        self._end(client)
        try:
            dataset = self._dataset()
            groups, left_out = self._choose(dataset)
            painting = _Painting(dataset, groups, left_out, lambda said: self.send({**said, "client": client}))
        except Exception as error:  # noqa: BLE001  (whatever it is, the person is told)
            self.send({"type": "failed", "client": client, "why": last_line(error)})
            return
        with self._lock:
            self._shown[client] = painting
        painting.start()

    def _end(self, client: str) -> None:
        with self._lock:
            painting = self._shown.pop(client, None)
        if painting is not None:
            painting.end()


class _Painting:
    """One canvas, painted for one view, tile after tile, until all are or nobody looks any more."""

    def __init__(
        self, dataset: Dataset, groups: list[Group], left_out: int, tell: Callable[[dict[str, Any]], None]
    ) -> None:
        from ipycanvas import Canvas  # noqa: PLC0415  (half a second that only painting is worth)

        self._tiles = TilePainter(dataset)
        self._groups = groups
        self._left_out = left_out
        self._tell = tell
        self._sheet = lay_out(
            [group.title for group in groups], [len(group.positions) for group in groups], self._tiles.size
        )
        self._canvas = Canvas(width=self._sheet.width, height=self._sheet.height)
        self._ended = Event()
        self._keys = dataset.keys.tolist()
        tell(self._described(self._sheet))

    def start(self) -> None:
        Thread(target=self._run, name="nblabel-gallery", daemon=True).start()

    def end(self) -> None:
        self._ended.set()
        with one_at_a_time:
            self._canvas.close()

    def _described(self, sheet: Sheet) -> dict[str, Any]:
        places = [(self._groups[tile.group], tile) for tile in sheet.tiles]
        keys = [self._keys[group.positions[tile.place]] for group, tile in places]
        return {
            "type": "sheet",
            "model": self._canvas.model_id,
            "width": sheet.width,
            "height": sheet.height,
            "tile": self._tiles.size,
            "heading": sheet.heading,
            "items": [to_wire(key) for key in keys],
            "names": [str(key) for key in keys],
            "figures": [group.figures[tile.place] for group, tile in places],
            "places": [(tile.x, tile.y) for _, tile in places],
            "left_out": self._left_out,
            "headings": [
                {"title": group.title, "count": len(group.positions), "y": y}
                for group, y in zip(self._groups, sheet.headings, strict=True)
                if y is not None
            ],
        }

    def _run(self) -> None:
        from ipycanvas import hold_canvas  # noqa: PLC0415

        tiles = self._sheet.tiles
        self._canvas.line_width = 2
        for start in range(0, len(tiles), AT_ONCE):
            some = tiles[start : start + AT_ONCE]
            with one_at_a_time:
                if self._ended.is_set():
                    return
                with hold_canvas():
                    try:
                        self._tiles.paint(
                            self._canvas,
                            [self._groups[tile.group].positions[tile.place] for tile in some],
                            [(tile.x, tile.y) for tile in some],
                        )
                    except Exception as error:  # noqa: BLE001
                        _log.exception("a gallery cannot be painted")
                        self._tell({"type": "failed", "why": last_line(error)})
                        return
            self._tell({"type": "painted", "done": start + len(some)})
