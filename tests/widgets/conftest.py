"""Labelers of three small photos on a store of their own, shown in a page that is a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import comm
import numpy as np
import pytest
from PIL import Image

from nblabel.widgets.image_labeler import ImageLabeler
from nblabel.widgets.text_labeler import TextLabeler

from .page import PageComm, Tab


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> type[PageComm]:
    """Have widgets open their comms to a `Page`, with a bundle or without."""
    monkeypatch.setattr(comm, "create_comm", PageComm)
    for labeler in (ImageLabeler, TextLabeler):
        if not hasattr(labeler, "_esm"):
            monkeypatch.setattr(labeler, "_esm", "export default {}", raising=False)
            monkeypatch.setattr(labeler, "_css", ".nbl-labeler {}", raising=False)
    return PageComm


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of three small images."""
    folder = tmp_path / "street"
    folder.mkdir()
    for name, shade in (("a.png", 10), ("b.png", 120), ("c.png", 240)):
        Image.fromarray(np.full((48, 64, 3), shade, np.uint8)).save(folder / name)
    return folder


@pytest.fixture
def label(browser: type[PageComm], photos: Path, tmp_path: Path) -> Iterator[Callable[..., ImageLabeler]]:
    """Make labelers of the photos, all on one store, and close them in the end."""
    assert comm.create_comm is browser
    made: list[ImageLabeler] = []

    def make(**settings: Any) -> ImageLabeler:
        given = {"boxes": ["bus", "car"], "store": tmp_path / "labels.db", "annotator": "anna"} | settings
        items = given.pop("items", photos)
        made.append(ImageLabeler(items, **given))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def labeler(label: Callable[..., ImageLabeler]) -> ImageLabeler:
    return label()


@pytest.fixture
def tab(labeler: ImageLabeler) -> Tab:
    """A tab that has opened the labeler and heard what it needs."""
    opened = Tab(labeler)
    opened.hello()
    opened.page.clear()
    return opened
