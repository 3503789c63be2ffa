"""Dates that are known to the day, the month or the year.

History is dated with uneven precision, and writing "2001" as 1 January 2001 would invent
a day. Dates in the tables are therefore written as far as they are known: ``1999-12-08``,
``1999-12``, ``2001``, or an interval ``1997/1998`` (ISO 8601, level 0 of the Extended
Date/Time Format of the Library of Congress). This module turns such a date into the first
and the last day that it can mean.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
PRECISIONS = {1: "year", 2: "month", 3: "day"}


@lru_cache(maxsize=4096)  # the tables of a lesson name the same days again and again
def bounds(text: str) -> tuple[date, date]:
    """Give the first and the last day that a date can mean.

    Parameters
    ----------
    text : ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY``, or two of them joined by ``/``.

    Raises
    ------
    ValueError : the text has another form, or names a day that does not exist.

    >>> bounds("1999-12")
    (datetime.date(1999, 12, 1), datetime.date(1999, 12, 31))
    """
    first, slash, last = text.partition("/")
    start, end = _single(first), _single(last if slash else first)
    if end[1] < start[0]:
        raise ValueError(f"{text!r} ends before it begins")
    return start[0], end[1]


def precision(text: str) -> str:
    """Say how exactly a date is known: ``day``, ``month``, ``year`` or ``interval``."""
    if "/" in text:
        return "interval"
    return PRECISIONS[1 + text.count("-")]


def spoken(text: str) -> str:
    """Write a date as it is said: ``10 September 2021``, ``December 1999``, ``1997 to 1998``."""
    if "/" in text:
        return " to ".join(spoken(part) for part in text.split("/"))
    first, _ = bounds(text)
    months = f"{first:%B %Y}"
    return {"day": f"{first.day} {months}", "month": months, "year": text}[precision(text)]


def _single(text: str) -> tuple[date, date]:
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date written as YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:  # month 13, 30 February, year 0
        raise ValueError(f"{text!r} is not a date of the calendar") from None
