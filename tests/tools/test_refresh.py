"""Storing notebooks: reproducible, readable without a kernel, and never half done."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
import refresh
from nbclient.exceptions import CellExecutionError

from helpers.charts import renderer
from tests.course import NOTEBOOKS


@pytest.fixture(autouse=True)
def pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vl_convert")
    monkeypatch.setenv(renderer.STORE_PICTURES, "1")


def write(path: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_a_second_run_changes_no_byte(tmp_path: Path) -> None:
    path = Path(shutil.copy(NOTEBOOKS[0], tmp_path))
    assert refresh.refresh(path) == []
    once = path.read_bytes()
    assert refresh.refresh(path) == []
    assert path.read_bytes() == once


def test_a_chart_without_description_and_source_is_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path / "bare.ipynb",
        "import altair as alt\nfrom helpers import lesson\nlesson('00-start-here');",
        "alt.Chart({'values': [{'a': 1}]}).mark_point().encode(x='a:Q')",
    )
    before = path.read_bytes()
    (problem,) = refresh.refresh(path)
    assert "cell-1" in problem
    assert "charts.finish" in problem
    assert path.read_bytes() == before


def test_a_notebook_that_fails_is_left_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "broken.ipynb", "1 + 1", "1 / 0")
    before = path.read_bytes()
    with pytest.raises(CellExecutionError):
        refresh.refresh(path)
    assert path.read_bytes() == before


def test_what_a_reader_cannot_use_is_removed(tmp_path: Path) -> None:
    path = write(
        tmp_path / "one.ipynb", "from helpers import lesson\nlesson('00-start-here').explore()"
    )
    refresh.refresh(path)
    stored = nbformat.read(path, as_version=4)
    kinds = set(stored.cells[0].outputs[-1].data)
    assert kinds == {"text/html", "text/plain"}
    assert set(stored.metadata) == {"kernelspec", "language_info"}
    assert stored.cells[0].metadata == {}
