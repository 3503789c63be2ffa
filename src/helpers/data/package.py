"""Where the data package lies and what it says about its tables.

The package follows the Frictionless standard: ``datapackage.json`` describes every table
field by field. It is found in a checkout (``data/`` at the root) and inside an installed
wheel (``helpers/_data``) alike.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from helpers.errors import DataError, unknown_name

DESCRIPTOR = "datapackage.json"
REPAIR = "Take the file from the course again: `make update`, or download the course anew."


def folder() -> Path:
    """Give the folder of the data package.

    Raises
    ------
    DataError : the descriptor is in neither of the two places.
    """
    here = Path(__file__).resolve()
    for candidate in (here.parents[3] / "data", here.parents[1] / "_data"):
        if (candidate / DESCRIPTOR).is_file():
            return candidate
    raise DataError(
        f"The data of the course is missing: no {DESCRIPTOR} in the folder data/ of the course. "
        + REPAIR
    )


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise DataError(f"data/{DESCRIPTOR} cannot be read ({error}). {REPAIR}") from None
    if not isinstance(content, dict) or "resources" not in content:
        raise DataError(f"data/{DESCRIPTOR} is not a data package. {REPAIR}")
    return content


def descriptor() -> dict[str, Any]:
    """Give the whole description of the data package."""
    path = folder() / DESCRIPTOR
    return _read(path, path.stat().st_mtime_ns)


def resources() -> dict[str, dict[str, Any]]:
    """Give the description of every resource by name."""
    return {resource["name"]: resource for resource in descriptor()["resources"]}


def names() -> list[str]:
    """Give the names of all tables, in the order of the data package."""
    return [name for name, resource in resources().items() if "schema" in resource]


def resource(name: str) -> dict[str, Any]:
    """Give the description of one table.

    Raises
    ------
    UnknownNameError : no table has this name; the message gives the nearest names.
    """
    if name not in names():
        raise unknown_name("table", name, names())
    return resources()[name]


def date_of_knowledge() -> date:
    """Give the day up to which the course knows the record."""
    return date.fromisoformat(descriptor()["date_of_knowledge"])
