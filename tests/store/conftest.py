from __future__ import annotations

from pathlib import Path

import pytest

from nblabel.store import close_stores


@pytest.fixture(autouse=True)
def _a_process_that_begins_with_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    close_stores()


@pytest.fixture
def where(tmp_path) -> Path:
    return tmp_path / "labels.db"
