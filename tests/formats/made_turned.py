"""Made-up pictures with turned boxes, classes, groups and attributes, for formats that hold them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from nblabel.dataset import Dataset
from nblabel.labels import Choice
from tests.formats.made import images, record

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))


@st.composite
def turned(draw: st.DrawFn, values: st.SearchStrategy[Any] = _TEXTS, *, groups: bool = True) -> Dataset:
    """Draw pictures with boxes at any angle, grouped or not, with attributes of these values, and with classes."""
    sizes = {
        key: draw(st.tuples(st.integers(8, 4000), st.integers(8, 4000)))
        for key in draw(st.sampled_from([["a.jpg"], ["a.jpg", "day/b c.jpg"], ["été/ü&%#.png", "0.jpg", "1+.jpg"]]))
    }
    made = []
    for number in range(draw(st.integers(0, 4))):
        key = draw(st.sampled_from(sorted(sizes)))
        across, down = sizes[key]
        quarters = st.sampled_from([0.0, 0.25, 0.5])
        x, y = draw(st.integers(0, across - 3)) + draw(quarters), draw(st.integers(0, down - 3)) + draw(quarters)
        made.append(
            record(
                key, "box", draw(st.sampled_from(["zebra", "bus", "ant & <bee>"])), number,
                x=x, y=y, width=min(draw(st.integers(1, across)), across - x),
                height=min(draw(st.integers(1, down)), down - y),
                angle=draw(st.sampled_from([0.0, 90.0]) | st.integers(1, 35_999).map(lambda each: each / 100)),
                group=draw(st.sampled_from([None, "1", "7"])) if groups else None,
                attributes=draw(st.dictionaries(st.sampled_from(["occluded", "Größe"]), values, max_size=2)) or None,
            )
        )  # fmt: skip
    # A file shows only by a picture with several that several may be chosen.
    for place, key in enumerate(sizes):
        chosen = ["rain", "bus"] if place == 0 else draw(st.sampled_from([[], ["night"], ["rain", "night"]]))
        made += [record(key, "class", label, 10 + at) for at, label in enumerate(chosen)]
    classes = Choice(["rain", "bus", "night"], multiple=True)
    return images(made, sizes, captures={"boxes": ["zebra", "bus", "ant & <bee>"], "classes": classes})


def told(dataset: Dataset) -> list[tuple[Any, ...]]:
    """Give what was said of each item, places rounded to a millionth of a pixel."""
    frame = dataset.annotations
    columns = ["item", "kind", "label", "x", "y", "width", "height", "angle", "group", "attributes"]
    rows = frame[columns].astype(object).where(frame[columns].notna(), None)
    return sorted(
        (tuple(round(cell, 6) if isinstance(cell, float) else cell for cell in row) for row in rows.to_numpy()), key=str
    )
