"""The last step of every chart of the course: a description and a source line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair

from helpers.charts.theme import GREY
from helpers.data import citations
from helpers.errors import ChartError

SHORTEST_DESCRIPTION = 40  # characters; "a chart of the budget" says nothing about the budget


def finish(chart: Any, *, alt: str, source: Sequence[str]) -> altair.VConcatChart:
    """Give a chart its description and its source line. Nothing comes after it.

    Parameters
    ----------
    chart : an Altair chart of any form (single, layered, side by side, faceted).
    alt : what the chart shows, in words, for readers who cannot see it: one or two
        sentences with the finding, not "a line chart".
    source : names of the tables that the chart is drawn from, for example
        ``["union_budget"]``.

    Returns
    -------
    The chart with a line under it that names the sources. It cannot be combined with
    other charts any more; combine first, finish last.

    Raises
    ------
    ChartError : the description or the source is missing, or the chart is finished already.
    UnknownNameError : a name in ``source`` is not a table of the course.
    """
    if is_finished(chart):
        raise ChartError("This chart is finished already: combine charts first, then finish them.")
    if not isinstance(alt, str) or len(alt.strip()) < SHORTEST_DESCRIPTION:
        raise ChartError(
            "The chart needs an alternative text that says what it shows, in at least "
            f"{SHORTEST_DESCRIPTION} characters: finish(chart, alt='Russia pays ...', source=[...])"
        )
    if isinstance(source, str) or not source:
        raise ChartError(
            "The chart needs its source: a list of the course tables that it is drawn from, "
            "for example source=['union_budget']."
        )
    line = citations.source_line(source)
    # Vega-Lite takes settings on the outermost chart only.
    inner, config = chart.copy(deep=False), chart.config
    inner.config = altair.Undefined
    outer = altair.vconcat(
        inner,
        title=altair.TitleParams(
            line, orient="bottom", anchor="start", fontSize=11, fontWeight="normal", color=GREY
        ),
        description=" ".join(alt.split()),
        usermeta={"course": {"tables": list(source)}},
    )
    outer.config = config
    return outer


def is_finished(chart: Any) -> bool:
    """Tell whether a chart carries its description and source line already."""
    usermeta = getattr(chart, "usermeta", altair.Undefined)
    return isinstance(usermeta, dict) and "course" in usermeta
