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
    from nblabel.active.ranking.rank import rank
    from nblabel.active.simulation.compare import compare
    from nblabel.active.simulation.learning_curves import plot_learning_curves
    from nblabel.active.simulation.methods_text import methods_text
    from nblabel.active.simulation.simulate import simulate
    from nblabel.formats import FormatError, LossError, read
    from nblabel.widgets.active_loop import ActiveLoop
    from nblabel.widgets.gallery import gallery
    from nblabel.widgets.image_labeler import ImageLabeler
    from nblabel.widgets.text_labeler import TextLabeler

__version__ = "0.1.0"

__all__ = [
    "ActiveLoop", "Choice", "Dataset", "FormatError", "ImageLabeler", "Item", "Label", "LossError", "Spans",
    "TextLabeler", "__version__", "boxes", "compare", "gallery", "methods_text", "plot_learning_curves", "rank",
    "read", "simulate", "spans", "suggestion_report",
]  # fmt: skip

# Looked up on first use: a script that reads labels or trains on them needs no notebook packages, and
# whoever only labels needs no scikit-learn.
_ON_FIRST_USE = {
    "ActiveLoop": "nblabel.widgets.active_loop",
    "FormatError": "nblabel.formats",
    "ImageLabeler": "nblabel.widgets.image_labeler",
    "LossError": "nblabel.formats",
    "TextLabeler": "nblabel.widgets.text_labeler",
    "compare": "nblabel.active.simulation.compare",
    "gallery": "nblabel.widgets.gallery",
    "methods_text": "nblabel.active.simulation.methods_text",
    "plot_learning_curves": "nblabel.active.simulation.learning_curves",
    "rank": "nblabel.active.ranking.rank",
    "read": "nblabel.formats",
    "simulate": "nblabel.active.simulation.simulate",
}


def __getattr__(name: str) -> object:
    if name in _ON_FIRST_USE:
        try:
            return getattr(import_module(_ON_FIRST_USE[name]), name)
        except ModuleNotFoundError as error:
            if not _ON_FIRST_USE[name].startswith("nblabel.active") or str(error.name).startswith("nblabel"):
                raise
            raise ImportError(f"nblabel.{name} needs {error.name}: pip install 'nblabel[active]'") from error
    raise AttributeError(f"module 'nblabel' has no attribute {name!r}; it offers {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
