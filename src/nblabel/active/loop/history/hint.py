"""What the curve suggests. It is a hint: nothing stops by itself."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from nblabel.session import CurvePoint

ROUNDS = 5
BAND = 0.01
_TESTED = 20


def flat(curve: Sequence[CurvePoint], metric: str) -> str | None:
    """Say so where the score stayed within a hundredth for five rounds, tested on 20 items or more."""
    scored = [(point, point.score) for point in curve if point.score is not None and point.tested >= _TESTED]
    last = scored[-ROUNDS:]
    if len(last) < ROUNDS:
        return None
    scores = [score for _, score in last]
    if max(scores) - min(scores) > BAND + sys.float_info.epsilon:
        return None
    labels = last[-1][0].labels - last[0][0].labels
    return (
        f"the {metric} has stayed within {BAND:g} for {ROUNDS} rounds ({labels} labels): "
        "more labels of this kind may change little"
    )
