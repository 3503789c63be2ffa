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
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.course import VEGALITE, charts, prose

Value = float | Iterable[float]

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")
# What looks like a number and is none: dates, years, times, names of lessons, list marks.
NO_NUMBERS = [
    r"\[[^\]]*, (?:19|20)\d\d\]\([^)]*\)",  # citations
    r"\]\([^)]*\)",  # targets of links
    r"`[^`]*`",  # code
    rf"\b\d{{1,2}} (?:{MONTHS})\b",
    r"\b(?:19|20)\d\d(?:s|[-–](?:19|20)?\d\d)?\b",
    r"\b\d+ minutes\b",
    r"(?m)^\d\. ",
    r"(?i)\blessons? \d\d(?:(?: to |, | and )\d\d)*",
    r"(?m)^# \d\d · ",
]


def words_of(name: str) -> str:
    """Give all that a lesson says in words: its prose and the descriptions of its charts."""
    described = [bundle[VEGALITE]["description"] for _, bundle in charts(name)]
    return "\n\n".join([prose(name), *described])


def plain(text: str) -> str:
    """Remove marks of emphasis and fold white space, without joining lines that are lists."""
    return re.sub(r"[ \t]+", " ", text.replace("**", "").replace("*", ""))


def numbers_in(text: str) -> list[str]:
    """Give the numbers of a text as they are printed, leaving out dates, years and names."""
    for pattern in NO_NUMBERS:
        text = re.sub(pattern, " ", text)
    return NUMBER.findall(text)


def check(name: str, phrase: str, compute: Callable[[], Value]) -> None:
    """Assert that a phrase stands in a lesson and that its numbers are those of the data."""
    assert phrase in plain(words_of(name)), f"the lesson does not say {phrase!r}"
    computed: Any = compute()
    values = list(computed) if isinstance(computed, Iterable) else [computed]
    printed = numbers_in(phrase)
    assert len(printed) == len(values), f"{phrase!r} has {len(printed)} numbers, not {len(values)}"
    for shown, value in zip(printed, values, strict=True):
        decimals = len(shown.partition(".")[2])
        assert f"{value:,.{decimals}f}".replace(",", "") == shown.replace(",", ""), (
            f"the lesson says {shown}, the data say {value}"
        )


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
