"""The terms of the course: whole, plain, and in the forms of the data package."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from importlib.resources import files

import pytest

from helpers import data
from helpers.errors import CourseError
from helpers.teaching import glossary

TERMS = list(glossary.known().values())
GOOD = {
    "id": "a", "term": "A", "definition": "the first letter", "polish": "a", "original": "",
    "original_language": "", "lessons": ["00"],
}  # fmt: skip


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_each_term_is_whole(term: glossary.Term) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", term.id)
    assert term.term == term.term.strip() != ""
    assert term.polish == term.polish.strip() != ""
    assert term.lessons
    assert all(re.fullmatch(r"\d\d", number) for number in term.lessons)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_a_definition_is_one_plain_sentence_that_a_link_can_hold(term: glossary.Term) -> None:
    # Quotes, brackets and bars would end the link, the check of numbers, or the table.
    assert not set('"()[]|<>\n\\') & set(term.definition)
    assert term.definition[-1] not in ".!?;,"
    assert 4 <= len(term.definition.split()) <= 40
    assert not re.search(rf"(?i)^an? {re.escape(term.term)}\b", term.definition)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_an_original_form_is_in_the_script_of_its_language(term: glossary.Term) -> None:
    assert bool(term.original) == bool(term.original_language)
    cyrillic = {"CYRILLIC" in unicodedata.name(letter, "") for letter in term.original
                if letter.isalpha()}  # fmt: skip
    assert cyrillic == ({term.original_language in ("ru", "be")} if term.original else set())


def test_no_two_terms_of_a_lesson_share_a_form() -> None:
    for number in {number for term in TERMS for number in term.lessons}:
        found = glossary.of_lesson(number)
        forms = [form.casefold() for term in found for form in (term.term, *term.forms)]
        assert sorted(forms) == sorted(set(forms)), number
        assert glossary.names(found).keys() == set(forms)


def test_institutions_have_the_names_of_the_data() -> None:
    institutions = data.load("institutions").set_index("institution_id")
    shared = [term for term in TERMS if term.id in institutions.index]
    assert shared
    for term in shared:
        row = institutions.loc[term.id]
        assert term.term == row["name"]
        assert term.original == row["name_original"]


def test_the_table_of_a_lesson() -> None:
    shown = glossary.terms("05")
    found = glossary.of_lesson("05")
    assert found
    assert [term.term for term in found] == sorted((t.term for t in found), key=str.casefold)
    for term in found:
        for words in (term.term, term.definition, term.polish, term.original):
            assert words in unescape(shown.html)
            assert words in shown.text
    assert shown.html.count("<tr>") == len(found) + 1
    for heading in ("Term", "Meaning", "Polish", "Original form"):
        assert f">{heading}</th>" in shown.html
    others = {term.definition for term in TERMS} - {term.definition for term in found}
    assert not [words for words in others if words in shown.text]


def test_a_lesson_without_terms_says_so() -> None:
    assert "no terms" in glossary.terms("99").text


def test_links_finds_terms_and_nothing_else() -> None:
    text = (
        'The [netback](#Terms "what is left") and [a source, 2021](#Sources "x-1"), '
        '[two words](#Terms "one; two, 3 %").\n[bare](#Terms) [note](#Terms "")'
    )
    assert glossary.links(text) == [
        ("netback", "what is left"),
        ("two words", "one; two, 3 %"),
        ("note", ""),
    ]


def test_every_definition_can_be_read_back_from_a_link() -> None:
    for term in TERMS:
        link = f'See [{term.term}](#Terms "{term.definition}").'
        assert glossary.links(link) == [(term.term, term.definition)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"polish": None}, "lacks polish"),
        ({"meaning": "x"}, "unknown meaning"),
        ({"original": "а"}, "without its language"),
        ({"original_language": "ru"}, "without its language"),
        ({"original": "а", "original_language": "xx"}, "without its language"),
    ],
)
def test_a_broken_entry_is_named(change: dict[str, str | None], words: str) -> None:
    entry = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(CourseError, match=f"glossary.toml: a .*{words}"):
        glossary.parse({"term": [entry]})


def test_an_id_stands_once() -> None:
    with pytest.raises(CourseError, match=r"glossary\.toml: a is there twice"):
        glossary.parse({"term": [GOOD, GOOD]})


def test_the_file_is_part_of_the_package() -> None:
    assert files("helpers.teaching").joinpath("glossary.toml").is_file()
