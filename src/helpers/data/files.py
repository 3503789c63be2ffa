"""Reading the files of the data package, with words that help when one is damaged."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from helpers.data import package
from helpers.errors import DataError

# Before this pattern pandas counts lines of the file; the header is line 1.
_SURPLUS = re.compile(r"line (\d+), saw (\d+)")


def raw(name: str) -> pd.DataFrame:
    """Give a table as it is written: every cell a text, a gap as a missing value.

    Raises
    ------
    UnknownNameError : no table has this name.
    DataError : the file is missing, is no table, or has other columns than described.
    """
    resource = package.resource(name)
    frame = _read(stamp(name)[0])
    place = f"data/{resource['path']}"
    expected = [field["name"] for field in resource["schema"]["fields"]]
    if not set(expected) & set(frame.columns):
        raise DataError(f"The file {place} is not the table {name!r}. {package.REPAIR}")
    says = [f"column {column!r} is missing" for column in expected if column not in frame]
    says += [f"column {column!r} is not described" for column in frame if column not in expected]
    if says:
        raise DataError(f"The table {name!r} ({place}): {'; '.join(says)}. {package.REPAIR}")
    if frame.empty:
        raise DataError(f"The table {name!r} ({place}) has no rows. {package.REPAIR}")
    return frame[expected]


def stamp(name: str) -> tuple[Path, int]:
    """Give the file of a resource and the time of its last change, to remember results by."""
    path = package.folder() / package.resources()[name]["path"]
    try:
        return path, path.stat().st_mtime_ns
    except FileNotFoundError:
        place = path.relative_to(package.folder()).as_posix()
        raise DataError(f"The file data/{place} is missing. {package.REPAIR}") from None


def _read(path: Path) -> pd.DataFrame:
    place = f"data/{path.relative_to(package.folder()).as_posix()}"

    def cannot(why: str) -> DataError:
        return DataError(f"The file {place} cannot be read: {why}. {package.REPAIR}")

    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    except UnicodeError:
        raise cannot("it is not text in UTF-8, as after saving it in a spreadsheet") from None
    except pd.errors.EmptyDataError:
        raise cannot("it is empty") from None
    except (ValueError, OSError) as error:
        surplus = _SURPLUS.search(str(error))
        if surplus is None:
            raise cannot(" ".join(str(error).split()).rstrip(".")) from None
        raise cannot(f"line {surplus[1]} has more cells than the header") from None
    if not isinstance(frame.index, pd.RangeIndex):
        # pandas takes the first column for row labels when the first row is too long.
        raise cannot("line 2 has more cells than the header")
    return frame
