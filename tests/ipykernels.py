"""The ipykernels people have: the one installed, and older ones in folders to put before a kernel's Python path."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent
OLDER = ("6", "7.3")
VERSIONS = (*OLDER, "newest")


def python_path(version: str, *more: str | Path) -> str:
    """Give the Python path of a kernel of this version."""
    first = [str(_folder(version))] if version in OLDER else []
    return os.pathsep.join([*first, *map(str, more)])


def check(version: str) -> None:
    """Fail where this version is not there: a test of it is never skipped."""
    if version in OLDER:
        assert _folder(version).is_dir(), f"there is no {_folder(version)}; 'make .make/ipykernels' makes it"


def _folder(version: str) -> Path:
    return ROOT / ".make" / f"ipykernel-{version}"
