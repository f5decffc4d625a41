"""The results of one of Label Studio's annotations, those about one region put together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nblabel.formats._values import number, short
from nblabel.items import Medium
from nblabel.kinds import Extent

_DIGITS = 9
"""To which a place in pixels is rounded: what percent have added is taken away."""

_BOXES = frozenset({"rectanglelabels", "rectangle", "labels"})
_SPANS = frozenset({"labels", "hypertextlabels", "paragraphlabels"})
_ABOUT = {"choices": "choices", "textarea": "text", "number": "number", "rating": "rating"}
"""What may be said about one region, and where its value stands."""


@dataclass(slots=True)
class Said:
    """One thing that was said: a region with its labels, or an answer about the whole."""

    kind: str
    name: str
    """The ``from_name`` of the question."""

    value: Mapping[str, Any] = field(default_factory=dict[str, Any])
    size: tuple[float, float] | None = None
    """Of the picture, as the result has it."""

    labels: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])
    score: float | None = None
    others: list[str] = field(default_factory=list[str])
    """What of it is not held."""

    def place(self, extent: Extent) -> Mapping[str, object] | None:
        """Give its geometry as the kind has it; raises ValueError with a sentence where it has none."""
        if self.kind == "box":
            return _box(self.value, _scale(self.size, extent))
        if self.kind == "span":
            return _span(self.value, extent)
        return None


def read_results(results: Sequence[Mapping[str, Any]], medium: Medium) -> Iterator[Said]:
    """Give what was said; what is not held comes last, in ``others`` of one that says nothing else."""
    regions: dict[object, Said] = {}
    answers: list[Said] = []
    left: Counter[str] = Counter()
    about: list[tuple[object, Mapping[str, Any]]] = []
    for place, result in enumerate(results):
        type_, value = result.get("type"), result.get("value")
        given = result.get("id")
        id_: object = given if isinstance(given, int | str) else (place,)
        if not isinstance(value, dict) or not isinstance(type_, str):
            left[f"a {short(type_)}; relations and the like are not held"] += 1
        elif type_ in (_BOXES if medium == "image" else _SPANS):
            region = regions.setdefault(id_, Said("box" if medium == "image" else "span", ""))
            _add(region, result, type_, value)
        elif type_ in _ABOUT:
            about.append((id_, result))
        else:
            left[_unheld(type_, value)] += 1
    for id_, result in about:
        if id_ in regions:
            regions[id_].attributes[_question(result, str(result["type"]))] = _one(
                result["value"].get(_ABOUT[result["type"]])
            )
        elif result["type"] == "choices":
            answers.append(Said("class", _question(result, "class"), labels=_texts(result["value"].get("choices")),
                                attributes=_meta(result), score=number(result.get("score"))))  # fmt: skip
        else:
            left[_unheld(result["type"], result["value"])] += 1
    yield from _together(regions.values(), answers)
    if left:
        whys = [why if count == 1 else f"{count} times {why}" for why, count in left.items()]
        yield Said("", "", others=whys)


def shape_of(result: Mapping[str, Any]) -> tuple[float, float] | None:
    """Give the size of the picture that a result is of; None if it does not say."""
    width, height = number(result.get("original_width")), number(result.get("original_height"))
    return (width, height) if width is not None and height is not None and min(width, height) > 0 else None


def _together(regions: Any, answers: Sequence[Said]) -> Iterator[Said]:
    """Give regions as they are, and the choices of one question as one answer where they say no more."""
    yield from regions
    by_name: dict[str, Said] = {}
    for each in answers:
        first = by_name.setdefault(each.name, each)
        if first is not each and (each.attributes or first.attributes or each.score != first.score):
            yield each
        elif first is not each:
            first.labels = (*first.labels, *each.labels)
    yield from by_name.values()


def _add(region: Said, result: Mapping[str, Any], type_: str, value: Mapping[str, Any]) -> None:
    labels = _texts(value.get(type_)) or _texts(value.get("labels"))
    if not region.name or labels:
        region.name = _question(result, region.kind)
    if not region.value or region.labels == ():
        region.value = value
    region.labels = tuple(dict.fromkeys((*region.labels, *labels)))
    region.size = region.size or shape_of(result)
    region.attributes |= _meta(result)
    score = number(result.get("score"))
    region.score = score if region.score is None else region.score


def _unheld(type_: str, value: Mapping[str, Any]) -> str:
    points = value.get("points")
    of = f" of {len(points)} points" if isinstance(points, list) else ""
    return f"a {type_}{of}; such results are not held yet"


def _scale(said: tuple[float, float] | None, extent: Extent) -> tuple[float, float]:
    """Give the size that percent are of: the picture's own, unless the file means it lying on its side."""
    own = extent.width, extent.height
    if said is not None and (math.isinf(own[0]) or said == own[::-1]):
        return said
    if math.isinf(own[0]):
        raise ValueError("its place is in percent of a size that nothing says: the picture is not at hand")
    return own


def _box(value: Mapping[str, Any], size: tuple[float, float]) -> dict[str, object]:
    read = [number(value.get(name)) for name in ("x", "y", "width", "height")]
    angle = number(value.get("rotation", 0))
    x, y, width, height = read
    if x is None or y is None or width is None or height is None or angle is None:
        raise ValueError(f"a rectangle has the value {short(dict(value))}")
    left, top, across, down = (
        part * whole / 100 for part, whole in zip((x, y, width, height), (*size, *size), strict=True)
    )
    if angle:
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        # The given corner is where the turned one is; from there to the middle, and back as if upright.
        left += (across * cos - down * sin - across) / 2
        top += (across * sin + down * cos - down) / 2
    made = {"x": left, "y": top, "width": across, "height": down}
    return {**{name: round(part, _DIGITS) for name, part in made.items()}, "angle": angle}


def _span(value: Mapping[str, Any], extent: Extent) -> dict[str, object]:
    offsets = value.get("globalOffsets") if isinstance(value.get("globalOffsets"), dict) else value
    assert isinstance(offsets, dict)
    start, end = number(offsets.get("start")), number(offsets.get("end"))
    if start is None or end is None:
        raise ValueError(f"a span has the value {short(dict(value))}")
    made: dict[str, object] = {"start": start, "end": end}
    said, body = value.get("text"), extent.text or ""
    # Line ends may be written as two signs there, though they are counted as one.
    stands = body[int(start) : int(end)] if 0 <= start <= end <= len(body) else ""
    if isinstance(said, str) and said.replace("\\n", "\n") != stands.replace("\r\n", "\n"):
        made["text"] = said
    return made


def _question(result: Mapping[str, Any], other: str) -> str:
    """Give the name of the question that a result answers."""
    name = result.get("from_name")
    return name if isinstance(name, str) and name.strip() else other


def _meta(result: Mapping[str, Any]) -> dict[str, Any]:
    meta = result.get("meta")
    return dict(meta) if isinstance(meta, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _one(value: object) -> object:
    return value[0] if isinstance(value, list) and len(value) == 1 else value
