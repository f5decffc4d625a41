"""Let a browser's messages go to the subshell they name while it lives, else to the main shell.

JupyterLab gives widgets a thread of their own in the kernel, a subshell, so that they are answered
while a cell runs. Two things make it take messages that then nobody ever reads:

- ipykernel 7.4 ignores the subshell that a message names and sends it to the one the kernel last
  spoke from on that comm. That one is gone as soon as the page that made it closed its widgets.
- JupyterLab 4.4 to 4.6 counts the widgets that share a subshell, takes some off twice, and may
  delete it under those that are left; they go on naming it.

Either way every gesture would wait in the browser for ever.
"""

from __future__ import annotations

from typing import Any


def follow_the_message(comm: Any) -> None:
    """Make ipykernel ask each message, not the comm, where it belongs.

    Before 7.4 ipykernel does that by itself, and without it there are no subshells: then this
    does nothing.
    """
    if not hasattr(comm, "_reply_subshell_for"):
        return
    # Not the comm: it would hold itself.
    kernel = comm.kernel

    def route(_data: object, named: str | None) -> str | None:
        return named if named in kernel.shell_channel_thread.manager.list_subshell() else None

    # Called on the thread that reads the shell channel, which is also the one that deletes.
    comm._reply_subshell_for = route  # noqa: SLF001  (there is no public way)
