"""One widget's end of the wire: what browsers say is done here, and what happens is told them.

The link knows sessions and messages, but no widget: it is given a function that sends. Messages
may arrive on any thread, during a cell or after it, two at once. Nothing is ever dropped
silently: whatever goes wrong becomes an error reply, and what nobody foresaw a logged traceback.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Sequence
from threading import RLock
from typing import TYPE_CHECKING

from nblabel.session import (
    Committed,
    FieldsChanged,
    LoopChanged,
    Notice,
    QueueChanged,
    Reopened,
    StoreUnavailable,
)
from nblabel.widgets import messages
from nblabel.widgets.assets import GIFTS, AssetDesk, last_line
from nblabel.widgets.fragments import Fragments
from nblabel.widgets.messages import (
    EVERYONE,
    AssetWanted,
    Buffer,
    Cancel,
    ChangesMade,
    ContinueAs,
    Fragment,
    Hello,
    Identify,
    Incoming,
    Message,
    MessageError,
    Ping,
    Since,
    SteerLoop,
    View,
)
from nblabel.widgets.opening import opened

if TYPE_CHECKING:
    from nblabel.session import Event, Session

_log = logging.getLogger(__name__)

# Where each session was last looked at, so that running the cell again begins there too.
_last_viewed: weakref.WeakKeyDictionary[Session, str] = weakref.WeakKeyDictionary()


class Link:
    """Joins one widget to the session it is a window on.

    Parameters
    ----------
    session
        What is labeled; another one after `identify` or `continue`.
    send
        Sends one message to every tab that shows the widget; may be called on any thread.
    heard
        Told every event after the browser was, on the thread it happened on, under no lock.
    """

    def __init__(
        self, session: Session, send: Callable[[Message], None], heard: Callable[[Event], None] | None = None
    ) -> None:
        self.session = session
        self.current: str | None = _last_viewed.get(session)
        self._send = send
        self._heard = heard
        self._fragments = Fragments()
        self._assets = AssetDesk(send)
        # Held while a snapshot is taken and sent, and while an event is: a commit that is in the
        # snapshot is never told before it, and one that is not, never in the midst of its rows.
        # Always taken before the session's lock, never while holding it.
        self._sending = RLock()
        self._live = False
        self._remove = _follow(session, self)

    # What the widget asks for -------------------------------------------------------------------

    def push(self) -> None:
        """Tell every tab, unasked, what it needs to begin, and send the first assets."""
        self._open(EVERYONE)
        self._assets.give(self._first_items(), self.session)

    def go_to(self, item: str) -> None:
        """Bring an item into view in every tab, and in those that open later."""
        self._look_at(item)
        if self._live:
            self._send(messages.go_to(EVERYONE, item))

    def close(self) -> None:
        """Hear no more events and answer no more assets."""
        self._remove()
        self._assets.close()

    # What browsers say --------------------------------------------------------------------------

    def receive(self, content: object, buffers: Sequence[Buffer] = ()) -> None:
        """Do what one message of a browser says, and answer it; never raises."""
        client, request = EVERYONE, None
        if isinstance(content, dict):
            client = content["client"] if isinstance(content.get("client"), str) else EVERYONE
            request = content["request"] if isinstance(content.get("request"), int) else None
        self._live = True
        try:
            self._do(messages.read(content, buffers))
        except MessageError as error:
            _log.warning("a message from the browser was refused: %s", error)
            self._send(messages.error(client, request, str(error)))
        except StoreUnavailable as error:
            self._send(messages.error(client, request, str(error)))
        except Exception as error:  # noqa: BLE001  (whatever it is, it is answered)
            _log.exception("a message from the browser failed")
            self._send(messages.error(client, request, f"the kernel could not do this: {last_line(error)}"))

    def _do(self, said: Incoming) -> None:
        match said:
            case Hello():
                self._open(said.client, said.request)
            case ChangesMade():
                self._commit(said)
            case Since():
                with self._sending:
                    missed = self.session.since(said.commit)
                    self._send(messages.changed(said.client, missed, said.request))
            case Ping():
                self._send(messages.pong(said.client, said.request, self.session.commit))
            case AssetWanted():
                self._assets.ask(said, self.session)
            case Cancel():
                self._assets.cancel(said)
            case View():
                try:
                    self._look_at(said.item)
                except KeyError as error:
                    raise MessageError(str(error.args[0])) from error
            case Identify() | ContinueAs():
                try:
                    identify = isinstance(said, Identify)
                    session = (self.session.identify if identify else self.session.continue_as)(said.annotator)
                except (TypeError, ValueError) as error:
                    raise MessageError(str(error), said.request) from error
                self._go_on_with(session, said)
            case SteerLoop():
                if self.session.loop is None:
                    raise MessageError("no loop is attached; run the cell that makes it again")
                self.session.loop.steer(said.action)
            case Fragment():
                self._assemble(said)

    def _commit(self, made: ChangesMade) -> None:
        try:
            receipt = self.session.receive(made.changes)
        except StoreUnavailable as error:
            self._send(messages.unsaved(made.client, str(error)))
            return
        except Exception as error:  # noqa: BLE001
            # Not refused: the browser keeps what nobody judged, and tries again.
            _log.exception("changes could not be committed")
            self._send(messages.unsaved(made.client, f"the kernel could not save: {last_line(error)}"))
            return
        for client, n, why in receipt.refused:
            self._send(messages.refused(made.client, client, n, why))
        for client, n in receipt.acknowledged.items():
            self._send(messages.acknowledged(made.client, client, n))

    def _assemble(self, piece: Fragment) -> None:
        with self._sending:
            whole = self._fragments.add(piece)
        if whole is None:
            return
        content, buffers = whole
        if content.get("type") == "fragment":
            raise MessageError("a fragment cannot hold fragments")
        self._do(messages.read(content, buffers))

    def _look_at(self, item: str) -> None:
        self.session.position(item)
        self.current = item
        _last_viewed[self.session] = item

    # What browsers are told ---------------------------------------------------------------------

    def _open(self, to: str, request: int | None = None) -> None:
        with self._sending:
            self._live = True
            for each in opened(self.session, to=to, view=self.current, request=request):
                self._send(each)

    def _go_on_with(self, session: Session, asked: Identify | ContinueAs) -> None:
        """Become a window on another session."""
        with self._sending:
            # Every window heard `Reopened` already where the old session ended with this.
            if session is not self.session:
                self._switch(session)
                self._open(EVERYONE)
            # Apart from the one to everyone: request numbers are each tab's own, so there one
            # would be taken for the reply to something else.
            self._open(asked.client, asked.request)

    def _switch(self, session: Session) -> None:
        if session is not self.session:
            self._remove()
            before, self.session = self.session, session
            self._remove = _follow(session, self)
            if before.loop is not None and session.loop is None:
                before.loop.follow(session)

    def hear(self, event: Event) -> None:
        """Tell the browser what happened in the session, then whoever else listens."""
        with self._sending:
            if isinstance(event, Reopened):
                self._switch(event.session)
            # Before the first display there is nobody to tell; `opened` will say it all.
            if self._live:
                self._tell(event)
        if self._heard is not None:
            self._heard(event)

    def _tell(self, event: Event) -> None:
        match event:
            case Committed():
                self._send(messages.changed(EVERYONE, [event]))
            case FieldsChanged():
                self._send(messages.fields(EVERYONE, self.session.fields))
            case QueueChanged():
                self._send(messages.queue(EVERYONE, event.queue))
            case LoopChanged():
                self._send(messages.loop(EVERYONE, event.progress))
            case Notice():
                self._send(messages.notice(EVERYONE, event.level, event.text))
            case Reopened():
                self._open(EVERYONE)

    def _first_items(self) -> Sequence[str]:
        """Give the items a person sees first: from the current one, else from the first to do."""
        session = self.session
        queue = None if session.loop is None else session.loop.queue
        with session.lock:
            order, answers = session.order, session.state.answers

            def todo(item: str) -> bool:
                return answers.get(item, {}).get("status", "todo") == "todo"

            if queue is not None and queue.items:
                first = (self.current,) if self.current in session.order else ()
                wanted = dict.fromkeys((*first, *filter(todo, queue.items)))
                return [item for item in wanted if item is not None][:GIFTS]
            start = 0
            if self.current is not None:
                start = order.index(self.current) if self.current in order else 0
            else:
                start = next((n for n, item in enumerate(order) if todo(item)), 0)
            return order[start : start + GIFTS]


def _follow(session: Session, link: Link) -> Callable[[], None]:
    """Subscribe without keeping the link alive: a widget nobody holds is not told anything."""
    reference = weakref.WeakMethod(link.hear)

    def listen(event: Event) -> None:
        hear = reference()
        if hear is not None:
            hear(event)

    remove = session.subscribe(listen)
    weakref.finalize(link, remove)
    return remove
