"""labelme's own reader of its files, as a process beside the tests: what it reads is what labelme shows.

The whole of labelme is 290 MB of packages and wants the system's libGL, for a window that no test opens. So its
wheel is taken without what it depends on, and its imports of Qt and of onnxruntime, which reading calls nowhere, find
empty modules. It has a process of its own because it lifts Pillow's limit on the size of pictures.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent.parent / ".make" / "labelme-6.3"

_PROGRAM = """
import json, sys
from types import ModuleType
for name in ("onnxruntime", "PyQt5", "PyQt5.QtCore", "PyQt5.QtGui", "PyQt5.QtWidgets"):
    sys.modules[name] = ModuleType(name)
from loguru import logger
logger.remove()
from labelme import LabelFile
for line in sys.stdin:
    try:
        read = LabelFile(json.loads(line))
        said = {"image": read.image_path, "flags": read.flags, "shapes": read.shapes, "more": read.other_data}
    except Exception as error:
        said = {"error": str(error)}
    print(json.dumps(said), flush=True)
"""


class LabelmeItself:
    """A running reader."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self, file: Path) -> dict[str, Any]:
        """Give what labelme has after loading a file: its picture's path, flags, shapes, and what else stands there.

        It opens the picture, and refuses a file whose size is not that of the picture upright.
        """
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None and answered is not None
        asked.write(json.dumps(str(file)) + "\n")
        asked.flush()
        said: dict[str, Any] = json.loads(answered.readline())
        assert "error" not in said, said["error"]
        return said


@contextmanager
def labelme_itself() -> Iterator[LabelmeItself]:
    """Run it."""
    assert FOLDER.is_dir(), f"there is no {FOLDER}; 'make .make/labelme' makes it"
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], env={**os.environ, "PYTHONPATH": str(FOLDER)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    with process:
        yield LabelmeItself(process)
