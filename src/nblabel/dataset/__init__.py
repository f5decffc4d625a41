"""Items, labels and annotations together, and the pandas frames they are seen as."""

from __future__ import annotations

from nblabel.dataset._dataset import Dataset
from nblabel.dataset.history import history_frame
from nblabel.dataset.reading import read_annotations
from nblabel.dataset.updating import read_updates

__all__ = ["Dataset", "history_frame", "read_annotations", "read_updates"]
