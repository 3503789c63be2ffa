"""Imports go downward only; models know neither widgets nor charts."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.course import ROOT

HELPERS = ROOT / "src" / "helpers"
# A module may import from its own layer and from those named here.
MAY_IMPORT = {
    "errors": set(),
    "display": set(),
    "live": {"display"},
    "controls": {"errors", "live"},
    "server": set(),
    "update": {"errors"},
    "data": {"display", "errors"},
    "claims": {"data", "errors"},
    "models": {"errors"},
    "charts": {"data", "errors"},
    "installation": {"charts", "data", "display"},
    "explorers": {"charts", "claims", "controls", "data", "display", "errors", "live", "models"},
    "teaching": {"claims", "controls", "data", "display", "errors", "live", "models"},
    "lessons": {
        "charts",
        "claims",
        "data",
        "display",
        "errors",
        "explorers",
        "live",
        "models",
        "teaching",
    },
}
FOREIGN_TO_MODELS = {"altair", "ipywidgets", "IPython", "pathlib"}


def layer(path: Path) -> str:
    return path.relative_to(HELPERS).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Give every module that a file imports, in full: ``helpers.data.loading``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


MODULES = sorted(p for p in HELPERS.rglob("*.py") if p != HELPERS / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(HELPERS).as_posix())
def test_imports_go_downward(path: Path) -> None:
    here = layer(path)
    allowed = MAY_IMPORT[here] | {here}
    used = {name.split(".")[1] for name in imports(path) if name.startswith("helpers.")}
    assert used <= allowed


@pytest.mark.parametrize("path", [p for p in MODULES if layer(p) == "models"], ids=lambda p: p.stem)
def test_models_are_pure(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & FOREIGN_TO_MODELS


def test_the_package_itself_imports_nothing() -> None:
    code = "import sys, helpers; print([m for m in ('pandas', 'altair') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_picture_engine_in_a_learners_kernel() -> None:
    code = (
        "import sys; from helpers import charts, data, lesson; lesson('00-start-here').explore();"
        "print([m for m in ('vl_convert', 'PIL', 'frictionless') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
