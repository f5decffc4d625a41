"""What every labeler is, whatever it labels: a widget, the data API, and a window on a session."""

from __future__ import annotations

import logging
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import pandas as pd
import traitlets as t

from nblabel.capture import read_captures
from nblabel.dataset import Dataset, history_frame
from nblabel.dataset.detections import as_frame
from nblabel.items import open_items
from nblabel.items.keys import from_wire, to_wire
from nblabel.items.painted import open_painted
from nblabel.labels import finish
from nblabel.session import Committed, Session
from nblabel.widgets.link import Link
from nblabel.widgets.messages import PROTOCOL, Buffer, Message
from nblabel.widgets.subshells import follow_the_message
from nblabel.widgets.suggester import Suggest, Suggester

if TYPE_CHECKING:
    from nblabel.items import Medium
    from nblabel.items.keys import Key
    from nblabel.labels import Field
    from nblabel.session import Event
    from nblabel.widgets.painting import Painter

_log = logging.getLogger(__name__)

STATIC = Path(__file__).parent.parent / "static"
_LENGTH = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:px|em|rem|%|[sld]?v[hw]|cm|mm|in|pt)")


def bundled(name: str) -> str | Path:
    """Give a file of the bundle: its text, or its path where it is to be followed as it changes."""
    path = STATIC / name
    # anywidget never lets go of a widget that follows a file, closed or not.
    if os.environ.get("ANYWIDGET_HMR") == "1":
        return path
    # With a line break at its end it cannot be taken for a file's name.
    return path.read_text("utf-8") + "\n"


class Labeler(anywidget.AnyWidget):
    """The base of all labelers: everything that does not depend on what is labeled.

    A labeler of another medium is a subclass that sets `_medium`, takes the bundle of that name and
    names its own arguments; ``traits`` are the values of traits it adds, ``painters`` make the parts
    of items that Python paints, and ``size`` says that whole items are painted, and how large.
    """

    _medium: ClassVar[Medium]

    protocol = t.Int(PROTOCOL, read_only=True).tag(sync=True)
    medium = t.Unicode(read_only=True).tag(sync=True)
    height = t.Unicode("75vh").tag(sync=True)
    guide = t.Unicode("").tag(sync=True)
    idle_after = t.Float(60.0).tag(sync=True)
    accept_over = t.Float(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        items: object,
        captures: Mapping[str, object],
        *,
        image: str | None = None,
        text: str | None = None,
        root: str | PathLike[str] | None = None,
        window: tuple[float, float] | None = None,
        store: str | PathLike[str] | None = "auto",
        name: str | None = None,
        annotator: str | None = None,
        guide: str | None = None,
        height: str | float = "75vh",
        idle_after: float = 60,
        painters: Mapping[str, Painter] = MappingProxyType({}),
        size: tuple[float, float] | None = None,
        suggest: Suggest | None = None,
        accept_over: float | None = None,
        **traits: object,
    ) -> None:
        if not hasattr(type(self), "_esm"):
            raise RuntimeError(
                f"the browser's part of nblabel is missing ({STATIC / self._medium}.js); "
                "build it with 'npm ci && npm run build' in js/, then restart the kernel"
            )
        if suggest is not None and not callable(suggest):
            raise TypeError(
                f"suggest={suggest!r:.60} is no function; give one that takes items and returns a frame, "
                "or hand a frame to labeler.suggest(frame)"
            )
        given = items if isinstance(items, Dataset) else None
        fields = _declared(captures, self._medium, given)
        source = (
            open_items(items, image=image, text=text, root=root, window=window, medium=self._medium)
            if size is None
            else open_painted(items, size)
        )
        settings = {"guide": guide or "", "height": length(height), "idle_after": _seconds(idle_after), **traits}
        settings["accept_over"] = _share(accept_over)
        self._callbacks: list[Callable[[pd.DataFrame], object]] = []
        self._callbacks_lock = Lock()
        session = Session.open(source, fields, store=store, name=name, annotator=annotator)
        if given is not None:
            session.take_in(given)
        self._link = Link(session, self._send_message, self._on_event, painters)
        self._suggester = None if suggest is None else Suggester(suggest, self._link)
        super().__init__(**settings)
        self.on_msg(self._on_message)

    # The data -----------------------------------------------------------------------------------

    @property
    def annotations(self) -> pd.DataFrame:
        """What was decided: one row per annotation, a fresh copy at each access."""
        return self.dataset.annotations

    @property
    def items(self) -> pd.DataFrame:
        """One row per item: status, flag, comment, seconds, and your own columns."""
        return self.dataset.items

    @property
    def suggestions(self) -> pd.DataFrame:
        """What models proposed and no person took as it was: open, rejected, not taken, edited.

        The columns of `annotations`, each row as it was proposed. ``attributes`` of an edited one
        say how far it was moved: ``moved_iou``, what was added to each part (``moved_start``,
        ``moved_x``, …), and ``moved_label`` if it was given another label.
        """
        return self.dataset.suggestions

    @property
    def labels(self) -> pd.DataFrame:
        """One row per label: field, kind, name, color, key, description, and whether it is offered.

        A label that is no longer declared, but still in the data, is there with ``offered`` False.
        """
        rows = [
            (field.name, field.kind, label.name, label.color, label.key, label.description, offered)
            for field in self._session.fields
            for labels, offered in ((field.labels, True), (field.retired, False))
            for label in labels
        ]
        columns = ["field", "kind", "name", "color", "key", "description", "offered"]
        return pd.DataFrame(rows, columns=columns).astype({"key": "string", "offered": "bool"})

    @property
    def history(self) -> pd.DataFrame:
        """Everything that was done: one row per operation, oldest first."""
        return self._session.history()

    @property
    def dataset(self) -> Dataset:
        """Items, labels and annotations as they are now, apart from the widget."""
        return self._session.dataset()

    def answers_of_others(self) -> dict[str, Dataset]:
        """Give what everybody else said of the same items, by name."""
        return self._session.answers_of_others()

    @property
    def current(self) -> Key | None:
        """The key of the item that is looked at; None before any was."""
        current = self._link.current
        return None if current is None else from_wire(current)

    # Changing it --------------------------------------------------------------------------------

    def add(self, frame: object, source: str = "import", *, item: Key | None = None) -> list[str]:
        """Add annotations, one per row, and show them in every open view at once.

        Parameters
        ----------
        frame
            Columns as in `annotations`: ``item``, ``label``, the geometry; ``field`` and ``kind``
            where there are several; ``id`` if you want to choose it. ``supervision.Detections``
            are taken too.
        source
            Who made them, for rows that do not say: ``"import"``, ``"human"`` or ``"model"``. What
            a model made and has no ``decision`` is an open suggestion.
        item
            The key of the item they are on, where the frame does not say.

        Returns
        -------
        list of str
            The ids of the rows. One that was ever added before is not added again, so that a cell
            may be run twice.

        Raises
        ------
        ValueError
            If any row is wrong; then nothing is added.
        """
        return self._session.add(as_frame(frame, item), source=source)

    def suggest(
        self,
        frame: object,
        model: str | None = None,
        *,
        item: Key | None = None,
        items: Iterable[Key] | None = None,
        done: bool = False,
    ) -> list[str]:
        """Put a model's predictions in front of the person, who accepts, edits or rejects them.

        A cell may be run twice: what was predicted before is not suggested again, and what was
        decided on stays decided. New predictions of the same model take the place of those that
        are still open on the same items, and of nothing else.

        Parameters
        ----------
        frame
            Columns as in `annotations`, with ``score`` where there is one; ``supervision.Detections``
            are taken too. `nblabel.boxes` and `nblabel.spans` make a frame of arrays.
        model
            What the model is called, for rows that do not say in a column ``model``.
        item
            The key of the item they are on, where the frame does not say.
        items
            Keys of all items that were predicted on, so that on those without a row nothing stays
            open. Left out, they are the items in the frame.
        done
            Whether items that are done or skipped get suggestions too.

        Returns
        -------
        list of str
            The ids of the rows.

        Raises
        ------
        ValueError
            If any row is wrong; then nothing is suggested.
        KeyError
            If there is no such item.
        """
        asked = [item] if items is None and item is not None else items
        return self._session.suggest(as_frame(frame, item), model, asked, done=done)

    def update(self, frame: pd.DataFrame) -> None:
        """Change annotations by ``id``: the columns that the frame has, all rows or none."""
        self._session.update(frame)

    def remove(self, ids: str | Iterable[str]) -> None:
        """Delete annotations by id; undo in the browser brings them back."""
        self._session.remove([ids] if isinstance(ids, str) else list(ids))

    def rename_label(self, old: str, new: str, field: str | None = None) -> None:
        """Call a label, and all that carries it, by another name; onto an existing one it merges."""
        self._session.rename_label(old, new, field=field)

    def reattach(self, keys: Key | Iterable[Key]) -> None:
        """Keep the annotations of items whose content changed under the same key."""
        self._session.reattach([keys] if isinstance(keys, str | int | pd.Timestamp) else list(keys))

    def reset(self, expect: int | None = None) -> None:
        """Delete all annotations and answers of this annotator, as one change that can be undone.

        Parameters
        ----------
        expect
            How many annotations will go. It must be right, so that a cell that is run again by
            accident deletes nothing.
        """
        self._session.reset(expect=expect)

    def go_to(self, key: Key) -> None:
        """Show an item, in every open view, and in those that open later.

        Raises
        ------
        KeyError
            If there is no such item.
        """
        self._link.go_to(to_wire(key))

    def save(
        self,
        path: str | PathLike[str],
        format: str | None = None,  # noqa: A002
        items: str | Iterable[Key] = "done",
        allow_loss: bool = False,  # noqa: FBT001, FBT002
        **options: object,
    ) -> pd.DataFrame:
        """Write the data in a form that another tool takes; see `Dataset.save`."""
        return self.dataset.save(path, format, items, allow_loss, **options)

    # Hearing of it ------------------------------------------------------------------------------

    def on_change(self, callback: Callable[[pd.DataFrame], object]) -> Callable[[], None]:
        """Have a function called after each change, whoever made it.

        Parameters
        ----------
        callback
            Is given what changed, as rows of `history`. It runs when the change is committed, on
            the thread that committed it; an exception in it is logged, and stops nothing.

        Returns
        -------
        callable
            Call it to hear no more.
        """
        with self._callbacks_lock:
            self._callbacks.append(callback)

        def remove() -> None:
            with self._callbacks_lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)

        return remove

    def _on_event(self, event: Event) -> None:
        if not isinstance(event, Committed):
            return
        with self._callbacks_lock:
            callbacks = tuple(self._callbacks)
        for callback in callbacks:
            try:
                callback(history_frame([event.change], keys=self._session.source.keys[:1]))
            except Exception:  # noqa: BLE001  (it is the user's code)
                _log.exception("a callback of on_change failed: %r", callback)

    # The widget ---------------------------------------------------------------------------------

    @property
    def _session(self) -> Session:
        return self._link.session

    def open(self) -> None:
        """Open the line to the page; called by ipywidgets."""
        super().open()
        follow_the_message(self.comm)

    def _on_message(self, _: object, content: object, buffers: list[Buffer]) -> None:
        self._link.receive(content, buffers)
        if isinstance(content, dict) and content.get("type") in {"hello", "view"}:
            self._look_ahead()

    def _look_ahead(self) -> None:
        if self._suggester is not None:
            self._suggester.look()

    def _send_message(self, message: Message) -> None:
        self.send(dict(message.content), list(message.buffers))

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        # What a view needs is on its way before it exists: a long cell may follow, and then
        # nobody here would answer it.
        self._link.push()
        self._look_ahead()
        bundle: tuple[dict[str, Any], dict[str, Any]] | None = super()._repr_mimebundle_(**kwargs)
        return bundle

    def __repr__(self) -> str:
        """Say in one line what is labeled, how far it is, and where it is saved."""
        return f"{type(self).__name__} {self._session.summary()}"

    def close(self) -> None:
        """Take the labeler out of the page; what was labeled stays in the store."""
        suggester: Suggester | None = getattr(self, "_suggester", None)
        if suggester is not None:
            suggester.close()
        link = getattr(self, "_link", None)
        if link is not None:
            link.close()
        super().close()

    @t.default("medium")
    def _default_medium(self) -> str:
        return self._medium

    @t.validate("height")
    def _check_height(self, proposal: t.Bunch) -> str:
        return length(proposal["value"])

    @t.validate("idle_after")
    def _check_idle_after(self, proposal: t.Bunch) -> float:
        return _seconds(proposal["value"])

    @t.validate("accept_over")
    def _check_accept_over(self, proposal: t.Bunch) -> float | None:
        return _share(proposal["value"])


def _declared(captures: Mapping[str, object], medium: Medium, dataset: Dataset | None) -> tuple[Field, ...]:
    """Read what is captured: what the keywords say, then what else a dataset was labeled with."""
    if dataset is None or any(value is not None for value in captures.values()):
        asked = read_captures(captures, medium)
        if dataset is None:
            return asked
    else:
        asked = ()
    named = {field.name for field in asked}
    others = (field for field in dataset.fields if field.name not in named)
    fields = (*asked, *(_offering_all(field) for field in others))
    if not fields:
        raise ValueError("the dataset declares nothing to capture; say what, as in boxes=['bus', 'car']")
    # Asked twice, a key letter would choose two labels: colours and keys are settled together.
    return finish(fields)


def _offering_all(field: Field) -> Field:
    """Give a field that offers what only stands in its data, too."""
    gone = [label for label in field.retired if label.name not in field.names]
    return replace(field, labels=(*field.labels, *gone), retired=())


def length(height: object) -> str:
    """Read a height as CSS: a number is pixels."""
    if isinstance(height, int | float) and not isinstance(height, bool) and height > 0:
        return f"{height:g}px"
    if isinstance(height, str) and _LENGTH.fullmatch(height.strip()):
        return height.strip()
    raise ValueError(f"height={height!r} is not a length; write pixels, as in height=600, or CSS, as in height='75vh'")


def _seconds(idle_after: object) -> float:
    if isinstance(idle_after, int | float) and not isinstance(idle_after, bool) and 0 < idle_after < math.inf:
        return float(idle_after)
    raise ValueError(f"idle_after={idle_after!r} must be a number of seconds above 0; for never write a large one")


def _share(accept_over: object) -> float | None:
    if accept_over is None:
        return None
    if isinstance(accept_over, int | float) and not isinstance(accept_over, bool) and 0 <= accept_over <= 1:
        return float(accept_over)
    raise ValueError(f"accept_over={accept_over!r} must be a score from 0 to 1, as in 0.9; for never leave it out")
