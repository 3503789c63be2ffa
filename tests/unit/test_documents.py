"""The documents at the root: links lead somewhere, and they agree with the course."""

from __future__ import annotations

import ast
import importlib.util
import re
import textwrap
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import helpers
from helpers.data import package
from helpers.lessons import known, lesson_05
from helpers.teaching import content, exercises, glossary
from helpers.teaching.keeping import records
from tests.course import NAMES, ROOT, cells
from tests.unit.test_layers import MAY_IMPORT

TEMPLATE = "docs/lesson-template.md"
PATTERN = "05-gas-market"  # the lesson that the template is taken from
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "data/README.md", TEMPLATE]


def without_code(text: str) -> str:
    return re.sub(r"(?s)```.*?```|`[^`\n]*`", "", text)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """Give the blocks of code in one language."""
    found = re.findall(rf"(?ms)^( *)```{language}\n(.*?)^ *```$", text)
    return [textwrap.dedent(code) for _, code in found]


def part(heading: str) -> str:
    """Give one part of the template, from a heading of the second level to the next."""
    return read(TEMPLATE).partition(f"## {heading}")[2].partition("\n## ")[0]


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_inside_the_repository_lead_somewhere(name: str) -> None:
    path = ROOT / name
    targets = re.findall(r"\]\(([^)\s]+)", without_code(path.read_text(encoding="utf-8")))
    assert targets
    for target in targets:
        if target.startswith("https://"):
            continue
        file, _, fragment = target.partition("#")
        there = path.parent / file if file else path
        assert there.is_file(), target
        if fragment:
            headings = re.findall(r"(?m)^#+ (.+)$", without_code(there.read_text(encoding="utf-8")))
            assert fragment in {anchor(heading) for heading in headings}, target


def lesson_rows() -> list[list[str]]:
    readme = read("README.md")
    lines = re.findall(r"(?m)^\| \d\d \|.*$", readme)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_readme_lists_every_lesson_once_and_in_order() -> None:
    assert [row[0] for row in lesson_rows()] == [f"{number:02}" for number in range(13)]


def test_readme_links_the_lessons_that_exist_under_their_titles() -> None:
    ready = {row[0]: row[1] for row in lesson_rows() if row[3] == "ready"}
    assert ready == {name[:2]: f"[{known()[name].title}](notebooks/{name}.ipynb)" for name in NAMES}


def test_readme_pictures_have_alternative_text() -> None:
    readme = read("README.md")
    pictures = re.findall(r"!\[([^\]]*)\]", readme)
    assert pictures
    assert all(len(words) > 20 for words in pictures)


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert project["version"] == helpers.__version__ == str(citation["version"])
    assert package.descriptor()["version"] == project["version"]
    assert " AND ".join(citation["license"]) == project["license"]


def test_the_table_of_layers_is_what_the_test_of_layers_allows() -> None:
    rows = re.findall(r"(?m)^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", read("CONTRIBUTING.md"))
    assert {layer: set(re.findall(r"`(\w+)`", may)) for layer, may in rows} == MAY_IMPORT


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_are_named_exist(name: str) -> None:
    folders = "config|data|docs|notebooks|src|tests|tools"
    named = re.findall(rf"(?<![\w./-])(?:{folders})/[\w./-]*\w", read(name))
    missing = {one for one in named if "NN" not in one and not (ROOT / one).exists()}
    assert missing <= {"notebooks/solutions-locked.txt"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_python_in_the_documents_is_python(name: str) -> None:
    for code in blocks(read(name), "python"):
        ast.parse(code)


def ids_of_the_template() -> list[str]:
    rows = re.findall(r"(?m)^\| \d+\. [^|]+\| (.+) \|$", part("The order"))
    return [one for one in re.findall(r"`([^`]+)`", " ".join(rows)) if one.islower()]


@pytest.mark.parametrize("name", NAMES)
def test_cells_of_a_lesson_stand_in_the_order_of_the_template(name: str) -> None:
    wanted, there = ids_of_the_template(), [cell["id"] for cell in cells(name)]
    assert [one for one in there if one in wanted] == [one for one in wanted if one in there]
    if name == PATTERN:
        assert set(wanted) <= set(there)


@pytest.fixture(scope="module")
def example() -> content.Content:
    """The content file that the template shows, all its blocks together."""
    shown = "\n".join(blocks(part("The content"), "toml"))
    return content.parse(tomllib.loads(shown), TEMPLATE)


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    """The module of a lesson that the template shows."""
    path = tmp_path / "lesson_of_the_template.py"
    path.write_text(blocks(part("The explorers and solutions"), "python")[0], encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_template_shows_every_kind_of_item(example: content.Content) -> None:
    kinds = {one.kind for one in (*example.exercises.values(), *example.questions.values())}
    assert kinds == {
        content.CODE, content.THINK, content.SINGLE, content.MULTIPLE, content.NUMBER,
        content.ORDER, content.CLASSIFY,
    }  # fmt: skip


def test_the_exercise_of_the_template_works(example: content.Content, module: ModuleType) -> None:
    coded = [one for one in example.exercises.values() if one.kind == content.CODE]
    assert {one.id for one in coded} == set(module.EXERCISES)
    for one in coded:
        reference = module.EXERCISES[one.id]
        right = exercises.right_answer(reference)
        assert exercises.judge(one, reference, right).right
        assert right == exercises.right_answer(lesson_05.EXERCISES[one.id])
        assert one.mistakes is not None
        assert set(one.mistakes) == set(reference.mistakes)
        for name, compute in reference.mistakes.items():
            assert exercises.judge(one, reference, compute(right)).mistake == name
    assert [explore().result.value for explore in module.EXPLORERS.values()]


def test_the_term_of_the_template_is_one_of_the_course() -> None:
    (shown,) = blocks(part("The terms"), "toml")
    for one in glossary.parse(tomllib.loads(shown)).values():
        assert glossary.known()[one.id] == one


def test_the_step_between_schemas_in_contributing_works() -> None:
    shown = next(c for c in blocks(read("CONTRIBUTING.md"), "python") if "MIGRATIONS" in c)
    made: dict[str, Any] = {}
    exec(shown, made)
    raw = {"id": "0" * 32, "time": "2026-01-01T00:00:00Z", "lesson": "05", "item": "unit"}
    old = records.Record(part="answer", value={"chosen": "362"}, **raw)
    text = records.encode([old]).replace(b'"records": [', b'"records": ["stray",')
    found = records.parse(text, made["MIGRATIONS"], current=max(made["MIGRATIONS"]) + 1)
    assert [(one.part, one.value) for one in found.records] == [("question", old.value)]
    assert found.strays == 1
