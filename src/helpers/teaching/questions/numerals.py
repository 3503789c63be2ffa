"""Numbers as people type them: with a comma or a point, with spaces, with a unit behind.

A lesson is read in several countries, and each writes numbers in its own way. Where a text can
be read in two ways ("1,342"), both readings are given.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import Any

LONGEST = 100  # characters; a longer text is no number that somebody meant to type
MINUS = str.maketrans(dict.fromkeys("−–‒﹣－‐‑", "-"))
MARKS = "≈~="  # may stand before a number
# How currencies are written, before or behind a number. Each is a word of its own.
CURRENCIES = {
    "dollar": r"(?:US|U\.S\.)?\s?\$|USD|(?:US |U\.S\. )?dollars?",
    "euro": r"€|EUR|euros?",
    "pound": r"£|GBP|pounds?",
    "rouble": r"₽|RUB|BYN|ro?ubles?",
    "zloty": r"zł|PLN|zlot(?:y|ys|e|ych)|złot(?:y|e|ych)",
}
BEFORE = re.compile(rf"([-+]?)\s*(?:{'|'.join(CURRENCIES.values())})\s*(?=[-+\d.,])", re.I)
NUMBER = re.compile(r"([-+]?)\s*((?:\d[\d\s.,'’]*\d|\d)|[.,]\d+)(?:[eE]([-+]?\d{1,2})(?![\d\w]))?")
FRACTION = re.compile(r"\s*[/:^*×]\s*\d")
GROUPS = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
SCALES = {
    "thousand": 1e3, "thousands": 1e3, "k": 1e3,
    "million": 1e6, "millions": 1e6, "mn": 1e6, "mln": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "mld": 1e9,
}  # fmt: skip


def read(typed: Any, unit: str = "") -> tuple[float, ...]:
    """Read one number.

    Parameters
    ----------
    typed : a number, or a text; a unit may follow the number.
    unit : the unit that is asked for. "Million" and the like behind the number are converted
        to it; other units are not.

    Returns
    -------
    The readings, the likeliest first; none if it is no number, or more than one.
    """
    values: list[float] = []
    if isinstance(typed, str) and len(typed) <= LONGEST:
        values = _from_text(typed, unit)
    elif isinstance(typed, int | float) and not isinstance(typed, bool):
        with suppress(OverflowError):
            values = [float(typed)]
    return tuple(dict.fromkeys(value for value in values if math.isfinite(value)))


def currency(text: str) -> str:
    """Give the one currency that a text names, as a word; ``""`` for none or several."""
    names = [
        name
        for name, written in CURRENCIES.items()
        if re.search(rf"(?<![^\W\d_])(?:{written})(?![^\W\d_])", text, re.IGNORECASE)
    ]
    return names[0] if len(names) == 1 else ""


def _from_text(typed: str, unit: str) -> list[float]:
    # Digits of every script count, as float() knows them; spaces of every width are spaces.
    text = " ".join(typed.translate(MINUS).split()).lstrip(MARKS + " ")
    before = BEFORE.match(text)
    text = f"{before[1]}{text[before.end() :]}" if before else text
    found = NUMBER.match(text)
    rest = text[found.end() :] if found else ""
    if found is None or not _is_unit(rest, unit):
        return []
    sign, digits, power = found.groups()
    factor = _scale(rest) / _scale(unit) if _scale(rest) != 1 else 1.0
    return [float(f"{sign}{plain}e{power or 0}") * factor for plain in _plain(digits)]


def _plain(digits: str) -> list[str]:
    """Give the ways to read digits with marks between them, as Python writes numbers."""
    bare = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", digits)
    if re.search(r"[\s'’]", bare):
        return []  # two numbers, or a date
    points, commas = bare.count("."), bare.count(",")
    readings = []
    if GROUPS.fullmatch(bare):
        readings.append(bare.replace(",", ""))
    if GROUPS.fullmatch(bare.translate(str.maketrans(",.", ".,"))) and points + commas > 1:
        readings.append(bare.replace(".", "").replace(",", "."))
    if points + commas <= 1:
        readings.append(bare.replace(",", "."))
    return readings


def _is_unit(rest: str, unit: str) -> bool:
    """Tell whether what follows a number is a unit and no second number."""
    rest = rest.strip()
    if "".join(rest.split()).casefold() == "".join(unit.split()).casefold():
        return True
    if FRACTION.match(rest):
        return False
    before = re.split(r"\bper\b|/", rest, maxsplit=1)[0]  # "dollars per 1,000 m3"
    return re.search(r"(?<![^\W\d_])\d", before) is None  # the digit of "m3" belongs to it


def _scale(unit: str) -> float:
    words = re.split(r"\bper\b|/", unit, maxsplit=1)[0]
    return next((SCALES[w] for w in re.findall(r"[a-z]+", words.lower()) if w in SCALES), 1.0)
