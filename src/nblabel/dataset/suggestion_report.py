"""How good suggestions were, held against what the person ended with."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nblabel.dataset._dataset import Dataset
from nblabel.dataset.annotations import Record, is_decided
from nblabel.dataset.suggestions import as_proposed, moved
from nblabel.items.keys import from_wire, to_wire
from nblabel.kinds import Comparable, by_name

_CAVEAT = (
    "The truth here was made by people who saw these suggestions: they may have taken what they would not have "
    "drawn. To judge a model, label some items without suggestions."
)
_DECISIONS = ("open", "accepted", "edited", "rejected", "not taken")


@dataclass(frozen=True)
class SuggestionReport:
    """Precision and recall of suggestions; what `suggestion_report` gives.

    Attributes
    ----------
    overall
        One row per model and field: ``suggested``, how many of these were ``open``, ``accepted``,
        ``edited``, ``rejected``, ``not taken``; ``correct``, ``precision``, ``truth``, ``recall``,
        and ``calibration_error`` (expected calibration error; Naeini, Cooper and Hauskrecht, 2015).
    by_label
        The same counts for each label: of ``suggested`` how many are ``correct``, and of ``truth``
        how many were found.
    by_score
        Calibration: one row per model, field and score bin that holds any: ``suggested``,
        ``correct``, ``mean_score``, ``precision``.
    edited
        One row per edited suggestion: ``item, id, suggested, label``, its overlap ``iou`` with what
        it became, and what was added to each part (``x``, ``start``, …).
    items
        How many done items were counted.
    note
        What to keep in mind about these numbers.
    """

    overall: pd.DataFrame
    by_label: pd.DataFrame
    by_score: pd.DataFrame
    edited: pd.DataFrame
    items: int
    note: str

    def __str__(self) -> str:
        """Write all of it out."""
        parts = [f"Suggestions on {self.items} done items\n{self.note}"]
        for title, frame in (("Overall", self.overall), ("By label", self.by_label), ("By score", self.by_score)):
            parts.append(f"{title}\n{frame.to_string(index=False)}" if len(frame) else f"{title}\n(nothing)")
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        parts = [f"<p>Suggestions on {self.items} done items. {self.note}</p>"]
        for title, frame in (("Overall", self.overall), ("By label", self.by_label), ("By score", self.by_score)):
            if len(frame):
                parts.append(f"<h4>{title}</h4>{frame.to_html(index=False, float_format='{:.3f}'.format, na_rep='')}")
        return "".join(parts)


def suggestion_report(
    labeler: object, *, iou: float = 0.5, bins: int = 10, items: Iterable[Hashable] | None = None
) -> SuggestionReport:
    """Hold what models suggested against what the person ended with, on the items that are done.

    A suggestion is *correct* if something stands at the end that has its field and label and
    overlaps it enough; each thing that stands makes at most one suggestion of a model correct. What
    stands and made none correct was missed.

    Parameters
    ----------
    labeler
        A labeler, or a `Dataset`.
    iou
        The least overlap (intersection over union) of boxes and spans that are the same thing.
    bins
        How many equal bins the scores from 0 to 1 are counted in.
    items
        Only these items. Where a model was asked about some items only, name them: on any other
        done item it counts as having missed everything.

    Returns
    -------
    SuggestionReport
        Frames of counts and shares; printing it shows them.

    Raises
    ------
    ValueError
        If ``iou`` is not above 0 and up to 1, or there is no bin.

    Examples
    --------
    >>> import numpy as np, pandas as pd, nblabel as nbl
    >>> photos = pd.Series({"street.jpg": np.zeros((60, 80, 3), np.uint8)})
    >>> labeler = nbl.ImageLabeler(photos, boxes=["bus", "car"], store=None, annotator="anna")
    >>> found = nbl.boxes(xywh=[[4, 5, 20, 10]], label="bus", score=0.9, item="street.jpg")
    >>> _ = labeler.suggest(found, model="yolo")
    >>> nbl.suggestion_report(labeler).items
    0
    """
    if not 0 < iou <= 1:
        raise ValueError(f"iou={iou!r} must be above 0 and at most 1, as in 0.5")
    if bins < 1:
        raise ValueError(f"bins={bins!r} must be at least 1")
    dataset = labeler if isinstance(labeler, Dataset) else getattr(labeler, "dataset", None)
    if not isinstance(dataset, Dataset):
        raise TypeError(f"a labeler or a Dataset is reported on, not a {type(labeler).__name__}")
    only = None if items is None else {to_wire(item) for item in items}
    done = {item for item in dataset.done if only is None or item in only}
    records = {id_: each for id_, each in dataset.records.items() if each["item"] in done}
    judged = _judged(records, dataset.proposed, iou)
    note = _CAVEAT if done else f"No item is done yet, so there is nothing to hold suggestions against. {_CAVEAT}"
    return SuggestionReport(
        overall=_overall(judged, bins),
        by_label=_by_label(judged),
        by_score=_by_score(judged, bins),
        edited=_edited(records, dataset.proposed),
        items=len(done),
        note=note,
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """What one model suggested in one field, and what stands there."""

    model: str | None
    field: str
    suggested: list[tuple[Record, bool]]
    """Each suggestion as it was proposed, and whether it is correct."""

    truth: list[tuple[Record, bool]]
    """Each annotation, and whether it was found."""


def _judged(records: Mapping[str, Record], proposed: Mapping[str, Mapping[str, Any]], iou: float) -> list[_Judged]:
    by_model: dict[tuple[str | None, str], dict[str, Record]] = {}
    truth: dict[str, dict[str, Record]] = {}
    for id_, record in records.items():
        if record["source"] == "model":
            asked = by_model.setdefault((record["model"], record["field"]), {})
            asked[id_] = as_proposed(record, proposed.get(id_))
        if is_decided(record):
            truth.setdefault(record["field"], {})[id_] = record
    made: list[_Judged] = []
    for (model, field), suggested in by_model.items():
        stands = truth.get(field, {})
        pairs = _paired(suggested, stands, iou)
        found = set(pairs.values())
        made.append(
            _Judged(
                model,
                field,
                [(record, id_ in pairs) for id_, record in suggested.items()],
                [(record, id_ in found) for id_, record in stands.items()],
            )
        )
    return made


def _paired(suggested: Mapping[str, Record], truth: Mapping[str, Record], iou: float) -> dict[str, str]:
    """Pair suggestions with what stands, one with one: its own outcome first, then by overlap and score."""
    places: dict[tuple[Any, ...], list[str]] = {}
    for id_, record in truth.items():
        places.setdefault((record["item"], record["label"]), []).append(id_)
    near: list[tuple[bool, float, float, str, str]] = []
    for id_, record in suggested.items():
        for other in places.get((record["item"], record["label"]), ()):
            overlap = _overlap(record, truth[other])
            if overlap >= iou:
                near.append((id_ == other, overlap, record["score"] or 0.0, id_, other))
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for *_, id_, other in sorted(near, key=lambda pair: pair[:3], reverse=True):
        if id_ not in pairs and other not in taken:
            pairs[id_] = other
            taken.add(other)
    return pairs


def _overlap(one: Record, other: Record) -> float:
    kind: object = by_name()[one["kind"]]
    return kind.overlap(one["geometry"], other["geometry"]) if isinstance(kind, Comparable) else 1.0


def _overall(judged: Collection[_Judged], bins: int) -> pd.DataFrame:
    rows = []
    for each in judged:
        decisions = [record["decision"] or "open" for record, _ in each.suggested]
        rows.append(
            {
                "model": each.model,
                "field": each.field,
                "suggested": len(each.suggested),
                **{name: decisions.count(name) for name in _DECISIONS},
                **_shares(each.suggested, each.truth),
                "calibration_error": _calibration_error(each, bins),
            }
        )
    columns = ["model", "field", "suggested", *_DECISIONS, "correct", "precision", "truth", "recall"]
    return pd.DataFrame(rows, columns=[*columns, "calibration_error"])


def _by_label(judged: Collection[_Judged]) -> pd.DataFrame:
    rows = []
    for each in judged:
        labels = dict.fromkeys(record["label"] for record, _ in [*each.suggested, *each.truth])
        for label in sorted(labels, key=str):
            suggested = [pair for pair in each.suggested if pair[0]["label"] == label]
            truth = [pair for pair in each.truth if pair[0]["label"] == label]
            named = {"model": each.model, "field": each.field, "label": label, "suggested": len(suggested)}
            rows.append({**named, **_shares(suggested, truth)})
    return pd.DataFrame(
        rows, columns=["model", "field", "label", "suggested", "correct", "precision", "truth", "recall"]
    )


def _shares(suggested: Collection[tuple[Record, bool]], truth: Collection[tuple[Record, bool]]) -> dict[str, float]:
    correct = sum(right for _, right in suggested)
    found = sum(hit for _, hit in truth)
    return {
        "correct": correct,
        "precision": correct / len(suggested) if suggested else np.nan,
        "truth": len(truth),
        "recall": found / len(truth) if truth else np.nan,
    }


def _binned(each: _Judged, bins: int) -> dict[int, list[tuple[float, bool]]]:
    scored = [(float(record["score"]), right) for record, right in each.suggested if record["score"] is not None]
    found: dict[int, list[tuple[float, bool]]] = {}
    for score, right in scored:
        place = min(bins - 1, max(0, int(score * bins)))
        found.setdefault(place, []).append((score, right))
    return found


def _by_score(judged: Collection[_Judged], bins: int) -> pd.DataFrame:
    rows = []
    for each in judged:
        for place, scored in sorted(_binned(each, bins).items()):
            rows.append(
                {
                    "model": each.model,
                    "field": each.field,
                    "from": place / bins,
                    "to": (place + 1) / bins,
                    "suggested": len(scored),
                    "correct": sum(right for _, right in scored),
                    "mean_score": sum(score for score, _ in scored) / len(scored),
                    "precision": sum(right for _, right in scored) / len(scored),
                }
            )
    columns = ["model", "field", "from", "to", "suggested", "correct", "mean_score", "precision"]
    return pd.DataFrame(rows, columns=columns)


def _calibration_error(each: _Judged, bins: int) -> float:
    """Give the mean gap between score and precision over the bins, weighed by how many are in each."""
    binned = _binned(each, bins).values()
    count = sum(map(len, binned))
    if not count:
        return float("nan")
    # Of n in a bin, n x |mean score - share of correct ones| is the gap between two sums.
    return sum(abs(sum(score for score, _ in scored) - sum(right for _, right in scored)) for scored in binned) / count


def _edited(records: Mapping[str, Record], proposed: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    rows = []
    for id_, record in records.items():
        original = proposed.get(id_)
        if record["decision"] != "edited" or original is None:
            continue
        named = {"item": from_wire(record["item"]), "id": id_, "suggested": original["label"], "label": record["label"]}
        far = {name.removeprefix("moved_"): by for name, by in moved(original, record).items() if name != "moved_label"}
        rows.append({**named, **far})
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["item", "id", "suggested", "label", "iou"])
