"""Labeling texts: spans and classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import traitlets as t

from nblabel.widgets.labeler import STATIC, Labeler, bundled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike
    from pathlib import Path

    from nblabel.items import Medium
    from nblabel.labels import Choice, LabelsLike, Spans
    from nblabel.widgets.suggester import Suggest

# BCP 47, as far as Intl.Segmenter needs it: "es", "pt-BR", "zh-Hant".
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class TextLabeler(Labeler):
    """Label texts in the cell below, and have the result as pandas DataFrames.

    Every finished gesture is saved. Running the cell again resumes from the store.

    Parameters
    ----------
    items
        A list of texts, a Series, or a DataFrame (name its column with ``text=``); a folder of
        ``.txt`` files, a glob, or a list of paths. A `Dataset`: its fields are captured too, and what
        it says is taken in, once; of several people,
        each one's under their name.
    text
        The DataFrame's column that holds the texts, or the paths of their files.
    spans, classes
        What to capture: label names, a dict name → colour, or `Label` objects; ``spans`` takes
        `Spans` too, ``classes`` a `Choice`, or a dict of them, one field each.
    root
        The folder that relative paths start from, and that keys are relative to.
    language
        The language of the texts (``"es"``, ``"ja"``), by which a drag finds the ends of words.
        Left out, it is guessed by their script.
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
        The data, as DataFrames. A span has ``start``, ``end`` and ``text``, in code points:
        ``body[start:end] == text``.
    dataset
        The same, apart from the widget.
    current
        The key of the item that is looked at.

    Examples
    --------
    >>> import pandas as pd
    >>> letters = pd.Series({"first": "Ada met Charles in London."})
    >>> labeler = TextLabeler(letters, spans=["person", "place"], store=None, annotator="anna")
    >>> labeler.add(pd.DataFrame({"item": ["first"], "label": "place", "start": 19, "end": 25}))
    ['...']
    >>> labeler.annotations[["item", "label", "start", "end", "text"]]
        item  label  start  end    text
    0  first  place     19   25  London
    """

    _medium: ClassVar[Medium] = "text"

    if (STATIC / "text.js").is_file():
        _esm = bundled("text.js")
        _css = bundled("text.css")

    language = t.Unicode("").tag(sync=True)

    def __init__(
        self,
        items: object,
        *,
        text: str | None = None,
        spans: LabelsLike | Spans | None = None,
        classes: LabelsLike | Choice | Mapping[str, Choice] | None = None,
        root: str | PathLike[str] | None = None,
        language: str | None = None,
        store: str | Path | None = "auto",
        name: str | None = None,
        annotator: str | None = None,
        guide: str | None = None,
        height: str | float = "75vh",
        idle_after: float = 60,
        suggest: Suggest | None = None,
        accept_over: float | None = None,
        **captures: object,
    ) -> None:
        super().__init__(
            items,
            {"spans": spans, "classes": classes, **captures},
            text=text,
            root=root,
            store=store,
            name=name,
            annotator=annotator,
            guide=guide,
            height=height,
            idle_after=idle_after,
            suggest=suggest,
            accept_over=accept_over,
            language=_language(language),
        )

    @t.validate("language")
    def _check_language(self, proposal: t.Bunch) -> str:
        return _language(proposal["value"])


def _language(given: object) -> str:
    if given is None or given == "":
        return ""
    if isinstance(given, str) and _LANGUAGE.fullmatch(given):
        return given
    raise ValueError(f"language={given!r} is not the code of a language; write 'es', 'ja' or 'pt-BR', say")
