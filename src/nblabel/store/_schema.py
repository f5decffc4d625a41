"""The tables of a store, plain enough for ``pandas.read_sql``.

Geometry, attributes and patches are canonical JSON text, so a new kind needs no new column. Times
are microseconds since 1970 in UTC. Only items that somebody touched have a row: opening a folder
of 100,000 pictures writes nothing about them.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 2
"""The version of this schema. A store with a lower one is migrated, with a higher one refused."""

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""``version``, ``store`` (its own id) and ``epoch``, which counts what no change can tell."""

tasks = Table(
    "tasks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("medium", Text, nullable=False),
    Column("sketch", Text, nullable=False),
    Column("created", Integer, nullable=False),
)

fields = Table(
    "fields",
    metadata,
    Column("task", Text, ForeignKey("tasks.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("multiple", Boolean, nullable=False),
    Column("options", Text, nullable=False),
    Column("labels", Text, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("task", Text, ForeignKey("tasks.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("annotator", Text, nullable=False),
)
"""Who a login name turned out to be in a task, so that "restart and run all" asks only once."""

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task", Text, ForeignKey("tasks.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", Text),
    Column("size", Integer),
    Column("mtime", Integer),
    Index("items_by_key", "task", "key"),
)

annotations_table = Table(
    "annotations",
    metadata,
    Column("task", Text, ForeignKey("tasks.id"), primary_key=True),
    Column("annotator", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("item", Integer, ForeignKey("items.id"), nullable=False),
    Column("field", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text),
    Column("geometry", Text, nullable=False),
    Column("group", Text),
    Column("score", Float),
    Column("source", Text, nullable=False),
    Column("model", Text),
    Column("decision", Text),
    Column("attributes", Text),
    Column("created", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
)
"""What stands now. What was deleted stays with its mark: an id ever seen is known for ever."""

answers = Table(
    "answers",
    metadata,
    Column("task", Text, ForeignKey("tasks.id"), primary_key=True),
    Column("item", Integer, ForeignKey("items.id"), primary_key=True),
    Column("annotator", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("flagged", Boolean, nullable=False),
    Column("comment", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("updated", Integer, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("commit", Integer, primary_key=True, autoincrement=True),
    Column("change", Text, nullable=False, unique=True),
    Column("task", Text, ForeignKey("tasks.id"), nullable=False),
    Column("annotator", Text, nullable=False),
    # Whom the change named when it was made. It differs from `annotator` after somebody who began
    # as "jovyan" said who they are; the client still counts under the old name.
    Column("made_as", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("reverts", Text),
    Column("at", Integer, nullable=False),
    Column("refused", Text),
    UniqueConstraint("task", "made_as", "client", "n", name="changes_once"),
    Index("changes_by_annotator", "task", "annotator", "commit"),
    sqlite_autoincrement=True,
)

ops = Table(
    "ops",
    metadata,
    Column("commit", Integer, ForeignKey("changes.commit"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item", Integer, ForeignKey("items.id"), nullable=False),
    Column("annotation", Text),
    Column("action", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
)

loops = Table(
    "loops",
    metadata,
    Column("id", Text, primary_key=True),
    Column("task", Text, ForeignKey("tasks.id"), nullable=False),
    Column("annotator", Text, nullable=False),
    Column("target", Text, nullable=False),
    # Decimal: a seed may be wider than an integer column.
    Column("seed", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("created", Integer, nullable=False),
    UniqueConstraint("task", "annotator", "target", name="loops_once"),
)
"""One active-learning loop to a task, annotator and target."""

sides = Table(
    "sides",
    metadata,
    Column("loop", Text, ForeignKey("loops.id"), primary_key=True),
    Column("item", Integer, ForeignKey("items.id"), primary_key=True),
    Column("held", Boolean, nullable=False),
)
"""On which side an item stands for good: held out and never trained on, or trained on and never held out."""

rounds = Table(
    "rounds",
    metadata,
    Column("loop", Text, ForeignKey("loops.id"), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("strategy", Text, nullable=False),
    Column("labels", Integer, nullable=False),
    Column("labeling_seconds", Float, nullable=False),
    Column("fit_seconds", Float, nullable=False),
    Column("metric", Text, nullable=False),
    Column("score", Float),
    Column("low", Float),
    Column("high", Float),
    Column("tested", Integer, nullable=False),
    Column("guesses", Text, nullable=False),
)
"""One row for each model that was fitted; ``guesses`` is what it said of the hold-out, by item key."""

draws = Table(
    "draws",
    metadata,
    Column("loop", Text, ForeignKey("loops.id"), primary_key=True),
    Column("draw", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item", Integer, ForeignKey("items.id"), nullable=False),
    Column("why", Text, nullable=False),
    Column("strategy", Text),
    Column("round", Integer, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("priority", Float),
    Column("reason", Text),
    Column("shown", Boolean, nullable=False),
    Column("at", Integer, nullable=False),
)
"""Every item that was ever put into a queue, and why; ``shown``: whether the person could read the reason."""
