"""Where the figures come from: citations of a table in a common style."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.data import files, loading, package
from helpers.display import Shown
from helpers.errors import UnknownNameError

LANGUAGES = {
    "ar": "Arabic", "be": "Belarusian", "de": "German", "es": "Spanish", "fr": "French",
    "hu": "Hungarian", "it": "Italian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sr": "Serbian", "uk": "Ukrainian",
}  # fmt: skip
# More publishers than this make a source line unreadable; the table is named instead.
MOST_PUBLISHERS = 3


def cite(row: Mapping[Hashable, Any]) -> str:
    """Write one source: author or publisher, date, title, publisher, language.

    Parameters
    ----------
    row : a row of the table ``sources``, by the names of its columns.
    """
    author, publisher = _text(row["author"]), _text(row["publisher"])
    parts = [
        f"{author or publisher} ({_text(row['published']) or 'no date'})",
        _text(row["title"]),
    ]
    if author:
        parts.append(publisher)
    language = _text(row["language"])
    if language and language != "en":
        parts.append(f"In {LANGUAGES.get(language, language)}")
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def ids_of(names: Iterable[str]) -> list[str]:
    """Name the sources of some tables, each once, in alphabetical order."""
    found: set[str] = set()
    for name in names:
        maps = {n: r for n, r in package.resources().items() if "schema" not in r}
        if isinstance(name, str) and name in maps:
            found |= set(maps[name].get("source_ids", []))
        else:
            found |= loading.sources_in(loading.read(name))
    return sorted(found)


def rows_of(names: Iterable[str]) -> pd.DataFrame:
    """Give the sources of some tables as rows of the table ``sources``."""
    return _rows(ids_of(names))


def sources(*names: str) -> Shown:
    """Cite the sources of one or more tables.

    Parameters
    ----------
    names : names of tables, for example ``"timeline"``.

    Returns
    -------
    A list of citations in alphabetical order of publishers, shown as HTML in a notebook
    and as text elsewhere; each ends in the ``source_id`` used in the tables.

    Raises
    ------
    UnknownNameError : a name is not a table of the course.
    """
    if not names:
        raise UnknownNameError("Name a table, for example data.sources('timeline').")
    return listing(ids_of(names))


def listing(source_ids: Iterable[str]) -> Shown:
    """Cite some sources, by their identifiers, as :func:`sources` does."""
    items, lines = [], []
    rows = _rows(source_ids)
    # Plain dictionaries: a lesson cites hundreds of sources, and rows of a frame are slow to make.
    for source_id, row in zip(rows.index, rows.to_dict("records"), strict=True):
        citation, url = cite(row), _text(row["url"])
        link = f' <a href="{escape(url)}">{escape(url)}</a>' if url else " No address known."
        note = _text(row["note"])
        remark = f" <em>{escape(note)}</em>" if note else ""
        items.append(
            f"<li>{escape(citation)}{link}{remark} <code>{escape(str(source_id))}</code></li>"
        )
        lines.append(f"- {citation} {url or 'No address known.'} [{source_id}]")
    return Shown(f"<ul>{''.join(items)}</ul>", "\n".join(lines))


def source_line(names: Iterable[str]) -> str:
    """Write the line under a chart.

    Up to three publishers are named with their years; more than that, and the line names
    the tables and the number of their sources. Both lead to the list of sources at the end
    of the lesson.

    >>> source_line(["country_indicators"])  # doctest: +SKIP
    'Source: International Monetary Fund 2025, World Bank 2025-2026.'
    """
    asked = tuple(names)
    stamps = [files.stamp(name) for name in asked if name in package.names()]
    return _source_line(asked, package.stamp(), files.stamp(loading.SOURCES), *stamps)


# An explorer draws its source line anew at every move of a control.
@lru_cache(maxsize=64)
def _source_line(names: tuple[str, ...], *_stamps: tuple[Path, int]) -> str:
    named = _publishers(rows_of(names))
    parts = [f"course table {name} ({number(ids_of([name]))})" for name in names]
    return f"Source: {named or '; '.join(parts)}."


def behind(name: str, rows: pd.DataFrame) -> str:
    """Name the publishers behind some rows of a table, or the table where they are many.

    Parameters
    ----------
    name : the table that the rows are from.
    rows : some of its rows, with ``source_ids``.
    """
    ids = sorted(loading.sources_in(rows))
    return _publishers(_rows(ids)) or f"course table {name} ({number(ids)})"


def _publishers(rows: pd.DataFrame) -> str:
    """Name the publishers of some sources with their years; ``""`` where they are too many."""
    publishers = rows.groupby("publisher", sort=True)["published"]
    if publishers.ngroups > MOST_PUBLISHERS:
        return ""
    return ", ".join(f"{publisher} {_years(dates)}".strip() for publisher, dates in publishers)


def _rows(source_ids: Iterable[str]) -> pd.DataFrame:
    return _sorted(files.stamp(loading.SOURCES)).loc[lambda rows: rows.index.isin([*source_ids])]


# Every chart and every list of a lesson asks for sources, and sorting them takes time.
@lru_cache(maxsize=2)
def _sorted(_stamp: tuple[Path, int]) -> pd.DataFrame:
    """Give all sources in the order in which they are cited, by their identifiers."""
    return (
        loading.read(loading.SOURCES)
        .sort_values(["publisher", "published", "title"], key=lambda texts: texts.str.casefold())
        .set_index("source_id")
    )


def number(source_ids: Collection[str]) -> str:
    """Say how many sources there are: ``1 source``, ``16 sources``."""
    return "1 source" if len(source_ids) == 1 else f"{len(source_ids)} sources"


def _years(dates: pd.Series) -> str:
    years = sorted({str(date)[:4] for date in dates.dropna()})
    return "-".join(dict.fromkeys([years[0], years[-1]])) if years else ""


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124  (NaN)
