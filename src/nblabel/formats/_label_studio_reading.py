"""Reading Label Studio's tasks: whose annotation is taken, what is shown, which fields are asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from nblabel.dataset import Dataset
from nblabel.dataset.columns import ITEM_COLUMNS
from nblabel.dataset.reporting import Report
from nblabel.formats._building import Builder
from nblabel.formats._contents import Contents
from nblabel.formats._format import FormatError
from nblabel.formats._label_studio_config import ENDING, Interface, read_interface
from nblabel.formats._label_studio_results import Said, read_results, shape_of
from nblabel.formats._values import dicts, number, short
from nblabel.items import Medium
from nblabel.items.folder import ENDINGS
from nblabel.items.keys import Key

KEY = "key"
"""The name in ``data`` under which we keep the key of a text."""

LABELS = {"box": "rectanglelabels", "span": "labels", "class": "choices"}
"""What a result is called by its kind, and the list of labels in its value."""

_OTHERS = frozenset({KEY, "audio", "timeseries", "video"})
"""Names in ``data`` of what is neither a picture nor a text."""

_UPLOADED = re.compile(r"[0-9a-f]{8}-")
"""What Label Studio puts before the name of a file that is uploaded."""


@dataclass(frozen=True, slots=True)
class _Prediction:
    model: str | None
    score: float | None
    """Of the whole; a result may have its own."""

    results: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Task:
    place: int
    id: object
    data: Mapping[str, Any]
    results: Sequence[Mapping[str, Any]]
    predictions: Sequence[_Prediction]

    answer: Mapping[str, object]
    meta: Mapping[str, Any]
    others: Sequence[str]
    """What is to be said about it once its key is known."""


def read_tasks(
    contents: Contents,
    report: Report,
    *,
    images: str | PathLike[str] | None,
    data: str | None,
    config: str | PathLike[str] | None,
    completed_by: int | str | None,
) -> Dataset:
    """Read the tasks of a file; raises `FormatError` if it has none of pictures or texts."""
    name = contents.path.name
    content = [contents.json] if isinstance(contents.json, dict) else contents.json
    found = dicts(content)
    if found is None:
        raise FormatError(f"{name!r} is no Label Studio file: it is no list of tasks")
    if found and not any(isinstance(task.get("data"), dict) for task in found):
        raise FormatError(
            f"{name!r} is no Label Studio file: no task has 'data' (of its exports, take JSON, not JSON_MIN)"
        )
    interface = _interface(contents, config)
    tasks = [_task(task, place, completed_by) for place, task in enumerate(found, 1)]
    medium = interface.medium or _medium(tasks)
    shown = data or interface.data or _shown(tasks, medium)
    kept = [task for task in tasks if isinstance(task.data.get(shown), str)]
    if tasks and not kept:
        named = sorted({str(key) for task in tasks for key in task.data})
        raise FormatError(f"{name!r} has no task with a picture or a text in its data {named}; name the key with data=")
    for task in tasks:
        if not isinstance(task.data.get(shown), str):
            report.skipped(f"task {task.place} has no text under {shown!r} in its data: {short(dict(task.data))}")
    build = Builder(contents, report, medium=medium, images=images, also=("images", "../images", "media", "upload"))
    said = [
        (task, list(read_results(task.results, medium)), [(each, list(read_results(each.results, medium)))
                                                          for each in task.predictions])
        for task in kept
    ]  # fmt: skip
    every = [results for _, results, predicted in said for results in (results, *(each for _, each in predicted))]
    fields = _declare(interface, every, medium, build)
    keys = _keys(kept) if medium == "text" else []
    last = Counter(_name(task.data[shown]).rsplit("/", 1)[-1] for task in kept)
    alone = {name for name, count in last.items() if count == 1}
    for place, (task, results, predicted) in enumerate(said):
        item = _item(task, shown, keys[place] if keys else None, alone, medium, build)
        if item is None:
            continue
        found_too = [each for _, predicted_too in predicted for each in predicted_too]
        for why in (*task.others, *(why for each in (*results, *found_too) for why in each.others)):
            report.skipped(why, item=build.key(item))
        _annotate(results, item, fields, build)
        for prediction, each in predicted:
            _annotate(each, item, fields, build, prediction)
    return build.finish()


def read_everybody(contents: Contents, report: Report, **options: Any) -> Dataset:
    """Read what each person said, signed by their e-mail or number; options as of `read_tasks`."""
    found = [contents.json] if isinstance(contents.json, dict) else contents.json
    given = (each for task in dicts(found) or [] for each in dicts(task.get("annotations")) or [])
    names = dict.fromkeys(called[-1] for called in (_names(each.get("completed_by")) for each in given) if called)
    parts: list[Dataset] = []
    for name in names:
        own = Report()
        part = read_tasks(contents, own, completed_by=name, **options)
        parts.append(part.reported(own.frame, annotator=name))
    if not parts:
        return read_tasks(contents, report, completed_by=None, **options)
    whole = parts[0].merge(*parts[1:])
    report.also(whole.report)
    return whole


def _interface(contents: Contents, config: str | PathLike[str] | None) -> Interface:
    if config is not None:
        return read_interface(Path(config).expanduser())
    beside = contents.path.with_name(contents.path.stem + ENDING)
    return read_interface(beside) if beside.is_file() else Interface()


def _task(task: Mapping[str, Any], place: int, completed_by: int | str | None) -> _Task:
    given = dicts(task.get("annotations", task.get("completions"))) or []
    taken = [each for each in given if completed_by is None or str(completed_by) in _names(each.get("completed_by"))]
    # sorted is stable: among equals the first is taken.
    ranked = sorted(taken, key=lambda each: (each.get("ground_truth") is not True, each.get("was_cancelled") is True))
    drafts = dicts(task.get("drafts")) or []
    chosen = ranked[0] if ranked else drafts[0] if drafts and completed_by is None else {}
    answer: dict[str, object] = {"status": "todo"}
    if ranked:
        answer["status"] = "skipped" if chosen.get("was_cancelled") is True else "done"
        seconds = number(chosen.get("lead_time"))
        answer["seconds"] = seconds if seconds is not None and seconds >= 0 else 0.0
    meta = _dict(task.get("meta"))
    if isinstance(meta.get("comment"), str):
        answer["comment"] = meta["comment"]
    if meta.get("flagged") is True:
        answer["flagged"] = True
    others = [
        f"an annotation by {'/'.join(_names(each.get('completed_by'))) or 'another'} is not taken; "
        "completed_by= takes it in place of this one, completed_by='all' takes everybody's"
        for each in (given if completed_by is None else taken)
        if each is not chosen
    ]
    unfinished = len(drafts) - (chosen in drafts)
    if unfinished:
        drawn = "a draft is" if unfinished == 1 else f"{unfinished} drafts are"
        others.append(f"{drawn} not taken: somebody began to change the task, and did not submit it")
    predictions = [
        _Prediction(_text(each.get("model_version")), number(each.get("score")), dicts(each.get("result")) or [])
        for each in dicts(task.get("predictions")) or []
    ]
    results = dicts(chosen.get("result")) or []
    return _Task(place, task.get("id"), _dict(task.get("data")), results, predictions, answer, meta, others)


def _names(person: object) -> list[str]:
    """Give what a person may be called by: a number, an e-mail."""
    said = [person.get("id"), person.get("email")] if isinstance(person, dict) else [person]
    return [str(each) for each in said if isinstance(each, int | str) and str(each)]


def _medium(tasks: Sequence[_Task]) -> Medium:
    """Tell pictures from texts, where no interface says it: by the results, else by the data."""
    for task in tasks:
        for result in (*task.results, *(each for found in task.predictions for each in found.results)):
            value = _dict(result.get("value"))
            if "original_width" in result or "x" in value or "points" in value:
                return "image"
            if "start" in value and "end" in value:
                return "text"
    named = {key for task in tasks for key in task.data}
    if "image" in named or ("text" not in named and any(_pictured(task.data) for task in tasks)):
        return "image"
    return "text"


def _shown(tasks: Sequence[_Task], medium: Medium) -> str:
    """Give the key of the data that is shown, where nothing says it."""
    texts = [(key, value) for task in tasks for key, value in task.data.items()
             if isinstance(value, str) and key not in _OTHERS]  # fmt: skip
    if any(key == medium for key, _ in texts) or not texts:
        return medium
    if medium == "image":
        return next((key for task in tasks for key in _pictured(task.data)), texts[0][0])
    # A path or an address is of a film or a sound.
    prose = [(key, value) for key, value in texts if ("/" not in value or " " in value)]
    return max(prose, key=lambda pair: len(pair[1]), default=("text", ""))[0]


def _pictured(data: Mapping[str, Any]) -> list[str]:
    """Give the keys under which something is called like a picture."""
    return [key for key, value in data.items() if isinstance(value, str) and value.lower().endswith(tuple(ENDINGS))]


def _declare(
    interface: Interface, every: Sequence[Sequence[Said]], medium: Medium, build: Builder
) -> dict[tuple[str, str], str]:
    """Declare what is asked; give the field of each kind and ``from_name``."""
    asked = {(control.kind, control.name): control for control in interface.controls}
    used = dict.fromkeys((each.kind, each.name) for results in every for each in results if each.kind)
    of_kind = {kind: [name for each, name in {**asked, **used} if each == kind] for kind in LABELS}
    fields: dict[tuple[str, str], str] = {}
    for kind, name in {**asked, **used}:
        if kind not in LABELS or (kind == "span" and medium == "image") or (kind == "box" and medium == "text"):
            continue
        # One question of a kind goes by the kind's name, as a labeler's own does; a class keeps its own.
        field = kind if len(of_kind[kind]) == 1 and kind != "class" else name
        if field in ITEM_COLUMNS or field in fields.values():
            field = f"{field}_{kind}"
        fields[kind, name] = field
        control = asked.get((kind, name))
        said = [[each for each in results if (each.kind, each.name) == (kind, name)] for results in every]
        labels = [[label for each in results for label in each.labels] for results in said]
        several = any(len(set(each)) > 1 for each in labels)
        build.declare(
            kind,
            control.labels if control is not None else dict.fromkeys(label for each in labels for label in each),
            field=field,
            multiple=kind == "class" and (control.multiple if control is not None else several),
        )
    if not fields:
        build.declare("box" if medium == "image" else "span")
    return fields


def _keys(tasks: Sequence[_Task]) -> list[Key]:
    """Give the keys of texts: ours where all have one, else the tasks' ids, else their places."""
    for found in ([task.data.get(KEY) for task in tasks], [task.id for task in tasks]):
        for type_ in (str, int):
            keys: list[Key] = [key for key in found if type(key) is type_]
            if len(keys) == len(tasks) == len(set(keys)):
                return keys
    return [task.place for task in tasks]


def _item(
    task: _Task, shown: str, key: Key | None, alone: Collection[str], medium: Medium, build: Builder
) -> str | None:
    row = {
        name: value for name, value in task.data.items() if name not in {shown, KEY} or (name == KEY and key is None)
    }
    said = task.data[shown]
    if medium == "text":
        assert key is not None  # or it is no text
        return build.text(key, said, row=row, answer=task.answer)
    if said.startswith("data:"):
        build.report.skipped(f"the picture of task {task.place} is inside the file, and is not read from there")
        return None
    name = _name(said)
    last = name.rsplit("/", 1)[-1]
    plain = _UPLOADED.sub("", last, count=1) if _UPLOADED.match(last) else last
    # The last part alone may be another task's picture.
    tried = (name, last, plain) if last in alone else (name,)
    found = next((each for each in tried if each and build.at_hand(each)), name)
    if said.startswith(("http://", "https://", "s3://", "gs://", "azure-blob://")):
        row[shown] = said
    sizes = [size for each in task.results if (size := shape_of(each)) is not None]
    width, height = number(task.meta.get("width")), number(task.meta.get("height"))
    if not sizes and width is not None and height is not None:
        sizes = [(width, height)]
    return build.image(found or "_", size=sizes[0] if sizes else None, row=row, answer=task.answer)


def _name(url: str) -> str:
    """Give the relative name of a picture from where Label Studio finds it."""
    if "?d=" in url:
        return unquote(url.split("?d=", 1)[1])
    if url.startswith("/data/upload/"):
        return unquote(url.rsplit("/", 1)[-1])
    if "://" in url:
        return unquote(urlsplit(url).path).lstrip("/")
    # A path that starts at the server's root, not at that of the disk.
    return url.removeprefix("/")


def _annotate(
    results: Sequence[Said],
    item: str,
    fields: Mapping[tuple[str, str], str],
    build: Builder,
    prediction: _Prediction | None = None,
) -> None:
    made_by: dict[str, object] = {}
    if prediction is not None:
        made_by = {"source": "model", "model": prediction.model}
    extent = build.extent(item)
    for said in results:
        field = fields.get((said.kind, said.name))
        if field is None:
            continue
        try:
            shape = said.place(extent)
        except ValueError as error:
            build.report.skipped(str(error), item=build.key(item), field=field)
            continue
        if said.kind != "class" and len(said.labels) > 1:
            why = f"it has the labels {list(said.labels)}; each is an annotation of its own"
            build.report.repaired(why, item=build.key(item), field=field)
        score = prediction.score if prediction is not None and said.score is None else said.score
        for label in said.labels or ((None,) if said.kind != "class" else ()):
            build.annotate(item, field, label, shape, attributes=dict(said.attributes) or None, score=score, **made_by)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
