"""Take pictures of a lesson in JupyterLab, one for each part that fits the screen.

Usage: python tools/screenshots.py LESSON FOLDER [--width 1280 1920] [--height 1000] [--as-stored]

LESSON is the name of a notebook without its ending. The lesson is run first, on a copy; with
``--as-stored`` it is shown as it opens, before anything runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import lab_browser
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

PANEL = ".jp-NotebookPanel:visible .jp-WindowedPanel-outer"
END = """panel => panel.scrollTop - panel.getBoundingClientRect().top
  + [...panel.querySelectorAll('.jp-Cell')].at(-1).getBoundingClientRect().bottom"""
OVERLAP = 60  # pixels that two neighbouring pictures share
SETTLE = 300  # milliseconds until a scrolled page is drawn


def photograph(page: Page, folder: Path, stem: str) -> list[Path]:
    """Scroll through the lesson in front and take a picture of each part.

    Parameters
    ----------
    page : the page of the browser.
    folder : where the pictures go.
    stem : the beginning of their names.

    Returns
    -------
    The pictures, from top to bottom.
    """
    panel = page.locator(PANEL)
    seen = int(panel.evaluate("e => e.clientHeight"))
    # JupyterLab lets a page scroll until the last cell is alone; that part stays out.
    whole = int(panel.evaluate(END))
    pictures = []
    for number, top in enumerate(range(0, max(whole - OVERLAP, 1), seen - OVERLAP), start=1):
        panel.evaluate("(e, top) => { e.scrollTop = top; }", top)
        page.wait_for_timeout(SETTLE)
        pictures.append(folder / f"{stem}-{number:02d}.png")
        page.screenshot(path=pictures[-1])
    return pictures


def main(arguments: list[str]) -> int:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description="Take pictures of a lesson in JupyterLab.")
    parser.add_argument("lesson", help="name of a notebook without its ending")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--width", type=int, nargs="+", default=[1280, 1920], help="pixels")
    parser.add_argument("--height", type=int, default=1000, help="pixels")
    parser.add_argument("--as-stored", action="store_true", help="do not run the lesson")
    asked = parser.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        lab_browser.running_server(Path(scratch)) as server,
        sync_playwright() as playwright,
    ):
        browser = lab_browser.launch(playwright)
        for width in asked.width:
            context = browser.new_context(viewport={"width": width, "height": asked.height})
            page = context.new_page()
            lab_browser.open_lesson(page, server, asked.lesson)
            if not asked.as_stored:
                lab_browser.run_all(page)
            stem = f"{asked.lesson}-{width}{'-stored' if asked.as_stored else ''}"
            for picture in photograph(page, asked.folder, stem):
                print(picture)
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
