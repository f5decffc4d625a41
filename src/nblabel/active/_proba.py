"""Whether what a model says is probabilities: checked where it is used, and the row is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from nblabel.active._context import FloatArray, IntArray
from nblabel.active._strategy import Strategy

Layout = Literal["rows", "committee", "ragged"]
"""Of shape (n, classes); of shape (models, n, classes); or a list of n, one array for each."""

TOLERANCE = 1e-3
"""How far from 1 a sum may be: those of float16 are off by up to half of it, however many classes there are."""

_SHAPE = {"rows": "(n, classes)", "committee": "(models, n, classes)"}
_MEND = "give the output of predict_proba, or the softmax of the logits"


def layout_of(strategy: Strategy, proba: Any) -> Layout:
    """Say how a strategy wants its probabilities, or, where it does not say, how these look."""
    if "committee" in strategy.needs:
        return "committee"
    if "sequences" in strategy.needs or "detections" in strategy.needs:
        return "ragged"
    if "proba" in strategy.needs:
        return "rows"
    if getattr(proba, "ndim", None) == 3:  # noqa: PLR2004 models, rows, classes
        return "committee"
    if isinstance(proba, (list, tuple)) and proba and getattr(proba[0], "ndim", None) == 2:  # noqa: PLR2004 tokens, classes
        return "ragged"
    return "rows"


def as_floats(array: Any, what: str = "proba") -> FloatArray:
    """Give an array of float32 or float64; what is one already is not copied.

    Raises
    ------
    TypeError
        If it holds something else than numbers.
    """
    found = np.asarray(array)
    if found.dtype.kind == "f":
        return found if found.dtype.itemsize in {4, 8} else found.astype(np.float32)
    try:
        return found.astype(np.float64)
    except (TypeError, ValueError) as refused:
        raise TypeError(f"{what} holds {found.dtype}, not numbers: {refused}") from None


def check_shape(shape: tuple[int, ...], layout: Literal["rows", "committee"]) -> None:
    """Refuse what is not laid out as it must be, or has one class only.

    Raises
    ------
    ValueError
        With the shape and the mend.
    """
    if len(shape) != len(_SHAPE[layout].split(",")):
        mend = ""
        if layout == "rows" and len(shape) == 1:
            mend = "; for two classes give both columns: np.column_stack([1 - p, p])"
        elif layout == "rows":
            mend = "; average a committee's with proba.mean(axis=0), or rank it with strategy='bald'"
        elif len(shape) == 2:  # noqa: PLR2004 one model's
            mend = "; it looks like one model's: rank it with strategy='margin'"
        raise ValueError(f"proba has shape {shape}; {_SHAPE[layout]} is wanted{mend}")
    if shape[-1] < 2:  # noqa: PLR2004 it takes two to be uncertain
        raise ValueError(
            f"proba has shape {shape}, {shape[-1]} class: where there is one class there is nothing to be "
            "uncertain about; for two classes give both columns: np.column_stack([1 - p, p])"
        )


def check(proba: Any, layout: Layout, positions: IntArray) -> None:
    """Refuse the first row that is no probabilities.

    Parameters
    ----------
    proba
        Floats, in that layout.
    layout : {"rows", "committee", "ragged"}
        See `Layout`.
    positions : ndarray of int, shape (n,)
        What the candidates are called in the sentence.

    Raises
    ------
    ValueError
        Naming the row, what is wrong with it, and the mend.
    """
    if layout == "ragged":
        _check_ragged(proba, positions)
        return
    check_shape(proba.shape, layout)
    if proba.shape[-2] != len(positions):
        raise ValueError(f"proba has {proba.shape[-2]} rows, and there are {len(positions)} candidates")
    for model, rows in enumerate(proba if layout == "committee" else [proba]):
        of_model = f" of model {model}" if layout == "committee" else ""
        _check_rows(rows, lambda row, of=of_model: f"row {positions[row]}{of}")  # type: ignore[misc]


def _check_rows(rows: FloatArray, named: Callable[[int], str]) -> None:
    if not len(rows):
        return
    # Two passes that numpy does fast; NaN makes both comparisons False.
    off = np.einsum("rc->r", rows)
    off -= 1
    np.abs(off, out=off)
    if rows.min() >= 0 and off.max() <= TOLERANCE:
        return
    bad = ~((rows >= 0).all(axis=1) & (off <= TOLERANCE))
    row = int(np.flatnonzero(bad)[0])
    raise ValueError(f"proba {named(row)} is no probabilities: {_fault(rows[row])}; {_MEND}")


def _fault(row: FloatArray) -> str:
    for fault, found in (("NaN", np.isnan(row)), (None, row < 0)):
        if found.any():
            column = int(np.flatnonzero(found)[0])
            return f"{fault or f'{row[column]:.4g}'} for class {column}"
    return f"it sums to {row.sum(dtype=np.float64):.6g}, not to 1"


def _check_ragged(items: Sequence[FloatArray], positions: IntArray) -> None:
    if len(items) != len(positions):
        raise ValueError(f"proba has {len(items)} items, and there are {len(positions)} candidates")
    filled = [place for place, item in enumerate(items) if len(item)]
    if not filled:
        return
    shapes = {items[place].shape[1:] for place in filled}
    if len(shapes) > 1 or len(next(iter(shapes))) > 1:
        first = items[filled[0]].shape[1:]
        place = next((p for p in filled if items[p].shape[1:] != first or items[p].ndim > 2), filled[0])  # noqa: PLR2004
        raise ValueError(
            f"proba of item {positions[place]} has shape {items[place].shape}; (tokens or boxes, classes) with as many "
            "classes in each item is wanted, or, for one score each, (tokens or boxes,)"
        )
    ends = np.cumsum([len(items[place]) for place in filled])

    def named(row: int) -> str:
        which = int(np.searchsorted(ends, row, side="right"))
        within = row - (int(ends[which - 1]) if which else 0)
        return f"row {within} of item {positions[filled[which]]}"

    flat = np.concatenate([items[place] for place in filled])
    if flat.ndim == 1:
        bad = np.flatnonzero(~((flat >= 0) & (flat <= 1)))
        if len(bad):
            raise ValueError(f"proba {named(int(bad[0]))} is {flat[bad[0]]:.4g}; scores from 0 to 1 are wanted")
        return
    if flat.shape[1] < 2:  # noqa: PLR2004 it takes two to be uncertain
        raise ValueError(
            f"proba of item {positions[filled[0]]} has one class; give both, or the scores alone, "
            "as an array of one dimension"
        )
    _check_rows(flat, named)
