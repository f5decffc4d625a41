"""How long 100,000 boxes take to and from COCO, and how much memory, beside pycocotools and panlabel.

Each is measured in a process of its own: what one leaves behind does not count for the next.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

BOXES, IMAGES, LABELS = 100_000, 5_000, 80

START = "import resource, sys, time; path, out = sys.argv[1:]; start = time.perf_counter()"
END = "print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
OURS_READ = "import nblabel as nbl; nbl.read; start = time.perf_counter(); made = nbl.read(path)"
OURS_WRITE = "start = time.perf_counter(); made.save(out, 'coco')"
THEIRS = "from pycocotools.coco import COCO; start = time.perf_counter(); COCO(path)"
# The peer is a program; its peak is that of the children of this process.
PANLABEL = (
    "import subprocess; start = time.perf_counter(); "
    "subprocess.run(['panlabel', 'convert', '-f', 'coco', '-t', 'coco', '-i', path, '-o', out], check=True, "
    "capture_output=True)"
)


def run() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coco.json"
        path.write_text(json.dumps(_coco()), "utf-8")
        out = Path(folder) / "out.json"
        read, read_mb = _measured(path, out, OURS_READ)
        write, _ = _measured(path, out, OURS_READ, OURS_WRITE)
        theirs, theirs_mb = _measured(path, out, THEIRS)
        both, both_mb = _measured(path, out, PANLABEL, children=True)
    _print("read 100,000 boxes from COCO, checked", read, "s", theirs, "pycocotools, unchecked")
    _print("write 100,000 boxes to COCO", write, "s", both, "panlabel, reading and writing")
    _print("memory to read 100,000 boxes", read_mb, "MB", theirs_mb, "pycocotools")
    _print("memory to read 100,000 boxes", read_mb, "MB", both_mb, "panlabel, reading and writing")


def _print(what: str, value: float, unit: str, other: float, peer: str) -> None:
    print(f"{what:58} {value:8.2f} {unit:4} {value / other:5.2f} x {peer} ({other:.2f} {unit})")


def _measured(path: Path, out: Path, *steps: str, children: bool = False) -> tuple[float, float]:
    """Give the median of three: seconds of the last step, and megabytes at the most."""
    end = END.replace("RUSAGE_SELF", "RUSAGE_CHILDREN") if children else END
    code = "\n".join([START, *steps, end])
    runs: list[tuple[float, float]] = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", code, path, out], capture_output=True, text=True, check=True)
        seconds, megabytes = done.stdout.split()[-2:]
        runs.append((float(seconds), float(megabytes)))
    return sorted(runs)[1]


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
