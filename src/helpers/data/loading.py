"""Loading a table, and remembering which tables a lesson used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers.data import files, package, schema

SOURCES = "sources"

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
    return _checked(name).copy()


def source_ids() -> frozenset[str]:
    """Give the identifiers of all sources of the course.

    Raises
    ------
    DataError : the table of sources is missing, damaged, or names a source twice.
    """
    return frozenset(_checked(SOURCES)["source_id"])


def _checked(name: str) -> pd.DataFrame:
    """Give a table, checked and typed; shared, so take a copy before you change it."""
    package.resource(name)  # answers an unknown name
    return _remembered(name, package.stamp(), files.stamp(name), files.stamp(SOURCES))


# A lesson asks for its tables again and again: for charts, source lines, explorers.
@lru_cache(maxsize=64)
def _remembered(name: str, *_stamps: tuple[Path, int]) -> pd.DataFrame:
    known = frozenset() if name == SOURCES else source_ids()
    return schema.typed(files.raw(name), package.resource(name), known)


def sources_in(rows: pd.DataFrame) -> frozenset[str]:
    """Give the identifiers of the sources that some rows name."""
    if schema.SOURCE_COLUMN not in rows:  # the table of sources itself
        return frozenset(rows["source_id"])
    return frozenset(one for listed in rows[schema.SOURCE_COLUMN] for one in listed.split(";"))


def note(name: str, rows: pd.DataFrame) -> None:
    """Note that the open lesson uses these rows of a table, so that it can cite them."""
    if name != SOURCES:
        note_sources(name, sources_in(rows))


def note_sources(name: str, source_ids: Iterable[str]) -> None:
    """Note that the open lesson uses a table or map, and which sources stand behind it."""
    _loaded[name] = _loaded.get(name, frozenset()) | frozenset(source_ids)


def loaded() -> dict[str, frozenset[str]]:
    """Give the tables used since the lesson opened, with the sources of the rows used.

    There is one list for the kernel: a lesson that opens begins it anew.
    """
    return dict(_loaded)


@contextmanager
def unnoticed() -> Iterator[None]:
    """Load tables without noting them: a check runs its reference solution so."""
    before = dict(_loaded)
    try:
        yield
    finally:
        _loaded.clear()
        _loaded.update(before)


def forget_loaded() -> None:
    """Begin a new list of tables used; a lesson does so when it opens."""
    _loaded.clear()
