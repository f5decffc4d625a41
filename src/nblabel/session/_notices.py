"""What a person is told when a task is opened, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nblabel.changes import State
from nblabel.dataset.annotations import is_decided
from nblabel.dataset.suggestions import is_open
from nblabel.items.keys import from_wire
from nblabel.labels import Field
from nblabel.session._events import Notice, Task
from nblabel.session._resume import Match
from nblabel.store import Store

_NAMED = 3


def at_opening(
    store: Store, match: Match, *, annotated: set[int], others: Sequence[tuple[str, int, int]], blank: bool
) -> list[Notice]:
    """Give what is worth knowing about a task that was just opened."""
    said: list[Notice] = []
    if store.why is not None:
        said.append(Notice("error", f"not saved: {store.why}. What you do stays in the browser until it can be saved"))
    if store.network:
        said.append(Notice("warning", f"{store.path} is on a network disk: only one kernel at a time can save there"))
    replaced = [item for item in match.replaced if item.row in annotated]
    if replaced:
        names = [repr(from_wire(item.key)) for item in replaced[:_NAMED]]
        dots = ", …" if len(replaced) > _NAMED else ""
        said.append(
            Notice(
                "warning",
                f"{count(len(replaced), 'item')} changed under the same name ({', '.join(names)}{dots}): what was said "
                f"about the old content is kept but hidden; reattach([{', '.join(names)}{dots}]) brings it back",
            )
        )
    absent = sum(item.row in annotated for item in match.absent)
    if absent:
        said.append(Notice("info", f"not shown: {count(absent, 'more labeled item')} of this task, with all labels"))
    if blank and others:
        whose = "; ".join(f"{name}: {count(n, 'annotation')}, {done} done" for name, n, done in others[:_NAMED])
        more = f"; and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        first = others[0][0]
        said.append(
            Notice(
                "info",
                f"nothing here is yours yet, but there is work by {whose}{more}. With annotator={first!r} the labeler "
                f"opens that of {first}; answers_of_others() gives everybody's",
            )
        )
    return said


def stays(items: int) -> Notice:
    """Say that what a dataset says of some items was not taken in."""
    was = "was labeled before and stays as it is" if items == 1 else "were labeled before and stay as they are"
    return Notice(
        "warning",
        f"{count(items, 'item')} {was}, though the dataset says something else; add(dataset.annotations) adds that, "
        "and with name= the dataset is opened as a task of its own",
    )


def summary(task: Task, annotator: str, fields: Sequence[Field], order: Sequence[str], state: State) -> str:
    """Say in one line what is labeled, how far it is, and where it is kept."""
    here = set(order)
    status = Counter(str(answer["status"]) for item, answer in state.answers.items() if item in here)
    asked = "; ".join(f"{field.name}: {', '.join(field.names)}" for field in fields)
    standing = [record for record in state.annotations.values() if record["item"] in here]
    parts = [count(len(order), task.medium), f"{status['done']} done"]
    if status["skipped"]:
        parts.append(f"{status['skipped']} skipped")
    parts.append(count(sum(map(is_decided, standing)), "annotation"))
    suggested = sum(map(is_open, standing))
    if suggested:
        parts.append(count(suggested, "open suggestion"))
    where = f"saved in {task.path}" if task.kept else "not saved, in memory only"
    # One line, whatever a label is called.
    return " ".join(f"{task.name} ({asked}): {', '.join(parts)}, as {annotator}; {where}".split())


def count(n: int, what: str) -> str:
    """Write a number of things.

    Examples
    --------
    >>> count(1, "image"), count(3, "image")
    ('1 image', '3 images')
    """
    return f"{n:,} {what}{'' if n == 1 else 's'}"
