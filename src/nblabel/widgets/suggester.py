"""Asks a model of the user's for suggestions about the items that are shown next, on a thread of its own."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Iterable, Sequence
from threading import Condition, Thread
from typing import TYPE_CHECKING

import pandas as pd

from nblabel.dataset.detections import as_frame
from nblabel.items.keys import from_wire
from nblabel.session import Notice, StoreUnavailable
from nblabel.widgets.last_line import last_line

if TYPE_CHECKING:
    from nblabel.items import Item
    from nblabel.session import Session
    from nblabel.widgets.link import Link

_log = logging.getLogger(__name__)

AHEAD = 4
"""How many items after the one in view are asked about."""

Suggest = Callable[[Sequence["Item"]], object]


class Suggester:
    """Keeps the items that are shown next suggested, one batch at a time.

    Parameters
    ----------
    suggest
        What is asked: given a list of `nbl.Item`, it returns a frame, or a list of one for each.
    link
        Knows the session, and the item in view.
    """

    def __init__(self, suggest: Suggest, link: Link) -> None:
        self._suggest = suggest
        self._link = weakref.ref(link)
        self._model = str(getattr(suggest, "__name__", type(suggest).__name__))
        self._asked: weakref.WeakKeyDictionary[Session, set[str]] = weakref.WeakKeyDictionary()
        self._wake = Condition()
        self._wanted = False
        self._closed = False
        self._thread: Thread | None = None

    def look(self) -> None:
        """See what is in view now; returns at once."""
        with self._wake:
            if self._closed:
                return
            self._wanted = True
            if self._thread is None:
                self._thread = Thread(target=_work, args=(weakref.ref(self),), name="nblabel-suggest", daemon=True)
                self._thread.start()
            self._wake.notify_all()

    def close(self) -> None:
        """Ask no more. A call that is underway is not waited for, and what it gives is let go."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until there may be something to ask; False once that will never be."""
        with self._wake:
            if not self._wanted and not self._closed:
                self._wake.wait(seconds)
            return not self._closed and self._link() is not None

    def step(self) -> None:
        """Ask about what is shown next, the item in view alone and first; again if the view moved on meanwhile."""
        with self._wake:
            if not self._wanted:
                return
            self._wanted = False
        while (batch := self._next()) and not self._closed:
            self._ask(batch)

    def _next(self) -> list[str]:
        link = self._link()
        if link is None:
            self.close()
            return []
        session = link.session
        with session.lock:
            order, answers = session.order, session.state.answers
            todo = [answers.get(item, {}).get("status", "todo") == "todo" for item in order]
            if link.current in order:
                start = order.index(link.current)
            else:
                start = next((place for place, is_todo in enumerate(todo) if is_todo), len(order))
            following = [item for item, is_todo in zip(order[start:], todo[start:], strict=True) if is_todo]
        wanted = [item for item in following[: AHEAD + 1] if item not in self._asked.get(session, ())]
        # Alone where it is in view: a person waits for it.
        return wanted[:1] if wanted and wanted[0] == order[start] else wanted

    def _ask(self, batch: Sequence[str]) -> None:
        link = self._link()
        if link is None:
            return
        session = link.session
        self._asked.setdefault(session, set()).update(batch)
        keys = [from_wire(item) for item in batch]
        try:
            items = [session.source.item(session.position(item)) for item in batch]
            frame = _together(self._suggest(items), keys)
            if self._closed or link.session is not session:
                return
            session.suggest(frame, self._model, keys)
        except StoreUnavailable as error:
            self._say(link, f"what {self._model} suggests could not be kept: {error}")
        except Exception as error:  # noqa: BLE001  (it is the user's code)
            _log.exception("suggest=%s failed on %r", self._model, keys)
            self._say(link, f"no suggestions for {keys[0]!r}: {self._model} failed with {last_line(error)}")

    @staticmethod
    def _say(link: Link, text: str) -> None:
        link.hear(Notice("error", text))


def _together(given: object, keys: Sequence[object]) -> pd.DataFrame:
    """Make one frame of what was returned: a frame, or one for each item."""
    if isinstance(given, Iterable) and not isinstance(given, pd.DataFrame) and not hasattr(given, "xyxy"):
        each = list(given)
        if len(each) != len(keys):
            raise ValueError(
                f"{len(each)} frames were returned for {len(keys)} items; return one for each, or one frame"
            )
        frames = [as_frame(one, key) for one, key in zip(each, keys, strict=True)]
        some = [frame for frame in frames if len(frame)]
        return pd.concat(some, ignore_index=True) if some else pd.DataFrame()
    if isinstance(given, pd.DataFrame) and given.empty:
        return pd.DataFrame()
    frame = as_frame(given, keys[0] if len(keys) == 1 else None)
    if "item" not in frame.columns and frame.index.name != "item":
        raise ValueError(f"the frame for {len(keys)} items has no column 'item'; add it, or return a list of frames")
    stray = [item for item in (frame["item"] if "item" in frame.columns else frame.index) if item not in keys]
    if stray:
        raise ValueError(f"item {stray[0]!r} was not asked about; return suggestions for {list(keys)} only")
    return frame


def _work(of: weakref.ref[Suggester]) -> None:
    # Between looks nothing here holds the suggester, so that a labeler nobody keeps can go.
    while (suggester := of()) is not None and suggester.wait(1.0):
        suggester.step()
        del suggester
