"""JupyterLab in a real browser: start a server, open a lesson, run it, ask what is on the page.

Shared by the browser tests and by ``tools/screenshots.py``. The server works on a copy of the
notebooks and on folders of its own, so that neither a developer's settings nor a learner's
work is read or changed. It takes the settings that the course ships, from the environment
that runs this module.

Marks on the page (the spinner, the status bar) turn up too early or too late. So everything
here asks JupyterLab itself, through ``window.jupyterapp``, and waits for the answer.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
START_SECONDS = 60
STOP_SECONDS = 15
RUN_SECONDS = 120
DRAW_SECONDS = 20
ANSWER_SECONDS = 10  # for a page to answer to a key; it takes a tenth of a second
LOG = "server.log"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# What a learner must never read on a page.
TROUBLE = re.compile(
    r"error displaying|model not found|traceback|javascript error|loading widget", re.IGNORECASE
)

EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHANNELS = ("chrome", "msedge")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    # No name can be looked up: what works here works without a network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

# The current notebook is connected to a kernel that has answered; gives its path.
READY = """async (path) => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  if (panel?.context?.path !== path || !panel.context.isReady) return false;
  if (!panel.sessionContext.isReady) return false;
  const kernel = panel.sessionContext.session?.kernel;
  if (kernel?.connectionStatus !== 'connected') return false;
  await kernel.info;
  return true;
}"""
# Stored execution counts are forgotten first, so that a count means "ran now".
RUN_ALL = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  for (const cell of panel.content.widgets) {
    if (cell.model.type === 'code') cell.model.executionCount = null;
  }
  window.jupyterapp.commands.execute('runmenu:run-all');
}"""
# Every code cell ran, or one stopped with an error; and the kernel rests.
FINISHED = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const code = panel.content.widgets.filter(
    (cell) => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim());
  const failed = code.some((cell) => cell.model.outputs.toJSON().some(
    (output) => output.output_type === 'error'));
  const ran = code.every((cell) => cell.model.executionCount !== null);
  return (ran || failed) && panel.sessionContext.session?.kernel?.status === 'idle';
}"""
# Every widget is on the page, and every explorer has its chart or, where it has none, its table.
WIDGETS_SHOWN = """(view) => window.jupyterapp.shell.currentWidget.content.widgets.filter(
  (cell) => cell.model.type === 'code' && cell.model.outputs.toJSON().some(
    (output) => view in (output.data ?? {})
  )).every((cell) => {
    const found = (what) => [...cell.node.querySelectorAll(`.jupyter-widgets ${what}`)];
    // A table that is folded away has no boxes.
    const drawn = [...found('svg.marks'), ...found('tbody tr')].some(
      (one) => one.getClientRects().length > 0);
    const explorer = cell.model.sharedModel.getSource().includes('.explore(');
    return found('*').length > 0 && (drawn || !explorer);
  })"""
RUN_CELL = """(i) => {
  const { shell, commands } = window.jupyterapp;
  const notebook = shell.currentWidget.content;
  notebook.activeCellIndex = i;
  notebook.widgets[i].model.executionCount = null;
  commands.execute('notebook:run-cell');
}"""
# The cell ran, or stopped with an error; and the kernel rests.
CELL_FINISHED = """(i) => {
  const panel = window.jupyterapp.shell.currentWidget;
  return panel.content.widgets[i].model.executionCount !== null
    && panel.sessionContext.session?.kernel?.status === 'idle';
}"""
WRITE_CELL = """([i, source]) => window.jupyterapp.shell.currentWidget.content.widgets[i]
  .model.sharedModel.setSource(source)"""
CONTENT = "() => window.jupyterapp.shell.currentWidget.content.model.toJSON()"
SAVE = "() => window.jupyterapp.shell.currentWidget.context.save()"
STOP_KERNEL = "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"


class NoBrowserError(Exception):
    """No browser that Playwright can drive was found; the message lists what was tried."""


def launch(playwright: Playwright) -> Browser:
    """Start the first browser found: Chromium or Chrome of the system, then Playwright's own.

    Raises
    ------
    NoBrowserError : none could be started.
    """
    tried = []
    found = [path for name in EXECUTABLES if (path := shutil.which(name))]
    choices: list[dict[str, str]] = [{"executable_path": path} for path in found]
    choices += [{"channel": channel} for channel in CHANNELS] + [{}]
    for choice in choices:
        try:
            return playwright.chromium.launch(args=FLAGS, **choice)  # type: ignore[arg-type]
        except Exception as error:  # Playwright raises its own base class for all of them
            name = next(iter(choice.values()), "Playwright's own Chromium")
            tried.append(f"{name}: {str(error).strip().splitlines()[0]}")
    raise NoBrowserError(
        "No Chromium or Chrome could be started (" + "; ".join(tried) + "). On Debian or Ubuntu: "
        "sudo apt install chromium. Elsewhere: python -m playwright install chromium."
    )


@dataclass(frozen=True)
class Server:
    """A running JupyterLab server.

    ``origin`` is its address without a path, ``course`` the folder that it serves, ``progress``
    the folder of the learner's progress, ``log`` the file with what the server wrote.
    """

    origin: str
    token: str
    course: Path
    progress: Path
    log: Path

    def address(self, path: str = "") -> str:
        """Give the address of a path of the server, with the right to enter."""
        return f"{self.origin}/{path}{'&' if '?' in path else '?'}token={self.token}"

    def is_own(self, url: str) -> bool:
        """Tell whether an address leads to this server, or to nowhere outside the page."""
        parts = urlsplit(url)
        inside_page = parts.scheme in ("data", "blob", "about")
        return inside_page or parts.netloc == urlsplit(self.origin).netloc

    def request(self, path: str, method: str = "GET") -> None:
        """Ask the server for something and forget the answer."""
        headers = {"Authorization": f"token {self.token}"}
        asked = urllib.request.Request(f"{self.origin}/{path}", method=method, headers=headers)
        with urllib.request.urlopen(asked, timeout=5):
            pass


@contextmanager
def running_server(scratch: Path) -> Iterator[Server]:
    """Run JupyterLab on a copy of the notebooks, with the settings that the course ships.

    Parameters
    ----------
    scratch : a folder for the copy, the server's own folders and its log. An empty one, or one
        of a server that has ended: then a learner comes back to what was left there.

    Raises
    ------
    RuntimeError : the server did not answer; the message holds the end of its log.
    """
    course = scratch / "course"
    if not course.exists():
        ignored = shutil.ignore_patterns(".ipynb_checkpoints")
        shutil.copytree(NOTEBOOKS, course / NOTEBOOKS.name, ignore=ignored)
    port = _free_port()
    origin, token = f"http://127.0.0.1:{port}", secrets.token_hex(16)
    server = Server(origin, token, course, scratch / "progress", scratch / LOG)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
    command += ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    command += ["--LabApp.expose_app_in_browser=True"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    environment = _own_environment(scratch / "home")
    environment |= {"JUPYTER_TOKEN": token, "COURSE_PROGRESS": str(server.progress)}
    with server.log.open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=course, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_for_answer(server, process)
            yield server
        finally:
            _stop(server, process)


def _free_port() -> int:
    """Find a port for the server.

    It lies below the ports that systems hand out by themselves: one of those could be given to a
    kernel of another test before the server has it.
    """
    for port in secrets.SystemRandom().sample(range(20_000, 30_000), 100):
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise RuntimeError("no free port was found between 20000 and 30000")


def _own_environment(home: Path) -> dict[str, str]:
    """Give the environment of the server: this one, without anybody's own settings."""
    own = ("JUPYTER", "JPY_", "IPYTHON", "XDG_", "COURSE_")
    environment = {k: v for k, v in os.environ.items() if not k.upper().startswith(own)}
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "appdata",
        "IPYTHONDIR": home / "ipython",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return environment | {name: str(folder) for name, folder in folders.items()}


def _wait_for_answer(server: Server, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            server.request("api")
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{tail(server.log)}")


def _stop(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end with its kernels; insist if it does not."""
    if process.poll() is None:
        try:
            server.request("api/shutdown", "POST")
            process.wait(STOP_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def tail(log: Path, lines: int = 40) -> str:
    """Give the last lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def watch(context: BrowserContext, server: Server, outside: list[str]) -> None:
    """Note every request and web socket of a browser context that leads elsewhere.

    Parameters
    ----------
    context : the context, before its first page is opened.
    server : the one server that may be asked.
    outside : the list to which addresses of others are added, as long as the context lives.
    """

    def note(url: str) -> None:
        if not server.is_own(url):
            outside.append(url)

    def listen(page: Page) -> None:
        page.on("websocket", lambda opened: note(opened.url))

    context.on("request", lambda request: note(request.url))
    context.on("page", listen)


def open_lesson(page: Page, server: Server, name: str, *, fresh: bool = True) -> None:
    """Open a lesson and wait until its kernel is connected.

    Parameters
    ----------
    page : a page of the browser.
    server : the server that holds the lesson.
    name : the name of the notebook without its ending.
    fresh : begin with this lesson alone, instead of what was open before.
    """
    path = f"{NOTEBOOKS.name}/{name}.ipynb"
    # A workspace of its own is empty; `?reset` would load the page twice.
    workspace = f"workspaces/{secrets.token_hex(4)}/" if fresh else ""
    page.goto(server.address(f"lab/{workspace}tree/{path}"))
    wait_until_ready(page, name)


def wait_until_ready(page: Page, name: str) -> None:
    """Wait until a lesson is in front and its kernel has answered."""
    path = f"{NOTEBOOKS.name}/{name}.ipynb"
    _wait_for(page, READY, path, seconds=START_SECONDS, what=f"{path} is open with a kernel")


def index_of(page: Page, call: str) -> int:
    """Give the place of the one code cell of the lesson in front that holds a piece of code.

    Raises
    ------
    LookupError : no cell holds it, or several do.
    """
    cells = content(page)["cells"]
    found = [i for i, c in enumerate(cells) if c["cell_type"] == "code" and call in c["source"]]
    if len(found) != 1:
        raise LookupError(f"{len(found)} cells hold {call!r}.")
    return found[0]


def cell_of(page: Page, call: str) -> Locator:
    """Find the code cell of the lesson in front that holds a piece of code."""
    return page.locator(".jp-NotebookPanel:visible .jp-Cell").nth(index_of(page, call))


def run_cell(page: Page, call: str, source: str | None = None) -> Locator:
    """Run the cell that holds a piece of code, and wait for its end.

    Parameters
    ----------
    page : the page with the lesson in front.
    call : the piece of code.
    source : what the learner writes into the cell before, instead of what stands there.

    Returns
    -------
    The cell.
    """
    index = index_of(page, call)
    if source is not None:
        page.evaluate(WRITE_CELL, [index, source])
    page.evaluate(RUN_CELL, index)
    _wait_for(page, CELL_FINISHED, index, seconds=RUN_SECONDS, what=f"the cell with {call} ran")
    wait_for_charts(page)
    return page.locator(".jp-NotebookPanel:visible .jp-Cell").nth(index)


def run_all(page: Page) -> None:
    """Run all cells of the lesson in front and wait for the end, then for the charts."""
    page.evaluate(RUN_ALL)
    _wait_for(page, FINISHED, None, seconds=RUN_SECONDS, what="all cells ran")
    wait_for_charts(page)


def _wait_for(page: Page, question: str, argument: object, *, seconds: float, what: str) -> None:
    # Playwright's own wait_for_function takes the promise of an async question for a yes.
    end = time.monotonic() + seconds
    while not page.evaluate(question, argument):
        if time.monotonic() > end:
            raise TimeoutError(f"After {seconds} seconds it is not so that {what}.")
        page.wait_for_timeout(100)


def wait_for_charts(page: Page) -> None:
    """Wait until no chart and no widget is missing any more, or the time for it is over.

    Too few are no error here: a caller that needs them says so in its own words.
    """
    end = time.monotonic() + DRAW_SECONDS
    wanted = len(stored(page, "vegalite"))
    while time.monotonic() < end:
        alone = [chart for chart in charts(page) if not chart["explorer"]]
        if len(alone) >= wanted and page.evaluate(WIDGETS_SHOWN, WIDGET_VIEW):
            return
        page.wait_for_timeout(100)


def wait_until(page: Page, is_so: Callable[[], bool]) -> bool:
    """Wait until something is so, or the time is over; tell which."""
    end = time.monotonic() + ANSWER_SECONDS
    while not (so := is_so()) and time.monotonic() < end:
        page.wait_for_timeout(50)
    return so


def trouble(page: Page) -> list[str]:
    """Give everything in sight that would worry a learner."""
    messages = page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts()
    return messages + TROUBLE.findall(page.locator(".jp-NotebookPanel:visible").inner_text())


def outputs(page: Page, kind: str) -> list[dict[str, Any]]:
    """Give the outputs of one kind (``error``, ``stream``) of the lesson in front."""
    return [
        output
        for cell in content(page)["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == kind
    ]


def content(page: Page) -> dict[str, Any]:
    """Give the notebook in front as JSON, as it is in the browser now."""
    notebook: dict[str, Any] = page.evaluate(CONTENT)
    return notebook


def stored(page: Page, kind: str) -> list[Any]:
    """Give the data of all outputs whose MIME type contains a word, in order."""
    return [
        data
        for cell in content(page)["cells"]
        for output in cell.get("outputs", [])
        for mime, data in output.get("data", {}).items()
        if kind in mime
    ]


def charts(page: Page) -> list[dict[str, Any]]:
    """Describe every chart that is drawn in the lesson in front, from top to bottom.

    Returns
    -------
    For each chart ``cell`` (its place in the notebook), ``explorer`` (it belongs to one),
    ``label`` (what a screen reader speaks), ``width`` and ``height`` in pixels, ``beyond``
    (how many pixels it reaches beyond a box around it) and ``cut`` (texts cut at its edge).
    """
    found: list[dict[str, Any]] = page.evaluate(
        """() => {
          const panel = window.jupyterapp.shell.currentWidget;
          const cells = panel.content.widgets.map((cell) => cell.node);
          return [...panel.node.querySelectorAll('svg.marks')].map((svg) => {
            const box = svg.getBoundingClientRect();
            let beyond = 0;
            for (let e = svg.parentElement; e && e !== panel.node; e = e.parentElement) {
              const around = e.getBoundingClientRect();
              beyond = Math.max(beyond, box.right - around.right, around.left - box.left);
            }
            const cut = [...svg.querySelectorAll('text')].filter((text) => {
              const t = text.getBoundingClientRect();
              return text.textContent.trim() && getComputedStyle(text).opacity > 0 && (
                t.left < box.left - 2 || t.right > box.right + 2 ||
                t.top < box.top - 2 || t.bottom > box.bottom + 2);
            }).map((text) => text.textContent);
            return {
              cell: cells.findIndex((cell) => cell.contains(svg)),
              explorer: svg.closest('.jupyter-widgets') !== null,
              label: svg.closest('[aria-label]')?.getAttribute('aria-label') ?? '',
              width: box.width, height: box.height, beyond, cut,
            };
          });
        }"""
    )
    return found
