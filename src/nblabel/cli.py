"""The command ``nblabel``: today, ``nblabel demo``.

It knows nothing of the widgets: it copies the examples to a new folder and starts JupyterLab on the first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from nblabel import __version__

FIRST = "01-boxes.ipynb"
FOLDER = "nblabel-demo"
LOOPBACK = "127.0.0.1"
STARTS_WITHIN = 90


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the process's exit code."""
    parser = argparse.ArgumentParser(prog="nblabel", description="Label images in a notebook.")
    parser.add_argument("--version", action="version", version=f"nblabel {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    demo = commands.add_parser(
        "demo",
        help="copy the examples to a new folder and open the first in JupyterLab",
        description="Copy the examples to a new folder and open the first in JupyterLab. Nothing is overwritten.",
    )
    demo.add_argument("folder", nargs="?", type=Path, help=f"where to copy them (default: {FOLDER}, here)")
    demo.add_argument("--no-browser", action="store_true", help="only print the address")
    demo.add_argument("--port", type=int, default=None, help="JupyterLab's port (default: one that is free)")
    given = parser.parse_args(arguments)
    try:
        return run_demo(given.folder, browser=not given.no_browser, port=given.port)
    except DemoRefused as why:
        print(why, file=sys.stderr)
        return 1


class DemoRefused(Exception):
    """The demo cannot go on; the message says why, and what to do."""


def run_demo(folder: Path | None = None, *, browser: bool = True, port: int | None = None) -> int:
    """Copy the examples, start JupyterLab on the first, print its address, and wait until it ends."""
    if find_spec("jupyterlab") is None:
        raise DemoRefused(
            f"The demo needs JupyterLab, which is not installed here: {sys.executable} -m pip install jupyterlab"
        )
    here = copy_examples(folder)
    port = _free_port() if port is None else port
    command = [
        sys.executable, "-m", "jupyterlab", str(here / FIRST),
        f"--ServerApp.root_dir={here}", f"--ServerApp.ip={LOOPBACK}", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", "--ServerApp.answer_yes=True",
    ]  # fmt: skip
    if not browser:
        command.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        command.append("--allow-root")
    token = os.urandom(20).hex()
    print(f"The examples are in {here}", flush=True)
    # Whoever ends this process ends JupyterLab with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = subprocess.Popen(command, env=dict(os.environ, JUPYTER_TOKEN=token), cwd=here)
    try:
        if _answers(server, port):
            print(f"\n    http://{LOOPBACK}:{port}/lab/tree/{FIRST}?token={token}\n\nCtrl C ends it.", flush=True)
        return server.wait()
    except KeyboardInterrupt:
        return server.wait()
    finally:
        if server.poll() is None:
            server.terminate()
            server.wait()


def copy_examples(folder: Path | None = None) -> Path:
    """Copy the examples that came with nblabel to a folder that is not there yet; gives its absolute path.

    Parameters
    ----------
    folder
        Where to; ``nblabel-demo`` in the working directory if left out. Where something stands already, the first of
        ``-2``, ``-3`` … that is free is taken instead.
    """
    wanted = Path(FOLDER if folder is None else folder).expanduser().absolute()
    names = (wanted if n == 1 else wanted.with_name(f"{wanted.name}-{n}") for n in count(1))
    source = _examples()
    for target in names:
        try:
            target.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise DemoRefused(
                f"{target} cannot be made ({error.strerror}); name another folder: nblabel demo FOLDER"
            ) from error
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        return target
    raise AssertionError("there is always a next number")


def _examples() -> Path:
    """Find the examples: inside the wheel, or in the clone of an editable install."""
    package = Path(__file__).parent
    for place in (package / "examples", package.parents[1] / "examples"):
        if (place / FIRST).is_file():
            return place
    raise DemoRefused(
        "The examples are missing from this installation; install it again: pip install --force-reinstall nblabel"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until JupyterLab answers; False if it ended instead."""
    for _ in range(STARTS_WITHIN * 2):
        with suppress(OSError):
            urllib.request.urlopen(f"http://{LOOPBACK}:{port}/api", timeout=5).close()
            return True
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.5)
            return False
    return False
