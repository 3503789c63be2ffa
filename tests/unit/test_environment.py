"""The course installs: by conda's file, by pip, from a wheel, and on Binder.

conda itself is out of reach in many places, so the environment is made by pip from what
``environment.yml`` names. The tests that install need a package index. Where pip reaches
none they are skipped with a reason; in CI that is a failure.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib import metadata
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.course import ROOT

COURSE = "union-state-course"
NOT_IN_A_COPY = {".git", ".venv", "__pycache__", ".ipynb_checkpoints", "build", "dist", "my-work"}
INSTALL_SECONDS = 600
RUN_SECONDS = 180

RUN_LESSON = """
import sys
import nbformat
from nbclient import NotebookClient

path, folder = sys.argv[1:]
notebook = nbformat.read(path, as_version=4)
for cell in notebook.cells:
    if cell.cell_type == "code":
        cell.outputs = []
NotebookClient(
    notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": folder}}
).execute()
for cell in notebook.cells:
    for output in cell.get("outputs", []):
        print(output.get("text") or output.get("data", {}).get("text/plain", ""))
"""

COUNT_EVENTS = """
import helpers
from helpers import data

print(helpers.__file__)
print(len(data.load("timeline")))
"""


# --- what the files say -------------------------------------------------------------------


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def environment_file() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    return loaded


def from_conda(line: str) -> Requirement:
    """Read ``pandas >=3,<4`` or ``python=3.12`` as pip would: one ``=`` means any 3.12."""
    found = re.fullmatch(r"([A-Za-z0-9._-]+?)\s*((?:[=<>!~].*)?)", line.strip())
    assert found, f"environment.yml: {line!r} is not a name with a range"
    name, allowed = found.groups()
    if re.match(r"=[^=]", allowed):
        allowed = f"=={allowed[1:]}.*"
    return Requirement(f"{name}{allowed}")


def conda_requirements() -> dict[str, Requirement]:
    """Give what environment.yml takes from conda, by name; Python and pip included."""
    lines = [line for line in environment_file()["dependencies"] if isinstance(line, str)]
    requirements = [from_conda(line) for line in lines]
    assert len({r.name for r in requirements}) == len(lines), "environment.yml names one twice"
    return {canonicalize_name(r.name): r for r in requirements}


def course_requirements() -> list[Requirement]:
    """Give the packages of environment.yml that pip can install."""
    return [r for name, r in conda_requirements().items() if name not in ("python", "pip")]


def direct_dependencies() -> list[Requirement]:
    """Give everything that pyproject.toml names, extras included, except the course itself."""
    project = pyproject()["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    requirements = [Requirement(line) for group in groups for line in group]
    return [r for r in requirements if canonicalize_name(r.name) != COURSE]


def pins() -> dict[str, Version]:
    """Give the versions of constraints.txt by canonical name."""
    found: dict[str, Version] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9.!+]+)", line)
        assert match, f"constraints.txt: {line!r} is not name==version"
        name = canonicalize_name(match[1])
        assert name not in found, f"constraints.txt names {name} twice"
        found[name] = Version(match[2])
    return found


def tracked() -> list[str]:
    """Name the files that belong to the course, as git would hand them out."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout.decode()
        names = [name for name in listing.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # a download without git
        names = [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if not NOT_IN_A_COPY & set(path.relative_to(ROOT).parts)
        ]
    return sorted(name for name in names if (ROOT / name).is_file())


def test_both_files_name_the_same_dependencies() -> None:
    by_pip = [Requirement(line) for line in pyproject()["project"]["dependencies"]]
    assert {canonicalize_name(r.name): r.specifier for r in by_pip} == {
        canonicalize_name(r.name): r.specifier for r in course_requirements()
    }


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    for requirement in course_requirements():
        signs = {part.operator for part in requirement.specifier}
        assert signs == {">=", "<"}, f"{requirement} needs a range: '>=lowest,<next major'"


def test_conda_takes_a_python_that_the_course_allows() -> None:
    (python,) = conda_requirements()["python"].specifier
    allowed = SpecifierSet(pyproject()["project"]["requires-python"])
    assert allowed.contains(python.version.removesuffix(".*") + ".0")


def test_conda_uses_conda_forge_alone_and_installs_the_checkout() -> None:
    content = environment_file()
    assert content["channels"] == ["conda-forge", "nodefaults"]
    sections = [part for part in content["dependencies"] if isinstance(part, dict)]
    assert sections == [{"pip": ["-e ."]}]
    assert "pip" in conda_requirements(), "conda warns when pip is used and not named"


def test_constraints_pin_every_direct_dependency_within_its_range() -> None:
    pinned = pins()
    for requirement in direct_dependencies():
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"constraints.txt does not pin {requirement.name}"
        assert requirement.specifier.contains(version), f"{version} is outside of {requirement}"


def test_constraints_pin_indirect_dependencies_too() -> None:
    """A package without a pin can change a run although nobody changed the course."""
    pinned = pins()
    installed = {name: Version(metadata.version(name)) for name in needed_here()}
    if any(version != pinned.get(name, version) for name, version in installed.items()):
        pytest.skip("this environment was made without constraints.txt")
    if sys.platform != "linux":
        pytest.skip("packages that only this system needs are not pinned")
    assert installed.keys() <= pinned.keys()


def needed_here() -> set[str]:
    """Name every package that the course and its extras bring into this environment."""
    names: set[str] = set()
    seen, todo = set(), [(COURSE, frozenset({"", "test"}))]
    while todo:
        name, extras = todo.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for line in metadata.requires(name) or []:
            needed = Requirement(line)
            marker = needed.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                names.add(canonicalize_name(needed.name))
                todo.append((canonicalize_name(needed.name), frozenset({"", *needed.extras})))
    return names - {COURSE, "pip", "setuptools"}


def test_constraints_hold_no_address_and_no_path() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    # The lines of packages have one form only, which pins() asserts; so this is for the rest.
    assert not re.search(r"@|://|(?m:^\s*-)|(?m:(^|\s)(/|~|[A-Z]:)\w*)", text)
    assert pins()


# --- Binder -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the files of the course, and nothing else, to a new folder."""
    folder = tmp_path_factory.mktemp("checkout") / "course"
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


def test_no_binder_folder_hides_environment_yml() -> None:
    hiding = [name for name in tracked() if {"binder", ".binder"} & set(Path(name).parts)]
    assert hiding == [], "with a folder `binder`, Binder ignores environment.yml at the root"


@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker does not run on Windows")
def test_binder_builds_from_environment_yml(checkout: Path) -> None:
    done = run([sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."], checkout)
    assert re.search(r"env update [^\n]*--file \"environment.yml\"", done)
    python = re.search(r"Building conda environment for python=([\d.]+)", done)
    assert python, "repo2docker did not say which Python it takes"
    assert conda_requirements()["python"].specifier.contains(python[1])
    assert f"environment.py-{python[1]}-" in unescape(done)


def unescape(dockerfile: str) -> str:
    """Undo repo2docker's spelling of file names, in which ``-2e`` is a dot."""
    return re.sub(r"-([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), dockerfile)


# --- real environments --------------------------------------------------------------------


@pytest.fixture(scope="module")
def package_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Go on only where pip can fetch a package: the build backend, which is needed anyway."""
    folder = tmp_path_factory.mktemp("probe")
    probe = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    probe += ["--retries", "0", "--timeout", "20", "--dest", str(folder), "hatchling"]
    done = subprocess.run(
        probe, cwd=folder, check=False, capture_output=True, encoding="utf-8", errors="replace"
    )
    if done.returncode:
        reason = "pip reaches no package index, so no new environment can be made"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}:\n{done.stderr[-2000:]}")
        pytest.skip(reason)


@pytest.fixture(scope="module")
def environment(package_index: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a new environment with what environment.yml names, and give its Python."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder / "venv", with_pip=True, symlinks=os.name != "nt")
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = [str(requirement) for requirement in course_requirements()]
    pip_install(python, folder, "-c", str(ROOT / "constraints.txt"), *wanted)
    return python


@pytest.fixture(scope="module")
def wheel(package_index: None, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of the course as a user's pip does, in isolation."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    run([*command, "--wheel-dir", str(folder), str(checkout)], folder, INSTALL_SECONDS)
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_carries_code_data_and_settings(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())
    files = tracked()
    expected = {name.removeprefix("src/") for name in files if name.startswith("src/helpers/")}
    expected |= {f"helpers/_{name}" for name in files if name.startswith("data/")}
    assert "helpers/_data/datapackage.json" in expected
    assert expected <= held
    settings = {name.split("/etc/jupyter/")[1] for name in held if "/etc/jupyter/" in name}
    assert settings == {n.removeprefix("config/") for n in files if n.startswith("config/")}
    packages = {name.split("/")[0] for name in held if ".dist-info" not in name}
    assert packages == {"helpers", f"{wheel.name.split('-py3')[0]}.data"}


def test_an_installed_wheel_finds_its_data(environment: Path, wheel: Path, tmp_path: Path) -> None:
    pip_install(environment, tmp_path, "--no-deps", "--force-reinstall", str(wheel))
    module, count = run([str(environment), "-c", COUNT_EVENTS], tmp_path).split("\n")[:2]
    assert Path(module).is_relative_to(environment.parents[1]), "the checkout was used instead"
    with (ROOT / "data/history/timeline.csv").open(encoding="utf-8", newline="") as table:
        assert int(count) == sum(1 for _ in csv.DictReader(table))


def test_lesson_00_runs_in_an_environment_from_environment_yml(
    environment: Path, checkout: Path, tmp_path: Path
) -> None:
    """Takes about a minute: the packages are installed, the lesson runs in a kernel there."""
    (editable,) = environment_file()["dependencies"][-1]["pip"]
    # --no-deps: environment.yml alone has to bring all that the course needs.
    pip_install(environment, checkout, "--no-deps", "--force-reinstall", *editable.split())
    run([str(environment), "-m", "pip", "check"], tmp_path)

    folder = checkout / "notebooks"
    lesson = folder / "00-start-here.ipynb"
    said = run([str(environment), "-c", RUN_LESSON, str(lesson), str(folder)], tmp_path)
    assert "Everything is ready." in said.splitlines(), said

    settings = environment.parents[1] / "etc" / "jupyter" / "jupyter_lab_config.json"
    shipped = json.loads(settings.read_text(encoding="utf-8"))
    opened = shipped["LabApp"]["default_url"].removeprefix("/lab/tree/")
    assert (checkout / opened) == lesson


def pip_install(python: Path, folder: Path, *what: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*command, *what], folder, INSTALL_SECONDS)


def run(command: list[str], folder: Path, seconds: int = RUN_SECONDS) -> str:
    """Run a command; give what it printed, errors last, or fail with the end of it."""
    # These two would let a new environment see packages and kernels of another one.
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "JUPYTER_PATH")}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**clean, "PYTHONUTF8": "1"},
        check=False,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command[:4])} stopped:\n{said[-4000:]}"
    return said
