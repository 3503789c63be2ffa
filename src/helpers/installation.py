"""Is everything here that a lesson needs? One check, with advice instead of versions."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable
from html import escape
from importlib import metadata
from pathlib import Path

from helpers.display import Shown

__all__ = ["check"]

DISTRIBUTION = "union-state-course"
REINSTALL = "Install the course again: `make lab`, or `python -m pip install -e .` in its folder."


def __dir__() -> list[str]:
    return __all__


def check() -> Shown:
    """Check Python, the packages, the data, the drawing of charts and the right to save.

    Returns
    -------
    One line a check: ``ok``, or what to do. A problem never raises.
    """
    checks: list[tuple[str, Callable[[], str]]] = [
        ("Python", _python),
        ("packages", _packages),
        ("data of the course", _data),
        ("charts", _charts),
        ("saving your work", _saving),
    ]
    lines = []
    for name, run in checks:
        try:
            problem = run()
        except Exception as error:  # a check reports, whatever is broken
            problem = f"{error} {REINSTALL}"
        lines.append(f"TO DO  {name}: {problem}" if problem else f"ok     {name}")
    ready = all(line.startswith("ok") for line in lines)
    lines.append(
        "Everything is ready." if ready else "Do what is written after TO DO, then run again."
    )
    text = "\n".join(lines)
    return Shown(f"<pre>{escape(text)}</pre>", text)


def _python() -> str:
    from packaging.specifiers import SpecifierSet

    allowed = metadata.metadata(DISTRIBUTION)["Requires-Python"]
    if SpecifierSet(allowed).contains(platform.python_version(), prereleases=True):
        return ""
    return f"the course needs Python {allowed}. Install one from python.org, then start again."


def _packages() -> str:
    from packaging.requirements import Requirement

    wrong = []
    for line in metadata.requires(DISTRIBUTION) or []:
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement.name} should be {requirement.specifier}")
    return f"{', '.join(wrong)}. {REINSTALL}" if wrong else ""


def _data() -> str:
    from helpers.data import loading, package

    for name in package.names():
        loading.read(name)
    return ""


def _charts() -> str:
    import altair as alt

    from helpers.charts import renderer

    if alt.renderers.active != "course":
        return 'open the lesson first: run the cell with lesson("00-start-here").'
    data, _ = renderer.bundle(alt.Chart().mark_point().to_dict())
    return "" if renderer.MIME in data else REINSTALL


def _saving() -> str:
    try:
        with tempfile.NamedTemporaryFile(dir=Path.cwd()):
            return ""
    except OSError:
        return (
            "this folder cannot be written to. You can run the lesson, but not save it: copy "
            "the folder of the course to a place of your own, or download the notebook."
        )
