"""What can be said: labels, the fields that ask for them, and the colours and keys they carry.

A *field* is one question a labeler asks ("which boxes?", "what weather?"); a *label* is one
possible answer. Colours and keys that the user leaves open are filled in here, once, so that
Python, the browser and the store all see the same ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import ClassVar

# Okabe & Ito's eight, without black and re-ordered so that neighbours differ most, then Paul
# Tol's muted set: told apart by people with any common colour blindness.
PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442",
    "#882255", "#44AA99", "#332288", "#DDCC77", "#AA4499", "#117733", "#88CCEE",
)  # fmt: skip

_CSS_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Label:
    """One possible answer: a name, and how it is shown and chosen.

    Parameters
    ----------
    name
        What the annotation will carry. Any text; it is always shown as text, never as markup.
    color
        ``"#rgb"`` or ``"#rrggbb"``; filled from a colour-blind-safe palette when left out.
    key
        One letter that chooses this label, beside its digit. It must not be the key of a
        command where the label is used (see :func:`command_keys`).
    description
        Shown on hover and under ``?``.

    Examples
    --------
    >>> Label("bus", color="#d00", key="u", description="any bus, parked too").name
    'bus'
    """

    name: str
    color: str | None = None
    key: str | None = None
    description: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise TypeError(f"a label's name must be text, not {self.name!r}; write {str(self.name)!r}")
        if not self.name.strip():
            raise ValueError(f"a label's name is empty ({self.name!r}); give it at least one visible character")
        if self.color is not None and not _CSS_COLOR.fullmatch(self.color):
            raise ValueError(f"color {self.color!r} of label {self.name!r} is not '#rgb' or '#rrggbb'")
        if self.key is not None:
            _check_key(self.name, self.key)


LabelsLike = Iterable["str | Label"] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with one answer, or several, about a whole item: what ``classes=`` takes.

    Parameters
    ----------
    labels
        Names, a dict name → colour, or :class:`Label` objects.
    multiple
        Whether several answers may be chosen at once.

    Examples
    --------
    >>> Choice(["rain", "sun"], multiple=True).multiple
    True
    """

    labels: LabelsLike
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Spans:
    """Pieces of a text to mark, and how: what ``spans=`` takes beside names alone.

    Parameters
    ----------
    labels
        Names, a dict name → colour, or :class:`Label` objects.
    overlap
        Whether spans may overlap, nest and cross. False refuses it, in the gesture and in ``add()``.

    Examples
    --------
    >>> Spans(["person", "place"], overlap=False).overlap
    False
    """

    labels: LabelsLike
    overlap: bool = True

    keyword: ClassVar[str] = "spans"

    @property
    def options(self) -> Mapping[str, object]:
        """What a `Field` keeps of it; nothing where it is as by default."""
        return {} if self.overlap else {"overlap": False}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a labeler: its name, the kind of annotation that answers it, its labels.

    ``name`` defaults to the kind ("box", "class"); a dict of choices names them itself.
    ``options`` hold what only that kind understands (``overlap=False`` for spans).
    ``retired`` are labels that stand in the data but are not declared any more: shown, not offered.
    """

    name: str
    kind: str
    labels: tuple[Label, ...]
    multiple: bool = False
    options: Mapping[str, object] = field(default_factory=dict[str, object])
    retired: tuple[Label, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Label names in declared order."""
        return tuple(label.name for label in self.labels)

    @property
    def known(self) -> tuple[str, ...]:
        """Names an annotation of this field may carry: the declared, then the retired."""
        return self.names + tuple(label.name for label in self.retired if label.name not in self.names)


def as_labels(labels: LabelsLike, *, argument: str) -> tuple[Label, ...]:
    """Read what a capture keyword was given into labels; ``argument`` names it in errors.

    Raises
    ------
    TypeError
        If ``labels`` is a bare string or holds something that is neither text nor a `Label`.
    ValueError
        If it is empty or holds a name twice.
    """
    if isinstance(labels, str):
        raise TypeError(f"{argument}={labels!r} is one string; write {argument}=[{labels!r}]")
    if isinstance(labels, Mapping):
        read = tuple(Label(name, color=color) for name, color in labels.items())
    elif isinstance(labels, Iterable):
        read = tuple(each if isinstance(each, Label) else Label(each) for each in labels)
    else:
        raise TypeError(f"{argument}={labels!r} is not a list of names; write {argument}=['cat', 'dog']")
    if not read:
        raise ValueError(f"{argument}= is empty; name at least one label, as in {argument}=['cat', 'dog']")
    seen: set[str] = set()
    for label in read:
        if label.name in seen:
            raise ValueError(f"label {label.name!r} stands twice in {argument}=; each name may stand once")
        seen.add(label.name)
    return read


def finish(fields: Sequence[Field], medium: str | None = None) -> tuple[Field, ...]:
    """Fill in the colours that were left open and check names and keys across all fields.

    Raises
    ------
    ValueError
        If two fields share a name, two labels share a key, or a key is a command's on this medium.
    """
    names: set[str] = set()
    keys: dict[str, str] = {}
    finished: list[Field] = []
    taken = {label.color.lower() for each in fields for label in each.labels if label.color}
    free = [color for color in PALETTE if color.lower() not in taken] or list(PALETTE)
    next_color = 0
    for each in fields:
        if each.name in names:
            raise ValueError(f"two fields are named {each.name!r}; give each its own name")
        names.add(each.name)
        labels: list[Label] = []
        for label in each.labels:
            if label.key is not None:
                _check_free(label.name, label.key, medium)
                if label.key.lower() in keys:
                    raise ValueError(
                        f"key {label.key!r} is given to both {keys[label.key.lower()]!r} and {label.name!r}; change one"
                    )
                keys[label.key.lower()] = label.name
            if label.color is None:
                label = replace(label, color=free[next_color % len(free)])  # noqa: PLW2901
                next_color += 1
            labels.append(label)
        finished.append(replace(each, labels=tuple(labels)))
    return tuple(finished)


@cache
def command_keys(medium: str | None = None) -> Mapping[str, str]:
    """Every single-character key that a command owns, lower case, with what it does.

    The one table of keys is ``keys.json``; the browser reads the same file.

    Parameters
    ----------
    medium
        ``"image"`` or ``"text"``: the commands there are on it. None gives the keys that are a
        command's on every medium.
    """
    table = json.loads(files("nblabel").joinpath("keys.json").read_text("utf-8"))
    media = {row["medium"] for row in table if "medium" in row}
    owned = {
        each: {
            key.lower(): row["says"]
            for row in table
            if row.get("medium", each) == each
            for key in row["keys"]
            if len(key) == 1
        }
        for each in media
    }
    if medium is not None:
        return owned[medium]
    first, *others = (owned[each] for each in sorted(media))
    return {key: says for key, says in first.items() if all(key in other for other in others)}


def _check_key(name: str, key: str) -> None:
    if len(key) != 1 or not key.isprintable() or key.isspace():
        raise ValueError(f"key {key!r} of label {name!r} must be one visible character")
    if key.isdigit():
        raise ValueError(f"key {key!r} of label {name!r}: digits are given to labels in order; choose a letter")
    _check_free(name, key, None)


def _check_free(name: str, key: str, medium: str | None) -> None:
    taken = command_keys(medium).get(key.lower())
    if taken is not None:
        raise ValueError(f"key {key!r} of label {name!r} is a command's key ({taken}); choose another letter")
