"""The labeler in a real IPython kernel, of each kind there is: messages and threads as they are, no fakes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from nblabel.changes import Change
from nblabel.widgets import messages, table
from tests.ipykernels import ROOT, VERSIONS, check, python_path

from .page import box

PATIENCE = 60.0

SHOW = """
import nblabel as nbl
if not hasattr(nbl.ImageLabeler, "_esm"):
    nbl.ImageLabeler._esm = "export default {}"
labeler = nbl.ImageLabeler("street", boxes=["bus"], annotator="anna")
labeler
"""


class Notebook:
    """A kernel, and the messages it published since."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self.client = client
        self.heard: list[dict[str, Any]] = []
        self.info: dict[str, Any] = client.kernel_info(reply=True, timeout=PATIENCE)["content"]

    def until(self, there: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Give the first message that fits, of those that came or are to come."""
        for message in self.heard:
            if there(message):
                return message
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except Empty:
                continue
            self.heard.append(message)
            assert message["msg_type"] != "error", "\n".join(message["content"]["traceback"])
            if there(message):
                return message
        raise AssertionError([message["msg_type"] for message in self.heard])

    def run(self, code: str) -> str:
        """Start a cell; it may still run when this returns."""
        return self.client.execute(code, store_history=False)

    def ended(self, cell: str) -> None:
        self.until(lambda message: _ends(message, cell))

    def has_ended(self, cell: str) -> bool:
        """Tell whether the cell ended before the last message that was waited for."""
        return any(_ends(message, cell) for message in self.heard)

    def output(self, code: str) -> str:
        cell = self.run(code)
        self.ended(cell)
        return "".join(
            message["content"]["text"]
            for message in self.heard
            if message["msg_type"] == "stream" and message["parent_header"].get("msg_id") == cell
        ).strip()

    def told(self, kind: str, comm: str) -> dict[str, Any]:
        """Give the labeler's message of a type, with its buffers."""

        def fits(message: dict[str, Any]) -> bool:
            return (
                message["msg_type"] == "comm_msg"
                and message["content"]["comm_id"] == comm
                and message["content"]["data"].get("method") == "custom"
                and message["content"]["data"]["content"]["type"] == kind
            )

        return self.until(fits)

    def say(
        self, comm: str, content: dict[str, Any], buffers: list[bytes] | None = None, subshell: str | None = None
    ) -> None:
        data = {"method": "custom", "content": {"protocol": 1, "client": "tab", **content}}
        message = self.client.session.msg("comm_msg", {"comm_id": comm, "data": data})
        message["header"]["subshell_id"] = subshell
        self.client.session.send(self.client.shell_channel.socket, message, buffers=buffers or [])

    def subshell(self) -> str | None:
        """Start a subshell, as JupyterLab does for widgets; None before ipykernel 7, which has none."""
        return self._control("create_subshell_request", {}).get("subshell_id")

    def end_subshell(self, subshell: str | None) -> None:
        if subshell is not None:
            self._control("delete_subshell_request", {"subshell_id": subshell})

    def _control(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        if "kernel subshells" not in self.info.get("supported_features", []):
            return {}
        asked = self.client.session.msg(kind, content)
        self.client.control_channel.send(asked)
        while (reply := self.client.get_control_msg(timeout=PATIENCE))["parent_header"]["msg_id"] != asked["msg_id"]:
            pass
        answer: dict[str, Any] = reply["content"]
        return answer


def _ends(message: dict[str, Any], cell: str) -> bool:
    return (
        message["msg_type"] == "status"
        and message["content"]["execution_state"] == "idle"
        and message["parent_header"].get("msg_id") == cell
    )


@pytest.fixture(params=VERSIONS, ids=lambda version: f"ipykernel-{version}")
def notebook(photos: Path, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    check(request.param)
    path = python_path(request.param, ROOT / "src", os.environ.get("PYTHONPATH", ""))
    manager = KernelManager()
    manager.start_kernel(
        cwd=str(photos.parent), env={**os.environ, "PYTHONPATH": path, "IPYTHONDIR": str(photos.parent)}
    )
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        notebook = Notebook(client)
        version = notebook.output("import ipykernel; print(ipykernel.__version__)")
        assert request.param == "newest" or version.startswith(f"{request.param}."), version
        notebook.heard.clear()
        yield notebook
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def show(notebook: Notebook) -> tuple[str, str]:
    """Run the labeler's cell; give its comm and its task."""
    cell = notebook.run(SHOW)
    shown = notebook.until(lambda message: message["msg_type"] == "execute_result")
    assert shown["content"]["data"]["text/plain"].startswith("ImageLabeler")
    comm = shown["content"]["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
    notebook.ended(cell)
    opened = notebook.told("opened", comm)["content"]["data"]["content"]
    return comm, opened["task"]["id"]


def gesture(notebook: Notebook, comm: str, task: str, n: int, subshell: str | None = None) -> None:
    made = Change(f"change-{n}", task, "anna", "tab", n, None, 1_700_000_000_000_000 + n, (box(f"box-{n}"),))
    headers, ops = messages.write_changes([made])
    tables, buffers = table.pack({"ops": ops})
    notebook.say(comm, {"type": "changes", "changes": headers, "tables": tables}, buffers, subshell)


def test_at_display_the_page_is_sent_what_it_needs_without_asking(notebook: Notebook) -> None:
    comm, _ = show(notebook)
    asset = notebook.told("asset", comm)
    assert asset["content"]["data"]["content"]["item"] == "s:a.png"
    assert bytes(asset["buffers"][0]).startswith(b"\x89PNG")


def test_a_gesture_is_committed_and_the_next_cell_sees_it(notebook: Notebook) -> None:
    comm, task = show(notebook)
    gesture(notebook, comm, task, 1)
    answer = notebook.told("acknowledged", comm)["content"]["data"]["content"]
    assert (answer["of"], answer["n"]) == ("tab", 1)
    assert notebook.output("print(labeler.annotations['id'].tolist())") == "['box-1']"


def test_gestures_made_while_a_cell_runs_are_all_saved_once_in_order(notebook: Notebook) -> None:
    comm, task = show(notebook)
    cell = notebook.run("import time; time.sleep(2)")
    notebook.until(
        lambda message: message["msg_type"] == "execute_input" and message["parent_header"]["msg_id"] == cell
    )
    for n in range(1, 6):
        gesture(notebook, comm, task, n)
    notebook.ended(cell)
    assert notebook.output("print(labeler.annotations['id'].tolist())") == str([f"box-{n}" for n in range(1, 6)])


@pytest.mark.parametrize("notebook", ["7.3", "newest"], indirect=True)
def test_where_there_are_subshells_gestures_are_saved_while_a_cell_runs(notebook: Notebook) -> None:
    comm, task = show(notebook)
    subshell = notebook.subshell()
    cell = notebook.run("import time; time.sleep(3)")
    notebook.until(
        lambda message: message["msg_type"] == "execute_input" and message["parent_header"]["msg_id"] == cell
    )
    gesture(notebook, comm, task, 1, subshell=subshell)
    notebook.told("acknowledged", comm)
    assert not notebook.has_ended(cell)


def test_a_page_that_lets_go_of_its_subshell_takes_nobodys_gestures_with_it(notebook: Notebook) -> None:
    comm, task = show(notebook)
    first, second = notebook.subshell(), notebook.subshell()
    notebook.say(comm, {"type": "ping", "request": 1}, subshell=first)
    notebook.told("pong", comm)
    notebook.end_subshell(first)
    gesture(notebook, comm, task, 1, subshell=second)
    notebook.told("acknowledged", comm)


@pytest.mark.parametrize("notebook", ["newest"], indirect=True)
def test_gestures_sent_over_a_subshell_that_is_gone_are_saved_all_the_same(notebook: Notebook) -> None:
    comm, task = show(notebook)
    gone = notebook.subshell()
    notebook.end_subshell(gone)
    gesture(notebook, comm, task, 1, subshell=gone)
    notebook.told("acknowledged", comm)


def test_the_first_assets_arrive_while_a_cell_that_came_right_after_still_runs(notebook: Notebook) -> None:
    shown = notebook.run(SHOW + "\nfrom IPython.display import display\ndisplay(labeler)\nimport time; time.sleep(3)")
    bundle = notebook.until(lambda message: message["msg_type"] == "display_data")
    comm = bundle["content"]["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
    notebook.told("asset", comm)
    assert not notebook.has_ended(shown)


def test_the_cell_prints_nothing_beside_the_labeler(notebook: Notebook) -> None:
    show(notebook)
    printed = [message["content"] for message in notebook.heard if message["msg_type"] in {"stream", "display_data"}]
    assert printed == []
