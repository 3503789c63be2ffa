"""The data behind a chart, as a table."""

from __future__ import annotations

import re
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
        raise ChartError("This chart holds no pandas table: its data is a file, shapes or values.")
    if not isinstance(part, int) or not 0 <= part < len(frames):
        raise ChartError(f"This chart has {len(frames)} tables: part is 0 to {len(frames) - 1}.")
    frame = frames[part]
    with alt.data_transformers.disable_max_rows():
        words = _words(chart.to_dict())
    columns = [column for column in frame.columns if _is_named(str(column), words)]
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


def _words(spec: Any) -> list[str]:
    """Collect every text of a specification that can name a column: fields and expressions."""
    if isinstance(spec, str):
        return [spec]
    if isinstance(spec, list):
        return [text for part in spec for text in _words(part)]
    if not isinstance(spec, dict):
        return []
    silent = ("datasets", "data", "title", "description", "config", "usermeta", "$schema")
    return [text for key, part in spec.items() if key not in silent for text in _words(part)]


def _is_named(column: str, texts: list[str]) -> bool:
    word = re.compile(rf"(?<!\w){re.escape(column)}(?!\w)")
    # A dot or bracket in a name is escaped by a backslash in a specification.
    return any(word.search(text.replace("\\", "")) for text in texts)
