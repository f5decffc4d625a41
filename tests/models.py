"""Small models, trained here on real data in seconds, whose mistakes are real too: what suggestions are tried with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image
from scipy import ndimage
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import nblabel as nbl
from tests.real_texts import Document

TOKEN = re.compile(r"\w+|[^\w\s]")
OUTSIDE = "outside"


class Tagger:
    """Names entities token by token: logistic regression on how a word and its neighbours are written."""

    def __init__(self, documents: Sequence[Document]) -> None:
        features: list[dict[str, object]] = []
        labels: list[str] = []
        for document in documents:
            tokens = _tokens(document.body)
            features += _features(tokens)
            labels += [_label(document, start, end) for start, end, _ in tokens]
        model = LogisticRegression(C=10, max_iter=2000)
        self._model = make_pipeline(DictVectorizer(), model).fit(features, labels)

    def __call__(self, text: str, item: object) -> pd.DataFrame:
        """Give what is named in a text, as a frame for `suggest`."""
        tokens = _tokens(text)
        chances = self._model.predict_proba(_features(tokens))
        named = [str(self._model.classes_[each]) for each in chances.argmax(axis=1)]
        found: list[tuple[int, int, str, list[float]]] = []
        for (start, end, _), label, chance in zip(tokens, named, chances.max(axis=1), strict=True):
            if label == OUTSIDE:
                continue
            goes_on = found and found[-1][2] == label and not text[found[-1][1] : start].strip()
            if goes_on:
                first, _, _, scores = found.pop()
                found.append((first, end, label, [*scores, float(chance)]))
            else:
                found.append((start, end, label, [float(chance)]))
        return nbl.spans(
            start=[each[0] for each in found],
            end=[each[1] for each in found],
            label=[each[2] for each in found],
            score=[min(each[3]) for each in found],
            item=item,
        )


def _tokens(text: str) -> list[tuple[int, int, str]]:
    return [(found.start(), found.end(), found.group()) for found in TOKEN.finditer(text)]


def _features(tokens: Sequence[tuple[int, int, str]]) -> list[dict[str, object]]:
    words = ["", *(word for _, _, word in tokens), ""]
    made: list[dict[str, object]] = []
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        shape = re.sub(r"[A-ZÁÉÍÓÚ]+", "A", re.sub(r"[a-záéíóúñü]+", "a", re.sub(r"\d+", "0", word)))
        made.append(
            {
                "word": word.lower(), "shape": shape, "head": word[:3].lower(), "tail": word[-3:].lower(),
                "before": before.lower(), "after": after.lower(), "capital before": before[:1].isupper(),
                "capital after": after[:1].isupper(), "capital": word[:1].isupper(), "first": before in {"", "."},
            }
        )  # fmt: skip
    return made


def _label(document: Document, start: int, end: int) -> str:
    inside = (label for first, last, label, _ in document.spans if first <= start and end <= last)
    return next(inside, OUTSIDE)


class CrownDetector:
    """Finds tree crowns in an aerial photo: blobs of several sizes, and a forest that says which are crowns."""

    def __init__(self, photo: Path, crowns: np.ndarray, *, right_of: float) -> None:
        self._pixels = np.asarray(Image.open(photo).convert("RGB"), dtype=np.float64) / 255
        self._candidates = self._propose()
        self._features = np.array([self._look(box) for box in self._candidates])
        learnt = self._candidates[:, 2] <= right_of
        overlaps = np.array([_best(box, crowns) for box in self._candidates])
        forest = RandomForestClassifier(200, min_samples_leaf=3, class_weight="balanced", random_state=0)
        forest.fit(self._features[learnt], overlaps[learnt] > 0.5)
        self._scores = forest.predict_proba(self._features)[:, 1]
        self._right_of = right_of

    def __call__(self, item: object) -> pd.DataFrame:
        """Give the crowns right of what was learnt from, as a frame for `suggest`."""
        order = np.argsort(-self._scores)
        kept: list[int] = []
        for place in order:
            box = self._candidates[place]
            if self._scores[place] < 0.3 or box[0] < self._right_of:
                continue
            if not kept or _best(box, self._candidates[kept]) < 0.2:
                kept.append(int(place))
        return nbl.boxes(xyxy=self._candidates[kept], score=self._scores[kept], label="crown", item=item)

    def _propose(self) -> np.ndarray:
        red, green, blue = np.moveaxis(self._pixels, 2, 0)
        boxes = []
        for channel in (green - (red + blue) / 2, -(red + green + blue) / 3):
            for sigma in (6.0, 8.0, 10.0, 13.0):
                response = -(sigma**2) * ndimage.gaussian_laplace(channel, sigma)
                peaks = (response == ndimage.maximum_filter(response, 9)) & (response > 0)
                for y, x in np.argwhere(peaks):
                    for wide, high in ((1.5, 1.5), (1.5, 2.0), (2.0, 1.5), (2.0, 2.0)):
                        boxes.append([x - wide * sigma, y - high * sigma, x + wide * sigma, y + high * sigma])
        height, width = red.shape
        return np.clip(np.array(boxes), 0, [width, height, width, height])

    def _look(self, box: np.ndarray) -> list[float]:
        x0, y0, x1, y1 = box.astype(int)
        inside = self._pixels[y0 : y1 + 1, x0 : x1 + 1]
        pad = 5
        around = self._pixels[max(y0 - pad, 0) : y1 + pad, max(x0 - pad, 0) : x1 + pad]
        middle = inside[inside.shape[0] // 4 : -(inside.shape[0] // 4) or None]
        means = [part.mean(axis=(0, 1)) for part in (inside, around, middle)]
        spread = inside.std(axis=(0, 1))
        return [*means[0], *(means[0] - means[1]), *(means[2] - means[0]), *spread, x1 - x0, y1 - y0]


def _best(box: np.ndarray, others: np.ndarray) -> float:
    """Give the largest intersection over union with any of the others, as corners."""
    corner, far = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.prod(np.clip(far - corner, 0, None), axis=1)
    area = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - shared
    return float((shared / area).max())
