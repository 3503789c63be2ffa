"""Laying the rows of an answer beside those of the reference, and saying which values differ."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd

from helpers.teaching.answers.cells import DATE, SEVERAL, TEXT, Cell, cell, equal, rank
from helpers.teaching.answers.wording import name_of

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
Row = tuple[Cell, ...]


class Paired(NamedTuple):
    """The cells of an answer beside those of the reference, and what to say if they differ."""

    cells: list[tuple[Cell, Cell]]
    says: str


class Both(NamedTuple):
    """The rows of an answer and of the reference, with their columns in the same order."""

    mine: list[Row]
    theirs: list[Row]
    columns: list[Any]
    what: str
    tolerance: float
    ordered: bool


def laid(both: Both, order: list[tuple[int, int]], places: list[str]) -> Paired:
    """Lay rows beside each other; the places say where the rows of the reference are."""
    cells = cells_of(both, order)
    wrong = [i for i, (a, b) in enumerate(cells) if not equal(a, b, both.tolerance)]
    if not wrong:
        return Paired(cells, "")
    row, col = divmod(wrong[0], len(both.columns))
    column = f", column {name_of(both.columns[col])}" if len(both.columns) > 1 else ""
    verb = "differs" if len(wrong) == 1 else "differ"
    says = (
        f"{len(wrong):,} of {len(cells):,} values {verb} from the answer; the first one is "
        f"{places[row]}{column}."
    )
    return Paired(cells, says + kinds_that_differ(cells, both.tolerance))


def cells_of(both: Both, order: list[tuple[int, int]]) -> list[tuple[Cell, Cell]]:
    """Give the cells of rows that belong together."""
    return [pair for i, j in order for pair in zip(both.mine[i], both.theirs[j], strict=True)]


def kinds_that_differ(cells: list[tuple[Cell, Cell]], tolerance: float) -> str:
    """Say of the first value that differs whether it is of another kind."""
    for a, b in cells:
        if not equal(a, b, tolerance):
            if a.kind == b.kind:
                return ""
            return f" There you gave {a.kind}, and the answer has {b.kind}."
    return ""


def unordered(both: Both) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Find for each row an equal one; gives pairs of places, and places of the rows left over."""
    # Columns of fractions come last: there noise could turn the order round.
    rough = [
        any(isinstance(row[i].value, float) for row in both.theirs)
        for i in range(len(both.columns))
    ]
    first = sorted(range(len(both.columns)), key=lambda i: rough[i])

    def place(row: Row) -> list[tuple[str, Any]]:
        return [rank(row[i]) for i in first]

    left = sorted(range(len(both.mine)), key=lambda i: place(both.mine[i]))
    right = sorted(range(len(both.theirs)), key=lambda j: place(both.theirs[j]))
    pairs, surplus, missing = [], [], []
    i = j = 0
    while i < len(left) and j < len(right):
        a, b = both.mine[left[i]], both.theirs[right[j]]
        if all(equal(x, y, both.tolerance) for x, y in zip(a, b, strict=True)):
            pairs.append((left[i], right[j]))
            i, j = i + 1, j + 1
        elif place(a) <= place(b):
            surplus.append(left[i])
            i += 1
        else:
            missing.append(right[j])
            j += 1
    return pairs, surplus + left[i:], missing + right[j:]


def match(
    mine: Sequence[Hashable], theirs: Sequence[Hashable]
) -> tuple[dict[int, int], list[int], list[int]]:
    """Find for each name of the reference the same name of the answer, by their places.

    Returns
    -------
    Places in ``mine`` by places in ``theirs``; the places in ``theirs`` that have none; the
    places in ``mine`` left over.
    """
    free: dict[Hashable, list[int]] = {}
    for place, name in enumerate(mine):
        free.setdefault(name, []).append(place)
    found = {}
    for place, name in enumerate(theirs):
        if free.get(name):
            found[place] = free[name].pop(0)
    missing = [place for place in range(len(theirs)) if place not in found]
    return found, missing, sorted(place for places in free.values() for place in places)


def read(things: Iterable[Any]) -> list[Cell]:
    """Read values or labels as cells."""
    return [cell(one) for one in things]


def alike(mine: list[Cell], theirs: list[Cell]) -> tuple[list[Cell], list[Cell]]:
    """Read texts as dates where there are dates on either side, as dates or as ISO text."""
    if not any(_has_date(one) for one in (*mine, *theirs)):
        return mine, theirs
    return [_dated(one) for one in mine], [_dated(one) for one in theirs]


def _has_date(one: Cell) -> bool:
    if one.kind == SEVERAL:
        return any(_has_date(inner) for inner in one.value)
    return one.kind == DATE or (one.kind == TEXT and ISO_DATE.match(one.value) is not None)


def _dated(one: Cell) -> Cell:
    if one.kind == SEVERAL:
        return Cell(SEVERAL, tuple(_dated(inner) for inner in one.value))
    if one.kind != TEXT:
        return one
    try:
        return Cell(DATE, datetime.fromisoformat(one.value.upper()).replace(tzinfo=None))
    except ValueError:
        return one


def rows_of_both(got: pd.DataFrame, ref: pd.DataFrame) -> tuple[list[Row], list[Row]]:
    """Read two tables with the same columns as rows of cells."""
    columns = [
        alike(read(got.iloc[:, i].tolist()), read(ref.iloc[:, i].tolist()))
        for i in range(ref.shape[1])
    ]
    return (
        [*zip(*(mine for mine, _ in columns), strict=True)],
        [*zip(*(theirs for _, theirs in columns), strict=True)],
    )
