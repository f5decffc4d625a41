"""One JupyterLab and one Chromium for all browser tests; a fresh folder, page and kernel for each."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests import ipykernels

from .browser import MortalBrowser, NoBrowser, launch
from .jupyterlab import Lab, write_notebook
from .server import Server, jupyterlab

RESULTS = Path("test-results")
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Run one JupyterLab with its own folders."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home, jupyterlab(Path(home)) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Run one Chromium. That there is none fails the tests; it never skips them."""
    try:
        running = launch(playwright)
    except NoBrowser as nothing:
        pytest.exit(str(nothing), returncode=1)
    yield running
    running.close()


@pytest.fixture
def folder(server: Server, request: pytest.FixtureRequest) -> Path:
    """Give this test's own folder under the server's root; every notebook of the test lies in it."""
    name = re.sub(r"\W+", "-", request.node.name).strip("-")[:80]
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=server.root))


class Notebook(Protocol):
    """Writes cells as a notebook, opens it in a page and runs all of it."""

    def __call__(self, cells: list[str], *, kernel: str = "python3", wait: bool = True) -> Lab: ...


class Spare:
    """A page with JupyterLab open and no notebook: opening one there spares each test the seconds of a whole load."""

    def __init__(self) -> None:
        self._page: Page | None = None

    def take(self) -> Page | None:
        page, self._page = self._page, None
        return page

    def keep(self, page: Page) -> None:
        self._page = page


@pytest.fixture(scope="session")
def spare() -> Spare:
    return Spare()


@pytest.fixture
def notebook(
    browser: Browser, server: Server, folder: Path, spare: Spare, request: pytest.FixtureRequest
) -> Iterator[Notebook]:
    """Give a function that writes cells as a notebook, opens it in a page and runs all of it."""
    with _desk(browser.new_context, server, folder, request, spare=spare) as opened:
        yield opened


@pytest.fixture
def killable_notebook(
    playwright: Playwright, server: Server, folder: Path, request: pytest.FixtureRequest
) -> Iterator[Notebook]:
    """As `notebook`, in a Chromium of its own with a profile on disk: `lab.sigkill_browser()` kills it for real."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = MortalBrowser(playwright, Path(profile))
        try:
            with _desk(browser.start, server, folder, request, reborn=browser.kill_and_start) as opened:
                yield opened
        finally:
            browser.kill()


@contextlib.contextmanager
def _desk(
    start: Callable[[], BrowserContext],
    server: Server,
    folder: Path,
    request: pytest.FixtureRequest,
    reborn: Callable[[], BrowserContext] | None = None,
    spare: Spare | None = None,
) -> Iterator[Notebook]:
    """Open notebooks in one browser context, and afterwards end their kernels and read what the pages complained of."""
    page = spare.take() if spare else None
    context = page.context if page else start()
    labs: list[Lab] = []

    def opened(cells: list[str], *, kernel: str = "python3", wait: bool = True) -> Lab:
        path = folder / f"notebook-{len(labs) + 1}.ipynb"
        ipykernels.check(kernel.removeprefix("ipykernel-"))
        write_notebook(path, cells, kernel)
        lab = Lab(context, server, path, reborn, page if not labs else None)
        labs.append(lab)
        lab.open()
        lab.run_all(wait=wait)
        return lab

    try:
        yield opened
    finally:
        failed = request.node.stash.get(FAILED, True)
        server.cable.mend()
        if failed:
            _keep_pictures(request.node.name, labs)
        problems = [problem for lab in labs for problem in lab.problems()]
        kept = labs[0].leave() if spare and labs and not failed and not problems else None
        for lab in labs:
            if lab.page != kept:
                lab.close()
        if spare and kept:
            spare.keep(kept)
        else:
            with contextlib.suppress(Exception):  # a killed browser's context is gone already
                context.close()
        server.shut_down_kernels()
    if problems and not failed:
        pytest.fail("the page complained:\n" + "\n".join(problems), pytrace=False)
    if problems:
        print("the page complained:", *problems, sep="\n")


def _keep_pictures(test: str, labs: list[Lab]) -> None:
    RESULTS.mkdir(exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", test)
    for n, lab in enumerate(labs):
        with contextlib.suppress(Exception):  # the picture is a favour; the test's own failure is what counts
            lab.page.screenshot(path=RESULTS / f"{name}-{n}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let the fixtures know whether the test failed."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed  # type: ignore[attr-defined]
    return report  # type: ignore[return-value]
