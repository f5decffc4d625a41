"""What to label next: ranking by a model's uncertainty and by diversity, the loop, and its simulation.

numpy in, pandas out; nothing here knows a notebook.
"""

from __future__ import annotations

from nblabel.active._context import Context, Ranked

__all__ = ["Context", "Ranked"]
