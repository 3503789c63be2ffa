"""One JupyterLab server and one browser for all browser tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import lab_browser
import pytest

WIDTH, HEIGHT = 1280, 900  # a small laptop
LOG = pytest.StashKey[Path]()


@dataclass
class Visitor:
    """A learner with a browser; each page that they open is a browser of its own."""

    server: lab_browser.Server
    browser: object
    outside: list[str] = field(default_factory=list)  # addresses asked for that are not ours
    errors: list[str] = field(default_factory=list)  # uncaught errors of scripts on the pages

    def page(self):
        context = self.browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        context.set_default_timeout(20_000)
        lab_browser.watch(context, self.server, self.outside)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page


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


@pytest.fixture(scope="session")
def visitor(
    browser: object, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    scratch = tmp_path_factory.mktemp("lab")
    request.session.stash[LOG] = scratch / lab_browser.LOG
    with lab_browser.running_server(scratch) as server:
        yield Visitor(server, browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    log = item.session.stash.get(LOG, None)
    if report.failed and log is not None and log.exists():
        report.sections.append(("end of JupyterLab's log", lab_browser.tail(log)))
    return report
