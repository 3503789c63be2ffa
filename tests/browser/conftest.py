"""One JupyterLab server and one browser for all browser tests; a second server for a learner."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import lab_browser
import pytest

WIDTH, HEIGHT = 1280, 900  # a small laptop
LOG = pytest.StashKey[Path]()


@dataclass
class Visitor:
    """A learner with a browser; each page that they open is a browser of its own."""

    browser: object
    folder: Path  # of the course and of all that is kept
    outside: list[str] = field(default_factory=list)  # addresses asked for that are not ours
    errors: list[str] = field(default_factory=list)  # uncaught errors of scripts on the pages
    server: lab_browser.Server | None = None
    running: ExitStack = field(default_factory=ExitStack)

    def arrive(self):
        """Start the server; on another day it is a new one, on the folder as it was left."""
        self.running.close()
        self.server = self.running.enter_context(lab_browser.running_server(self.folder))

    def page(self):
        context = self.browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        context.set_default_timeout(20_000)
        lab_browser.watch(context, self.server, self.outside)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def assert_undisturbed(self):
        """Nobody but the server was asked, and no script broke, since the last time."""
        outside, errors = list(self.outside), list(self.errors)
        self.outside.clear()
        self.errors.clear()
        assert outside == []
        assert errors == []


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _no_browser("Playwright is not installed: python -m pip install -e '.[test]'.")
    with sync_playwright() as playwright:
        try:
            started = lab_browser.launch(playwright)
        except lab_browser.NoBrowserError as error:
            _no_browser(str(error))
        yield started
        started.close()


def _no_browser(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"The browser test may not be skipped in CI. {reason}", pytrace=False)
    pytest.skip(reason)


def _visit(browser: object, folder: Path, session: pytest.Session) -> Iterator[Visitor]:
    session.stash[LOG] = folder / lab_browser.LOG
    visitor = Visitor(browser, folder)
    with visitor.running:
        visitor.arrive()
        yield visitor


@pytest.fixture(scope="session")
def visitor(
    browser: object, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """Somebody who looks at the lessons and leaves no progress."""
    yield from _visit(browser, tmp_path_factory.mktemp("lab"), request.session)


@pytest.fixture(scope="module")
def learner(
    browser: object, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """Somebody who works and comes back; the server is their own, because they stop it."""
    yield from _visit(browser, tmp_path_factory.mktemp("learner"), request.session)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    log = item.session.stash.get(LOG, None)
    if report.failed and log is not None and log.exists():
        report.sections.append(("end of JupyterLab's log", lab_browser.tail(log)))
    return report
