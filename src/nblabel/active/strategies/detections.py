"""Detections: images by the uncertainty of the boxes a model found in them. Each looks at an item alone.

``proba`` is a list with one array for each item: (boxes, classes), a row of probabilities for each
box; or (boxes,), one score from 0 to 1 each, taken as the odds between an object and none. An item
without boxes has priority 0: of what it overlooked a model is not uncertain. Label some random
items as well to find that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nblabel.active._context import Context, FloatArray, Ranked
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy, figure
from nblabel.active.measures.ragged import Ragged
from nblabel.active.strategies.uncertainty import STRATEGIES as BASES


def boxes_sum(context: Context) -> Ranked:
    """Give the sum over an item's boxes of a base uncertainty: it prefers items with many boxes.

    Parameters
    ----------
    context : Context
        With ``proba``, a list of n arrays of shape (boxes, classes) or (boxes,). Its option
        ``base`` names the uncertainty of one box: "margin" (the default), "entropy" …

    Returns
    -------
    Ranked
        The sums, with the box that was the most uncertain.

    References
    ----------
    Brust, Käding and Denzler, "Active Learning for Deep Object Detection", VISAPP 2019.

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=[np.array([0.5, 1.0]), np.array([0.75])]
    ... )
    >>> boxes_sum(context).priorities
    array([1. , 0.5])
    """
    return _folded(context, "boxes-sum", lambda boxes, each: boxes.folded(each, np.add))


def boxes_mean(context: Context) -> Ranked:
    """Give the mean over an item's boxes of a base uncertainty.

    Parameters
    ----------
    context : Context
        With ``proba``, a list of n arrays of shape (boxes, classes) or (boxes,). Its option
        ``base`` names the uncertainty of one box: "margin" (the default), "entropy" …

    Returns
    -------
    Ranked
        The means, with the box that was the most uncertain.

    References
    ----------
    Brust, Käding and Denzler, "Active Learning for Deep Object Detection", VISAPP 2019.

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=[np.array([0.5, 1.0]), np.array([0.75])]
    ... )
    >>> boxes_mean(context).priorities
    array([0.5, 0.5])
    """
    return _folded(context, "boxes-mean", Ragged.mean)


def boxes_max(context: Context) -> Ranked:
    """Give the largest base uncertainty of any of an item's boxes.

    Parameters
    ----------
    context : Context
        With ``proba``, a list of n arrays of shape (boxes, classes) or (boxes,). Its option
        ``base`` names the uncertainty of one box: "margin" (the default), "entropy" …

    Returns
    -------
    Ranked
        The maxima, with the box that was the most uncertain.

    References
    ----------
    Brust, Käding and Denzler, "Active Learning for Deep Object Detection", VISAPP 2019.

    Examples
    --------
    >>> context = Context(
    ...     pool=np.arange(2), k=1, rng=np.random.default_rng(0), proba=[np.array([0.5, 1.0]), np.array([0.75])]
    ... )
    >>> ranked = boxes_max(context)
    >>> ranked.priorities, ranked.cause(0)
    (array([1. , 0.5]), 'box 0')
    """
    return _folded(context, "boxes-max", lambda boxes, each: boxes.folded(each, np.maximum))


def _folded(context: Context, name: str, fold: Callable[[Ragged, FloatArray], FloatArray]) -> Ranked:
    base = options_of(context, name, base="margin")["base"]
    known = {each.name: each.choose for each in BASES}
    if base not in known:
        raise ValueError(f"base={base!r} is no uncertainty of one box; there are {', '.join(known)}")
    boxes = Ragged.of(context.proba)
    rows = boxes.rows if boxes.rows.ndim > 1 else np.column_stack([1 - boxes.rows, boxes.rows])
    each = np.asarray(known[base](replace(context, proba=rows, options={})))
    return Ranked(fold(boxes, each), cause=lambda place: _decisive(boxes.item(each, place)))


def _decisive(each: FloatArray) -> str:
    return f"box {int(np.argmax(each))}" if len(each) else "no boxes"


STRATEGIES = (
    Strategy("boxes-sum", boxes_sum, ("detections",), lambda p: f"summed uncertainty {figure(p)}", by_row=True),
    Strategy("boxes-mean", boxes_mean, ("detections",), lambda p: f"mean uncertainty {figure(p)}", by_row=True),
    Strategy("boxes-max", boxes_max, ("detections",), lambda p: f"uncertainty {figure(p)}", by_row=True),
)
