"""What a file says that we have no place for: counted, and said once for the whole file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from nblabel.dataset.reporting import Report


class PassedOver:
    """Names that stand in a file, hold something, and are not read.

    Parameters
    ----------
    whose
        What they are parts of, for the sentence.
    known
        Names that are read, or that say nothing a person said: ids, what follows from the rest.

    Examples
    --------
    >>> passed = PassedOver("an annotation", {"id", "bbox"})
    >>> for each in ({"id": 1, "bbox": [], "track": 7}, {"id": 2, "track": 7, "ignore": 0}):
    ...     passed.note(each)
    >>> report = Report()
    >>> passed.say(report)
    >>> report.frame["why"].tolist()
    ["'track' of an annotation is not read (2 times)"]
    """

    def __init__(self, whose: str, known: Collection[str]) -> None:
        self._whose = whose
        self._known = frozenset(known)
        self._counts: Counter[str] = Counter()

    def note(self, given: Mapping[str, object]) -> None:
        """Note what of one object is not known, and not empty."""
        if not given.keys() <= self._known:
            self._counts.update(name for name, value in given.items() if value and name not in self._known)

    def say(self, report: Report) -> None:
        """Say it all, a row for each name."""
        for name, count in self._counts.items():
            times = "" if count == 1 else f" ({count} times)"
            report.skipped(f"{name!r} of {self._whose} is not read{times}")
