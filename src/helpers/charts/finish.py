"""The last step of every chart of the course: a description and a source line."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import altair

from helpers.charts.theme import GREY
from helpers.data import citations
from helpers.errors import ChartError

LINE = 105  # characters of a source line that stand side by side under a chart
SHORTEST_DESCRIPTION = 40  # characters; "a chart of the budget" says nothing about the budget


def finish(chart: Any, *, alt: str = "", source: Sequence[str] = ()) -> altair.VConcatChart:
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
    if not isinstance(chart, altair.TopLevelMixin):
        raise ChartError(f"finish takes a chart, not {type(chart).__name__}.")
    if holds_finished(chart):
        raise ChartError("This chart is finished already: combine charts first, then finish them.")
    if not isinstance(alt, str) or len(alt.strip()) < SHORTEST_DESCRIPTION:
        raise ChartError(
            "The chart needs an alternative text that says what it shows, in at least "
            f"{SHORTEST_DESCRIPTION} characters: finish(chart, alt='Russia pays ...', source=[...])"
        )
    if (
        not isinstance(source, list | tuple)
        or not source
        or not all(isinstance(name, str) for name in source)
    ):
        raise ChartError(
            "The chart needs its source: a list of the course tables that it is drawn from, "
            "for example source=['union_budget']."
        )
    lines = wrap(citations.source_line(source), LINE)
    if getattr(chart, "width", None) == "container":
        raise ChartError("Give the width of the chart in pixels: 'container' has no effect here.")
    # Vega-Lite takes these on the outermost chart only.
    inner: Any = chart
    # The chart that was given stays as it is. A deep copy takes time at every move of an explorer.
    inner = inner.copy(deep=_has_datasets(inner))
    outermost: dict[str, Any] = {}
    for name in ("config", "autosize", "usermeta"):
        if getattr(inner, name, altair.Undefined) is not altair.Undefined:
            outermost[name] = inner[name]
            inner[name] = altair.Undefined
    datasets = _take_datasets(inner)
    if datasets:
        outermost["datasets"] = datasets
    outermost["usermeta"] = outermost.get("usermeta", {}) | {"course": {"tables": list(source)}}
    return altair.vconcat(
        inner,
        title=altair.TitleParams(
            lines if len(lines) > 1 else lines[0],
            orient="bottom",
            anchor="start",
            fontSize=11,
            fontWeight="normal",
            color=GREY,
        ),
        description=" ".join(alt.split()),
        **outermost,
    )


def holds_finished(chart: Any) -> bool:
    """Tell whether a chart, or a part of it, carries its description and source line already."""
    usermeta = getattr(chart, "usermeta", altair.Undefined)
    if isinstance(usermeta, dict) and "course" in usermeta:
        return True
    return any(holds_finished(part) for part in _parts(chart))


def _has_datasets(chart: Any) -> bool:
    """Tell whether a chart, or a part of it, holds named data."""
    return isinstance(getattr(chart, "datasets", None), dict) or any(
        _has_datasets(part) for part in _parts(chart)
    )


def _take_datasets(chart: Any) -> dict[str, Any]:
    """Take the named data out of a chart and its parts."""
    found: dict[str, Any] = {}
    own = getattr(chart, "datasets", None)
    if isinstance(own, dict):
        found |= own
        chart["datasets"] = altair.Undefined
    for part in _parts(chart):
        found |= _take_datasets(part)
    return found


def _parts(chart: Any) -> list[Any]:
    inner = (getattr(chart, name, None) for name in ("hconcat", "vconcat", "concat", "layer"))
    return [part for parts in inner if isinstance(parts, list) for part in parts]
