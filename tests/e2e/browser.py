"""A Chromium to drive: Playwright's own where it is there, else the system's.

Run as a script (``python tests/e2e/browser.py``) it sees to it that there is one: Playwright's own where it can be
downloaded, else the system's, else one from the distribution's package manager where that is permitted, else it says
in a sentence what to do. ``NBLABEL_BROWSER`` names another.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Playwright, sync_playwright

FLAGS = (
    "--no-sandbox",  # there is none for root, and none in most containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-smooth-scrolling",  # where a thing is on the page is known as soon as it was scrolled
)
SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PACKAGE_MANAGERS = (
    ("apt-get", (("apt-get", "update"), ("apt-get", "install", "-y", "--no-install-recommends", "chromium"))),
    ("dnf", (("dnf", "install", "-y", "chromium"),)),
    ("zypper", (("zypper", "--non-interactive", "install", "chromium"),)),
    ("apk", (("apk", "add", "chromium"),)),
    ("pacman", (("pacman", "-S", "--noconfirm", "chromium"),)),
)
MEND = (
    "The browser tests need Chromium, and there is none that starts. Install it with your package manager "
    "(for example: sudo apt-get install chromium), or run `playwright install --with-deps chromium`, "
    "or set NBLABEL_BROWSER to the path of a Chromium, Chrome or Edge."
)


class NoBrowser(Exception):
    """No browser starts; the message says what to do."""


def candidates(playwright: Playwright) -> Iterator[str]:
    """Paths of browsers on this machine, the one to prefer first."""
    if named := os.environ.get("NBLABEL_BROWSER"):
        yield named
        return
    own = playwright.chromium.executable_path
    if own and Path(own).exists():
        yield own
    yield from filter(None, map(shutil.which, SYSTEM))


def find(playwright: Playwright) -> tuple[str, Browser]:
    """Start the first browser that starts; gives its path too."""
    refused = []
    for path in candidates(playwright):
        try:
            return path, playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except Error as error:
            refused.append(f"{path}: {error.message.splitlines()[0]}")
    raise NoBrowser("\n".join([MEND, *refused]))


def launch(playwright: Playwright) -> Browser:
    """Start the first browser that starts."""
    return find(playwright)[1]


def starts() -> str | None:
    """The path of a browser that starts, if any does."""
    with sync_playwright() as playwright:
        try:
            path, browser = find(playwright)
        except NoBrowser:
            return None
        browser.close()
        return path


class MortalBrowser:
    """A Chromium with a profile on disk and a process of our own, so that it can be killed and come back."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._playwright = playwright
        self._profile = profile
        self._process: subprocess.Popen[str] | None = None
        self._path, probe = find(playwright)
        probe.close()

    def start(self) -> BrowserContext:
        """Start it on its profile."""
        command = [
            self._path, *FLAGS, "--headless", "--remote-debugging-port=0", f"--user-data-dir={self._profile}",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        said = self._process.stderr
        assert said is not None
        address = next((line.split()[-1] for line in said if line.startswith("DevTools listening on ")), None)
        if address is None:
            raise NoBrowser(f"{self._path} ended before it listened")

        def listen_on() -> None:
            # What it says later must go somewhere, or it stops when the pipe is full.
            with said:
                said.read()

        self._listener = threading.Thread(target=listen_on, daemon=True)
        self._listener.start()
        return self._playwright.chromium.connect_over_cdp(address).contexts[0]

    def kill(self) -> None:
        """Kill it and its children, as the system does when memory runs out."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        self._listener.join()

    def kill_and_start(self) -> BrowserContext:
        """Kill it, and start it again on what its profile kept."""
        self.kill()
        return self.start()


def download() -> None:
    """Ask Playwright for its own; a machine without the network finds out within seconds."""
    environment = dict(os.environ, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT="5000")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False
        )
    except subprocess.TimeoutExpired:
        print("browser: Playwright's own did not arrive within 5 minutes")
        return
    if done.returncode:
        print("browser: Playwright's own cannot be downloaded here")


def install() -> None:
    """Install the distribution's, where we may."""
    if os.name != "posix" or os.geteuid() != 0:
        return
    for manager, commands in PACKAGE_MANAGERS:
        if shutil.which(manager):
            for command in commands:
                print("browser:", *command)
                environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
                subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
            return


def own_is_here() -> bool:
    """Whether Playwright's own was downloaded before."""
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def main() -> None:
    """See to it that there is a browser that starts, and say which."""
    if "NBLABEL_BROWSER" not in os.environ and not own_is_here():
        download()
    path = starts()
    if path is None:
        install()
        path = starts()
    if path is None:
        sys.exit(MEND)
    print("browser:", path)


if __name__ == "__main__":
    main()
