"""Label Studio's labeling interface: an XML of what is shown and asked, with the labels in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from nblabel.formats._xml import UNFIT, parse_xml
from nblabel.items import Medium
from nblabel.labels import Field, Label

ENDING = ".config.xml"
"""What takes the place of ``.json`` in the name of the file beside it."""

_TAGS = {"box": ("RectangleLabels", "Label"), "span": ("Labels", "Label"), "class": ("Choices", "Choice")}
_KINDS = {"RectangleLabels": "box", "Labels": None, "HyperTextLabels": "span", "Choices": "class"}
"""Kinds by tag; what ``Labels`` mark is told by the medium."""


@dataclass(frozen=True, slots=True)
class Control:
    """One question of the interface."""

    name: str
    kind: str
    labels: tuple[Label, ...]
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Interface:
    """What an interface shows and asks."""

    medium: Medium | None = None
    data: str | None = None
    """The key of ``data`` that is shown."""

    controls: tuple[Control, ...] = ()


def write_interface(fields: Iterable[Field], medium: Medium, data: str) -> str:
    """Write the interface that asks for these fields."""
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Image" if medium == "image" else "Text", name=medium, value=f"${data}")
    for field in fields:
        tag, each = _TAGS[field.kind]
        control = ElementTree.SubElement(view, tag, name=UNFIT.sub(" ", field.name), toName=medium)
        if field.kind == "class":
            control.set("choice", "multiple" if field.multiple else "single")
        for label in (*field.labels, *(label for label in field.retired if label.name not in field.names)):
            made = ElementTree.SubElement(control, each, value=UNFIT.sub(" ", label.name))
            if label.color and field.kind != "class":
                made.set("background", label.color)
    ElementTree.indent(view)
    return ElementTree.tostring(view, "unicode") + "\n"


def read_interface(path: Path) -> Interface:
    """Read an interface; raises `FormatError` if it is no whole XML."""
    root = parse_xml(path)
    shown = next((each for each in root.iter() if each.tag in {"Image", "Text", "HyperText"}), None)
    medium: Medium | None = None if shown is None else "image" if shown.tag == "Image" else "text"
    controls = []
    for each in root.iter():
        if each.tag not in _KINDS or not each.get("name") or each.get("perRegion") == "true":
            continue
        kind = _KINDS[each.tag] or ("span" if medium == "text" else "box")
        labels = [_label(one.get("alias") or one.get("value") or "", one.get("background"))
                  for one in each.iter("Choice" if kind == "class" else "Label")]  # fmt: skip
        names = {label.name: label for label in reversed(labels) if label is not None}
        kept = tuple(label for label in labels if label is not None and names[label.name] is label)
        controls.append(Control(each.get("name", ""), kind, kept, each.get("choice") == "multiple"))
    data = None if shown is None else (shown.get("value") or "").removeprefix("$") or None
    return Interface(medium, data, tuple(controls))


def _label(name: str, color: str | None) -> Label | None:
    if not name.strip():
        return None
    try:
        return Label(name, color)
    except ValueError:  # a colour may be any of CSS's names there
        return Label(name)
