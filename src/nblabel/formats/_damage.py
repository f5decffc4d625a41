"""How reading a file fails."""

from __future__ import annotations


class FormatError(ValueError):
    """A file that is not what its format says; the sentence names the file and the place."""
