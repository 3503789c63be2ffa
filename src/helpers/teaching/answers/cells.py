"""Reading any answer as plain cells, so that answers of different form can be compared.

Nothing is changed, and no method of an unknown object is called.
"""

from __future__ import annotations

import hashlib
import math
import numbers
import unicodedata
from collections.abc import Callable, Iterable, Iterator, KeysView, ValuesView
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

NUMBER, TEXT, DATE, TRUTH = "a number", "a text", "a date", "True or False"
MISSING, SPAN, SEVERAL, OTHER = "a missing value", "a span of time", "several values", "an object"
MOST = 100_000  # values read from a list or set; no answer of the course is near that
READ, WIDE = 1_000, 100  # rows and columns read for a summary
LONGEST = 200  # characters of a summary
COMMON = 10**18  # a whole number beyond it is not written out
LINEAR = list | tuple | range | KeysView | ValuesView | pd.Index | pd.api.extensions.ExtensionArray


class Cell(NamedTuple):
    """One value: its kind in words, and the value in its simplest form."""

    kind: str
    value: Any


def cell(thing: Any) -> Cell:
    """Read a single value.

    Texts lose case and surplus blanks, dates their time zone; whole numbers stay exact. What
    is none of the known kinds is kept as it is, as ``OTHER``.
    """
    if isinstance(thing, np.ndarray) and thing.ndim == 0:
        thing = thing[()]
    if isinstance(thing, np.datetime64 | np.timedelta64):
        thing = pd.Timestamp(thing) if isinstance(thing, np.datetime64) else pd.Timedelta(thing)
    elif isinstance(thing, np.generic):
        thing = thing.item()
    if thing is None or thing is pd.NA or thing is pd.NaT:
        return Cell(MISSING, None)
    for kinds, read in READERS:
        if isinstance(thing, kinds):
            return read(thing)
    return Cell(OTHER, thing)


def _number(thing: Any) -> Cell:
    number = float(thing)
    return Cell(MISSING, None) if math.isnan(number) else Cell(NUMBER, number)


def _text(thing: Any) -> Cell:
    return Cell(TEXT, " ".join(unicodedata.normalize("NFC", str(thing)).casefold().split()))


def _date(thing: Any) -> Cell:
    if isinstance(thing, pd.Timestamp):
        thing = thing.to_pydatetime(warn=False)
    day = thing if isinstance(thing, datetime) else datetime.combine(thing, time())
    return Cell(DATE, day.replace(tzinfo=None))


# From the kinds of Python to cells; the first that fits. A truth value is also a whole number.
READERS: tuple[tuple[Any, Callable[[Any], Cell]], ...] = (
    (bool, lambda one: Cell(TRUTH, one)),
    (numbers.Integral, lambda one: Cell(NUMBER, int(one))),
    ((numbers.Real, Decimal), _number),
    ((str, pd.Period, pd.Interval), _text),
    (date, _date),
    (timedelta, lambda one: Cell(SPAN, one)),
    ((tuple, list), lambda one: Cell(SEVERAL, tuple(cell(inner) for inner in one))),
)


def table_of(thing: Any) -> pd.DataFrame | None:
    """Read what holds several values as a table; ``None`` for a single value.

    An iterator is a single value: to read it would use it up.
    """
    if isinstance(thing, pd.DataFrame):
        return thing
    if isinstance(thing, pd.Series):
        return thing.to_frame()
    if isinstance(thing, np.ndarray) and thing.ndim == 2:
        return pd.DataFrame(thing)
    if isinstance(thing, dict):
        index = pd.Index(_objects(thing), dtype=object, tupleize_cols=False)
        return pd.DataFrame({0: _objects(thing.values())}, index=index)
    if isinstance(thing, set | frozenset):
        # The order of a set changes from kernel to kernel.
        thing = sorted(islice(thing, MOST), key=lambda one: rank(cell(one)))
    linear = isinstance(thing, LINEAR) or (isinstance(thing, np.ndarray) and thing.ndim == 1)
    return column(thing) if linear else None


def column(things: Iterable[Any]) -> pd.DataFrame:
    """Put values into a table of one column, without labels."""
    return pd.DataFrame({0: _objects(things)})


def _objects(things: Iterable[Any]) -> Any:
    found = list(islice(iter(things), MOST))
    made = np.empty(len(found), dtype=object)
    for place, thing in enumerate(found):  # all at once, numpy would spread nested lists
        made[place] = thing
    return made


def rows_of(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Give the values of a table, row by row."""
    return zip(*(frame.iloc[:, i].tolist() for i in range(frame.shape[1])), strict=True)


def is_row_numbers(index: pd.Index) -> bool:
    """Tell whether labels are only the numbers of rows: 0, 1, 2, in any order."""
    if not whole_and_unnamed(index):
        return False
    ends = (0, len(index) - 1)
    return len(index) == 0 or ((index.min(), index.max()) == ends and index.is_unique)


def whole_and_unnamed(index: pd.Index) -> bool:
    """Tell whether labels are whole numbers under no name, as selecting rows leaves them."""
    return index.nlevels == 1 and index.name is None and index.dtype.kind in "iu"


def key(one: Cell) -> tuple[str, Any]:
    """Give what makes cells equal, where no tolerance is asked for."""
    if one.kind == SEVERAL:
        return (SEVERAL, tuple(key(inner) for inner in one.value))
    if one.kind == OTHER:
        return (OTHER, id(one.value))
    return (one.kind, 0 if one.value is None else one.value)


def rank(one: Cell) -> tuple[str, Any]:
    """Give what puts cells in order: that of :func:`key`, but the same in every kernel."""
    if one.kind == SEVERAL:
        return (SEVERAL, tuple(rank(inner) for inner in one.value))
    if one.kind == OTHER:
        return (OTHER, type(one.value).__name__)
    return key(one)


def near(a: float, b: float, tolerance: float, noise: float = 1e-9) -> bool:
    """Tell whether two numbers are the same.

    Parameters
    ----------
    a, b : the numbers.
    tolerance : how far they may be apart, in their unit.
    noise : how far besides, relative to the larger one: what the order of additions does.
    """
    if a == b:
        return True
    try:
        return math.isfinite(a) and abs(a - b) <= tolerance + noise * max(abs(a), abs(b)) < math.inf
    except OverflowError:  # a whole number that no float can hold
        return False


def equal(a: Cell, b: Cell, tolerance: float) -> bool:
    """Tell whether two cells hold the same; a missing value equals a missing value."""
    if a.kind != b.kind:
        return False
    if a.kind == NUMBER:
        return near(a.value, b.value, tolerance)
    if a.kind == SEVERAL:
        pairs = zip(a.value, b.value, strict=False)
        return len(a.value) == len(b.value) and all(equal(x, y, tolerance) for x, y in pairs)
    return bool(a.value == b.value)


def summary(answer: object) -> str:
    """Describe an answer in at most 200 characters, so that equal answers read the same."""
    try:
        frame = table_of(answer)
        if frame is None:
            return _cut(_said(cell(answer)), LONGEST)
        part = frame.iloc[:READ, :WIDE]
        labels = [] if is_row_numbers(frame.index) else [*part.index]
        values = [one for row in rows_of(part) for one in row]
        said = [_said(cell(one)) for one in (*values, *labels, *part.columns)]
        mark = hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()[:8]
        size = f"{frame.shape[0]} x {frame.shape[1]}"
        return _cut(f"{size} ({mark}): {', '.join(said[: len(values)][:10])}", LONGEST)
    except Exception:  # an object may fail in any way when it is looked at
        return "an object that cannot be read"


def _said(one: Cell) -> str:
    if one.kind == NUMBER:
        number = one.value
        if not isinstance(number, int):
            return str(int(number)) if number == round(number, 0) < COMMON else repr(number)
        return str(number) if abs(number) < COMMON else f"a number of {number.bit_length()} bits"
    if one.kind == SEVERAL:
        return f"({', '.join(_said(inner) for inner in one.value)})"
    if one.kind == OTHER:  # its own text may hold an address, or fail
        return f"an object: {type(one.value).__name__}"
    return repr(one.value) if one.kind == TEXT else str(one.value)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
