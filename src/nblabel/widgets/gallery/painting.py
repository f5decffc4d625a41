"""Paint the tiles of a gallery on an ipycanvas: pictures, or first words, and what was said on them.

A row of tiles is one batch: each picture one command, all its boxes, marks and answers one vectorised
call each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from nblabel.dataset import Dataset
from nblabel.items import ItemError, Source
from nblabel.items.keys import from_wire, to_wire
from nblabel.kinds import by_name
from nblabel.widgets.gallery.words import Line, wrapped

PICTURE = (128, 128)
WORDS = (224, 128)
_FONT = "11px monospace"
_LETTER = 6.61
"""Width of a letter of that font: monospace letters are 0.601 of their size wide."""
_LINE = 15
_PAD = 6
_STRIPE = 5

Record = Mapping[str, Any]
Colour = tuple[int, int, int]


class TilePainter:
    """Paints items of one dataset as tiles; ``size`` is a tile's width and height in pixels."""

    def __init__(self, dataset: Dataset) -> None:
        self.size = WORDS if dataset.medium == "text" else PICTURE
        self._source: Source | None = dataset.source
        self._keys = [to_wire(key) for key in dataset.keys.tolist()]
        self._text = dataset.medium == "text"
        self._colours = {
            (field.name, label.name): _rgb(label.color)
            for field in dataset.fields
            for label in (*field.labels, *field.retired)
        }
        self._records: dict[str, list[Record]] = defaultdict(list)
        for record in dataset.records.values():
            if record["decision"] not in {"rejected", "not taken"}:
                self._records[record["item"]].append(record)

    def paint(self, canvas: Any, positions: Sequence[int], places: Sequence[tuple[int, int]]) -> None:
        """Paint tiles whose upper left corners are ``places``; the caller holds the canvas's commands back."""
        boxes: list[tuple[float, float, float, float, Colour, float]] = []
        fills: list[tuple[float, float, float, float, Colour, float]] = []
        for position, (x, y) in zip(positions, places, strict=True):
            records = self._records.get(self._keys[position], [])
            if self._text:
                self._paint_words(canvas, position, x, y, records, fills)
            else:
                self._paint_picture(canvas, position, x, y, records, boxes)
            answers = [record for record in records if by_name()[record["kind"]].columns == {}]
            for at, record in enumerate(answers):
                stripe = self.size[0] / len(answers)
                fills.append((x + at * stripe, y + self.size[1] - _STRIPE, stripe, _STRIPE, self._colour(record), 1))
        for paint, many in ((canvas.fill_styled_rects, fills), (canvas.stroke_styled_rects, boxes)):
            if many:
                xs, ys, widths, heights, colours, alphas = (np.array(column) for column in zip(*many, strict=True))
                paint(xs, ys, widths, heights, colours, alphas)

    def _paint_picture(
        self, canvas: Any, position: int, x: int, y: int, records: Sequence[Record], boxes: list[Any]
    ) -> None:
        try:
            if self._source is None:
                raise ItemError("only the keys of these items are known")  # noqa: TRY301
            asset = self._source.asset(position, "thumbnail")
            extent = self._source.extent(position)
            with Image.open(BytesIO(asset.data)) as opened:
                picture = np.asarray(opened.convert("RGB" if opened.mode != "RGBA" else "RGBA"))
        except (ItemError, OSError):
            self._paint_name(canvas, position, x, y)
            return
        down, across = picture.shape[:2]
        left, top = x + (self.size[0] - across) // 2, y + (self.size[1] - down) // 2
        canvas.put_image_data(picture, left, top)
        for record in records:
            bounds = by_name()[record["kind"]].bounds(record["geometry"])
            if bounds is not None:
                scale = across / extent.width
                bx, by, width, height = (side * scale for side in bounds)
                boxes.append((left + bx, top + by, width, height, self._colour(record), 1))

    def _paint_words(
        self, canvas: Any, position: int, x: int, y: int, records: Sequence[Record], fills: list[Any]
    ) -> None:
        width, height = self.size
        try:
            text = None if self._source is None else self._source.item(position).text
        except ItemError:
            text = None
        if text is None:
            self._paint_name(canvas, position, x, y)
            return
        lines = wrapped(text, columns=int((width - 2 * _PAD) / _LETTER), rows=(height - _PAD - _STRIPE) // _LINE)
        canvas.fill_style = "#ffffff"
        canvas.fill_rect(x, y, width, height)
        marks = [
            (place[0] + x + _PAD, place[1] + y + _PAD, place[2], _LINE - 2, self._colour(record), 0.35)
            for record in records
            for place in _marks(record["geometry"], lines)
        ]
        fills.extend(marks)
        canvas.font, canvas.fill_style, canvas.text_baseline = _FONT, "#212121", "top"
        for row, line in enumerate(lines):
            canvas.fill_text(line.text, x + _PAD, y + _PAD + row * _LINE)

    def _paint_name(self, canvas: Any, position: int, x: int, y: int) -> None:
        """Paint what is left to tell of an item that cannot be shown: its name."""
        width, height = self.size
        canvas.fill_style = "#e0e0e0"
        canvas.fill_rect(x, y, width, height)
        canvas.font, canvas.fill_style, canvas.text_baseline = _FONT, "#424242", "top"
        name = str(from_wire(self._keys[position]))
        for row, line in enumerate(wrapped(name, columns=int((width - 2 * _PAD) / _LETTER), rows=4)):
            canvas.fill_text(line.text, x + _PAD, y + _PAD + row * _LINE)

    def _colour(self, record: Record) -> Colour:
        return self._colours.get((record["field"], record["label"]), (117, 117, 117))


def _marks(geometry: Mapping[str, Any], lines: Sequence[Line]) -> list[tuple[float, float, float]]:
    """Give where a span lies in wrapped lines: x, y and width of each piece."""
    if "start" not in geometry:
        return []
    start, end = int(geometry["start"]), int(geometry["end"])
    pieces = []
    for row, line in enumerate(lines):
        first, last = max(start, line.start), min(end, line.start + len(line.text))
        if first < last:
            pieces.append(((first - line.start) * _LETTER, row * float(_LINE), (last - first) * _LETTER))
    return pieces


def _rgb(colour: str | None) -> Colour:
    if colour is None or len(colour) != 7:  # noqa: PLR2004  (#rrggbb; `finish` fills it in)
        return (117, 117, 117)
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
