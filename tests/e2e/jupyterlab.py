"""A person at JupyterLab: opens a notebook, runs it, labels, reloads, and now and then pulls the plug."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pickle
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, WebSocket

from .labeler import Labeler
from .server import Server

VIEWPORT = {"width": 1400, "height": 1000}

# What JupyterLab itself says on the console, with or without us: of any page, and when its server or kernel is gone.
ALWAYS_SAID = re.compile(r"/lab/api/(workspaces|settings|translations)|favicon|ResizeObserver loop|Comm not found")
CONNECTION_LOST = re.compile(
    r"WebSocket|websocket|net::ERR_|Failed to fetch|NetworkError|status of (404|5\d\d)|"
    r"[Kk]ernel|Connection lost|Canceled|disposed|reconnect"
)


class NoAnswer(AssertionError):
    """The kernel did not answer in time."""


class Lab:
    """One page on one notebook, its kernel, and everything that was said on its console."""

    def __init__(
        self,
        context: BrowserContext,
        server: Server,
        notebook: Path,
        reborn: Callable[[], BrowserContext] | None = None,
        page: Page | None = None,
    ) -> None:
        self._context = context
        self._server = server
        self._reborn = reborn
        self.notebook = notebook
        self.assets_received = 0
        self._said: list[str] = []
        self._leaked: list[str] = []
        self._expected: list[re.Pattern[str]] = [ALWAYS_SAID]
        self._pid: int | None = None
        self._kernel_answers = False
        self._listeners: dict[str, Callable[[Any], None]] = {
            "console": self._heard,
            "pageerror": lambda error: self._said.append(f"uncaught: {error}"),
            "request": self._requested,
            "websocket": self._connected,
        }
        self._running = page is not None
        self.untouched = True
        """Whether JupyterLab in this page is still as it was opened, but for notebooks."""
        self.page: Page = self._listen(page or self._new_page())

    # ---- opening ----

    @property
    def _path(self) -> str:
        return self.notebook.relative_to(self._server.root).as_posix()

    def _new_page(self) -> Page:
        page = self._context.new_page()
        page.set_viewport_size(VIEWPORT)
        page.set_default_timeout(30_000)
        page.add_init_script(DISMISS_KERNEL_DIALOGUES)
        return page

    def _listen(self, page: Page) -> Page:
        for event, listener in self._listeners.items():
            page.on(event, listener)  # type: ignore[call-overload]
        return page

    def open(self, workspace: str | None = None) -> None:
        """Open the notebook and wait until its kernel is chosen (it may be busy)."""
        if self._running:
            # What the commands give must not come here: it holds the whole of JupyterLab.
            self.page.evaluate(
                "async path => { await window.jupyterapp.commands.execute('docmanager:open', { path }); }", self._path
            )
            self._wait_for_notebook()
            return
        where = f"lab/workspaces/{workspace}" if workspace else "lab"
        self.page.goto(f"{self._server.url}/{where}/tree/{self._path}?reset", wait_until="domcontentloaded")
        self._wait_for_notebook()

    def _wait_for_notebook(self) -> None:
        self.page.wait_for_function(
            """path => {
                const widget = window.jupyterapp?.shell.currentWidget;
                return widget?.context?.path === path && widget.context.isReady && widget.sessionContext.isReady
                    && widget.sessionContext.session?.kernel != null;
            }""",
            arg=self._path,
            timeout=90_000,
        )

    def close_notebook(self) -> None:
        """Close the notebook, not the page; its kernel goes on, and `open` opens it again."""
        self.page.evaluate("async () => { await window.jupyterapp.shell.currentWidget.close(); }")
        self._running = True

    def second_tab(self) -> Lab:
        """Give the same notebook in another tab."""
        self.untouched = False
        other = Lab(self._context, self._server, self.notebook)
        other._said, other._leaked, other._expected = self._said, self._leaked, self._expected
        other.open(workspace="second")
        return other

    def leave(self) -> Page | None:
        """Close the notebook and give the page, its JupyterLab as if new; None if it went through too much."""
        if not self.untouched:
            return None
        self.page.evaluate(LEAVE)
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        return self.page

    def close(self) -> None:
        """Close the page."""
        with contextlib.suppress(Error):  # its browser may have been killed
            self.page.close()

    def show(self) -> None:
        """Bring this page to the front."""
        self.page.bring_to_front()

    def reload(self) -> None:
        """Press the browser's reload."""
        self.expect(CONNECTION_LOST)
        self.untouched = False
        self.assets_received = 0
        self.page.reload(wait_until="domcontentloaded")
        self._wait_for_notebook()

    # ---- the notebook ----

    def run_all(self, *, wait: bool = True) -> None:
        """Run all cells; an error in one is an error here, unless we do not `wait` for them."""
        self._await_kernel()
        if not wait:
            self.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
            return
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self._raise_for_error_outputs()
        self._pid = self._ask_pid()

    def _ask_pid(self) -> int:
        ask = "import os; print(os.getpid())"
        if self.page.evaluate(KERNEL_NAME) == MAY_GO_DEAF:
            try:
                return int(self.run(ask, patience=30))
            except NoAnswer:
                self.expect(CONNECTION_LOST)
                self.page.evaluate(RECONNECT)
        return int(self.run(ask))

    def add_cell(self, source: str) -> None:
        """Add a cell at the end and run it."""
        self.page.evaluate(
            """async source => {
                const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
                const cells = content.model.sharedModel;
                cells.insertCell(cells.cells.length, { cell_type: "code", source });
                content.activeCellIndex = content.widgets.length - 1;
                await window.jupyterapp.commands.execute("notebook:run-cell");
            }""",
            source,
        )
        self._raise_for_error_outputs()

    def save(self) -> None:
        """Save the notebook."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def labeler(self, n: int = 0) -> Labeler:
        """Give the n-th labeler on the page, once it is ready."""
        return Labeler(self, n)

    def _raise_for_error_outputs(self) -> None:
        errors = self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap(cell =>
                (cell.model.sharedModel.toJSON().outputs ?? []).filter(output => output.output_type === "error")
                    .map(output => output.traceback.join("\\n")))"""
        )
        if errors:
            raise AssertionError("a cell failed:\n" + plain("\n".join(errors)))

    # ---- the kernel ----

    def run(self, code: str, *, patience: float = 120) -> str:
        """Run code in the kernel, not in a cell, and give what it prints; an error in it is an error here."""
        self._await_kernel()
        said = self.page.evaluate(RUN, [code, patience])
        if said["late"]:
            raise NoAnswer(f"the kernel gave no answer within {patience} s")
        if said["error"] is not None:
            raise AssertionError(f"in the kernel:\n{plain(said['error'])}")
        text: str = said["text"]
        return text

    def start(self, code: str) -> None:
        """Start code in the kernel, and come back as soon as it runs."""
        self.page.evaluate(
            """code => new Promise(started => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const future = kernel.requestExecute({ code, store_history: false });
                future.onIOPub = message => { if (message.header.msg_type === "execute_input") started(); };
            })""",
            code,
        )

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Run what never lets go of the interpreter, so that no thread of the kernel answers, until the block ends."""
        self.page.evaluate(
            """code => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                kernel.requestExecute({ code, store_history: false }).done.catch(() => undefined);
            }""",
            HOLD,
        )
        # Only once the page knows that the kernel is busy: while it is held it could not even say that it began.
        self.page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'busy'"
        )
        with self.holding():
            yield

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Let the code `HOLD`, which runs already, take hold of the interpreter until the block ends."""
        (self.notebook.parent / "hold").touch()
        held, deadline = self.notebook.parent / "held", time.monotonic() + 60
        while not held.exists():
            assert time.monotonic() < deadline, "the kernel did not come to hold within 60 s"
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        try:
            yield
        finally:
            with (self.notebook.parent / "release").open("r+b", buffering=0) as release:
                release.write(b".")

    def value(self, expression: str) -> Any:
        """Give the value of an expression in the kernel, exactly."""
        code = f"import base64 as _b, pickle as _p; print(_b.b64encode(_p.dumps({expression})).decode())"
        return pickle.loads(base64.b64decode(self.run(code)))  # noqa: S301 from our own kernel

    def frame(self, expression: str) -> pd.DataFrame:
        """Give a DataFrame of the kernel, dtypes and all."""
        frame = self.value(expression)
        assert isinstance(frame, pd.DataFrame), f"{expression} is no DataFrame but {type(frame)}"
        return frame

    def sigkill_kernel(self, *, wait: bool = True) -> None:
        """Kill the kernel as the system does when memory runs out, at any moment; `wait` for the server's new one."""
        assert self._pid is not None, "run the notebook first"
        self.expect(CONNECTION_LOST)
        self.untouched = False
        self.page.evaluate(NOTICE_THE_RESTART)
        os.kill(self._pid, signal.SIGKILL)
        self._kernel_answers = False
        if wait:
            self._await_kernel()

    def restart_kernel(self) -> None:
        """Restart the kernel as the menu does."""
        self.expect(CONNECTION_LOST)
        self.untouched = False
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
        self._kernel_answers = False
        self._await_kernel()

    def _await_kernel(self) -> None:
        """Wait until a kernel answers. The page learns only seconds later that one was killed."""
        if not self._kernel_answers:
            self.page.wait_for_function(ANSWERS, polling=100, timeout=90_000)
            self._kernel_answers = True

    # ---- the plug ----

    def offline(self, cut: bool) -> None:  # noqa: FBT001 reads as it should: offline(True)
        """Cut the connection between browser and server, or mend it."""
        self.expect(CONNECTION_LOST)
        self.untouched = False
        if cut:
            self._server.cable.cut()
        else:
            self._server.cable.mend()

    def sigkill_browser(self) -> None:
        """Kill the browser, start it again on the same profile, and open the notebook (see `killable_notebook`)."""
        assert self._reborn is not None, "only killable_notebook has a browser that can be killed"
        self.expect(CONNECTION_LOST)
        self.untouched = False
        self._context = self._reborn()
        self.assets_received = 0
        self.page = self._new_page()
        self.open()

    # ---- what was seen ----

    def wait_received(self, pictures: int, timeout: float) -> None:
        """Wait until so many items' bytes have come over the websocket."""
        deadline = time.monotonic() + timeout
        while self.assets_received < pictures:
            assert time.monotonic() < deadline, f"{self.assets_received} of {pictures} pictures came in {timeout:.0f} s"
            self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def screenshot(self, name: str) -> None:
        """Keep a picture of the page where NBLABEL_SCREENSHOTS says, if it does."""
        if folder := os.environ.get("NBLABEL_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def expect(self, said: str | re.Pattern[str]) -> None:
        """Let the console say what matches, from now on and until now."""
        self._expected.append(re.compile(said))

    def problems(self) -> list[str]:
        """What went wrong on the page that nobody expected, and every request that left this machine."""
        return self._leaked + [line for line in self._said if not any(each.search(line) for each in self._expected)]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._said.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((f"{self._server.url}/", "data:", "blob:", "about:")):
            self._leaked.append(f"left the machine: {request.method} {request.url}")

    def _connected(self, socket: WebSocket) -> None:
        if not socket.url.startswith(self._server.url.replace("http", "ws", 1)):
            self._leaked.append(f"left the machine: {socket.url}")
        socket.on("framereceived", self._received)

    def _received(self, frame: str | bytes) -> None:
        data = frame.encode() if isinstance(frame, str) else frame
        self.assets_received += bool(re.search(rb'"type":\s*"asset"', data))


def write_notebook(path: Path, cells: list[str], kernel: str = "python3") -> None:
    """Write the cells as a notebook that asks for this kernel."""
    path.write_text(
        json.dumps(
            {
                "cells": [
                    {
                        "cell_type": "code",
                        "id": f"cell-{n}",
                        "metadata": {},
                        "execution_count": None,
                        "outputs": [],
                        "source": source.strip(),
                    }
                    for n, source in enumerate(cells)
                ],
                "metadata": {"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}},
                "nbformat": 4,
                "nbformat_minor": 5,
            }
        )
    )


def plain(text: str) -> str:
    """The text without a terminal's colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# From 7.0 to 7.3 a kernel to which more comes than it has answered may hear nothing any more, until the page connects
# anew (ipython/ipykernel#1529, #1554; mended in 7.4). A person then takes "Reconnect to Kernel" from the menu.
MAY_GO_DEAF = "ipykernel-7.3"
KERNEL_NAME = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.name"
RECONNECT = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.reconnect()"

RUN = """async ([code, patience]) => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const future = kernel.requestExecute({ code, store_history: false });
    let text = "", error = null;
    future.onIOPub = ({ header, content }) => {
        if (header.msg_type === "stream" && content.name === "stdout") text += content.text;
        if (header.msg_type === "error") error = content.traceback.join("\\n");
    };
    const over = new Promise(done => setTimeout(done, patience * 1000, "late"));
    const late = (await Promise.race([future.done, over])) === "late";
    return { text, error, late };
}"""

# The server finds a dead kernel only after seconds; until then the page still takes it to be idle.
NOTICE_THE_RESTART = """() => {
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
    const changed = (_, status) => {
        if (!/restarting/.test(status)) return;
        window.nblabelAwaitsRestart = false;
        kernel.statusChanged.disconnect(changed);
    };
    window.nblabelAwaitsRestart = true;
    kernel.statusChanged.connect(changed);
}"""

HOLD = """
import ctypes, os, time
os.mkfifo("release")
while not os.path.exists("hold"):
    time.sleep(0.01)
open("held", "w").close()
ctypes.PyDLL(None).read(os.open("release", os.O_RDWR), ctypes.create_string_buffer(1), 1)
"""

# Disposing asks nothing, however unsaved the notebook is; what waits for a kernel is of no use to another test.
LEAVE = """async () => {
    const app = window.jupyterapp;
    for (const widget of [...app.shell.widgets("main")]) widget.dispose();
    sessionStorage.clear();
    for (const { name } of await indexedDB.databases()) {
        if (name !== "nblabel") continue;
        const database = await new Promise((opened, refused) => {
            const request = indexedDB.open(name);
            request.onsuccess = () => opened(request.result);
            request.onerror = () => refused(request.error);
        });
        for (const store of database.objectStoreNames) {
            await new Promise(done => {
                database.transaction(store, "readwrite").objectStore(store).clear().onsuccess = done;
            });
        }
        database.close();
    }
}"""

# Asking for the kernel's info fails or hangs while there is none; a busy one answers when it is done.
ANSWERS = """() => {
    if (window.nblabelAwaitsRestart) return false;
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel;
    if (!kernel || kernel.connectionStatus !== "connected") return false;
    if (!["idle", "busy"].includes(kernel.status)) return false;
    return Promise.race([
        kernel.requestKernelInfo().then(reply => reply != null, () => false),
        new Promise(late => setTimeout(late, 2000, false)),
    ]);
}"""

# JupyterLab says in a dialogue that a kernel died, over everything; a person would click it away.
DISMISS_KERNEL_DIALOGUES = """
new MutationObserver(() => {
    for (const dialogue of document.querySelectorAll(".jp-Dialog")) {
        if (/Kernel Restarting|Dead kernel|Server Connection Error/.test(dialogue.textContent)) {
            dialogue.querySelector("button.jp-mod-accept, button")?.click();
        }
    }
}).observe(document, { childList: true, subtree: true });
"""
