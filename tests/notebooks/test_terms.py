"""Terms stand in place as links whose titles are the definitions of the glossary."""

from __future__ import annotations

import pytest

from helpers.teaching import glossary
from tests.course import NAMES, headings, prose

WITH_TERMS = [name for name in NAMES if "Terms" in [words for _, words in headings(name)]]


@pytest.fixture(params=WITH_TERMS)
def lesson(request: pytest.FixtureRequest) -> str:
    return request.param


def test_links_lead_to_a_heading() -> None:
    for name in NAMES:
        assert name in WITH_TERMS or not glossary.links(prose(name)), f"{name} has no # Terms"


def test_each_link_is_a_term_of_the_lesson_with_its_definition(lesson: str) -> None:
    known = glossary.names(glossary.of_lesson(lesson[:2]))
    for words, title in glossary.links(prose(lesson)):
        assert words.casefold() in known, f"{words!r} is no term of lesson {lesson[:2]}"
        assert title == known[words.casefold()].definition, words


def test_each_term_of_the_lesson_is_linked(lesson: str) -> None:
    found = glossary.of_lesson(lesson[:2])
    assert found, f"{lesson} has a heading Terms, and the glossary no term of it"
    known = glossary.names(found)
    linked = {known[w.casefold()].id for w, _ in glossary.links(prose(lesson))
              if w.casefold() in known}  # fmt: skip
    missing = sorted({term.id for term in found} - linked)
    assert not missing, f"not linked in {lesson}: {', '.join(missing)}"
