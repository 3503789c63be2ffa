"""Laying an answer beside the reference, cell by cell, and saying where they differ.

Whatever is said names labels of rows and columns, and values that the learner gave; never a
value of the reference.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.teaching.answers.cells import (
    DATE,
    NUMBER,
    OTHER,
    TRUTH,
    Cell,
    cell,
    equal,
    is_row_numbers,
    key,
    rank,
    table_of,
    whole_and_unnamed,
)
from helpers.teaching.answers.matching import (
    Both,
    Paired,
    Row,
    alike,
    cells_of,
    kinds_that_differ,
    laid,
    match,
    read,
    rows_of_both,
    unordered,
)
from helpers.teaching.answers.wording import (
    ADVICE,
    CONDITION,
    DISORDER,
    EMPTY,
    LABELS_ONLY,
    NAMED,
    NO_ORDER,
    UNLABELLED,
    expected,
    lengths,
    listed,
    name_of,
    names_that_differ,
    odd_object,
    row_name,
    single_of,
    too_much,
)


class UnlikeError(Exception):
    """The answer cannot be laid beside the reference; the message says why."""


def pair(answer: object, reference: object, tolerance: float, ordered: bool) -> Paired:
    """Lay an answer beside the reference.

    Raises
    ------
    UnlikeError : they have not the same form, or other labels.
    """
    got, ref = table_of(answer), table_of(reference)
    if got is not None and got.size > 1 and all(kind.kind == "b" for kind in got.dtypes):
        wanted = cell(reference) if ref is None else cell(ref.iat[0, 0] if ref.size else None)
        if wanted.kind != TRUTH:
            raise UnlikeError(CONDITION)
    if ref is not None and ref.size == 1 and (got is None or is_row_numbers(got.index)):
        reference, ref = ref.iat[0, 0], None
    if ref is None:
        return _single(answer, got, cell(reference), tolerance)
    if got is None:
        kind = cell(answer).kind
        if kind == OTHER:
            raise UnlikeError(odd_object(answer, expected(ref)))
        raise UnlikeError(f"You gave only {kind}; the answer is {expected(ref)}.")
    if got.size == 0 < ref.size:
        raise UnlikeError(EMPTY)
    if got.size > 20 * ref.size + 20_000:  # not worth reading
        raise UnlikeError(lengths(len(got), len(ref), "row"))
    if ordered and isinstance(answer, set | frozenset) and len(ref) > 1:
        raise UnlikeError(NO_ORDER)
    got = _shaped(got, ref)
    columns, doubt = _columns(got, ref)
    got = got.iloc[:, columns]
    what = "row" if ref.shape[1] > 1 else "value"
    both = Both(*rows_of_both(got, ref), ref.columns.tolist(), what, tolerance, ordered)
    paired = _by_row(got, ref, both)
    return paired._replace(says=doubt) if paired.says and doubt else paired


def _single(answer: Any, got: pd.DataFrame | None, wanted: Cell, tolerance: float) -> Paired:
    value = answer
    if got is not None:
        if got.size == 0:
            raise UnlikeError(EMPTY)
        if got.size > 1:
            raise UnlikeError(too_much(got, wanted))
        value = got.iat[0, 0]
    given = cell(value)
    if given.kind == OTHER != wanted.kind:
        raise UnlikeError(odd_object(value, wanted.kind))
    (given,), (wanted,) = alike([given], [wanted])
    if equal(given, wanted, tolerance):
        return Paired([(given, wanted)], "")
    if isinstance(answer, pd.Index) or (got is not None and given.kind != wanted.kind):
        return Paired([(given, wanted)], single_of(answer, given, wanted))
    if given.kind != wanted.kind:
        says = f"You gave {given.kind}; the answer is {wanted.kind}."
        return Paired([(given, wanted)], says + ADVICE.get((given.kind, wanted.kind), ""))
    says = "Your answer is not the right one."
    if wanted.kind == DATE:
        says = f"Your date is too {'late' if given.value > wanted.value else 'early'}."
    if wanted.kind == NUMBER:
        says = f"Your number is too {'large' if given.value > wanted.value else 'small'}."
        if abs(given.value) == float("inf"):
            says = "Your number is infinite. Did you divide by zero?"
        elif abs(given.value) > 10**300:
            says = "Your number has more than 300 digits. Check the units and the powers."
    return Paired([(given, wanted)], says)


# The form: rows, columns, labels


def _shaped(got: pd.DataFrame, ref: pd.DataFrame) -> pd.DataFrame:
    """Put labels and values of an answer where the reference has them."""
    if got.shape != ref.shape and ref.shape[1] == 1 == len(got) and got.shape[1] == len(ref):
        return got.T  # one row for one column
    names, own = list(ref.index.names), list(got.index.names)
    flat = got
    if own != names and any(name is not None for name in own):
        kept = [name for name in own if name is not None and name not in got.columns]
        flat = got.reset_index(level=kept) if kept else got
    if is_row_numbers(ref.index):
        return flat if flat.shape[1] == ref.shape[1] else got
    if own != names and set(names) <= set(flat.columns) and flat.shape[1] > ref.shape[1]:
        return flat.set_index(names)
    if flat.shape[1] == ref.shape[1] + 1 and ref.index.nlevels == 1:
        labels = ref.index.tolist()
        for place in range(flat.shape[1]):
            mine, theirs = alike(read(flat.iloc[:, place].tolist()), read(labels))
            if sorted(map(key, mine)) == sorted(map(key, theirs)):
                rest = [i for i in range(flat.shape[1]) if i != place]
                return flat.iloc[:, rest].set_axis(pd.Index(flat.iloc[:, place]), axis=0)
    return got


def _columns(got: pd.DataFrame, ref: pd.DataFrame) -> tuple[list[int], str]:
    """Give the columns of an answer in the order of the reference, and a doubt about names."""
    if ref.shape[1] == 1 and got.shape[1] > 1:
        choice = "Choose one, for example table['name']"
        raise UnlikeError(f"Your table has several columns; one is asked for. {choice}.")
    if ref.shape[1] == 1 or (is_row_numbers(ref.columns) and got.shape[1] == ref.shape[1]):
        return [*range(got.shape[1])], ""
    mine, theirs = got.columns.tolist(), ref.columns.tolist()
    places, missing, surplus = match([*map(key, read(mine))], [*map(key, read(theirs))])
    doubt = names_that_differ("column", [mine[i] for i in surplus], [theirs[i] for i in missing])
    if len(mine) != len(theirs):
        raise UnlikeError(doubt)
    # Another name for a column is harmless if its values are right.
    places |= dict(zip(missing, surplus, strict=True))
    return [places[place] for place in range(len(theirs))], doubt


def _by_row(got: pd.DataFrame, ref: pd.DataFrame, both: Both) -> Paired:
    whole = is_row_numbers(ref.index) or (ref.shape[1] > 1 and whole_and_unnamed(ref.index))
    # Selecting rows leaves whole numbers as labels; they say nothing where names are asked for.
    lost = is_row_numbers(got.index) or (
        whole_and_unnamed(got.index) and ref.index.dtype.kind not in "iu"
    )
    if not whole and not lost:
        return _by_label(got, ref, both)
    pairs, surplus, missing = unordered(both)
    mine = got.index.tolist()
    said = listed([row_name(got, place) for place in surplus[:NAMED]], len(surplus))
    if len(both.mine) != len(both.theirs):
        more = f" Not in the answer, or too often in yours: {said}." if surplus and whole else ""
        raise UnlikeError(lengths(len(both.mine), len(both.theirs), both.what) + more)
    if both.ordered or not whole:
        order = [(place, place) for place in range(len(both.theirs))]
        places = [f"{both.what} number {place + 1}" for place, _ in order]
        if not whole:
            names = ref.index.tolist()
            places = [
                f"{place}, which belongs to {name_of(name)}"
                for place, name in zip(places, names, strict=True)
            ]
        paired = laid(both, order, places)
        if paired.says and not surplus:
            return paired._replace(says=DISORDER if whole else UNLABELLED)
        return paired
    cells = cells_of(both, [*pairs, *zip(surplus, missing, strict=True)])
    if not surplus:
        return Paired(cells, "")
    if ref.shape[1] == 1 and not is_row_numbers(got.index):
        labels, values = alike(read(mine), [row[0] for row in both.theirs])
        if sorted(map(key, labels)) == sorted(map(key, values)):
            return Paired([], LABELS_ONLY)
    verb = "is" if len(surplus) == 1 else "are"
    says = (
        f"Of your {len(both.mine):,} {both.what}s, {len(surplus):,} {verb} not in the answer, or "
        f"too often in yours: {said}."
    )
    return Paired(cells, says + kinds_that_differ(cells, both.tolerance))


def _by_label(got: pd.DataFrame, ref: pd.DataFrame, both: Both) -> Paired:
    mine, theirs = got.index.tolist(), ref.index.tolist()
    labels, others = alike(read(mine), read(theirs))
    # Labels that come twice are told apart by their values.
    left, right = _ranked(both.mine, both.ordered), _ranked(both.theirs, both.ordered)
    found, missing, surplus = match([key(labels[i]) for i in left], [key(others[j]) for j in right])
    if missing or surplus:
        extra, lacks = [mine[left[i]] for i in surplus], [theirs[right[j]] for j in missing]
        raise UnlikeError(names_that_differ("label", extra, lacks))
    order = sorted((right[j], left[i]) for j, i in found.items())
    paired = laid(both, [(i, j) for j, i in order], [f"at {name_of(theirs[j])}" for j, _ in order])
    if both.ordered and not paired.says and [i for _, i in order] != [*range(len(mine))]:
        return paired._replace(says=DISORDER)
    return paired


def _ranked(rows: list[Row], ordered: bool) -> list[int]:
    places = range(len(rows))
    return [*places] if ordered else sorted(places, key=lambda i: [rank(one) for one in rows[i]])
