"""The terms of the course: what each means, and its Polish and original forms.

They live in ``glossary.toml``. In a notebook a term stands in place as a link to the list at
the end of the lesson, with the definition as its title, so that it reads everywhere::

    [netback](#Terms "what a price elsewhere is worth ...")
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from helpers.data.citations import LANGUAGES
from helpers.display import Shown, table
from helpers.errors import CourseError

FILE = "glossary.toml"
LINK = re.compile(r'\[([^\[\]]+)\]\(#Terms "((?:[^"\\]|\\.)*)"\)')
NEEDED = ("id", "term", "definition", "polish", "original", "original_language", "lessons")
OPTIONAL = ("forms",)
HEADER = ("Term", "Meaning", "Polish", "Original form")


@dataclass(frozen=True)
class Term:
    """A term of the course.

    Attributes
    ----------
    id : its name in code.
    term : its English form.
    definition : one plain sentence without a full stop, in the words that stand in the lessons.
    polish : its Polish form.
    original : its form in the language that it comes from, where that is not English; else "".
    original_language : the code of that language, "ru", "be"; else "".
    lessons : the numbers of the lessons that use it.
    forms : other forms under which it stands in a text, such as the plural.
    """

    id: str
    term: str
    definition: str
    polish: str
    original: str
    original_language: str
    lessons: tuple[str, ...]
    forms: tuple[str, ...] = ()


@cache
def known() -> Mapping[str, Term]:
    """Give every term by its id, in the order of the alphabet."""
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return parse(tomllib.loads(text))


def parse(raw: Mapping[str, Any]) -> dict[str, Term]:
    """Read a glossary, and check that nothing is missing or misspelled.

    Parameters
    ----------
    raw : the parsed TOML file.

    Raises
    ------
    CourseError : the message names the term and what is wrong with it.
    """
    found: dict[str, Term] = {}
    for entry in raw.get("term", ()):
        name = f"{FILE}: {entry.get('id') or entry.get('term') or 'a term'}"
        lacks = [key for key in NEEDED if key not in entry]
        unknown = sorted(set(entry) - {*NEEDED, *OPTIONAL})
        if lacks or unknown:
            wrong = f"lacks {', '.join(lacks)}" if lacks else f"has unknown {', '.join(unknown)}"
            raise CourseError(f"{name} {wrong}.")
        if bool(entry["original"]) != (entry["original_language"] in LANGUAGES):
            raise CourseError(f"{name} has an original form without its language, or the reverse.")
        if entry["id"] in found:
            raise CourseError(f"{name} is there twice.")
        values: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()
        }
        found[entry["id"]] = Term(**values)
    return dict(sorted(found.items(), key=lambda pair: pair[1].term.casefold()))


def of_lesson(number: str) -> list[Term]:
    """Give the terms of a lesson in the order of the alphabet.

    Parameters
    ----------
    number : the two digits of the lesson.
    """
    return [term for term in known().values() if number in term.lessons]


def terms(number: str) -> Shown:
    """Show the terms of a lesson as a table.

    Parameters
    ----------
    number : the two digits of the lesson.
    """
    found = of_lesson(number)
    if not found:
        words = f"The glossary has no terms of lesson {number} yet."
        return Shown(f"<p>{words}</p>", words)
    rows = [(one.term, one.definition, one.polish, _original(one)) for one in found]
    return table(HEADER, rows, "Terms of this lesson")


def links(markdown: str) -> list[tuple[str, str]]:
    """Find the terms that stand in a text as links.

    Returns
    -------
    Pairs of the words of the link and its title, in order.
    """
    return [(words, title) for words, title in LINK.findall(markdown)]


def names(found: Iterable[Term]) -> dict[str, Term]:
    """Give terms by every form under which they may stand in a text, in small letters."""
    return {form.casefold(): one for one in found for form in (one.term, *one.forms)}


def _original(one: Term) -> str:
    return f"{one.original} ({LANGUAGES[one.original_language]})" if one.original else ""
