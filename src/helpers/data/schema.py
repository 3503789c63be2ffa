"""From text to typed columns, and a refusal where a row breaks the description of its table.

The checks are few and fast; the full validation against the standard runs in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from helpers.data import dates, package
from helpers.errors import DataError

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
SOURCE_COLUMN = "source_ids"
FIRST_YEAR, LAST_YEAR = 1900, 2100

# Refuses a row: called with its label and the reason.
Refuse = Callable[[Any, str], NoReturn]


def is_partial_date(field: dict[str, Any]) -> bool:
    """Tell whether a field holds dates of mixed precision."""
    return bool(field.get("rdfType") == EDTF)


def typed(
    frame: pd.DataFrame, resource: dict[str, Any], known_sources: Collection[str]
) -> pd.DataFrame:
    """Check a table of texts and give it types.

    Parameters
    ----------
    frame : the table as it is written, every cell a text.
    resource : its description in the data package.
    known_sources : the identifiers that its column ``source_ids`` may name.

    Raises
    ------
    DataError : a row breaks the description; the message names the row and the field.
    """
    columns: dict[str, pd.Series] = {}
    for field in resource["schema"]["fields"]:
        values = frame[field["name"]]
        refuse = _refusal(resource, field["name"])
        _check_constraints(values, field, refuse)
        if field["name"] == SOURCE_COLUMN:
            if values.isna().any():
                refuse(values.isna().idxmax(), "every row needs a source, and the cell is empty")
            _check_items(values, known_sources, "in data/sources.csv", refuse)
        elif "items" in field:
            where = f"one of: {', '.join(field['items'])}"
            _check_items(values, field["items"], where, refuse)
        if is_partial_date(field):
            columns |= _partial_dates(values, field, refuse)
        else:
            columns[field["name"]] = _convert(values, field, refuse)
    _check_key(frame, resource)
    return pd.DataFrame(columns)


def _refusal(resource: dict[str, Any], field: str) -> Refuse:
    def refuse(row: Any, reason: str) -> NoReturn:
        raise DataError(
            f"The table {resource['name']!r} (data/{resource['path']}), row {row + 1}, "
            f"field {field!r}: {reason}."
        )

    return refuse


def _check_constraints(values: pd.Series, field: dict[str, Any], refuse: Refuse) -> None:
    rules = field.get("constraints", {})
    given = values.dropna()
    if rules.get("required") and len(given) < len(values):
        refuse(values.isna().idxmax(), "a value is required, and the cell is empty")
    # Plain Python from here: on some hundred texts it is quicker than pandas.
    texts = given.tolist()
    kinds = set(texts)

    def refuse_first(wrong: Collection[str], reason: str) -> None:
        if wrong:
            row = given.index[next(i for i, text in enumerate(texts) if text in wrong)]
            refuse(row, f"{given[row]!r} {reason}")

    if "enum" in rules:
        allowed = [str(value) for value in rules["enum"]]
        refuse_first(kinds - set(allowed), f"is not one of: {', '.join(allowed)}")
    # Dates and lists have checks of their own, with messages about dates and items.
    if "pattern" in rules and not is_partial_date(field) and "items" not in field:
        form = re.compile(rules["pattern"])
        refuse_first(
            {text for text in kinds if not form.fullmatch(text)},
            f"does not have the form {rules['pattern']}",
        )
    if rules.get("unique") and len(kinds) < len(texts):
        row = given.duplicated().idxmax()
        refuse(row, f"{given[row]!r} stands in the table twice")


def _check_items(values: pd.Series, known: Collection[str], where: str, refuse: Refuse) -> None:
    allowed = set(known)
    given = values.dropna()
    for place, listed in enumerate(given.tolist()):
        for item in listed.split(";"):
            if item not in allowed:
                refuse(given.index[place], f"{item!r} is not {where}")


def _convert(values: pd.Series, field: dict[str, Any], refuse: Refuse) -> pd.Series:
    kind = field["type"]
    if kind == "string":
        return values.astype("str")
    if kind not in ("integer", "number"):
        raise DataError(f"The data package gives field {field['name']!r} an unknown type {kind!r}.")
    numbers = pd.to_numeric(values, errors="coerce")
    wrong = numbers.isna() & values.notna()
    if kind == "integer":
        wrong |= numbers.notna() & (numbers % 1 != 0)
    if wrong.any():
        row = wrong.idxmax()
        refuse(
            row, f"{values[row]!r} is not {'a whole number' * (kind == 'integer') or 'a number'}"
        )
    rules = field.get("constraints", {})
    for rule, beyond in (("minimum", numbers.lt), ("maximum", numbers.gt)):
        if rule in rules and beyond(float(rules[rule])).any():
            row = beyond(float(rules[rule])).idxmax()
            refuse(row, f"{values[row]} lies beyond the {rule} of {rules[rule]}")
    if kind == "number":
        return numbers.astype("float64")
    return numbers.astype("Int64" if numbers.isna().any() else "int64")


def _partial_dates(
    values: pd.Series, field: dict[str, Any], refuse: Refuse
) -> dict[str, pd.Series]:
    latest = date(LAST_YEAR, 12, 31)
    if field.get("not_after") == "date_of_knowledge":
        latest = package.date_of_knowledge()
    known: dict[str, list[Any]] = {"start": [], "end": [], "precision": []}
    for row, text in zip(values.index, values.tolist(), strict=True):
        if not isinstance(text, str):
            start = end = precision = None
        else:
            try:
                start, end = dates.bounds(text)
            except ValueError as error:
                refuse(row, str(error))
            # A month or year that is not over yet may still be named.
            if start.year < FIRST_YEAR or start > latest or end.year > latest.year:
                refuse(row, f"{text} is not between {FIRST_YEAR} and {latest}")
            precision = dates.precision(text)
        for column, value in (("start", start), ("end", end), ("precision", precision)):
            known[column].append(value)
    name = field["name"]
    return {
        name: values.astype("str"),
        f"{name}_start": _days(known["start"], values.index),
        f"{name}_end": _days(known["end"], values.index),
        f"{name}_precision": pd.Series(known["precision"], index=values.index, dtype="str"),
    }


def _days(known: list[date | None], index: pd.Index) -> pd.Series:
    """Give days as pandas counts time, ``NaT`` where there is none."""
    return pd.Series(np.array(known, dtype="datetime64[D]").astype("datetime64[s]"), index=index)


def _check_key(frame: pd.DataFrame, resource: dict[str, Any]) -> None:
    key = resource["schema"].get("primaryKey")
    if not key:
        return
    fields = [key] if isinstance(key, str) else list(key)
    twice = frame.duplicated(fields)
    if twice.any():
        row = twice.idxmax()
        values = ", ".join(str(frame.loc[row, field]) for field in fields)
        refuse = _refusal(resource, " + ".join(fields))
        refuse(row, f"the key {values!r} stands in the table twice")
