"""One JupyterLab server of our own: loopback only, its own folders, reached through a cable that can be cut."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nblabel
from tests.ipykernels import OLDER, python_path

PACKAGE = Path(nblabel.__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Cable:
    """Carries TCP from a port of its own to the server's; while it is cut, every connection is closed.

    The browser's own *offline* leaves open sockets open, so it cannot show what a dropped connection does.
    """

    def __init__(self, to: int) -> None:
        self._to = to
        self._cut = False
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        with self._lock:
            self._cut = True
            for end in self._open:
                _hang_up(end)

    def mend(self) -> None:
        with self._lock:
            self._cut = False

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                browser.close()
                continue
            with self._lock:
                cut = self._cut
                if not cut:
                    self._open |= {browser, server}
            if cut:
                browser.close()
                server.close()
                continue
            for source, target in ((browser, server), (server, browser)):
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while data := source.recv(1 << 16):
                target.sendall(data)
        with self._lock:
            self._open -= {source, target}
        for end in (source, target):
            _hang_up(end)
            end.close()


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@dataclass
class Server:
    """A running JupyterLab: where it is, what it may touch, and what it runs."""

    root: Path
    port: int
    cable: Cable
    log: Path
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.cable.port}"

    def api(self, path: str, method: str = "GET") -> object:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/{path}", method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310
            body = reply.read()
        return json.loads(body) if body else None

    def shut_down_kernels(self) -> None:
        for kernel in self.api("kernels"):  # type: ignore[attr-defined]
            with contextlib.suppress(urllib.error.HTTPError):
                self.api(f"kernels/{kernel['id']}", "DELETE")


@contextlib.contextmanager
def jupyterlab(home: Path, python: str = sys.executable) -> Iterator[Server]:
    """Run a JupyterLab that sees nothing of the person's own settings, and end it."""
    root = home / "root"
    root.mkdir(parents=True)
    _offer_kernels(home / "data" / "kernels")
    _ask_for_no_news(home / "settings")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    environment |= {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        # The kernels run in other folders, and are to run the nblabel that the tests import.
        "PYTHONPATH": str(PACKAGE),
    }
    command = [
        python, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password=",
        "--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={root}", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--expose-app-in-browser",
    ]  # fmt: skip
    log = home / "jupyterlab.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=home, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        _wait_until_it_answers(process, port, log)
        cable = Cable(port)
        server = Server(root, port, cable, log)
        yield server
        server.shut_down_kernels()
        cable.close()
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ask_for_no_news(settings: Path) -> None:
    """Or JupyterLab asks each new person, with a note that lies over the page."""
    folder = settings / "@jupyterlab" / "apputils-extension"
    folder.mkdir(parents=True)
    (folder / "notification.jupyterlab-settings").write_text(json.dumps({"fetchNews": "false"}))


def _offer_kernels(folder: Path) -> None:
    """Let notebooks choose the older ipykernels. A page learns of kernels when it is loaded, so all come first."""
    for version in OLDER:
        name = f"ipykernel-{version}"
        kernel = {
            "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": name,
            "language": "python",
            "env": {"PYTHONPATH": python_path(version, PACKAGE)},
        }
        (folder / name).mkdir(parents=True)
        (folder / name / "kernel.json").write_text(json.dumps(kernel))


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=5).close()
        except OSError:
            threading.Event().wait(0.1)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start; its log:\n{log.read_text()}")
