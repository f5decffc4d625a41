"""Spans: pieces of a text, counted in code points, each with the words it stands on."""

from __future__ import annotations

import math
import operator
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from nblabel.kinds._kind import ColumnType, Extent, Geometry, GeometryError

_LARGEST = 2**31 - 1  # an i32 of the wire
_SHOWN = 40
_NEAR = 2_000


class _Place(NamedTuple):
    start: int
    end: int


class Span:
    """``start, end`` in Unicode code points, end exclusive, and the ``text`` between them.

    ``body[start:end] == text`` holds for every span: one for which it does not is refused.
    """

    name = "span"
    keyword = "spans"
    media = frozenset({"text"})
    columns: Mapping[str, ColumnType] = {"start": "i32", "end": "i32", "text": "utf8"}
    dtypes: Mapping[str, str] = {"start": "Int64", "end": "Int64", "text": "str"}
    derived = frozenset({"text"})

    def clean(self, geometry: Geometry, extent: Extent) -> tuple[Geometry, str | None]:
        """Check that a span lies in its text and says what stands there; leave out white space at its ends.

        Where ``extent`` has no text, because the item cannot be read, the span's own ``text`` is
        needed, and only its length can be checked.

        Examples
        --------
        >>> KIND.clean({"start": 0, "end": 4}, Extent(text="Ada Lovelace"))
        ({'start': 0, 'end': 3, 'text': 'Ada'}, 'white space at its ends left out (0 to 4 became 0 to 3)')
        """
        unknown = sorted(set(geometry) - set(self.columns))
        if unknown:
            raise GeometryError(
                f"{unknown[0]}={geometry[unknown[0]]!r} is no part of a span; it has {list(self.columns)}"
            )
        place = _Place(_offset("start", geometry), _offset("end", geometry))
        said = _said(geometry)
        _check_order(place)
        quote = _alone(place, said) if extent.text is None else _quoted(place, said, extent.text)
        kept = quote.strip()
        if not kept:
            raise GeometryError(f"{_shown(place)} holds only white space ({quote[:_SHOWN]!r}); leave the row out")
        if len(kept) == len(quote):
            return {"start": place.start, "end": place.end, "text": quote}, None
        start = place.start + len(quote) - len(quote.lstrip())
        end = start + len(kept)
        why = f"white space at its ends left out ({place.start} to {place.end} became {start} to {end})"
        return {"start": start, "end": end, "text": kept}, why

    def bounds(self, geometry: Geometry) -> None:
        """Give None: where a span stands on the screen is known to the browser only."""

    def overlap(self, one: Geometry, other: Geometry) -> float:
        """Give intersection over union, in code points.

        Examples
        --------
        >>> KIND.overlap({"start": 0, "end": 3}, {"start": 0, "end": 12})
        0.25
        """
        start, end = cast("int", one["start"]), cast("int", one["end"])
        begins, ends = cast("int", other["start"]), cast("int", other["end"])
        shared = max(0, min(end, ends) - max(start, begins))
        return shared / ((end - start) + (ends - begins) - shared)

    def shift(self, before: Geometry, after: Geometry) -> Mapping[str, float]:
        """Give by how many code points each end was moved."""
        return {name: cast("int", after[name]) - cast("int", before[name]) for name in ("start", "end")}

    def excludes(self, options: Mapping[str, object]) -> bool:
        """Tell whether ``overlap=False`` was asked for."""
        return options.get("overlap") is False

    def clashes(self, shapes: Sequence[Geometry], new: Collection[int]) -> Iterator[tuple[int, int, str]]:
        """Give pairs that overlap, each with a sentence; each of ``new`` that overlaps anything is in one.

        Examples
        --------
        >>> nested = [{"start": 0, "end": 12, "text": "Ada Lovelace"}, {"start": 0, "end": 3, "text": "Ada"}]
        >>> [(one, other) for one, other, why in KIND.clashes(nested, new=[1])]
        [(1, 0)]
        """
        if not new:
            return
        # One gesture beside ten thousand spans: only those in its reach are sorted.
        first = min(cast("int", shapes[at]["start"]) for at in new)
        last = max(cast("int", shapes[at]["end"]) for at in new)
        places = [
            (start, end, at)
            for at, shape in enumerate(shapes)
            if (start := cast("int", shape["start"])) < last and (end := cast("int", shape["end"])) > first
        ]
        furthest: tuple[int, int, int] | None = None
        for place in sorted(places):
            if furthest is not None and place[0] < furthest[1]:
                earlier, later = (shapes[each[2]] for each in (furthest, place))
                said = (
                    f"start={later['start']}, end={later['end']} ({_short(later['text'])}) overlaps "
                    f"{earlier['start']} to {earlier['end']} ({_short(earlier['text'])}), and spans were asked for "
                    "with overlap=False; leave one out"
                )
                yield furthest[2], place[2], said
            if furthest is None or place[1] > furthest[1]:
                furthest = place


def _offset(name: str, geometry: Geometry) -> int:
    value = geometry.get(name)
    if value is None:
        raise GeometryError(f"{name} is missing; a span has start and end in code points, as len() counts them")
    if isinstance(value, bool):
        raise GeometryError(f"{name}={value!r} is not a number of code points")
    # A column of integers with holes in it becomes one of floats in many tools.
    if isinstance(value, float):
        if not math.isfinite(value):
            raise GeometryError(f"{name}={value} is no place in a text; leave the row out or give code points")
        if value != int(value):
            raise GeometryError(f"{name}={value!r} is not a whole number of code points")
        value = int(value)
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise GeometryError(f"{name}={value!r} is not a whole number of code points") from None
    if number > _LARGEST:
        raise GeometryError(f"{name}={number} is past the end of any text")
    return int(number)


def _said(geometry: Geometry) -> str | None:
    said = geometry.get("text")
    if said is not None and not isinstance(said, str):
        raise GeometryError(f"text={said!r} is not text; leave it empty and it is taken from the item")
    return None if said is None else str(said)


def _check_order(place: _Place) -> None:
    if place.start < 0:
        raise GeometryError(f"start={place.start} must not be below 0; count from the beginning of the text")
    if place.end <= place.start:
        raise GeometryError(f"end={place.end} must be above start={place.start}; the end is exclusive")


def _alone(place: _Place, said: str | None) -> str:
    """Check a span against itself: its item cannot be read."""
    if said is None:
        raise GeometryError(f"text of {_shown(place)} is missing, and the item cannot be read to take it from there")
    if any("\ud800" <= sign <= "\udfff" for sign in said):
        raise GeometryError(f"text={_short(said)} holds half a character, which UTF-8 cannot keep")
    if len(said) != place.end - place.start:
        raise GeometryError(
            f"text={_short(said)} has {len(said)} code points, but {_shown(place)} spans {place.end - place.start}"
        )
    return said


def _quoted(place: _Place, said: str | None, body: str) -> str:
    quote = body[place.start : place.end]
    inside = place.end <= len(body)
    if inside and said in {None, quote}:
        return quote
    if said is not None:
        raise GeometryError(_disagrees(place, said, body))
    raise GeometryError(f"{_shown(place)} is past the end of the text, which has {len(body)} code points")


def _disagrees(place: _Place, said: str, body: str) -> str:
    """Say how a span and its text disagree, and what was probably meant."""
    for units, encoding, width in (
        ("UTF-16 units, as JavaScript and Java count", "utf-16-le", 2),
        ("bytes of UTF-8", "utf-8", 1),
    ):
        meant = _counted_in(place, said, body, encoding, width)
        if meant is not None:
            return (
                f"{_shown(place)} counts {units}; in code points, as len() counts, "
                f"{_short(said)} is start={meant.start}, end={meant.end}"
            )
    if place.end <= len(body):
        stands = f"there stands {_short(body[place.start : place.end])}"
    else:
        stands = f"the text has only {len(body)} code points"
    # Near by only: a whole book is not searched for each of a thousand rows.
    near = max(0, place.start - _NEAR), place.start + _NEAR
    at = body.find(said, *near) if said else -1
    only = at >= 0 and body.find(said, at + 1, near[1]) < 0
    mend = f"{_short(said)} is at {at} to {at + len(said)}" if only else "the text may have changed since"
    return f"text={_short(said)} disagrees with {_shown(place)}: {stands}; {mend}"


def _counted_in(place: _Place, said: str, body: str, encoding: str, width: int) -> _Place | None:
    """Give the code points that these offsets mean if they count units of an encoding, else None."""
    wanted = said.encode(encoding, "surrogatepass")
    if len(wanted) != width * (place.end - place.start):
        return None
    # A code point has at least one unit, so the first `end` of them reach far enough.
    units = body[: place.end].encode(encoding, "surrogatepass")
    if units[width * place.start : width * place.end] != wanted:
        return None
    start = len(units[: width * place.start].decode(encoding, "replace"))
    meant = _Place(start, start + len(said))
    return meant if meant != place and body[meant.start : meant.end] == said else None


def _shown(place: _Place) -> str:
    return f"start={place.start}, end={place.end}"


def _short(text: object) -> str:
    said = str(text)
    return repr(said) if len(said) <= _SHOWN else f"{said[: _SHOWN - 1]!r}…"


KIND = Span()
