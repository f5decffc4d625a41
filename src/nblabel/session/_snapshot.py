"""What a session knows, as a dataset that stays as it is."""

from __future__ import annotations

from nblabel.dataset import Dataset
from nblabel.session._view import View


def snapshot(view: View) -> Dataset:
    """Give everything of a view as it stands now. The caller holds the lock."""
    source = view.look.source
    return Dataset(
        view.fields,
        source.keys,
        view.state.annotations,
        view.state.answers,
        source.rows,
        touched=view.touched,
        annotator=view.annotator,
        name=view.task.name,
        medium=source.medium,
        source=source,
        proposed=view.proposed,
    )
