"""The map of the places of the course."""

from __future__ import annotations

import json
from collections.abc import Sequence

import altair as alt
import pandas as pd

from helpers import charts, data
from helpers.charts import theme
from helpers.display import table
from helpers.explorers.base import Choices, Explorer, View

# A shape of our own: Vega-Lite has no star. The path is drawn in a square from -1 to 1.
STAR = "M0,-1L.23,-.31L.95,-.31L.36,.12L.59,.81L0,.38L-.59,.81L-.36,.12L-.95,-.31L-.23,-.31Z"
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
# Every kind has a colour and a shape of its own.
LOOKS = {
    "capital": (charts.PALETTE["black"], "square"),
    "city": (charts.PALETTE["sky"], "circle"),
    "border crossing": (charts.PALETTE["vermilion"], "cross"),
    "nuclear power plant": (charts.PALETTE["wine"], "diamond"),
    "oil refinery": (charts.PALETTE["orange"], "triangle-up"),
    "oil pipeline": (charts.PALETTE["pink"], "triangle-right"),
    "gas pipeline": (charts.PALETTE["blue"], "triangle-down"),
    "rail hub": (charts.PALETTE["green"], "triangle-left"),
    "Russian military site": (charts.PALETTE["black"], STAR),
}
SHOWN_COLUMNS = ["name", "local_name", "kind", "country"]
# The frame of the map: longitude and latitude in degrees.
FRAME = {
    "type": "Feature",
    "properties": {},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[13, 49.5], [13, 59.7], [39, 59.7], [39, 49.5], [13, 49.5]]],
    },
}


def places_explorer(*, question: str) -> Explorer:
    """Build the map on which kinds of places can be switched on and off."""
    places = data.load("places")
    shapes = {"region": json.dumps(data.geojson("region"))}
    counts = places["kind"].value_counts()
    kinds = Choices(
        "Kinds of places", {kind: f"{kind} ({counts[kind]})" for kind in LOOKS if kind in counts}
    )

    def draw(kinds: Sequence[str]) -> View:
        chosen = places[places["kind"].isin(kinds)]
        if chosen.empty:
            return View(None, "No place is shown: tick at least one kind.")
        return View(
            places_map(chosen),
            f"{len(chosen)} of {len(places)} places. Point at a mark, or show the table, to read "
            "the names.",
            table=lambda: table(SHOWN_COLUMNS, chosen[SHOWN_COLUMNS].itertuples(index=False)),
            datasets=shapes,
        )

    rows = places[SHOWN_COLUMNS].itertuples(index=False)
    return Explorer(
        title="Explore the map",
        question=question,
        controls={"kinds": kinds},
        layout=[kinds],
        draw=draw,
        fallback=table(SHOWN_COLUMNS, rows, f"All {len(places)} places of the course"),
    )


def places_map(chosen: pd.DataFrame) -> alt.TopLevelMixin:
    """Draw places over the states of the region, which are the named data ``region``.

    Parameters
    ----------
    chosen : rows of the table ``places``.
    """
    land = (
        alt.Chart(alt.NamedData(name="region", format=alt.JsonDataFormat(type="json")))
        .mark_geoshape(fill="#EFEFEF", stroke="#A0A0A0", clip=True)
        .encode(tooltip=alt.TooltipValue(None))
    )
    kinds = [kind for kind in LOOKS if kind in set(chosen["kind"])]
    colors = alt.Scale(domain=kinds, range=[LOOKS[kind][0] for kind in kinds])
    shapes = alt.Scale(domain=kinds, range=[LOOKS[kind][1] for kind in kinds])
    names = (
        alt.Chart(NAMES)
        .mark_text(fontSize=13, color=theme.GREY)
        .encode(
            longitude=alt.Longitude("longitude:Q"),
            latitude=alt.Latitude("latitude:Q"),
            text=alt.Text("state:N"),
        )
    )
    dots = (
        alt.Chart(chosen[["name", "kind", "latitude", "longitude", "precision"]])
        .mark_point(size=70, opacity=1)
        .encode(
            longitude=alt.Longitude("longitude:Q"),
            latitude=alt.Latitude("latitude:Q"),
            color=alt.Color("kind:N", title=None, scale=colors, legend=alt.Legend(columns=4)),
            shape=alt.Shape("kind:N", title=None, scale=shapes),
            tooltip=[alt.Tooltip(f"{field}:N") for field in ("name", "kind", "precision")],
        )
    )
    capitals = (
        alt.Chart(chosen.loc[chosen["kind"] == "capital", ["name", "latitude", "longitude"]])
        .mark_text(dx=8, align="left", fontSize=11, color=theme.INK)
        .encode(
            longitude=alt.Longitude("longitude:Q"),
            latitude=alt.Latitude("latitude:Q"),
            text=alt.Text("name:N"),
        )
    )
    return charts.finish(
        (land + names + dots + capitals)
        .project("mercator", fit=FRAME)
        .properties(width=560, height=460),
        alt=f"Map of Belarus and its neighbours with {len(chosen)} places of the course.",
        source=["places", "region"],
    )
