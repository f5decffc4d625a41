"""A strategy under its name: what chooses, what it needs, and how its figure is said to a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from nblabel.active._context import Choose, Context, IntArray

Need = Literal["proba", "committee", "sequences", "detections", "embeddings", "labels", "model"]


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to choose what is labeled next.

    Parameters
    ----------
    name : str
        What it is asked for by.
    choose : callable
        From a `Context` to an answer.
    needs : tuple of str
        What of the context it cannot do without. It is checked before ``choose`` is called.
    said : callable, optional
        From a priority to the reason a person reads: ``0.97`` → ``"margin 0.03"``. It must not tell
        which class the model thinks of.
    by_row : bool
        Whether a candidate's priority depends on its own row alone, so that a pool may be ranked
        in chunks.
    may_reach : callable, optional
        From a context and a priority to the places of the candidates that may have it or a higher
        one, found for less than the priorities themselves: no others are reckoned then.
    among_labeled : bool
        Whether what is labeled already is among the candidates.
    """

    name: str
    choose: Choose
    needs: tuple[Need, ...] = ()
    said: Callable[[float], str] | None = None
    by_row: bool = False
    may_reach: Callable[[Context, float], IntArray] | None = None
    among_labeled: bool = False
