"""What a labeler is told to capture: ``boxes=[...]``, ``classes=Choice([...])``, read into fields.

The keywords are those of the kinds' registry, so that a new kind is captured without a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from nblabel.dataset.columns import ITEM_COLUMNS
from nblabel.kinds import Kind, by_keyword
from nblabel.labels import Choice, Field, Spans, as_labels, finish


def read_captures(captures: Mapping[str, object], medium: str) -> tuple[Field, ...]:
    """Read a labeler's capture keywords into fields, colours filled in, everything checked.

    Parameters
    ----------
    captures
        What was given, by keyword, in declared order: names, a dict name → colour, `Label` objects;
        for kinds without a place also a `Choice`, or a dict field name → `Choice` or list of names;
        for spans also `Spans`. None is as if it had not been given.
    medium
        ``"image"`` or ``"text"``: only kinds that go on it can be captured.

    Returns
    -------
    tuple of Field
        One per question, in declared order.

    Raises
    ------
    TypeError
        If a keyword is unknown, or a value is of the wrong sort.
    ValueError
        If nothing is captured, or labels, keys or field names are empty, double or taken.

    Examples
    --------
    >>> fields = read_captures({"boxes": ["bus", "car"], "classes": {"weather": Choice(["rain", "sun"])}}, "image")
    >>> [(field.name, field.kind, field.names) for field in fields]
    [('box', 'box', ('bus', 'car')), ('weather', 'class', ('rain', 'sun'))]
    """
    offered = {keyword: kind for keyword, kind in by_keyword().items() if medium in kind.media}
    fields: list[Field] = []
    for keyword, value in captures.items():
        kind = offered.get(keyword)
        if kind is None:
            raise TypeError(_unknown(keyword, offered, medium))
        if value is not None:
            fields.extend(_fields(kind, value))
    if not fields:
        examples = " or ".join(f"{keyword}=['one', 'two']" for keyword in offered)
        raise ValueError(f"nothing to capture; say what, as in {examples}")
    for field in fields:
        if not by_keyword()[_keyword(field)].columns and field.name in ITEM_COLUMNS:
            raise ValueError(
                f"{field.name!r} cannot name a field of {_keyword(field)}=: labeler.items has a column of that name; "
                f"write {field.name + '_class'!r}, say"
            )
    return finish(fields, medium)


def _fields(kind: Kind, value: object) -> list[Field]:
    argument = kind.keyword
    if isinstance(value, Spans):
        if argument != value.keyword:
            raise TypeError(f"{argument}= takes no Spans; they are for {value.keyword}=")
        if not isinstance(value.overlap, bool):
            raise TypeError(f"overlap={value.overlap!r} must be True or False")
        return [Field(kind.name, kind.name, as_labels(value.labels, argument=argument), options=value.options)]
    choices = [isinstance(each, Choice | list) for each in value.values()] if isinstance(value, Mapping) else []
    if isinstance(value, Choice) or any(choices):
        if kind.columns:
            raise TypeError(f"{argument}= takes names, a dict name → colour, or Labels; a Choice is for classes=")
        if isinstance(value, Choice):
            return [_chosen(kind, kind.name, value, argument)]
        if not all(choices):
            raise TypeError(f"{argument}= mixes Choices with something else; give a dict of Choices only")
        assert isinstance(value, Mapping)
        # A list in a dict can only be the answers to a question of that name: a colour is text.
        asked = {name: Choice(each) if isinstance(each, list) else each for name, each in value.items()}
        return [_chosen(kind, name, choice, f"{argument}[{name!r}]") for name, choice in asked.items()]
    if isinstance(value, Mapping):
        for name, given in value.items():
            if given is not None and not isinstance(given, str):
                mend = "" if kind.columns else f", or {argument}={{{name!r}: Choice([...])}} for a field of its own"
                raise TypeError(
                    f"{argument}[{name!r}]={given!r} is not a colour; write {argument}={{{name!r}: '#0072B2'}}{mend}"
                )
    return [Field(kind.name, kind.name, as_labels(value, argument=argument))]  # type: ignore[arg-type]


def _chosen(kind: Kind, name: object, choice: Choice, argument: str) -> Field:
    if not isinstance(name, str) or not name.strip():
        raise TypeError(f"a field's name must be visible text, not {name!r}; name the question it answers")
    return Field(name, kind.name, as_labels(choice.labels, argument=argument), multiple=choice.multiple)


def _keyword(field: Field) -> str:
    return next(keyword for keyword, kind in by_keyword().items() if kind.name == field.kind)


def _unknown(keyword: str, offered: Mapping[str, Kind], medium: str) -> str:
    known = ", ".join(f"{each}=" for each in offered)
    if keyword in by_keyword():
        return f"{keyword}= cannot be captured on {medium} items; what can is {known}"
    close = get_close_matches(keyword, [*offered, "items", "image", "root", "store", "name", "annotator", "guide",
                                        "height", "window", "idle_after", "text", "language"], n=1)  # fmt: skip
    mend = f"did you mean {close[0]}=? " if close else ""
    return f"{keyword}= is no keyword of a labeler; {mend}What can be captured on {medium} items is {known}"
