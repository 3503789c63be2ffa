"""The timeline explorer: which events, by whom, of which kind, when."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import ipywidgets as widgets
import pandas as pd

from helpers import charts, data
from helpers.controls import Choices, year_span
from helpers.display import table
from helpers.explorers.base import Explorer, View
from helpers.models import events

EVERYBODY = "everybody"
SHOWN_COLUMNS = ["date", "category", "actors", "event"]


def timeline_explorer(last_day: str | None = None, *, question: str) -> Explorer:
    """Build the explorer of the course's timeline.

    Parameters
    ----------
    last_day : the last day to show, ``YYYY-MM-DD``; ``None`` shows the whole timeline.
    question : what the reader should find out.
    """
    timeline = data.load("timeline")
    if last_day is not None:
        timeline = timeline[timeline["date_start"] <= pd.Timestamp(last_day)]
    kinds = sorted(timeline["category"].unique())
    slider, years = year_span(
        int(timeline["date_start"].dt.year.min()),
        int(timeline["date_end"].dt.year.max()),
    )
    actor = widgets.Dropdown(
        options=[EVERYBODY, *events.actors(timeline, at_least=2)], description="Actor"
    )
    categories = Choices("Categories", {kind: kind for kind in kinds})

    def draw(years: tuple[int, int], actor: str, categories: Sequence[str]) -> View:
        chosen = events.select(
            timeline,
            first_year=years[0],
            last_year=years[1],
            categories=categories,
            actor=None if actor == EVERYBODY else actor,
        )
        if chosen.empty:
            return View(
                None,
                "No event fits: tick a category, widen the years, or choose everybody.",
            )
        result = (
            f"{len(chosen)} of {len(timeline)} events, {years[0]} to {years[1]}, "
            f"actor: {actor}. Point at a mark, or show the table, to read the events."
        )
        return View(
            timeline_chart(chosen, kinds, years),
            result,
            table=lambda: table(SHOWN_COLUMNS, chosen[SHOWN_COLUMNS].itertuples(index=False)),
        )

    start = timeline[SHOWN_COLUMNS].itertuples(index=False)
    return Explorer(
        title="Explore the timeline",
        question=question,
        controls={"years": slider, "actor": actor, "categories": categories},
        layout=[years, actor, categories],
        draw=draw,
        fallback=table(SHOWN_COLUMNS, start, f"All {len(timeline)} events of the timeline"),
    )


def timeline_chart(
    chosen: pd.DataFrame, kinds: Sequence[str], years: tuple[int, int]
) -> alt.TopLevelMixin:
    """Draw events on one line a category.

    A day is a dot; a date known to the month or year is a bar as long as the doubt.

    Parameters
    ----------
    chosen : rows of the timeline.
    kinds : all categories, so that the lines keep their places.
    years : the first and the last year of the axis.
    """
    axis = alt.Scale(domain=[f"{years[0]}-01-01", f"{years[1]}-12-31"])
    fields = [*SHOWN_COLUMNS, "date_start", "date_end", "date_precision"]
    base = alt.Chart(chosen[fields]).encode(
        x=alt.X("date_start:T", title=None, scale=axis),
        y=alt.Y("category:N", title=None, scale=alt.Scale(domain=list(kinds))),
        tooltip=[alt.Tooltip(f"{field}:N") for field in SHOWN_COLUMNS],
    )
    is_day = "datum.date_precision == 'day'"
    day = base.transform_filter(is_day).mark_circle(size=80, opacity=0.8)
    doubt = (
        base.transform_filter(f"!({is_day})")
        .mark_bar(height=14, color=charts.PALETTE["vermilion"], stroke=charts.PALETTE["vermilion"])
        .encode(x2="date_end:T")
    )
    words = f"{len(chosen)} events from {years[0]} to {years[1]}, one row a category."
    return charts.finish(
        (doubt + day).properties(height=34 * len(kinds)),
        alt=f"Timeline of {words} Most events: {chosen['category'].mode().iloc[0]}.",
        source=["timeline"],
    )
