"""Loading a table: types from the data package, and a refusal where the table breaks it.

A table that is read here was checked field by field. The checks are few and fast (a table
loads in milliseconds); the full validation against the standard runs in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from helpers.data import dates, package
from helpers.errors import DataError

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
SOURCE_COLUMN = "source_ids"
FIRST_YEAR, LAST_YEAR = 1900, 2100

# The tables that the open lesson used, each with the sources of the rows that it took.
_loaded: dict[str, frozenset[str]] = {}


def load(name: str) -> pd.DataFrame:
    """Load a table of the course.

    Parameters
    ----------
    name : the name of the table, for example ``"timeline"``; ``data.tables()`` lists them.

    Returns
    -------
    A new data frame with the columns of the data package, typed. A date of mixed precision
    stays as it is written, and three columns are added behind it: the first and the last
    day that it can mean (``date_start``, ``date_end``) and how exactly it is known
    (``date_precision``). A gap is a missing value, never a zero.

    Raises
    ------
    UnknownNameError : no table has this name.
    DataError : the file is missing or damaged, or a row breaks the description of the
        table; the message names the row and the field.
    """
    frame = read(name)
    note(name, frame)
    return frame


def read(name: str) -> pd.DataFrame:
    """Load a table as :func:`load` does, without noting it as used in the lesson."""
    frame = _typed(raw(name), package.resource(name))
    frame.attrs["table"] = name
    return frame


def note(name: str, rows: pd.DataFrame) -> None:
    """Note that the open lesson uses these rows of a table, so that it can cite them."""
    if SOURCE_COLUMN in rows:
        note_sources(name, sources_in(rows))


def note_sources(name: str, source_ids: Iterable[str]) -> None:
    """Note that the open lesson uses a table or map, and which sources stand behind it."""
    _loaded[name] = _loaded.get(name, frozenset()) | frozenset(source_ids)


def sources_in(rows: pd.DataFrame) -> frozenset[str]:
    """Give the identifiers of the sources that some rows name."""
    return frozenset(one for listed in rows[SOURCE_COLUMN] for one in listed.split(";"))


def loaded() -> dict[str, frozenset[str]]:
    """Give the tables used since the lesson opened, with the sources of the rows used."""
    return dict(_loaded)


def forget_loaded() -> None:
    """Begin a new list of tables used; a lesson does so when it opens."""
    _loaded.clear()


def is_partial_date(field: dict[str, Any]) -> bool:
    """Tell whether a field holds dates of mixed precision."""
    return bool(field.get("rdfType") == EDTF)


def raw(name: str) -> pd.DataFrame:
    """Give a table as it is written: every cell a text, a gap as a missing value.

    The frame is shared; take a copy before you change it.

    Raises
    ------
    UnknownNameError, DataError : as :func:`load`.
    """
    resource = package.resource(name)
    path = package.folder() / resource["path"]
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        raise DataError(f"The file data/{resource['path']} is missing. {package.REPAIR}") from None
    frame = _read(path, changed)
    expected = [field["name"] for field in resource["schema"]["fields"]]
    says = [f"column {column!r} is missing" for column in expected if column not in frame]
    says += [f"column {column!r} is not described" for column in frame if column not in expected]
    if says:
        raise DataError(f"The table {name!r} (data/{resource['path']}): {'; '.join(says)}.")
    return frame[expected]


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> pd.DataFrame:
    place = f"data/{path.relative_to(package.folder()).as_posix()}"
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    except (ValueError, OSError) as error:  # damaged CSV, wrong encoding, no permission
        raise DataError(f"The file {place} cannot be read: {error}. {package.REPAIR}") from None


def _typed(frame: pd.DataFrame, resource: dict[str, Any]) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for field in resource["schema"]["fields"]:
        name = field["name"]
        values = frame[name]
        refuse = _refusal(resource, name, values)
        _check_constraints(values, field, refuse)
        if is_partial_date(field):
            columns |= _partial_dates(values, field, refuse)
        else:
            columns[name] = _convert(values, field, refuse)
        if name == SOURCE_COLUMN:
            known = source_ids()
            for row, listed in values.items():
                for source in str(listed).split(";"):
                    if source not in known:
                        refuse(row, f"source {source!r} is not in data/sources.csv")
    _check_key(frame, resource)
    return pd.DataFrame(columns)


def _refusal(
    resource: dict[str, Any], field: str, values: pd.Series
) -> Callable[[Any, str], NoReturn]:
    def refuse(row: Any, reason: str) -> NoReturn:
        position = int(values.index.get_loc(row)) + 1  # type: ignore[arg-type]
        raise DataError(
            f"The table {resource['name']!r} (data/{resource['path']}), row {position}, "
            f"field {field!r}: {reason}."
        )

    return refuse


def _check_constraints(
    values: pd.Series, field: dict[str, Any], refuse: Callable[[Any, str], NoReturn]
) -> None:
    rules = field.get("constraints", {})
    empty = values.isna()
    if rules.get("required") and empty.any():
        refuse(empty.idxmax(), "a value is required, and the cell is empty")
    given = values[~empty]
    if "enum" in rules:
        allowed = [str(value) for value in rules["enum"]]
        wrong = ~given.isin(allowed)
        if wrong.any():
            row = wrong.idxmax()
            refuse(row, f"{given[row]!r} is not one of: {', '.join(allowed)}")
    # Dates of mixed precision have their own check with a message about dates.
    if "pattern" in rules and not is_partial_date(field):
        wrong = ~given.str.fullmatch(rules["pattern"])
        if wrong.any():
            row = wrong.idxmax()
            refuse(row, f"{given[row]!r} does not have the form {rules['pattern']}")
    if rules.get("unique") and given.duplicated().any():
        row = given.duplicated().idxmax()
        refuse(row, f"{given[row]!r} stands in the table twice")


def _convert(
    values: pd.Series, field: dict[str, Any], refuse: Callable[[Any, str], NoReturn]
) -> pd.Series:
    kind = field["type"]
    if kind == "string":
        return values.astype("str")
    if kind in ("integer", "year", "number"):
        numbers = pd.to_numeric(values, errors="coerce")
        wrong = numbers.isna() & values.notna()
        if kind != "number":
            wrong |= numbers.notna() & (numbers % 1 != 0)
        if wrong.any():
            row = wrong.idxmax()
            what = "a number" if kind == "number" else "a whole number"
            refuse(row, f"{values[row]!r} is not {what}")
        rules = field.get("constraints", {})
        for rule, beyond in (("minimum", numbers.lt), ("maximum", numbers.gt)):
            if rule in rules and beyond(float(rules[rule])).any():
                row = beyond(float(rules[rule])).idxmax()
                refuse(row, f"{values[row]} lies beyond the {rule} of {rules[rule]}")
        if kind == "number":
            return numbers.astype("float64")
        return numbers.astype("Int64" if numbers.isna().any() else "int64")
    if kind == "date":
        days = pd.to_datetime(values, format="%Y-%m-%d", errors="coerce")
        wrong = days.isna() & values.notna()
        if wrong.any():
            refuse(wrong.idxmax(), f"{values[wrong.idxmax()]!r} is not a date YYYY-MM-DD")
        return days
    if kind == "boolean":
        return values.map({"true": True, "false": False}).astype("boolean")
    raise DataError(f"The data package gives field {field['name']!r} an unknown type {kind!r}.")


def _partial_dates(
    values: pd.Series, field: dict[str, Any], refuse: Callable[[Any, str], NoReturn]
) -> dict[str, pd.Series]:
    latest = date(LAST_YEAR, 12, 31)
    if field.get("not_after") == "date_of_knowledge":
        latest = package.date_of_knowledge()
    starts: list[date | None] = []
    ends: list[date | None] = []
    grades: list[str | None] = []
    for row, text in values.items():
        if pd.isna(text):
            starts.append(None)
            ends.append(None)
            grades.append(None)
            continue
        try:
            start, end = dates.bounds(text)
        except ValueError as error:
            refuse(row, str(error))
        if start.year < FIRST_YEAR or start > latest:
            refuse(row, f"{text} is not between {FIRST_YEAR} and {latest}")
        starts.append(start)
        ends.append(end)
        grades.append(dates.precision(text))
    name, index = field["name"], values.index
    return {
        name: values.astype("str"),
        f"{name}_start": pd.Series(pd.to_datetime(pd.Series(starts, index=index)), index=index),
        f"{name}_end": pd.Series(pd.to_datetime(pd.Series(ends, index=index)), index=index),
        f"{name}_precision": pd.Series(grades, index=index, dtype="str"),
    }


def _check_key(frame: pd.DataFrame, resource: dict[str, Any]) -> None:
    key = resource["schema"].get("primaryKey")
    if not key:
        return
    fields = [key] if isinstance(key, str) else list(key)
    twice = frame.duplicated(fields)
    if twice.any():
        row = twice.idxmax()
        values = ", ".join(str(frame.loc[row, field]) for field in fields)
        _refusal(resource, " + ".join(fields), frame[fields[0]])(
            row, f"the key {values!r} stands in the table twice"
        )


def source_ids() -> frozenset[str]:
    """Give the identifiers of all sources of the course."""
    return frozenset(raw("sources")["source_id"])
