"""Labeling images: boxes and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import traitlets as t

from nblabel.widgets.labeler import STATIC, Labeler, bundled
from nblabel.widgets.painting import Painter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike
    from pathlib import Path

    from nblabel.items import Medium
    from nblabel.labels import Choice, LabelsLike
    from nblabel.widgets.painting import Paint
    from nblabel.widgets.suggester import Suggest


class ImageLabeler(Labeler):
    """Label images in the cell below, and have the result as pandas DataFrames.

    Every finished gesture is saved. Running the cell again resumes from the store.

    Parameters
    ----------
    items
        A folder, a glob, a list of paths, PIL images, numpy arrays, bytes or URLs, a Series, or a
        DataFrame (name its column with ``image=``). A `Dataset`: its fields are captured too, and what
        it says is taken in, once; of several people,
        each one's under their name.
    image
        The DataFrame's column that holds the images.
    root
        The folder that relative paths start from, and that keys are relative to.
    boxes, classes
        What to capture: label names, a dict name → colour, or `Label` objects; ``classes`` takes
        a `Choice` too, or a dict of them, one field each.
    store
        Where the work is kept: ``"auto"`` is ``.nblabel/labels.db`` in the working directory; a
        path; None keeps it in memory only.
    name
        The task's name in the store. Left out, the task is found by its items and fields.
    annotator
        Who labels. Left out, the hub's user or the system's.
    guide
        How to label, in Markdown; shown under ``?``.
    height
        Of the labeler: CSS, or pixels.
    window
        ``(lo, hi)``: which values of 16-bit and float images become black and white; left out,
        each image is stretched by percentiles.
    draw
        ``draw(canvas, item)`` paints each item with ipycanvas, when it is about to be looked at: a
        waveform, a molecule, a map. The items are then a DataFrame or Series whose index names
        them, a dict, or a list of names; ``item`` is an `Item` with ``key``, ``row`` and ``value``.
    size
        ``(width, height)`` of every painted item, in pixels.
    overlay
        ``overlay(canvas, item)`` paints a layer over each image: a heat map, an outline. The canvas
        has the image's size; set to another one, it is stretched over the image. ``O`` turns the
        layer off and on, and a slider makes it fainter.
    idle_after
        Seconds without a gesture after which an item's ``seconds`` stop counting.
    suggest
        A function that is given a list of `Item` and returns a frame of suggestions (or a list of
        one for each). It is asked in the background for the item in view and the next few to do.
    accept_over
        Suggestions with a score above this are accepted when their item is marked done.
    **captures
        What further kinds of annotation are asked for, by their keyword.

    Attributes
    ----------
    annotations, items, suggestions, labels, history
        The data, as DataFrames.
    dataset
        The same, apart from the widget.
    current
        The key of the item that is looked at.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> photos = {"street.jpg": np.zeros((60, 80, 3), np.uint8)}
    >>> labeler = ImageLabeler(pd.Series(photos), boxes=["bus", "car"], store=None, annotator="anna")
    >>> labeler.add(pd.DataFrame({"item": ["street.jpg"], "label": "bus", "x": 4, "y": 5, "width": 20, "height": 10}))
    ['...']
    >>> labeler.annotations[["item", "label", "x", "width"]]
             item label    x  width
    0  street.jpg   bus  4.0   20.0
    """

    _medium: ClassVar[Medium] = "image"

    if (STATIC / "image.js").is_file():
        _esm = bundled("image.js")
        _css = bundled("image.css")

    overlaid = t.Bool(False).tag(sync=True)

    def __init__(
        self,
        items: object,
        *,
        image: str | None = None,
        root: str | PathLike[str] | None = None,
        boxes: LabelsLike | None = None,
        classes: LabelsLike | Choice | Mapping[str, Choice] | None = None,
        store: str | Path | None = "auto",
        name: str | None = None,
        annotator: str | None = None,
        guide: str | None = None,
        height: str | float = "75vh",
        window: tuple[float, float] | None = None,
        draw: Paint | None = None,
        size: tuple[float, float] = (800, 600),
        overlay: Paint | None = None,
        idle_after: float = 60,
        suggest: Suggest | None = None,
        accept_over: float | None = None,
        **captures: object,
    ) -> None:
        painters: dict[str, Painter] = {}
        if draw is not None:
            if image is not None or root is not None or window is not None:
                raise TypeError("image=, root= and window= are for pictures; with draw= leave them out")
            painters["item"] = painters["thumbnail"] = Painter(draw, "draw")
        if overlay is not None:
            painters["overlay"] = Painter(overlay, "overlay")
        super().__init__(
            items,
            {"boxes": boxes, "classes": classes, **captures},
            image=image,
            root=root,
            window=window,
            store=store,
            name=name,
            annotator=annotator,
            guide=guide,
            height=height,
            idle_after=idle_after,
            painters=painters,
            size=None if draw is None else size,
            overlaid=overlay is not None,
            suggest=suggest,
            accept_over=accept_over,
        )
