"""Run all notebooks and store their outputs, so that a second run changes no byte.

Usage: python tools/refresh.py [NOTEBOOK ...]

A stored output holds what a page without a kernel can show: the picture of each chart and
the readable form of each widget, but no widget (it would be dead) and nothing that changes
from run to run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import data_readme
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from helpers.charts import renderer
from helpers.errors import CourseError
from helpers.server import drop_dead_widgets

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
CELL_SECONDS = 120
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def refresh(path: Path) -> list[str]:
    """Execute one notebook in a fresh kernel and store it.

    Parameters
    ----------
    path : the notebook, overwritten when it ran without an error.

    Returns
    -------
    What an author has to mend; the notebook is not stored then.

    Raises
    ------
    nbclient.exceptions.CellExecutionError : a cell failed.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name=KERNEL["name"],
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    problems = unfinished_charts(notebook)
    if not problems:
        tidy(notebook)
        nbformat.write(notebook, path)
    return problems


def tidy(notebook: Any) -> None:
    """Remove from an executed notebook what a reader cannot use or what varies."""
    drop_dead_widgets(notebook)
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})


def unfinished_charts(notebook: Any) -> list[str]:
    """Name the charts that did not go through ``charts.finish``."""
    problems = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            spec = output.get("data", {}).get(renderer.MIME)
            if spec is not None and "course" not in spec.get("usermeta", {}):
                problems.append(
                    f"cell {cell.id!r}: the chart has no description and source; "
                    "put charts.finish(chart, alt=..., source=[...]) around it"
                )
    return problems


def main(arguments: list[str]) -> int:
    """Refresh the notebooks named, or all of them."""
    os.environ[renderer.STORE_PICTURES] = "1"
    with TemporaryDirectory() as folder:
        # The author's own progress is neither read nor changed.
        os.environ["COURSE_PROGRESS"] = folder
        return store(arguments)


def store(arguments: list[str]) -> int:
    """Refresh the notebooks named, or all of them; 1 if an author has to mend something."""
    try:
        data_readme.main()
    except CourseError as error:
        print(error)
        return 1
    paths = [Path(name) for name in arguments] or sorted(NOTEBOOKS.glob("*.ipynb"))
    failed = False
    for path in paths:
        try:
            problems = refresh(path)
        except CellExecutionError as error:
            problems = [f"a cell failed, {error.ename}: {error.evalue}; not stored"]
        failed |= bool(problems)
        print(f"{path.name}: {'; '.join(problems) if problems else 'stored'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
