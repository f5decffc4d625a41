"""A robot labels a real aerial photo from its ground truth, through the mouse, and gets it back."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

DATA = Path(__file__).parents[1] / "data"


def trees() -> list[tuple[float, float, float, float]]:
    """Give the 61 tree crowns as x, y, width, height."""
    found = ElementTree.parse(DATA / "OSBS_029.xml").getroot().iter("bndbox")  # noqa: S314 our own file
    corners = [[float(box.findtext(name, "nan")) for name in ("xmin", "ymin", "xmax", "ymax")] for box in found]
    return [(x0, y0, x1 - x0, y1 - y0) for x0, y0, x1, y1 in corners]


def test_all_61_trees_come_back_within_half_a_pixel_each_with_its_label(notebook):
    truth = trees()
    assert len(truth) == 61
    lab = notebook(
        [
            f"""
import nblabel as nbl
labeler = nbl.ImageLabeler([{str(DATA / "OSBS_029.png")!r}], boxes=["tall", "small"], annotator="robot")
labeler
"""
        ]
    )
    view = lab.labeler()
    labels = ["tall" if width * height > 900 else "small" for _, _, width, height in truth]
    active = None
    for box, label in zip(truth, labels, strict=True):
        if label != active:
            view.press({"tall": "1", "small": "2"}[label])
            active = label
        view.drag(*box)
    view.wait_saved()
    frame = lab.frame("labeler.annotations")
    drawn = frame[["x", "y", "width", "height"]].to_numpy()
    assert drawn == pytest.approx(np.array(truth), abs=0.5)
    assert frame["label"].tolist() == labels
