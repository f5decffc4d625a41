"""The messages of docs/wire.md, in types: what the browser may say, and what the kernel says.

What comes in is read into one small dataclass each, checked, so that the link never looks into
raw JSON; what goes out is built by one function each. ``js/src/wire/messages.ts`` is the twin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from nblabel.changes import Action, Change, Op, Patch
from nblabel.session import STEERS
from nblabel.widgets import table

if TYPE_CHECKING:
    from nblabel.items import Asset
    from nblabel.labels import Field, Label
    from nblabel.session import Progress, Queue, Steer

PROTOCOL = 1
EVERYONE = "*"

Content = Mapping[str, object]
Buffer = bytes | bytearray | memoryview
_ACTIONS = frozenset({"create", "update", "delete", "set"})


class MessageError(ValueError):
    """A message that cannot be read; ``request`` is the number to answer, where it has one."""

    def __init__(self, why: str, request: int | None = None) -> None:
        super().__init__(why)
        self.request = request


@dataclass(frozen=True, slots=True)
class Message:
    """One message to the browser: JSON content, and the binary buffers beside it."""

    content: Content
    buffers: Sequence[Buffer] = ()


# From the browser ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hello:
    """A tab opens the task."""

    client: str
    request: int


@dataclass(frozen=True, slots=True)
class ChangesMade:
    """Changes to commit, in order; they may have been made by another client than the sender."""

    client: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """A tab missed something and wants every commit after this one."""

    client: str
    request: int
    commit: int


@dataclass(frozen=True, slots=True)
class Ping:
    """A tab asks whether the kernel is there, and how far."""

    client: str
    request: int


@dataclass(frozen=True, slots=True)
class AssetWanted:
    """The bytes of an item's part."""

    client: str
    request: int
    item: str
    part: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """An asset is no longer wanted; ``request`` is the asset's."""

    client: str
    request: int


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at now."""

    client: str
    item: str


@dataclass(frozen=True, slots=True)
class Identify:
    """The person behind a generic name says who they are."""

    client: str
    request: int
    annotator: str


@dataclass(frozen=True, slots=True)
class ContinueAs:
    """Go on as somebody whose work is in the store."""

    client: str
    request: int
    annotator: str


@dataclass(frozen=True, slots=True)
class SteerLoop:
    """The person wants the loop to train now, to pause, or to go on."""

    client: str
    action: Steer


@dataclass(frozen=True, slots=True)
class Fragment:
    """One piece of a message too large for the server; the last one carries what it was."""

    client: str
    fragment: str
    index: int
    count: int
    piece: Buffer
    content: Content | None = None
    sizes: tuple[int, ...] = field(default=())


Incoming = (
    Hello | ChangesMade | Since | Ping | AssetWanted | Cancel | View | Identify | ContinueAs | SteerLoop | Fragment
)


def read(content: object, buffers: Sequence[Buffer] = ()) -> Incoming:
    """Read one message of the browser.

    Raises
    ------
    MessageError
        If the protocol is another one, the type is unknown, or something in it is missing.

    Examples
    --------
    >>> read({"protocol": 1, "type": "ping", "client": "tab", "request": 3})
    Ping(client='tab', request=3)
    """
    if not isinstance(content, Mapping):
        raise MessageError(f"a message is {type(content).__name__}, not an object; {_RESTART}")
    request = content.get("request")
    number = request if isinstance(request, int) else None
    if content.get("protocol") != PROTOCOL:
        spoken = content.get("protocol")
        raise MessageError(f"this page speaks protocol {spoken!r} and the kernel {PROTOCOL}; {_RESTART}", number)
    try:
        return _read(content, buffers)
    except MessageError as error:
        raise MessageError(str(error), number) from error


_RESTART = "restart the kernel and run the cell again"


def _read(content: Content, buffers: Sequence[Buffer]) -> Incoming:
    client = _text(content, "client")
    match content.get("type"):
        case "hello":
            return Hello(client, _whole(content, "request"))
        case "changes":
            return ChangesMade(client, read_changes(content, buffers))
        case "since":
            return Since(client, _whole(content, "request"), _whole(content, "commit"))
        case "ping":
            return Ping(client, _whole(content, "request"))
        case "asset":
            return AssetWanted(client, _whole(content, "request"), _text(content, "item"), _text(content, "part"))
        case "cancel":
            return Cancel(client, _whole(content, "request"))
        case "view":
            return View(client, _text(content, "item"))
        case "identify":
            return Identify(client, _whole(content, "request"), _text(content, "annotator"))
        case "continue":
            return ContinueAs(client, _whole(content, "request"), _text(content, "annotator"))
        case "steer":
            return SteerLoop(client, _steer(content))
        case "fragment":
            return _fragment(client, content, buffers)
        case other:
            raise MessageError(f"message type {other!r} is not known here; {_RESTART}")


def read_changes(content: Content, buffers: Sequence[Buffer]) -> tuple[Change, ...]:
    """Read change headers and their table of operations; the inverse of `write_changes`."""
    headers = _objects(content, "changes")
    try:
        ops = table.unpack(cast("dict[str, table.TableMeta]", content.get("tables")), list(buffers))["ops"]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise MessageError(f"the table 'ops' of a changes message cannot be read ({error!r}); {_RESTART}") from error
    by_change: list[list[Op]] = [[] for _ in headers]
    columns = ("change", "action", "item", "annotation", "before", "after")
    missing = [name for name in columns if name not in ops]
    if missing:
        raise MessageError(f"the table 'ops' has no column {missing[0]!r}; {_RESTART}")
    for index, action, item, annotation, before, after in zip(*(ops[name] for name in columns), strict=True):
        if not 0 <= index < len(by_change):
            raise MessageError(f"an operation belongs to change {index}, but there are {len(by_change)}")
        if action not in _ACTIONS:
            raise MessageError(f"action {action!r} is none of {sorted(_ACTIONS)}")
        if (annotation is None) != (action == "set"):
            raise MessageError(f"a {action!r} of item {item!r} has annotation {annotation!r}")
        by_change[index].append(
            Op(cast("Action", action), item, annotation, cast("Patch | None", before), cast("Patch | None", after))
        )
    return tuple(_header(header, tuple(ops)) for header, ops in zip(headers, by_change, strict=True))


def _header(header: Content, ops: tuple[Op, ...]) -> Change:
    reverts = header.get("reverts")
    if reverts is not None and not isinstance(reverts, str):
        raise MessageError(f"reverts={reverts!r} of a change is neither text nor null")
    return Change(
        change=_text(header, "change"),
        task=_text(header, "task"),
        annotator=_text(header, "annotator"),
        client=_text(header, "client"),
        n=_whole(header, "n"),
        reverts=reverts,
        at=_whole(header, "at"),
        ops=ops,
    )


def _fragment(client: str, content: Content, buffers: Sequence[Buffer]) -> Fragment:
    name, index, count = _text(content, "fragment"), _whole(content, "index"), _whole(content, "count")
    if not 0 <= index < count:
        raise MessageError(f"fragment {index} of {count} is out of range")
    if len(buffers) != 1:
        raise MessageError(f"fragment {index} of {count} carries {len(buffers)} buffers, not one")
    if index < count - 1:
        return Fragment(client, name, index, count, buffers[0])
    whole = content.get("content")
    sizes = content.get("sizes")
    if not isinstance(whole, Mapping) or not isinstance(sizes, list) or not all(isinstance(n, int) for n in sizes):
        raise MessageError("the last fragment must carry the content and the sizes of its buffers")
    return Fragment(client, name, index, count, buffers[0], whole, tuple(sizes))


def _text(content: Content, name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise MessageError(f"{name}={value!r} of a {content.get('type', 'change')!r} message must be text")
    return value


def _steer(content: Content) -> Steer:
    action = content.get("action")
    for known in STEERS:
        if action == known:
            return known
    raise MessageError(f"action={action!r} of a 'steer' message is none of {', '.join(map(repr, STEERS))}")


def _whole(content: Content, name: str) -> int:
    value = content.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise MessageError(f"{name}={value!r} of a {content.get('type', 'change')!r} message must be a whole number")
    return value


def _objects(content: Content, name: str) -> list[Content]:
    value = content.get(name)
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise MessageError(f"{name} of a {content.get('type')!r} message must be a list of objects")
    return value


# To the browser --------------------------------------------------------------------------------


class Numbered(Protocol):
    """A change with the number it was committed under (`nblabel.session.Committed`)."""

    @property
    def commit(self) -> int:
        """Its own number."""

    @property
    def previous(self) -> int | None:
        """The number of the one before, by this annotator in this task."""

    @property
    def change(self) -> Change:
        """What was committed."""


def write_changes(changes: Iterable[Change]) -> tuple[list[dict[str, object]], table.Columns]:
    """Write changes as headers and the columns of the table ``ops``."""
    headers: list[dict[str, object]] = []
    flat: list[tuple[int, Op]] = []
    for index, change in enumerate(changes):
        headers.append(
            {
                "change": change.change,
                "task": change.task,
                "annotator": change.annotator,
                "client": change.client,
                "n": change.n,
                "reverts": change.reverts,
                "at": change.at,
            }
        )
        flat.extend((index, op) for op in change.ops)
    ops: table.Columns = {
        "change": ("i32", [index for index, _ in flat]),
        "action": ("utf8", [op.action for _, op in flat]),
        "item": ("utf8", [op.item for _, op in flat]),
        "annotation": ("utf8", [op.annotation for _, op in flat]),
        "before": ("json", [op.before for _, op in flat]),
        "after": ("json", [op.after for _, op in flat]),
    }
    return headers, ops


def write_committed(committed: Sequence[Numbered]) -> tuple[list[dict[str, object]], table.Columns]:
    """Write committed changes: as `write_changes`, each header with its commit and the one before."""
    headers, ops = write_changes(each.change for each in committed)
    for header, each in zip(headers, committed, strict=True):
        header["commit"] = each.commit
        header["previous"] = each.previous
    return headers, ops


def message(kind: str, to: str, content: Content, tables: Mapping[str, table.Columns] | None = None) -> Message:
    """Put protocol, type, receiver and tables around what a message says."""
    said: dict[str, object] = {"protocol": PROTOCOL, "type": kind, "client": to, **content}
    if tables is None:
        return Message(said)
    said["tables"], buffers = table.pack(tables)
    return Message(said, buffers)


def changed(to: str, committed: Sequence[Numbered], request: int | None = None) -> Message:
    """Say what was committed, by whomever."""
    headers, ops = write_committed(committed)
    said: dict[str, object] = {"changes": headers}
    if request is not None:
        said["request"] = request
    return message("changed", to, said, {"ops": ops})


def acknowledged(to: str, of: str, n: int) -> Message:
    """Say that every change of a client up to ``n`` is committed or refused."""
    return message("acknowledged", to, {"of": of, "n": n})


def refused(to: str, of: str, n: int, why: str) -> Message:
    """Say that a change can never be committed."""
    return message("refused", to, {"of": of, "n": n, "why": why})


def unsaved(to: str, why: str) -> Message:
    """Say that the store cannot write now."""
    return message("unsaved", to, {"why": why})


def asset(to: str, request: int | None, item: str, part: str, made: Asset) -> Message:
    """Hand over an item's bytes; without a request it is a gift."""
    said: dict[str, object] = {"item": item, "part": part, "mime": made.mime, "meta": dict(made.meta)}
    if request is not None:
        said["request"] = request
    return Message(message("asset", to, said).content, [made.data])


def fields(to: str, asked: Sequence[Field]) -> Message:
    """Say what the labels are now."""
    return message("fields", to, {"fields": write_fields(asked)})


def go_to(to: str, item: str) -> Message:
    """Bring an item into view."""
    return message("go_to", to, {"item": item})


def notice(to: str, level: str, text: str) -> Message:
    """Say something to the person."""
    return message("notice", to, {"level": level, "text": text})


def queue(to: str, said: Queue | None) -> Message:
    """Say what comes next, whole; no rows where the task's own order holds."""
    return message("queue", to, {"round": write_round(said)}, {"queue": queue_table(said)})


def loop(to: str, said: Progress | None) -> Message:
    """Say how far the loop is; null where there is none."""
    return message("loop", to, {"loop": write_loop(said)}, {"curve": curve_table(said)})


def write_round(said: Queue | None) -> int:
    """Write which model a queue follows from; 0 before there was one."""
    return 0 if said is None else said.round


def queue_table(said: Queue | None) -> table.Columns:
    """Lay out a queue, in order."""
    return {
        "item": ("utf8", [] if said is None else said.items),
        "reason": ("utf8", [] if said is None else said.reasons),
    }


def write_loop(said: Progress | None) -> dict[str, object] | None:
    """Write what the panel shows, but for the curve."""
    if said is None:
        return None
    error = None if said.error is None else {"said": said.error.said, "detail": said.error.detail}
    return {
        "state": said.state,
        "round": said.round,
        "said": said.said,
        "error": error,
        "hint": said.hint,
        "metric": said.metric,
        "labels": said.labels,
        "trained": said.trained,
        "wanted": said.wanted,
        "strategy": said.strategy,
        "retrain": said.retrain,
        "paused": said.paused,
    }


def curve_table(said: Progress | None) -> table.Columns:
    """Lay out the curve, a row to a round."""
    points = () if said is None else said.curve
    return {
        "round": ("i32", [each.round for each in points]),
        "labels": ("i32", [each.labels for each in points]),
        "minutes": ("f64", [each.minutes for each in points]),
        "score": ("f64", [each.score for each in points]),
        "low": ("f64", [each.low for each in points]),
        "high": ("f64", [each.high for each in points]),
        "tested": ("i32", [each.tested for each in points]),
    }


def pong(to: str, request: int, commit: int) -> Message:
    """Answer a ping."""
    return message("pong", to, {"request": request, "commit": commit})


def error(to: str, request: int | None, why: str) -> Message:
    """Say why a request, or a message that was none, came to nothing."""
    return message("error", to, {"request": request, "why": why})


def write_fields(asked: Sequence[Field]) -> list[dict[str, object]]:
    """Write fields with their labels: first those offered, then those only the data still has."""
    return [
        {
            "name": each.name,
            "kind": each.kind,
            "multiple": each.multiple,
            "options": dict(each.options),
            "labels": [_label(label, offered=True) for label in each.labels]
            + [_label(label, offered=False) for label in each.retired],
        }
        for each in asked
    ]


def _label(label: Label, *, offered: bool) -> dict[str, object]:
    return {
        "name": label.name,
        "color": label.color,
        "key": label.key,
        "description": label.description,
        "offered": offered,
    }
