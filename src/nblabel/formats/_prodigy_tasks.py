"""What Prodigy's tasks on texts and on pictures share: answer, classes, and what a span has beside its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nblabel.dataset.annotations import Record
from nblabel.dataset.counted import counted
from nblabel.dataset.reporting import Report
from nblabel.formats._passed_over import PassedOver
from nblabel.formats._text_lines import said_about
from nblabel.formats._values import dicts, number, short

_KNOWN = frozenset(
    {"spans", "tokens", "options", "accept", "label", "answer", "relations", "config", "html", "score", "image"}
    | {"width", "height", "path"}
)


_OF_SPANS = frozenset(
    {"start", "end", "label", "text", "token_start", "token_end", "score", "group", "attributes", "input_hash"}
    | {"type", "x", "y", "width", "height", "center", "points", "color", "id"}
)
_OWN = "_annotator_id"


def report_rest(rows: Sequence[Mapping[str, Any]], report: Report) -> None:
    """Say what of the tasks is read by nobody, and that several people's work stands in one file."""
    of_tasks, of_spans = PassedOver("a task", ()), PassedOver("a span", _OF_SPANS)
    for row in rows:
        of_tasks.note({"score": row.get("score"), "meta": not isinstance(row.get("meta", {}), dict)})
        for span in dicts(row.get("spans")) or ():
            of_spans.note(span)
    of_tasks.say(report)
    of_spans.say(report)
    people = list(dict.fromkeys(row[_OWN] for row in rows if isinstance(row.get(_OWN), str)))
    if len(people) > 1:
        report.repaired(
            f"it holds the work of {len(people)} people, such as {people[0]!r}, read as one person's; "
            f"to keep them apart write a file for each {_OWN!r}"
        )


def beside(record: Record) -> dict[str, Any]:
    """Give what a span is written with beside its place and label."""
    return {name: record[name] for name in ("score", "group", "attributes") if record[name] is not None}


def given(span: Mapping[str, Any]) -> dict[str, object]:
    """Give what a span is read with beside its place and label."""
    made: dict[str, object] = {"score": number(span.get("score"))}
    if isinstance(span.get("group"), str) and span["group"]:
        made["group"] = span["group"]
    if isinstance(span.get("attributes"), dict) and span["attributes"]:
        made["attributes"] = span["attributes"]
    return made


def offered(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Give the classes that tasks offer, in order."""
    options = [one for row in rows for one in dicts(row.get("options")) or ()]
    return list(dict.fromkeys(str(one["id"]) for one in options if isinstance(one.get("id"), str | int)))


def answered(row: Mapping[str, Any]) -> tuple[str, list[object], list[str]]:
    """Give the status that an answer means, the classes that were chosen, and notes on what is not taken."""
    notes: list[str] = []
    answer = row.get("answer", "accept")
    chosen = row.get("accept", [])
    if not isinstance(chosen, list):
        notes.append(f"accept is {short(chosen)}, which is no list")
        chosen = []
    if isinstance(row.get("relations"), list) and row["relations"]:
        notes.append(f"{counted(len(row['relations']), 'relation')}; relations are not held yet")
    label = row.get("label")
    classes = [*chosen, *([label] if isinstance(label, str | int) else [])]
    if answer == "accept":
        return "done", classes, notes
    if answer == "reject" and label is not None:
        return "done", [], [*notes, f"it was said not to be {short(label)}, and what an item is not is not held yet"]
    if answer == "reject":
        return "skipped", [], [*notes, "it was rejected, so nothing of it is taken"]
    if answer == "ignore" and (row.get("spans") or classes):
        notes.append("it was ignored, so what was marked or chosen is not taken")
    elif answer != "ignore":
        notes.append(f"answer is {short(answer)}, none of accept, reject and ignore; it counts as ignored")
    return "skipped", [], notes


def said_about_task(row: Mapping[str, Any], status: str) -> dict[str, Any]:
    """Give id, columns and answer of a task; what begins with ``_`` is Prodigy's own."""
    made = said_about({name: value for name, value in row.items() if not name.startswith("_")}, _KNOWN)
    return {**made, "answer": {**made["answer"], "status": status}}
