"""Shapes for maps."""

from __future__ import annotations

import json
from typing import Any

from helpers.data import loading, package
from helpers.errors import DataError, unknown_name


def geojson(name: str) -> list[dict[str, Any]]:
    """Load the shapes of a map.

    Parameters
    ----------
    name : the name of the map in the data package, for example ``"region"``.

    Returns
    -------
    GeoJSON features, longitude and latitude in degrees; ``alt.Data(values=...)`` takes them.

    Raises
    ------
    UnknownNameError : no map has this name.
    DataError : the file is missing or damaged.
    """
    maps = {n: r for n, r in package.resources().items() if r.get("format") == "geojson"}
    if name not in maps:
        raise unknown_name("map", name, maps)
    path = package.folder() / maps[name]["path"]
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"The map data/{maps[name]['path']} cannot be read ({error}). {package.REPAIR}"
        ) from None
    loading.note_sources(name, maps[name].get("source_ids", []))
    return list(features)
