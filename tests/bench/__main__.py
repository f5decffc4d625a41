"""``make bench``: every budget of docs/design.md beside its figure, in one run.

``python -m tests.bench [boxes] [texts] …`` runs some of the parts. A part is a module here with a function
``run``: with one argument it is handed the stage (a real JupyterLab in a real browser), with none it needs only Python.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from inspect import signature
from pathlib import Path
from pkgutil import iter_modules

from tests.bench.stage import stage


def bundle() -> None:
    """Print the size of each labeler's bundle beside its limit."""
    static = Path(__file__).parents[2] / "src" / "nblabel" / "static"
    for medium in ("image", "text"):
        size = len(gzip.compress((static / f"{medium}.js").read_bytes(), 9))
        what = f"bundle of the {medium} labeler, gzipped"
        print(f"{what:58} {size / 1000:8.1f} kB   {size / 80_000:5.2f} x the limit (80 kB)")


def parts() -> dict[str, Callable[..., None]]:
    """Give all parts by name."""
    names = sorted(found.name for found in iter_modules([str(Path(__file__).parent)]) if found.name != "__main__")
    modules = {name: import_module(f"tests.bench.{name}") for name in names}
    return {name: module.run for name, module in modules.items() if hasattr(module, "run")}


def main() -> None:
    """Run what was asked for, or everything."""
    known = parts()
    asked = sys.argv[1:] or list(known)
    unknown = [name for name in asked if name not in known]
    if unknown:
        sys.exit(f"{unknown[0]!r} is no part of the bench; the parts are {', '.join(known)}")
    bundle()
    with ExitStack() as held:
        made = None
        for name in asked:
            if not signature(known[name]).parameters:
                known[name]()
                continue
            if made is None:
                made = held.enter_context(stage())
            known[name](made)


if __name__ == "__main__":
    main()
