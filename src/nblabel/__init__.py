"""Label images and texts inside a notebook, and have the result as a pandas DataFrame."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from nblabel.dataset import Dataset
from nblabel.dataset.boxes import boxes
from nblabel.dataset.spans import spans
from nblabel.dataset.suggestion_report import suggestion_report
from nblabel.items import Item
from nblabel.labels import Choice, Label, Spans

if TYPE_CHECKING:
    from nblabel.widgets.image_labeler import ImageLabeler
    from nblabel.widgets.text_labeler import TextLabeler

__version__ = "0.1.0"

__all__ = [
    "Choice", "Dataset", "ImageLabeler", "Item", "Label", "Spans", "TextLabeler", "__version__", "boxes", "spans",
    "suggestion_report",
]  # fmt: skip

# Looked up on first use: a script that reads labels or trains on them needs no notebook packages.
_WIDGETS = {
    "ImageLabeler": "nblabel.widgets.image_labeler",
    "TextLabeler": "nblabel.widgets.text_labeler",
}


def __getattr__(name: str) -> object:
    if name in _WIDGETS:
        return getattr(import_module(_WIDGETS[name]), name)
    raise AttributeError(f"module 'nblabel' has no attribute {name!r}; it offers {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
