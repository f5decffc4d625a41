"""``make bench``: every budget of docs/design.md beside its figure, in one run.

``python -m tests.bench [boxes] [texts] [waiting] [suggesting]`` runs a part.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from tests.bench import boxes, suggesting, texts, waiting
from tests.bench.stage import stage


def bundle() -> None:
    """Print the bundle's size beside its limit."""
    static = Path(__file__).parents[2] / "src" / "nblabel" / "static"
    size = len(gzip.compress((static / "index.js").read_bytes(), 9))
    print(f"{'core bundle, gzipped':58} {size / 1000:8.1f} kB   {size / 80_000:5.2f} x the limit (80 kB)")


def main() -> None:
    """Run what was asked for, or everything."""
    asked = sys.argv[1:] or ["boxes", "texts", "waiting", "suggesting"]
    bundle()
    with stage() as made:
        if "waiting" in asked:
            waiting.run(made)
        if "suggesting" in asked:
            suggesting.run(made)
        if "texts" in asked:
            texts.run(made)
        if "boxes" in asked:
            boxes.run(made)


if __name__ == "__main__":
    main()
