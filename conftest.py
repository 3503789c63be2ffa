"""How the notebooks are tested: strictly where their outputs were made, by running elsewhere.

In the reference environment (Linux and the versions of ``constraints.txt``) nbval compares
every stored output with a fresh one. With other versions a chart's specification may name
another schema or a table may print a digit more; there the notebooks run and must not fail,
without comparing. In CI the reference environment is required.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).parent
# The packages whose versions show in the outputs of notebooks.
SHOWN_IN_OUTPUTS = ("altair", "ipython", "ipywidgets", "narwhals", "numpy", "pandas")


def differences() -> list[str]:
    """Say how this environment differs from the one that the outputs were stored in."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if re.match(r"[\w.-]+==", line))
    found = [] if sys.platform == "linux" else [f"the system is {sys.platform}"]
    for name in SHOWN_IN_OUTPUTS:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            version = "missing"
        if version != pinned.get(name):
            found.append(f"{name} is {version}, not {pinned.get(name)}")
    return found


def pytest_configure(config: pytest.Config) -> None:
    # Kernels of notebooks, browsers and tests inherit it: nobody's own progress is touched.
    os.environ["COURSE_PROGRESS"] = str(Path(tempfile.gettempdir()) / f"progress-{uuid4().hex}")
    if config.option.nbval or config.option.nbval_lax:
        return  # somebody chose on the command line
    compare = not differences()
    config.option.nbval = compare
    config.option.nbval_lax = not compare
    config.option.nbval_cell_timeout = 120
    config.option.nbval_current_env = True


def pytest_report_header() -> str:
    found = differences()
    if not found:
        return "notebooks: outputs compared strictly (reference environment)"
    return f"notebooks: run without comparing, because {'; '.join(found)}"


def pytest_sessionstart() -> None:
    if os.environ.get("COURSE_STRICT") and differences():
        pytest.exit(f"COURSE_STRICT is set, but {'; '.join(differences())}", returncode=3)
