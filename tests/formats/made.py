"""Made-up datasets for the tests of formats: what a person may have labeled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from PIL import Image

from nblabel.capture import read_captures
from nblabel.dataset import Dataset
from nblabel.items import open_items
from nblabel.items.keys import to_wire
from nblabel.kinds import Extent, by_name

DONE = {"status": "done", "flagged": False, "comment": "", "seconds": 0.0}


def record(item: object, kind: str, label: str | None, created: int = 1, **given: Any) -> dict[str, Any]:
    """Give one annotation as a dataset keeps it; geometry columns by name, the rest too."""
    shape = {name: given.pop(name) for name in by_name()[kind].columns if name in given}
    if kind == "box":
        shape = {"angle": 0.0, **{name: float(value) for name, value in shape.items()}}
    return {
        "item": to_wire(item), "field": kind, "kind": kind, "label": label, "geometry": shape, "group": None,
        "score": None, "source": "human", "model": None, "decision": None, "attributes": None,
        "created": created, "updated": created, **given,
    }  # fmt: skip


def images(
    boxes: Sequence[Mapping[str, Any]] = (),
    sizes: Mapping[str, tuple[int, int]] | None = None,
    *,
    captures: Mapping[str, object] | None = None,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    **given: Any,
) -> Dataset:
    """Give a dataset of pictures that are not at hand, of known sizes, done unless ``answers`` say otherwise."""
    known = sizes or {"a.jpg": (100, 80), "b.jpg": (100, 80)}
    said = {to_wire(key): {**DONE, **(answers or {}).get(key, {})} for key in known}
    return Dataset(
        read_captures(captures or {"boxes": ["zebra", "bus", "ant"]}, "image"),
        list(known),
        {f"id{place}": box for place, box in enumerate(boxes)},
        said,
        extents={to_wire(key): Extent(*size) for key, size in known.items()},
        annotator="ada",
        name="street",
        **given,
    )


def texts(
    said: Mapping[Any, str],
    annotations: Sequence[Mapping[str, Any]] = (),
    *,
    captures: Mapping[str, object] | None = None,
    answers: Mapping[Any, Mapping[str, Any]] | None = None,
    **given: Any,
) -> Dataset:
    """Give a dataset of texts by key, done unless ``answers`` say otherwise."""
    return Dataset(
        read_captures(captures or {"spans": ["person", "place"]}, "text"),
        list(said),
        {f"id{place}": each for place, each in enumerate(annotations)},
        {to_wire(key): {**DONE, **(answers or {}).get(key, {})} for key in said},
        source=open_items(pd.Series(dict(said), dtype=object), medium="text") if said else None,
        annotator="ada",
        name="letters",
        medium="text",
        **given,
    )


def picture(path: Path, size: tuple[int, int] = (100, 80), orientation: int | None = None) -> Path:
    """Write a grey picture, stored in ``size``; with an EXIF orientation if one is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    Image.new("L", size, 128).save(path, exif=exif)
    return path


def shown(dataset: Dataset) -> list[tuple[Any, ...]]:
    """Give what was said, without ids and times: comparable across write and read."""
    geometry = [name for field in dataset.fields for name in by_name()[field.kind].columns]
    columns = list(dict.fromkeys(["item", "kind", "label", *geometry]))
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in dataset.annotations[columns].to_numpy()]


@st.composite
def boxed(draw: st.DrawFn, *, places: st.SearchStrategy[float] | None = None) -> Dataset:
    """Draw pictures with boxes inside them, whole pixels unless ``places`` are given."""
    sizes = {
        f"{folder}{number}.jpg": draw(st.tuples(st.integers(8, 4000), st.integers(8, 4000)))
        for number, folder in enumerate(draw(st.lists(st.sampled_from(["", "day/", "été/"]), min_size=1, max_size=3)))
    }
    boxes = []
    for number in range(draw(st.integers(0, 4))):
        key = draw(st.sampled_from(sorted(sizes)))
        across, down = sizes[key]
        share = st.just(0.0) if places is None else places
        x, y = draw(st.integers(0, across - 3)) + draw(share), draw(st.integers(0, down - 3)) + draw(share)
        width = min(draw(st.integers(1, across)) + draw(share), across - x)
        height = min(draw(st.integers(1, down)) + draw(share), down - y)
        label = draw(st.sampled_from(["zebra", "bus", "ant"]))
        boxes.append(record(key, "box", label, number, x=x, y=y, width=width, height=height))
    return images(boxes, sizes)
