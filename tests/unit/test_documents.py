"""The documents at the root: links lead somewhere, and they agree with the course."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml

import helpers
from helpers.data import package
from helpers.lessons import known
from tests.course import NAMES, ROOT

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "data/README.md"]


def without_code(text: str) -> str:
    return re.sub(r"(?s)```.*?```|`[^`\n]*`", "", text)


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
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"(?m)^\| \d\d \|.*$", readme)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_readme_lists_every_lesson_once_and_in_order() -> None:
    assert [row[0] for row in lesson_rows()] == [f"{number:02}" for number in range(13)]


def test_readme_links_the_lessons_that_exist_under_their_titles() -> None:
    ready = {row[0]: row[1] for row in lesson_rows() if row[3] == "ready"}
    assert ready == {
        name[:2]: f"[{known()[name]['title']}](notebooks/{name}.ipynb)" for name in NAMES
    }


def test_readme_pictures_have_alternative_text() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[([^\]]*)\]", readme)
    assert pictures
    assert all(len(words) > 20 for words in pictures)


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert project["version"] == helpers.__version__ == str(citation["version"])
    assert package.descriptor()["version"] == project["version"]
    assert " AND ".join(citation["license"]) == project["license"]
