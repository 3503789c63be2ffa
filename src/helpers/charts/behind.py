"""The data behind a chart, as a table."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from helpers.errors import ChartError


def table(chart: Any, part: int = 0) -> pd.DataFrame:
    """Give the data that a chart draws, as a table.

    Parameters
    ----------
    chart : any Altair chart, finished or not.
    part : which data set, counted from 0 in the order of drawing, if a chart has several.

    Returns
    -------
    The rows of the data, with the columns that the chart uses.

    Raises
    ------
    ChartError : the chart holds no data frame, or has no part with this number.
    """
    frames = _frames(chart)
    if not frames:
        raise ChartError("This chart holds no table: its data is a file or a set of shapes.")
    if not 0 <= part < len(frames):
        raise ChartError(f"This chart has {len(frames)} tables: part is 0 to {len(frames) - 1}.")
    frame = frames[part]
    used = _fields(chart.to_dict())
    columns = [column for column in frame.columns if column in used]
    return frame[columns or list(frame.columns)].reset_index(drop=True)


def _frames(chart: Any) -> list[pd.DataFrame]:
    """Collect the data frames of a chart and of all its parts, each once."""
    found: list[pd.DataFrame] = []
    data = getattr(chart, "data", alt.Undefined)
    if isinstance(data, pd.DataFrame):
        found.append(data)
    for name in ("layer", "hconcat", "vconcat", "concat", "spec"):
        inner = getattr(chart, name, alt.Undefined)
        if inner is alt.Undefined or inner is None:
            continue
        for one in inner if isinstance(inner, list) else [inner]:
            found += [frame for frame in _frames(one) if not any(frame is f for f in found)]
    return found


def _fields(spec: Any) -> set[str]:
    """Collect every field that a specification names."""
    if isinstance(spec, list):
        return {field for part in spec for field in _fields(part)}
    if not isinstance(spec, dict):
        return set()
    named = {spec["field"]} if isinstance(spec.get("field"), str) else set()
    for key, part in spec.items():
        if key not in ("datasets", "data"):
            named |= _fields(part)
    return named
