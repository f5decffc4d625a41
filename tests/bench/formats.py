"""How long 100,000 boxes take to and from COCO, and how much memory, beside pycocotools and panlabel.

Each is measured in a process of its own, what one leaves behind does not count for the next; and by turns, so that
a machine that is busy for a while is so for all.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

BOXES, IMAGES, LABELS = 100_000, 5_000, 80

START = "import resource, sys, time; path, out = sys.argv[1:]; who = resource.RUSAGE_SELF"
END = "print(time.perf_counter() - start, resource.getrusage(who).ru_maxrss / 1024)"
OURS_READ = "import nblabel as nbl; nbl.read; start = time.perf_counter(); made = nbl.read(path)"
OURS_WRITE = "start = time.perf_counter(); made.save(out, 'coco')"
OURS_FRAME = "start = time.perf_counter(); made.annotations"
# In a store on disk, of this process: the first time everything is new to it.
OURS_OPEN = (
    "import os; store = f'{out}.{os.getpid()}.db'; nbl.ImageLabeler; "
    "start = time.perf_counter(); nbl.ImageLabeler(made, store=store)"
)
THEIRS = "from pycocotools.coco import COCO; start = time.perf_counter(); COCO(path)"
# The peer is a program; its peak is that of the children of this process.
PANLABEL = (
    "import subprocess; start = time.perf_counter(); "
    "subprocess.run(['panlabel', 'convert', '-f', 'coco', '-t', 'coco', '-i', path, '-o', out], check=True, "
    "capture_output=True); who = resource.RUSAGE_CHILDREN"
)
STEPS = {
    "read": [OURS_READ],
    "pycocotools": [THEIRS],
    "write": [OURS_READ, OURS_WRITE],
    "panlabel": [PANLABEL],
    "frame": [OURS_READ, OURS_FRAME],
    "open": [OURS_READ, OURS_OPEN],
    "again": [OURS_READ, OURS_OPEN, OURS_OPEN],
}


def run() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coco.json"
        path.write_text(json.dumps(_coco()), "utf-8")
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in STEPS}
        for _ in range(3):
            for name, steps in STEPS.items():
                runs[name].append(_measured(path, Path(folder) / "out.json", *steps))
    medians = {name: [median(figures) for figures in zip(*pairs, strict=True)] for name, pairs in runs.items()}
    (read, read_mb), (write, write_mb) = medians["read"], medians["write"]
    (theirs, theirs_mb), (both, both_mb) = medians["pycocotools"], medians["panlabel"]
    _print("read 100,000 boxes from COCO, checked", read, "s", theirs, "pycocotools, unchecked")
    _print("write 100,000 boxes to COCO", write, "s", both, "panlabel, reading and writing")
    _print("memory to read 100,000 boxes", read_mb, "MB", theirs_mb, "pycocotools")
    _print("memory to read 100,000 boxes", read_mb, "MB", both_mb, "panlabel, reading and writing")
    _print("memory to read and write 100,000 boxes", write_mb, "MB", both_mb, "panlabel, reading and writing")
    _print("frame of 100,000 boxes", medians["frame"][0], "s", theirs, "pycocotools, reading")
    _print(
        "labeler of 100,000 boxes, all new, until it is ready", medians["open"][0], "s", theirs, "pycocotools, reading"
    )
    _print("the same labeler again", medians["again"][0], "s", theirs, "pycocotools, reading")


def _print(what: str, value: float, unit: str, other: float, peer: str) -> None:
    print(f"{what:58} {value:8.2f} {unit:4} {value / other:5.2f} x {peer} ({other:.2f} {unit})")


def _measured(path: Path, out: Path, *steps: str) -> tuple[float, float]:
    """Give seconds of the last step, and megabytes at the most."""
    code = "\n".join([START, *steps, END])
    # Through a shell: the peak of a process counts from that of the one it was made by, and this one is large.
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", code, path, out]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def _coco() -> dict[str, object]:
    rng = np.random.default_rng(0)
    places, sizes = rng.uniform(0, 700, (BOXES, 2)).round(2), rng.uniform(5, 90, (BOXES, 2)).round(2)
    return {
        "images": [
            {"id": id_, "file_name": f"{id_:05}.jpg", "width": 1000, "height": 800} for id_ in range(1, IMAGES + 1)
        ],
        "categories": [{"id": id_, "name": f"label {id_}"} for id_ in range(1, LABELS + 1)],
        "annotations": [
            {
                "id": place + 1,
                "image_id": place % IMAGES + 1,
                "category_id": place % LABELS + 1,
                "bbox": [*places[place].tolist(), *sizes[place].tolist()],
                "area": float(sizes[place].prod()),
                "iscrowd": 0,
                "segmentation": [],
            }
            for place in range(BOXES)
        ],
    }
