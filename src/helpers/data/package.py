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

from helpers.errors import DataError, UnknownNameError, choose

DESCRIPTOR = "datapackage.json"
_HERE = Path(__file__).resolve()
PLACES = (_HERE.parents[3] / "data", _HERE.parents[1] / "_data")  # in a checkout, in a wheel
# The words that every message about a damaged file ends with; `update.repair` does it.
REPAIR = (
    "To get the file as it was: `make repair` (or `python -m helpers.update --repair`) in the "
    "folder of the course."
)


def folder() -> Path:
    """Give the folder of the data package.

    Raises
    ------
    DataError : the descriptor is in neither of the two places.
    """
    for candidate in PLACES:
        if (candidate / DESCRIPTOR).is_file():
            return candidate
    raise DataError(
        f"The data of the course is missing: no {DESCRIPTOR} in the folder data/ of the course. "
        + REPAIR
    )


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise DataError(f"data/{DESCRIPTOR} cannot be read ({error}). {REPAIR}") from None
    try:
        date.fromisoformat(content["date_of_knowledge"])
        for described in content["resources"]:
            _ = described["name"], described["path"]
            for field in described.get("schema", {}).get("fields", []):
                _ = field["name"], field["type"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"data/{DESCRIPTOR} is not the data package of the course ({error}). {REPAIR}"
        ) from None
    return dict(content)


def stamp() -> tuple[Path, int]:
    """Give the descriptor's file and the time of its last change, to remember results by."""
    path = folder() / DESCRIPTOR
    return path, path.stat().st_mtime_ns


def descriptor() -> dict[str, Any]:
    """Give the whole description of the data package."""
    return _read(*stamp())


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
    if isinstance(name, str) and name in resources() and name not in names():
        raise UnknownNameError(f"{name!r} is a map, not a table: data.geojson({name!r}) loads it.")
    return resources()[choose("table", name, names())]


def date_of_knowledge() -> date:
    """Give the day up to which the course knows the record."""
    return date.fromisoformat(descriptor()["date_of_knowledge"])
