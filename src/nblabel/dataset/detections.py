"""What models give, as a frame: a DataFrame as it is, and detections as other libraries hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from nblabel.dataset.boxes import boxes


@runtime_checkable
class Detections(Protocol):
    """What ``supervision.Detections`` looks like; told by its parts, not by its class."""

    xyxy: Any
    confidence: Any
    class_id: Any
    data: Any


def as_frame(given: object, item: object = None) -> pd.DataFrame:
    """Give predictions as a frame.

    Parameters
    ----------
    given
        A DataFrame, or detections of one item: ``xyxy`` of shape (n, 4) in pixels, ``confidence``,
        and the labels in ``data["class_name"]``.
    item
        The key of the item that they are on. A column ``item`` stays as it is.

    Returns
    -------
    DataFrame
        With the columns ``add`` takes.

    Raises
    ------
    TypeError
        If it is neither.
    ValueError
        If detections name their classes by number only.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> found = SimpleNamespace(xyxy=[[1, 2, 5, 9]], confidence=[0.9], class_id=[3], data={"class_name": ["bus"]})
    >>> as_frame(found, item="a.jpg")
        item kind label    x    y  width  height  score
    0  a.jpg  box   bus  1.0  2.0    4.0     7.0    0.9
    """
    if isinstance(given, pd.DataFrame):
        frame = given
    elif isinstance(given, Detections):
        frame = _boxes_of(given)
    else:
        raise TypeError(
            f"predictions are given as a DataFrame (nbl.boxes and nbl.spans make one) or as supervision.Detections, "
            f"not as a {type(given).__name__}"
        )
    if item is None or "item" in frame.columns or frame.index.name == "item":
        return frame
    frame = frame.copy()
    frame.insert(0, "item", [item] * len(frame))
    return frame


def _boxes_of(found: Detections) -> pd.DataFrame:
    names = found.data.get("class_name") if isinstance(found.data, Mapping) else None
    if names is None and found.class_id is not None and len(found.xyxy):
        raise ValueError(
            f"these detections name their classes by number only ({np.asarray(found.class_id).tolist()[:3]} …); "
            "put the labels into detections.data['class_name'], one for each box"
        )
    label = None if names is None else np.asarray(names).astype(str).tolist()
    score = None if found.confidence is None else np.asarray(found.confidence, dtype=np.float64)
    return boxes(xyxy=found.xyxy, label=label, score=score)
