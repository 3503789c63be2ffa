"""The map of the places of the course."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from helpers import charts, data
from helpers.charts import theme
from helpers.controls import Choices
from helpers.display import table
from helpers.explorers.base import Explorer, View

# A shape of our own: Vega-Lite has no star. The path is drawn in a square from -1 to 1.
STAR = "M0,-1L.23,-.31L.95,-.31L.36,.12L.59,.81L0,.38L-.59,.81L-.36,.12L-.95,-.31L-.23,-.31Z"
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


def places_explorer(*, question: str) -> Explorer:
    """Build the map on which kinds of places can be switched on and off."""
    places = data.load("places")
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
    """Draw places over the states of the region.

    Parameters
    ----------
    chosen : rows of the table ``places``.
    """
    kinds = [kind for kind in LOOKS if kind in set(chosen["kind"])]
    colors = alt.Scale(domain=kinds, range=[LOOKS[kind][0] for kind in kinds])
    shapes = alt.Scale(domain=kinds, range=[LOOKS[kind][1] for kind in kinds])
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
        charts.on_map(dots, capitals),
        alt=f"Map of Belarus and its neighbours with {len(chosen)} places of the course.",
        source=["places", "region"],
    )
