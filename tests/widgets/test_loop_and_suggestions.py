"""The hold-out of a loop never shows a suggestion."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

import nblabel as nbl


def test_items_held_out_show_none_before_or_after_the_loop_began(browser, tmp_path):
    assert browser is not None
    texts = [f"{n} is {'even' if n % 2 == 0 else 'odd'}" for n in range(20)]
    labeler = nbl.TextLabeler(texts, classes=["even", "odd"], store=tmp_path / "labels.db", annotator="anna")
    guessed = pd.DataFrame({"item": range(20), "label": "even", "score": 0.5})
    labeler.suggest(guessed, model="before")
    X = np.array([[n % 2, n / 20] for n in range(20)])
    loop = nbl.ActiveLoop(labeler, LogisticRegression(), X, holdout=0.4, retrain="manual", random_state=0)
    labeler.suggest(guessed, model="after")
    held = {int(item.removeprefix("i:")) for item in loop.held_out}
    assert held
    for model in ("before", "after"):
        shown = labeler.suggestions.loc[labeler.suggestions["model"] == model, "item"]
        assert set(shown) == set(range(20)) - held
    loop.close()
    labeler.close()
