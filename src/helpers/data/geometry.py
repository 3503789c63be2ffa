"""Shapes for maps."""

from __future__ import annotations

import json
from typing import Any

from helpers.data import loading, package
from helpers.errors import DataError, choose


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
    described = maps[choose("map", name, maps)]
    path = package.folder() / described["path"]
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        kinds = {feature["type"] for feature in features}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"The map data/{described['path']} cannot be read ({error}). {package.REPAIR}"
        ) from None
    if kinds != {"Feature"}:
        raise DataError(f"The map data/{described['path']} holds no shapes. {package.REPAIR}")
    loading.note_sources(name, described.get("source_ids", []))
    return list(features)
