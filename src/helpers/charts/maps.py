"""The base map of the course: the states of the region under whatever a lesson draws."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pandas as pd

from helpers import data
from helpers.charts.theme import GREY

MAP_WIDTH, MAP_HEIGHT = 560, 460  # pixels
REGION = "region"
# The frame of the map: longitude and latitude in degrees. It leaves out Crimea; see data/README.md.
FRAME = {
    "type": "Feature",
    "properties": {},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[13, 49.5], [13, 59.7], [39, 59.7], [39, 49.5], [13, 49.5]]],
    },
}
# Where the names of states stand on the map: longitude and latitude, chosen for the eye.
NAMES = pd.DataFrame(
    [
        ("Belarus", 29.7, 53.0),
        ("Poland", 19.2, 52.9),
        ("Lithuania", 23.9, 55.5),
        ("Latvia", 25.2, 57.2),
        ("Estonia", 25.8, 58.75),
        ("Ukraine", 28.0, 50.9),
        ("Russia", 34.5, 56.5),
        ("Russia", 21.5, 54.6),
    ],
    columns=["state", "longitude", "latitude"],
)


def on_map(*layers: Any) -> alt.LayerChart:
    """Draw layers over the states of the region.

    Parameters
    ----------
    layers : Altair charts with the channels ``longitude`` and ``latitude`` (degrees).

    Returns
    -------
    A chart to be finished with ``source=[..., "region"]``.
    """
    # As text the shapes pass through unread; Altair would walk through every point of them.
    shapes = json.dumps(data.geojson(REGION))
    land = (
        alt.Chart(alt.NamedData(name=REGION, format=alt.JsonDataFormat(type="json")))
        .mark_geoshape(fill="#EFEFEF", stroke="#A0A0A0", clip=True)
        .encode(tooltip=alt.TooltipValue(None))
    )
    names = (
        alt.Chart(NAMES)
        .mark_text(fontSize=13, color=GREY)
        .encode(
            longitude=alt.Longitude("longitude:Q"),
            latitude=alt.Latitude("latitude:Q"),
            text=alt.Text("state:N"),
        )
    )
    drawn: Any = alt.layer(land, names, *layers, datasets={REGION: shapes})
    framed: alt.LayerChart = drawn.project("mercator", fit=FRAME)
    return framed.properties(width=MAP_WIDTH, height=MAP_HEIGHT)
