"""What is said about an answer that cannot be laid beside the reference.

Labels of rows and columns are named, and values that the learner gave; never a value of the
reference.
"""

from __future__ import annotations

import types
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from helpers.teaching.answers.cells import (
    DATE,
    MISSING,
    NUMBER,
    OTHER,
    SEVERAL,
    TEXT,
    TRUTH,
    Cell,
    cell,
    is_row_numbers,
)

NAMED, LONGEST = 5, 40  # names in a message, and characters of each
EMPTY = "Your answer is empty. If you chose rows by a condition, no row fulfils it."
CONDITION = (
    "You gave True or False for each row: a condition. Use it to choose rows, for example "
    "table[condition]."
)
LABELS_ONLY = (
    "Your labels are right, your values are not asked for. Give the labels (.index) alone."
)
DISORDER = "Your values are right, but they are in another order."
UNLABELLED = f"{DISORDER} Keep the labels (the index) of the series or table."
NO_ORDER = "A set has no order, and here the order counts. Give a list."
ADVICE = {
    (TEXT, NUMBER): " Did you put it in quotation marks?",
    (TRUTH, NUMBER): " A comparison such as a > b gives True or False; calculate instead.",
    (MISSING, NUMBER): " A gap in the data, or a label that is not there, gives NaN.",
    (NUMBER, TEXT): " Put a text in quotation marks.",
    (NUMBER, DATE): ' Write it as text: "YYYY-MM-DD".',
    (TEXT, DATE): ' Write it as "YYYY-MM-DD": year, month, day.',
}
COUNT = " If the task asks how many, count the rows with len(...)."
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, partial, np.ufunc)
CHARTS = {"altair", "matplotlib", "plotly", "seaborn"}
UNFINISHED = ("GroupBy", "Rolling", "Expanding", "Resampler", "Window")


def too_much(got: pd.DataFrame, wanted: Cell) -> str:
    """Say that several values were given where one is wanted."""
    if min(got.shape) > 1:
        return (
            f"You gave a whole table ({got.shape[0]:,} rows, {got.shape[1]:,} columns); the "
            f"answer is {wanted.kind}. Choose one cell, for example with table.loc[row, column]."
        )
    sums = ", or compute one from them, as .sum() and .mean() do" if wanted.kind == NUMBER else ""
    return f"You gave {got.size:,} values; the answer is {wanted.kind}. Choose one of them{sums}."


def single_of(answer: Any, given: Cell, wanted: Cell) -> str:
    """Say that a list, column or index of one value is not what is wanted, nor is its value.

    Parameters
    ----------
    answer : what was given.
    given, wanted : its only value, and the reference.
    """
    count = COUNT if wanted.kind == NUMBER else ""
    if isinstance(answer, pd.Index):
        return f"You gave the label of one row (.index); the answer is {wanted.kind}.{count}"
    column = isinstance(answer, pd.Series | pd.DataFrame)
    form = "a column" if column else "a list"
    says = f"You gave {form} with one value, {given.kind}; the answer is {wanted.kind}."
    return says + (count if column else "")


def odd_object(answer: Any, wanted: str) -> str:
    """Say that an answer is no value, and what to make of it.

    Parameters
    ----------
    answer : the object that was given.
    wanted : what the reference is, in words.
    """
    kind = type(answer).__name__
    root = type(answer).__module__.partition(".")[0]
    if isinstance(answer, FUNCTIONS):
        name = getattr(answer, "__name__", "")
        name = name if name.isidentifier() else "function"
        return f"You gave a function and not its result. Add brackets to call it: {name}()."
    if root in CHARTS:
        return f"You gave a chart; the answer is {wanted}. Give the values behind the chart."
    if root == "pandas" and kind.endswith(UNFINISHED):
        return "You gave groups without a result for each. Add one, for example .sum() or .mean()."
    if hasattr(type(answer), "__next__"):
        return f"You gave something that hands out its values one by one ({kind}). Use list(...)."
    return f"You gave an object of the kind {kind}; the answer is {wanted}."


def expected(ref: pd.DataFrame) -> str:
    """Say what a reference with several values is."""
    if ref.shape[1] > 1:
        return "a table"
    return "a list of values" if is_row_numbers(ref.index) else "a series of values with labels"


def name_of(thing: Any) -> str:
    """Name a label or a value in a message."""
    if isinstance(thing, tuple):
        return f"({', '.join(name_of(one) for one in thing)})"
    kind = cell(thing).kind
    if kind in (OTHER, SEVERAL):
        return f"an object of the kind {type(thing).__name__}"
    if kind == NUMBER:
        thing = cell(thing).value
        return f"{thing:.10g}" if isinstance(thing, float) else f"{thing}"[:LONGEST]
    text = f"{thing}".removesuffix(" 00:00:00")
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return repr(text) if kind == TEXT else text


def row_name(got: pd.DataFrame, place: int) -> str:
    """Name a row by the values that the learner gave there."""
    return ", ".join(name_of(got.iat[place, i]) for i in range(min(got.shape[1], NAMED)))


def listed(names: list[str], total: int) -> str:
    """List the first names, and say how many more there are."""
    return "; ".join(names) + (f"; and {total - len(names):,} more" if total > len(names) else "")


def names_that_differ(what: str, surplus: list[Any], missing: list[Any]) -> str:
    """Say which labels an answer lacks, and which it has too many.

    Parameters
    ----------
    what : ``"label"`` or ``"column"``.
    surplus, missing : the labels.
    """
    both = {f"Missing {what}s": missing, f"{what.capitalize()}s that do not belong": surplus}
    return " ".join(
        f"{words}: {listed([name_of(one) for one in names[:NAMED]], len(names))}."
        for words, names in both.items()
        if names
    )


def lengths(mine: int, theirs: int, what: str) -> str:
    """Say that the numbers of rows or values differ."""
    return f"You gave {mine:,} {what}{'s' * (mine != 1)}; the answer has {theirs:,}."
