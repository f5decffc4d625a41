"""Label, retrain, rank again: the loop without its panel."""

from __future__ import annotations

from nblabel.active.loop._loop import Loop

__all__ = ["Loop"]
