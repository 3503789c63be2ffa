"""Numbers in the prose, checked against the tables that they come from.

A lesson's test module holds a dictionary ``NUMBERS``: a phrase of the lesson, as it stands
there, and a function that computes its numbers from the data::

    NUMBERS = {
        "4,872 million roubles": lambda: paid_in()[2009],
        "17 to 33 times larger": lambda: (ratio().min(), ratio().max()),
    }

``check`` compares each number of the phrase, rounded as it is printed there.
``unchecked`` finds every number of the lesson that no phrase covers, so that text and data
cannot drift apart unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from helpers.lessons import known
from tests.course import VEGALITE, charts, prose

Value = float | Iterable[float]

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
UNITS = (
    "million|billion|thousand|percent|%|MW|GW|TWh|km|tonnes|roubles|dollars|euros|times|"
    "votes|people|soldiers|measures|programmes"
)
YEAR = r"(?:19|20)\d\d"
# What looks like a number and is none: citations, code, dates, years, names, list marks.
NO_NUMBERS = [
    rf"\[[^\]]*, {YEAR}\]\([^)]*\)",
    r"\]\([^)]*\)",
    r"`[^`]*`",
    rf"\b{YEAR}-\d\d(?:-\d\d)?\b(?! ?(?:{UNITS}))",
    rf"\b\d{{1,2}} (?:{MONTHS})\b",
    rf"\b(?:{MONTHS}) \d{{1,2}}\b(?! ?(?:{UNITS}))",
    # A year before a unit is an amount: "2009 million".
    rf"\b{YEAR}(?:s|[-–]{YEAR}|[-–]\d\d)?\b(?![.,]?\d)(?! ?(?:{UNITS}))",
    r"\b\d+ minutes\b",
    # A unit ("per 1,000 cubic metres"), and the factor that leads to one ("divide by 1,000").
    r"\bper 1,000\b|\b1,000 (?=(?:contract |standard )?cubic metres)",
    rf"\bby (?:100|1,000)\b(?! ?(?:{UNITS}))",
    r"(?m)^\d+\. ",
    r"(?i)\blessons? \d\d(?:(?: to |, | and )\d\d)*",
    r"(?m)^# \d\d · ",
]
# A sign counts at the start of a word; a hyphen inside a word ("COVID-19") is no sign.
NUMBER = re.compile(r"(?<![\w.,-])(?:(?<!\S)[-−])?\d[\d,]*(?:\.\d+)?|(?<![\w.])\.\d+")


def words_of(name: str) -> str:
    """Give all that a lesson says: its prose, its exercises and quiz, what its charts show."""
    described = [bundle[VEGALITE].get("description", "") for _, bundle in charts(name)]
    return "\n\n".join([prose(name), *described, *asked(name)])


def asked(name: str) -> list[str]:
    """Give every text of a lesson's exercises, quiz and codings."""
    content = known()[name]
    parts = (content.exercises, content.questions, content.codings)
    return list(_texts([one for part in parts for one in part.values()]))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif is_dataclass(part):
        for field in fields(part):
            if field.name != "id":
                yield from _texts(getattr(part, field.name))
    elif isinstance(part, Mapping):
        yield from _texts(list(part.values()))
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _texts(one)


def plain(text: str) -> str:
    """Remove marks of emphasis and fold white space, without joining lines that are lists."""
    return re.sub(r"[ \t]+", " ", text.replace("**", "").replace("*", ""))


def numbers_in(text: str) -> list[str]:
    """Give the numbers of a text as they are printed, leaving out dates, years and names.

    Numbers written as words ("twelve") and numbers in code are not found.
    """
    for pattern in NO_NUMBERS:
        text = re.sub(pattern, " ", text)
    text = re.sub(r"(?<=\d)[-–](?=\d)", " ", text)  # a range has two numbers
    return [found.rstrip(",") for found in NUMBER.findall(text)]


def check(name: str, phrase: str, compute: Callable[[], Value]) -> None:
    """Assert that a phrase stands in a lesson and that its numbers are those of the data."""
    assert phrase in plain(words_of(name)), f"the lesson does not say {phrase!r}"
    computed: Any = compute()
    values = list(computed) if isinstance(computed, Iterable) else [computed]
    printed = numbers_in(phrase)
    assert len(printed) == len(values), f"{phrase!r} has {len(printed)} numbers, not {len(values)}"
    for shown, value in zip(printed, values, strict=True):
        bare = shown.replace(",", "").replace("−", "-")
        decimals = len(bare.partition(".")[2])
        assert f"{value:.{decimals}f}" == bare, f"the lesson says {shown}, the data say {value}"


def unchecked(name: str, numbers: Mapping[str, object]) -> list[str]:
    """List the lines of a lesson that hold a number which no phrase of ``numbers`` covers."""
    found = []
    for line in plain(words_of(name)).splitlines():
        rest = line
        for phrase in sorted(numbers, key=len, reverse=True):
            rest = rest.replace(phrase, " ")
        if numbers_in(rest):
            found.append(f"{', '.join(numbers_in(rest))}: {line[:160]}")
    return found
