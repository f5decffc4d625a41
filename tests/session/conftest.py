from __future__ import annotations

import gc
from pathlib import Path

import pytest

from nblabel.items._source import Source
from nblabel.labels import Field
from nblabel.session import Session
from nblabel.store import close_stores

from .double import boxes, street


@pytest.fixture(autouse=True)
def _a_process_that_begins_with_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    yield
    gc.collect()
    close_stores()


@pytest.fixture
def where(tmp_path) -> Path:
    return tmp_path / "labels.db"


@pytest.fixture
def restart():
    """As if the kernel had been restarted: nothing is in memory."""

    def forget() -> None:
        gc.collect()
        close_stores()

    return forget


@pytest.fixture
def open_it(where):
    def make(
        source: Source | None = None,
        fields: tuple[Field, ...] | None = None,
        *,
        annotator: str | None = "ada",
        **more: object,
    ) -> Session:
        options: dict[str, object] = {"store": where, "annotator": annotator, **more}
        return Session.open(source or street(), fields or boxes(), **options)  # type: ignore[arg-type]

    return make
